<?php

/*
 * Logs in and gets a token, does both again with wrong credentials, and prints the results as JSON. It reads members
 * without checking whether they are set, and treats every notice or warning of PHP as an error.
 *
 * Usage: php read-nulls.php URL [FOLDER-WITH-WSDL-FILES]
 */

declare(strict_types=1);

error_reporting(E_ALL);
set_error_handler(function (int $level, string $message): never {
    throw new ErrorException($message, 0, $level);
});

const SERVICES88 = 'http://www.superoffice.net/ws/crm/NetServer/Services88';

$url = $argv[1];
$wsdlFolder = $argv[2] ?? null;

$principal = connect($url, 'SoPrincipal', $wsdlFolder);
$login = logIn($principal, 'demo');
$user = connect($url, 'User', $wsdlFolder);
echo json_encode([
    'login' => loginOf($login),
    'refused' => loginOf(logIn($principal, 'wrong')),
    'token' => tokenOf($user, $login['body']->Credentials->Ticket),
    'refusedToken' => tokenOf($user, '7T:bm90IGEgdGlja2V0'),
]);

function connect(string $url, string $service, ?string $wsdlFolder): SoapClient
{
    $endpoint = "$url/Remote/Services88/$service.svc";
    $wsdl = $wsdlFolder === null ? "$endpoint?wsdl" : "$wsdlFolder/$service.wsdl";
    $features = SOAP_SINGLE_ELEMENT_ARRAYS;
    return new SoapClient($wsdl, ['location' => $endpoint, 'features' => $features]);
}

function call(SoapClient $client, string $operation, array $request): array
{
    $header = [];
    $body = $client->__soapCall($operation, [$request], null, null, $header);
    return ['header' => $header, 'body' => $body];
}

function logIn(SoapClient $client, string $password): array
{
    $request = ['UserName' => 'demo', 'Password' => $password];
    return call($client, 'AuthenticateUsernamePassword', $request);
}

function loginOf(array $answer): array
{
    $body = $answer['body'];
    $principal = $body->Response;
    $license = $principal === null ? null : $principal->Licenses->GrantedModuleLicense[0];
    return headerOf($answer) + [
        'AuthenticationSucceeded' => $body->AuthenticationSucceeded,
        'HasTicket' => $body->Credentials->Ticket !== null,
        'Principal' => $principal === null ? null : [
            'Associate' => $principal->Associate,
            'DatabaseContextIdentifier' => $principal->DatabaseContextIdentifier,
            'TableRight' => $license->TableRight,
            'FieldProperties' => $license->FieldProperties,
            'OwnerId' => $license->OwnerId,
            'OwnerDescription' => $license->OwnerDescription,
            'ExpiryDate' => $license->ExpiryDate,
        ],
    ];
}

function tokenOf(SoapClient $client, string $ticket): array
{
    $client->__setSoapHeaders(new SoapHeader(SERVICES88, 'Credentials', ['Ticket' => $ticket]));
    $answer = call($client, 'GetAccessToken', ['AppToken' => null, 'IncludeCsSession' => false]);
    return headerOf($answer) + ['HasToken' => $answer['body']->Response !== null];
}

function headerOf(array $answer): array
{
    $info = $answer['header']['ExceptionInfo'];
    return [
        'Succeeded' => $answer['header']['Succeeded'],
        'ExtraInfo' => $answer['header']['ExtraInfo'],
        'ExceptionInfo' => $info === null ? null : [
            'ExceptionType' => $info->ExceptionType,
            'StackTrace' => $info->StackTrace,
            'InnerException' => $info->InnerException,
            'Parameters' => $info->Parameters,
        ],
    ];
}
