"""Trades a signed system token for a ticket, calls both services, and prints the result as JSON.

Usage: python3 system_user.py ADDRESS CONTEXT APPLICATION_TOKEN SIGNED_SYSTEM_TOKEN ASSOCIATE_ID
"""

import base64
import json
import sys
import warnings

import zeep

warnings.simplefilter("error")
CLAIMS = "http://schemes.superoffice.net/identity/"


def main(address, context, application_token, signed, associate_id):
    login = zeep.Client(f"{address}?wsdl")
    names = {"ApplicationToken": application_token, "ContextIdentifier": context}
    answer = login.service.Authenticate(signed, "Jwt", _soapheaders=names)
    assert answer.IsSuccessful, answer.ErrorMessage
    refused = login.service.Authenticate("wrong", "Jwt", _soapheaders=names)
    assert not refused.IsSuccessful and refused.Token is None

    payload = answer.Token.split(".")[1]
    claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    base = claims[f"{CLAIMS}netserver_url"]
    principal = zeep.Client(f"{base}SoPrincipal.svc?wsdl")
    headers = {"ApplicationToken": application_token}
    info = principal.service.GetSystemInfo(_soapheaders=headers).body.SystemInfo
    user = zeep.Client(f"{base}User.svc?wsdl")
    headers = {**headers, "Credentials": {"Ticket": claims[f"{CLAIMS}ticket"]}}
    read = user.service.GetUser(int(associate_id), _soapheaders=headers)
    assert read.header.Succeeded, read.header.ExceptionInfo
    answers = {
        "serial": claims[f"{CLAIMS}serial"],
        "systemSerial": info.License.SerialNr,
        "associateId": read.body.Response.AssociateId,
        "refused": refused.ErrorMessage,
    }
    print(json.dumps(answers))


main(*sys.argv[1:])
