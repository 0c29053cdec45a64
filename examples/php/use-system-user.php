<?php

/*
 * Signs a system token, trades it for the ticket of a system user, and calls two services with the ticket, with
 * PHP's own SoapClient. No person signs in.
 *
 * Usage: APPLICATION_TOKEN=... SYSTEM_TOKEN=... php use-system-user.php URL TENANT PRIVATE-KEY-FILE
 */

declare(strict_types=1);

const PARTNER = 'http://www.superoffice.com/superid/partnersystemuser/0.1';
const SERVICES = 'http://www.superoffice.net/ws/crm/NetServer/Services88';
const CLAIM = 'http://schemes.superoffice.net/identity/';

$applicationToken = getenv('APPLICATION_TOKEN');
$systemToken = getenv('SYSTEM_TOKEN');
if ($argc !== 4 || !$applicationToken || !$systemToken) {
    fwrite(STDERR, "Usage: APPLICATION_TOKEN=... SYSTEM_TOKEN=... php use-system-user.php URL TENANT PRIVATE-KEY-FILE\n");
    exit(2);
}
[, $url, $tenant, $keyFile] = $argv;

// Signs the system token with the time in UTC, as in 202611280930.
function signToken(string $token, string $privateKey): string
{
    $text = $token . '.' . gmdate('YmdHi');
    if (!openssl_sign($text, $signature, $privateKey, OPENSSL_ALGO_SHA256)) {
        throw new Exception('The private key cannot be read.');
    }
    return $text . '.' . base64_encode($signature);
}

// Returns the claims of the answer. Keep the ticket: it lasts for six hours after its last use.
function trade(string $url, string $tenant, string $applicationToken, string $signed): array
{
    $client = new SoapClient("$url/login/services/PartnerSystemUserService.svc?wsdl");
    $client->__setSoapHeaders([
        new SoapHeader(PARTNER, 'ApplicationToken', $applicationToken),
        new SoapHeader(PARTNER, 'ContextIdentifier', $tenant),
    ]);
    $request = ['SignedSystemToken' => $signed, 'ReturnTokenType' => 'Jwt'];
    $answer = $client->__soapCall('Authenticate', [$request]);
    if (!$answer->IsSuccessful) {
        throw new Exception($answer->ErrorMessage);
    }
    $payload = explode('.', $answer->Token)[1];
    return json_decode(base64_decode(strtr($payload, '-_', '+/')), true);
}

// Errors come in a header of the answer, as long as the server is not set to raise SOAP faults.
function call(string $endpoint, string $operation, array $request, array $headers): stdClass
{
    $client = new SoapClient("$endpoint?wsdl", ['location' => $endpoint]);
    $client->__setSoapHeaders($headers);
    $header = [];
    $answer = $client->__soapCall($operation, [$request], null, null, $header);
    if (!$header['Succeeded']) {
        throw new Exception($header['ExceptionInfo']->FriendlyText);
    }
    return $answer;
}

try {
    $signed = signToken($systemToken, file_get_contents($keyFile));
    $claims = trade($url, $tenant, $applicationToken, $signed);
    $headers = [
        new SoapHeader(SERVICES, 'ApplicationToken', $applicationToken),
        new SoapHeader(SERVICES, 'Credentials', ['Ticket' => $claims[CLAIM . 'ticket']]),
    ];

    $base = $claims[CLAIM . 'netserver_url'];
    $licence = call("{$base}SoPrincipal.svc", 'GetSystemInfo', [], $headers)->SystemInfo->License;
    echo "$tenant is $licence->CompanyName with the serial number $licence->SerialNr.\n";

    $request = ['UserId' => (int) $claims[CLAIM . 'associateid']];
    $user = call("{$base}User.svc", 'GetUser', $request, $headers)->Response;
    echo "The ticket is that of $user->Name.\n";
} catch (Exception $error) {
    fwrite(STDERR, $error->getMessage() . "\n");
    exit(1);
}
