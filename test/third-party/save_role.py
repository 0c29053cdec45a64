"""Adds a role with rights, reads it, saves it unchanged, and prints the result as JSON.

Usage: python3 save_role.py URL TICKET NAME
"""

import json
import sys
import warnings

import zeep
import zeep.helpers

warnings.simplefilter("error")
NAMESPACE = "http://www.superoffice.net/ws/crm/NetServer/Services88"


def main(url, ticket, name):
    endpoint = f"{url}/Remote/Services88/User.svc"
    client = zeep.Client(f"{endpoint}?wsdl")
    user = client.create_service(f"{{{NAMESPACE}}}BasicHttpBinding_User", endpoint)
    headers = {"Credentials": {"Ticket": ticket}}

    def call(operation, *arguments):
        answer = getattr(user, operation)(*arguments, _soapheaders=headers)
        assert answer.header.Succeeded, answer.header.ExceptionInfo
        return answer.body.Response if answer.body is not None and hasattr(answer.body, "Response") else answer.body

    role = call("CreateDefaultRoleEntityFromType", "Employee")
    role.Name = name
    rows = [row.TableName for row in role.DataRights.RowsInfo.EntityName]
    sale = role.DataRights.Rights.ArrayOfDataRight[rows.index("sale")]
    sale.DataRight[0].Value = "CRU"
    saved = call("SaveRoleEntity", role)
    rights = call("GetAllFunctionalRights", "Employee").SelectableMDOListItem
    ids = [right.Id for right in rights if right.ExtraInfo in ("admin-lists", "allow-send-email")]
    void = call("SetFunctionalRights", saved.RoleId, {"int": ids})
    read = call("GetRoleEntity", saved.RoleId)
    again = call("SaveRoleEntity", read)
    had = call("GetFunctionalRights", saved.RoleId).SelectableMDOListItem
    answers = {
        "roleId": saved.RoleId,
        "isSame": zeep.helpers.serialize_object(again, dict) == zeep.helpers.serialize_object(read, dict),
        "isVoid": void is None,
        "rights": sorted(right.ExtraInfo for right in had),
        "sale": [cell.Value or "" for cell in read.DataRights.Rights.ArrayOfDataRight[rows.index("sale")].DataRight],
    }
    print(json.dumps(answers))


main(*sys.argv[1:])
