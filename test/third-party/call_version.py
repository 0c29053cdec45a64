"""Calls one version of the services with the toolkit's strict reading, and prints the results as JSON.

Usage: python3 call_version.py URL VERSION GROUP-NAME [SOPRINCIPAL-WSDL USER-WSDL]
"""

import json
import sys
import warnings

import zeep

warnings.simplefilter("error")


def main(url, version, name, *wsdls):
    given = dict(zip(("SoPrincipal", "User"), wsdls))

    def connect(service):
        endpoint = f"{url}/Remote/Services{version}/{service}.svc"
        binding = f"{{http://www.superoffice.net/ws/crm/NetServer/Services{version}}}BasicHttpBinding_{service}"
        client = zeep.Client(given.get(service, f"{endpoint}?wsdl"))
        return client.create_service(binding, endpoint)

    login = connect("SoPrincipal").AuthenticateUsernamePassword("demo", "demo")
    user = connect("User")
    headers = {"Credentials": {"Ticket": login.body.Credentials.Ticket}}

    def call(operation, *arguments):
        answer = getattr(user, operation)(*arguments, _soapheaders=headers)
        assert answer.header.Succeeded, answer.header.ExceptionInfo
        return answer.body.Response

    group = call("CreateUserGroup")
    group.Value = name
    role = call("GetRoleEntity", login.body.Response.RoleId)
    own = call("GetUser", login.body.Response.AssociateId)
    own.Tooltip = name
    answers = {
        "own": [own.Name, call("SaveUser", own).Tooltip, sorted({"NickName", "UserName"} & set(dir(own)))],
        "associate": login.body.Response.Associate,
        "role": role.Name,
        "updatedBy": sorted({"UserName", "ExtraFields"} & set(dir(role.UpdatedBy))),
        "deleted": [call("SaveUserGroup", group).Deleted, type(group.Deleted).__name__],
        "token": call("GetAccessToken")[:3] if hasattr(user, "GetAccessToken") else None,
    }
    print(json.dumps(answers))


main(*sys.argv[1:])
