<?php

/*
 * Logs in and prints an access token, with PHP's own SoapClient.
 *
 * Usage: TICKETOFFICE_PASSWORD=... php get-access-token.php URL USER [FOLDER-WITH-WSDL-FILES]
 */

declare(strict_types=1);

const SERVICES88 = 'http://www.superoffice.net/ws/crm/NetServer/Services88';

[, $url, $userName, $wsdlFolder] = $argv + [null, null, null, null];
$password = getenv('TICKETOFFICE_PASSWORD');

if ($url === null || $userName === null || $password === false) {
    $usage = 'TICKETOFFICE_PASSWORD=... php get-access-token.php URL USER [FOLDER-WITH-WSDL-FILES]';
    fwrite(STDERR, "Usage: $usage\n");
    exit(2);
}

try {
    $login = call(connect($url, 'SoPrincipal', $wsdlFolder), 'AuthenticateUsernamePassword', [
        'UserName' => $userName,
        'Password' => $password,
    ]);
    if (!$login->AuthenticationSucceeded) {
        throw new RuntimeException('User name or password is wrong.');
    }

    $user = connect($url, 'User', $wsdlFolder);
    $user->__setSoapHeaders(new SoapHeader(SERVICES88, 'Credentials', [
        'Ticket' => $login->Credentials->Ticket,
    ]));
    $token = call($user, 'GetAccessToken', ['AppToken' => '', 'IncludeCsSession' => false]);
    echo $token->Response, "\n";
} catch (SoapFault | RuntimeException $error) {
    fwrite(STDERR, $error->getMessage() . "\n");
    exit(1);
}

function connect(string $url, string $service, ?string $wsdlFolder): SoapClient
{
    $endpoint = "$url/Remote/Services88/$service.svc";
    $wsdl = $wsdlFolder === null ? "$endpoint?wsdl" : "$wsdlFolder/$service.wsdl";
    return new SoapClient($wsdl, [
        'location' => $endpoint,
        // A collection with one element is a list too.
        'features' => SOAP_SINGLE_ELEMENT_ARRAYS,
    ]);
}

/** Errors come in a header of the answer, as long as the server is not set to raise SOAP faults. */
function call(SoapClient $client, string $operation, array $request): stdClass
{
    $header = [];
    $result = $client->__soapCall($operation, [$request], null, null, $header);
    if (!$header['Succeeded']) {
        throw new RuntimeException($header['ExceptionInfo']->FriendlyText);
    }
    return $result;
}
