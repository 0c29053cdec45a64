<?php

/*
 * Makes a user from a person, works as that user, retires the user, and prints what came back as JSON. Every notice or
 * warning of PHP is an error.
 *
 * Usage: php user-story.php URL ADMINISTRATOR PASSWORD PERSON-ID [SOPRINCIPAL-WSDL USER-WSDL]
 */

declare(strict_types=1);

error_reporting(E_ALL);
set_error_handler(function (int $level, string $message): never {
    throw new ErrorException($message, 0, $level);
});

const SERVICES88 = 'http://www.superoffice.net/ws/crm/NetServer/Services88';
const FIRST = 'first password';
const SECOND = 'second password';

class Refused extends Exception
{
}

[, $url, $administrator, $password, $personId] = $argv;
$wsdls = ['SoPrincipal' => $argv[5] ?? null, 'User' => $argv[6] ?? null];

$connect = function (string $service) use ($url, $wsdls): SoapClient {
    $endpoint = "$url/Remote/Services88/$service.svc";
    $options = ['location' => $endpoint, 'features' => SOAP_SINGLE_ELEMENT_ARRAYS];
    return new SoapClient($wsdls[$service] ?? "$endpoint?wsdl", $options);
};

$principal = $connect('SoPrincipal');
$logIn = fn (string $name, string $password): stdClass =>
    $principal->__soapCall('AuthenticateUsernamePassword', [['UserName' => $name, 'Password' => $password]]);

$callerOf = function (string $ticket) use ($connect): Closure {
    $user = $connect('User');
    $user->__setSoapHeaders(new SoapHeader(SERVICES88, 'Credentials', ['Ticket' => $ticket]));
    return function (string $operation, array $request = []) use ($user): mixed {
        $header = [];
        $answer = $user->__soapCall($operation, [$request], null, null, $header);
        if ($header['Succeeded'] !== true) {
            throw new Refused($header['ExceptionInfo']->ExceptionType);
        }
        return get_object_vars($answer) === [] ? null : $answer->Response;
    };
};

$refusal = function (Closure $call, string $operation, array $request): mixed {
    try {
        return $call($operation, $request);
    } catch (Refused $refused) {
        return $refused->getMessage();
    }
};

$call = $callerOf($logIn($administrator, $password)->Credentials->Ticket);
$wanted = ['UserType' => 'InternalAssociate', 'PersonId' => (int) $personId];
$draft = $call('CreateDefaultUserFromUserTypeAndPersonId', $wanted);
$told = ['draft' => unserialize(serialize($draft))];
fill($draft, $call);
$saved = $call('SaveUser', ['User' => $draft]);
$told['saved'] = $saved;
$id = $saved->AssociateId;
$told['unchanged'] = $call('SaveUser', ['User' => $call('GetUser', ['UserId' => $id])]);
$told['partly'] = $call('SaveUser', ['User' => ['AssociateId' => $id, 'Tooltip' => 'Fast']]);
$nothing = ['Tooltip' => '', 'NickName' => null, 'TicketCategories' => ['MDOListItem' => []]];
$told['cleared'] = $call('SaveUser', ['User' => ['AssociateId' => $id] + $nothing]);

$login = $logIn($saved->Name, FIRST);
$told['login'] = $login->Response;
$own = $callerOf($login->Credentials->Ticket);
$told['own'] = $own('GetUser', ['UserId' => $id]);
foreach (['wrong', FIRST] as $old) {
    $told['passwords'][] = $own('ChangeOwnPassword', ['OldPassword' => $old, 'NewPassword' => SECOND]);
}
foreach ([FIRST, SECOND] as $one) {
    $told['passwords'][] = $logIn($saved->Name, $one)->AuthenticationSucceeded;
}
$told['refused'] = $refusal($own, 'SaveUser', ['User' => ['AssociateId' => $id, 'Role' => ['Id' => 1]]]);

$told['isVoid'] = $call('MakeRetired', ['AssociateId' => $id, 'Retired' => true]) === null;
$told['retired'] = $call('GetUser', ['UserId' => $id]);
$told['ended'] = $refusal($own, 'GetUser', ['UserId' => $id]);
$told['loginAfter'] = $logIn($saved->Name, SECOND)->AuthenticationSucceeded;
echo json_encode($told, JSON_THROW_ON_ERROR);

/** Gives a new user a value in every field that clients may set. */
function fill(stdClass $user, Closure $call): void
{
    $roles = $call('GetAllRoles', ['RoleType' => 'Employee'])->SelectableMDOListItem;
    $user->Role->Id = array_column($roles, 'Id', 'Name')['User level 2'];
    $groups = array_column($call('GetAllUserGroups', ['IncludeDeleted' => false])->UserGroup, 'Id');
    $user->UserGroup->Id = $groups[1];
    $user->OtherGroups = ['UserGroup' => [['Id' => $groups[0]], ['Id' => $groups[2]]]];
    foreach ($user->LicenseOwners->LicenseOwner as $owner) {
        foreach ([$owner->RestrictedModuleLicenses, $owner->UnrestrictedModuleLicenses] as $links) {
            foreach ($links->ModuleLicenseLink ?? [] as $link) {
                $link->Assigned = in_array($link->Name, ['ten-sales', 'visible-for'], true);
            }
        }
    }
    $user->Credentials = ['Credential' => [['Type' => ['Type' => 'CRM5/PASSWORD'], 'Value' => FIRST]]];
    $user->Rank = 7;
    $user->Tooltip = 'Vikar æøå <&>';
    $user->NickName = "Nick $user->Name";
    $user->UserName = "$user->Name@login.example";
    $user->RequestSignature = "Regards,\nVikar";
    $user->TicketCategories = ['MDOListItem' => [['Id' => 7], ['Id' => 9]]];
    $user->ExtraFields = ['StringKeyValuePair' => [['Key' => 'plugin.field', 'Value' => 'æ <&>']]];
    $user->CustomFields = ['StringKeyValuePair' => [['Key' => 'SuperOffice:1', 'Value' => '[I:123]']]];
}
