<?php

/*
 * Makes a user from a person, changes the password as that user, and retires the user, with PHP's own SoapClient.
 *
 * Usage: TICKETOFFICE_PASSWORD=... php make-user.php URL ADMINISTRATOR PERSON-ID
 */

declare(strict_types=1);

const SERVICES88 = 'http://www.superoffice.net/ws/crm/NetServer/Services88';

[, $url, $administrator, $personId] = $argv + [null, null, null, null];
$password = getenv('TICKETOFFICE_PASSWORD');

if ($personId === null || $password === false) {
    fwrite(STDERR, "Usage: TICKETOFFICE_PASSWORD=... php make-user.php URL ADMINISTRATOR PERSON-ID\n");
    exit(2);
}

try {
    $admin = logIn($url, $administrator, $password);
    $user = call($admin, 'CreateDefaultUserFromUserTypeAndPersonId', [
        'UserType' => 'InternalAssociate',
        'PersonId' => (int) $personId,
    ]);
    $first = bin2hex(random_bytes(8));
    give($user, $admin, $first);
    $user = call($admin, 'SaveUser', ['User' => $user]);
    echo "Made the user $user->Name with the role {$user->Role->Value} in the group {$user->UserGroup->Value}.\n";

    $own = logIn($url, $user->Name, $first);
    $second = bin2hex(random_bytes(8));
    call($own, 'ChangeOwnPassword', ['OldPassword' => $first, 'NewPassword' => $second]);
    $read = call($own, 'GetUser', ['UserId' => $user->AssociateId]);
    echo "{$read->Person->FullName} has changed the password.\n";

    call($admin, 'MakeRetired', ['AssociateId' => $user->AssociateId, 'Retired' => true]);
    try {
        logIn($url, $user->Name, $second);
    } catch (LoginRefused) {
        echo "$user->Name is retired and cannot log in any more.\n";
    }
} catch (SoapFault | RuntimeException $error) {
    fwrite(STDERR, $error->getMessage() . "\n");
    exit(1);
}

class LoginRefused extends RuntimeException
{
}

/** Gives a new user a role, groups, a licence and a password. */
function give(stdClass $user, SoapClient $admin, string $password): void
{
    $roles = call($admin, 'GetAllRoles', ['RoleType' => 'Employee'])->SelectableMDOListItem;
    $user->Role->Id = array_column($roles, 'Id', 'Name')['User level 3'];
    $groups = array_column(call($admin, 'GetAllUserGroups', ['IncludeDeleted' => false])->UserGroup, null, 'Value');
    $user->UserGroup = $groups['Sales'];
    $user->OtherGroups = ['UserGroup' => [$groups['Service']]];
    foreach ($user->LicenseOwners->LicenseOwner as $owner) {
        foreach ($owner->RestrictedModuleLicenses->ModuleLicenseLink ?? [] as $licence) {
            if ($licence->Name === 'ten-sales' && $licence->CanAssign) {
                $licence->Assigned = true;
            }
        }
    }
    $user->Credentials = ['Credential' => [['Type' => ['Type' => 'CRM5/PASSWORD'], 'Value' => $password]]];
}

/** Returns the User agent for the user. */
function logIn(string $url, string $name, string $password): SoapClient
{
    $request = [['UserName' => $name, 'Password' => $password]];
    $login = connect($url, 'SoPrincipal')->__soapCall('AuthenticateUsernamePassword', $request);
    if (!$login->AuthenticationSucceeded) {
        throw new LoginRefused('User name or password is wrong.');
    }
    $user = connect($url, 'User');
    $user->__setSoapHeaders(new SoapHeader(SERVICES88, 'Credentials', ['Ticket' => $login->Credentials->Ticket]));
    return $user;
}

function connect(string $url, string $service): SoapClient
{
    $endpoint = "$url/Remote/Services88/$service.svc";
    return new SoapClient("$endpoint?wsdl", [
        'location' => $endpoint,
        // A collection with one element is a list too.
        'features' => SOAP_SINGLE_ELEMENT_ARRAYS,
    ]);
}

/** Errors come in a header of the answer, as long as the server is not set to raise SOAP faults. */
function call(SoapClient $client, string $operation, array $request): mixed
{
    $header = [];
    $answer = $client->__soapCall($operation, [$request], null, null, $header);
    if (!$header['Succeeded']) {
        throw new RuntimeException($header['ExceptionInfo']->FriendlyText);
    }
    return $answer->Response ?? null;
}
