<?php

/*
 * Signs a person in with league/oauth2-client, refreshes, calls REST with it and SOAP with PHP's SoapClient.
 *
 * Prints the address that the person visits, reads where the visit ended, and prints the rest as JSON.
 *
 * Usage: php login-league.php AUTOLOAD ISSUER CLIENT-ID APPLICATION-TOKEN REDIRECT-URI OUT-URI
 */

declare(strict_types=1);

error_reporting(E_ALL);
set_error_handler(function (int $level, string $message): never {
    throw new ErrorException($message, 0, $level);
});

const SERVICES88 = 'http://www.superoffice.net/ws/crm/NetServer/Services88';
const CLAIMS = 'http://schemes.superoffice.net/identity/';

[, $autoload, $issuer, $clientId, $applicationToken, $redirectUri, $outUri] = $argv;
require $autoload;

use League\OAuth2\Client\Provider\GenericProvider;
use League\OAuth2\Client\Token\AccessTokenInterface;

$metadata = json_decode(file_get_contents("$issuer/login/.well-known/openid-configuration"), true);
$provider = new GenericProvider([
    'clientId' => $clientId,
    'clientSecret' => $applicationToken,
    'redirectUri' => $redirectUri,
    'urlAuthorize' => $metadata['authorization_endpoint'],
    'urlAccessToken' => $metadata['token_endpoint'],
    'urlResourceOwnerDetails' => "$issuer/Cust12345/api/v1/User/currentPrincipal",
    'responseResourceOwnerId' => 'Associate',
    'scopes' => ['openid', 'profile', 'api'],
    'scopeSeparator' => ' ',
    'pkceMethod' => GenericProvider::PKCE_METHOD_S256,
]);
echo $provider->getAuthorizationUrl(), "\n";

parse_str((string) parse_url(trim(fgets(STDIN)), PHP_URL_QUERY), $returned);
if ($returned['state'] !== $provider->getState()) {
    throw new Exception('The state is another one.');
}
$token = $provider->getAccessToken('authorization_code', ['code' => $returned['code']]);
// The library knows OAuth only, so its users read the id_token themselves.
$payload = explode('.', $token->getValues()['id_token'])[1];
$claims = json_decode(base64_decode(strtr($payload, '-_', '+/')), true);

$askRest = fn (AccessTokenInterface $token): string => $provider->getResourceOwner($token)->getId();
$first = $askRest($token);
$second = $provider->getAccessToken('refresh_token', ['refresh_token' => $token->getRefreshToken()]);

$user = new SoapClient($claims[CLAIMS . 'netserver_url'] . 'User.svc?wsdl');
$user->__setSoapHeaders([
    new SoapHeader(SERVICES88, 'ApplicationToken', $applicationToken),
    new SoapHeader(SERVICES88, 'Credentials', ['Ticket' => $second->getToken()]),
]);
$answer = $user->__soapCall('GetUser', [['UserId' => (int) $claims[CLAIMS . 'associateid']]]);
echo json_encode([
    'email' => $claims[CLAIMS . 'email'],
    'rest' => [$first, $askRest($second)],
    'soap' => $answer->Response->AssociateId,
    'logout' => $metadata['end_session_endpoint'] . '?' . http_build_query(['redirect_uri' => $outUri]),
]);
