<?php

/*
 * Calls one version of the services, and prints the results as JSON. Every notice or warning of PHP is an error.
 *
 * Usage: php call-version.php URL VERSION GROUP-NAME [SOPRINCIPAL-WSDL USER-WSDL]
 */

declare(strict_types=1);

error_reporting(E_ALL);
set_error_handler(function (int $level, string $message): never {
    throw new ErrorException($message, 0, $level);
});

[, $url, $version, $name] = $argv;
$wsdls = ['SoPrincipal' => $argv[4] ?? null, 'User' => $argv[5] ?? null];

$connect = function (string $service) use ($url, $version, $wsdls): SoapClient {
    $endpoint = "$url/Remote/Services$version/$service.svc";
    return new SoapClient($wsdls[$service] ?? "$endpoint?wsdl", ['location' => $endpoint]);
};

$login = $connect('SoPrincipal')->__soapCall('AuthenticateUsernamePassword', [['UserName' => 'demo', 'Password' => 'demo']]);
$user = $connect('User');
$namespace = "http://www.superoffice.net/ws/crm/NetServer/Services$version";
$credentials = ['Ticket' => $login->Credentials->Ticket];
$user->__setSoapHeaders(new SoapHeader($namespace, 'Credentials', $credentials));

$call = function (string $operation, array $request = []) use ($user): mixed {
    $header = [];
    $answer = $user->__soapCall($operation, [$request], null, null, $header);
    if ($header['Succeeded'] !== true) {
        throw new Exception($header['ExceptionInfo']->Message);
    }
    return $answer->Response;
};

$group = $call('CreateUserGroup');
$group->Value = $name;
$role = $call('GetRoleEntity', ['RoleEntityId' => $login->Response->RoleId]);
$fields = array_keys(get_object_vars($role->UpdatedBy));
$own = $call('GetUser', ['UserId' => $login->Response->AssociateId]);
$own->Tooltip = $name;
$ownFields = array_keys(get_object_vars($own));
$operations = implode("\n", $user->__getFunctions());
echo json_encode([
    'own' => [$own->Name, $call('SaveUser', ['User' => $own])->Tooltip, array_values(array_intersect(['NickName', 'UserName'], $ownFields))],
    'associate' => $login->Response->Associate,
    'role' => $role->Name,
    'updatedBy' => array_values(array_intersect(['ExtraFields', 'UserName'], $fields)),
    'deleted' => [$call('SaveUserGroup', ['UserGroup' => $group])->Deleted, get_debug_type($group->Deleted)],
    'token' => str_contains($operations, ' GetAccessToken(') ? substr($call('GetAccessToken', ['AppToken' => null, 'IncludeCsSession' => false]), 0, 3) : null,
]);
