"""Makes a user from a person, changes the password as that user, and retires the user, with zeep.

Usage: TICKETOFFICE_PASSWORD=... python3 make_user.py URL ADMINISTRATOR PERSON-ID
"""

import os
import secrets
import sys

import zeep

NAMESPACE = "http://www.superoffice.net/ws/crm/NetServer/Services88"


def main(url, administrator, person_id):
    office = Office(url)
    admin = office.log_in(administrator, os.environ["TICKETOFFICE_PASSWORD"])

    user = admin.call("CreateDefaultUserFromUserTypeAndPersonId", "InternalAssociate", int(person_id))
    password = secrets.token_urlsafe(12)
    give(user, admin, password)
    user = admin.call("SaveUser", user)
    print(f"Made the user {user.Name} with the role {user.Role.Value} in the group {user.UserGroup.Value}.")

    own = office.log_in(user.Name, password)
    new_password = secrets.token_urlsafe(12)
    own.call("ChangeOwnPassword", password, new_password)
    read = own.call("GetUser", user.AssociateId)
    print(f"{read.Person.FullName} has changed the password.")

    admin.call("MakeRetired", user.AssociateId, True)
    try:
        office.log_in(user.Name, new_password)
    except PermissionError:
        print(f"{user.Name} is retired and cannot log in any more.")


def give(user, admin, password):
    """Gives a new user a role, groups, a licence and a password."""
    roles = admin.call("GetAllRoles", "Employee").SelectableMDOListItem
    user.Role.Id = next(role.Id for role in roles if role.Name == "User level 3")
    groups = {group.Value: group for group in admin.call("GetAllUserGroups", IncludeDeleted=False).UserGroup}
    user.UserGroup = groups["Sales"]
    user.OtherGroups = {"UserGroup": [groups["Service"]]}
    for owner in user.LicenseOwners.LicenseOwner:
        for licence in owner.RestrictedModuleLicenses.ModuleLicenseLink:
            if licence.Name == "ten-sales" and licence.CanAssign:
                licence.Assigned = True
    user.Credentials = {"Credential": [{"Type": {"Type": "CRM5/PASSWORD"}, "Value": password}]}


class Office:
    """The two services of a server."""

    def __init__(self, url):
        self.principal = connect(url, "SoPrincipal")
        self.user = connect(url, "User")

    def log_in(self, name, password):
        login = succeeded(self.principal.AuthenticateUsernamePassword(name, password))
        if not login.AuthenticationSucceeded:
            raise PermissionError("User name or password is wrong.")
        return Session(self.user, login.Credentials.Ticket)


class Session:
    """Calls operations as the user who has the ticket."""

    def __init__(self, user, ticket):
        self.user = user
        self.headers = {"Credentials": {"Ticket": ticket}}

    def call(self, operation, *arguments, **members):
        answer = getattr(self.user, operation)(*arguments, **members, _soapheaders=self.headers)
        return getattr(succeeded(answer), "Response", None)


def connect(url, service):
    endpoint = f"{url}/Remote/Services88/{service}.svc"
    binding = f"{{{NAMESPACE}}}BasicHttpBinding_{service}"
    return zeep.Client(f"{endpoint}?wsdl").create_service(binding, endpoint)


def succeeded(answer):
    """Errors come in a header of the answer, as long as the server is not set to raise faults."""
    if not answer.header.Succeeded:
        raise RuntimeError(answer.header.ExceptionInfo.FriendlyText)
    return answer.body


if __name__ == "__main__":
    if len(sys.argv) != 4 or "TICKETOFFICE_PASSWORD" not in os.environ:
        sys.exit(__doc__)
    try:
        main(*sys.argv[1:])
    except (PermissionError, RuntimeError, zeep.exceptions.Error) as error:
        sys.exit(str(error))
