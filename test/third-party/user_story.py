"""Makes a user from a person, works as that user, retires the user, and prints what came back as JSON.

Every warning of Python is an error.

Usage: python3 user_story.py URL ADMINISTRATOR PASSWORD PERSON-ID [SOPRINCIPAL-WSDL USER-WSDL]
"""

import json
import sys
import warnings

import zeep
import zeep.helpers

warnings.simplefilter("error")
NAMESPACE = "http://www.superoffice.net/ws/crm/NetServer/Services88"
FIRST, SECOND = "first password", "second password"


class Refused(Exception):
    pass


def main(url, administrator, password, person_id, *wsdls):
    given = dict(zip(("SoPrincipal", "User"), wsdls))

    def connect(service):
        endpoint = f"{url}/Remote/Services88/{service}.svc"
        client = zeep.Client(given.get(service, f"{endpoint}?wsdl"))
        return client.create_service(f"{{{NAMESPACE}}}BasicHttpBinding_{service}", endpoint)

    principal, user = connect("SoPrincipal"), connect("User")

    def log_in(name, password):
        return principal.AuthenticateUsernamePassword(name, password).body

    def caller(ticket):
        def call(operation, *arguments, **members):
            headers = {"Credentials": {"Ticket": ticket}}
            answer = getattr(user, operation)(*arguments, **members, _soapheaders=headers)
            if not answer.header.Succeeded:
                raise Refused(answer.header.ExceptionInfo.ExceptionType)
            return getattr(answer.body, "Response", None)

        return call

    call = caller(log_in(administrator, password).Credentials.Ticket)
    draft = call("CreateDefaultUserFromUserTypeAndPersonId", "InternalAssociate", int(person_id))
    told = {"draft": read(draft)}
    fill(draft, call)
    saved = call("SaveUser", draft)
    told["saved"] = read(saved)
    user_id = saved.AssociateId
    told["unchanged"] = read(call("SaveUser", call("GetUser", user_id)))
    told["partly"] = read(call("SaveUser", {"AssociateId": user_id, "Tooltip": "Fast"}))
    nothing = {"Tooltip": "", "NickName": zeep.xsd.Nil, "TicketCategories": {"MDOListItem": []}}
    told["cleared"] = read(call("SaveUser", {"AssociateId": user_id, **nothing}))

    login = log_in(saved.Name, FIRST)
    told["login"] = read(login.Response)
    own = caller(login.Credentials.Ticket)
    told["own"] = read(own("GetUser", user_id))
    changes = [own("ChangeOwnPassword", old, SECOND) for old in ("wrong", FIRST)]
    told["passwords"] = changes + [log_in(saved.Name, it).AuthenticationSucceeded for it in (FIRST, SECOND)]
    told["refused"] = refusal(own, "SaveUser", {"AssociateId": user_id, "Role": {"Id": 1}})

    told["isVoid"] = call("MakeRetired", user_id, True) is None
    told["retired"] = read(call("GetUser", user_id))
    told["ended"] = refusal(own, "GetUser", user_id)
    told["loginAfter"] = log_in(saved.Name, SECOND).AuthenticationSucceeded
    print(json.dumps(told, default=lambda time: time.isoformat()))


def read(value):
    return zeep.helpers.serialize_object(value, dict)


def refusal(call, *arguments):
    try:
        return read(call(*arguments))
    except Refused as refused:
        return str(refused)


def fill(user, call):
    """Gives a new user a value in every field that clients may set."""
    roles = call("GetAllRoles", "Employee").SelectableMDOListItem
    user.Role.Id = next(role.Id for role in roles if role.Name == "User level 2")
    groups = call("GetAllUserGroups", False).UserGroup
    user.UserGroup.Id = groups[1].Id
    user.OtherGroups = {"UserGroup": [{"Id": groups[0].Id}, {"Id": groups[2].Id}]}
    for owner in user.LicenseOwners.LicenseOwner:
        links = owner.RestrictedModuleLicenses.ModuleLicenseLink + owner.UnrestrictedModuleLicenses.ModuleLicenseLink
        for link in links:
            link.Assigned = link.Name in ("ten-sales", "visible-for")
    user.Credentials = {"Credential": [{"Type": {"Type": "CRM5/PASSWORD"}, "Value": FIRST}]}
    user.Rank = 7
    user.Tooltip = "Vikar æøå <&>"
    user.NickName = f"Nick {user.Name}"
    user.UserName = f"{user.Name}@login.example"
    user.RequestSignature = "Regards,\nVikar"
    user.TicketCategories = {"MDOListItem": [{"Id": 7}, {"Id": 9}]}
    user.ExtraFields = {"StringKeyValuePair": [{"Key": "plugin.field", "Value": "æ <&>"}]}
    user.CustomFields = {"StringKeyValuePair": [{"Key": "SuperOffice:1", "Value": "[I:123]"}]}


main(*sys.argv[1:])
