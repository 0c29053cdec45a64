"""Logs in and gets a token, does both again with wrong credentials, and prints the results as JSON.

Every warning of Python is an error. zeep reads a nil object as an object whose members are all None, and a nil list as
an empty list. Both are printed as null.

Usage: python3 read_nulls.py URL [FOLDER-WITH-WSDL-FILES]
"""

import json
import sys
import warnings

import zeep
import zeep.helpers

warnings.simplefilter("error")
NAMESPACE = "http://www.superoffice.net/ws/crm/NetServer/Services88"


def main(url, wsdl_folder=None):
    principal = connect(url, "SoPrincipal", wsdl_folder)
    login = principal.AuthenticateUsernamePassword("demo", "demo")
    refused = principal.AuthenticateUsernamePassword("demo", "wrong")
    user = connect(url, "User", wsdl_folder)
    answers = {
        "login": login_of(login),
        "refused": login_of(refused),
        "token": token_of(user, login.body.Credentials.Ticket),
        "refusedToken": token_of(user, "7T:bm90IGEgdGlja2V0"),
    }
    print(json.dumps(answers))


def connect(url, service, wsdl_folder):
    endpoint = f"{url}/Remote/Services88/{service}.svc"
    wsdl = f"{wsdl_folder}/{service}.wsdl" if wsdl_folder else f"{endpoint}?wsdl"
    return zeep.Client(wsdl).create_service(f"{{{NAMESPACE}}}BasicHttpBinding_{service}", endpoint)


def login_of(answer):
    body = answer.body
    return header_of(answer) | {
        "AuthenticationSucceeded": body.AuthenticationSucceeded,
        "HasTicket": body.Credentials.Ticket is not None,
        "Principal": principal_of(body.Response),
    }


def read(value):
    """Converts a value to plain data. Values without content become None."""
    data = zeep.helpers.serialize_object(value, dict)
    if isinstance(data, dict):
        return {name: item for name, item in data.items() if read(item) is not None} or None
    return None if data == [] else data


def principal_of(principal):
    if read(principal) is None:
        return None
    granted = principal.Licenses.GrantedModuleLicense[0]
    return {
        "Associate": principal.Associate,
        "DatabaseContextIdentifier": principal.DatabaseContextIdentifier,
        "TableRight": read(granted.TableRight),
        "FieldProperties": read(granted.FieldProperties),
        "OwnerId": granted.OwnerId,
        "OwnerDescription": granted.OwnerDescription,
        "ExpiryDate": granted.ExpiryDate.isoformat(),
    }


def token_of(user, ticket):
    credentials = {"Credentials": {"Ticket": ticket}}
    answer = user.GetAccessToken(AppToken=None, IncludeCsSession=False, _soapheaders=credentials)
    return header_of(answer) | {"HasToken": answer.body.Response is not None}


def header_of(answer):
    info = answer.header.ExceptionInfo if read(answer.header.ExceptionInfo) else None
    return {
        "Succeeded": answer.header.Succeeded,
        "ExtraInfo": read(answer.header.ExtraInfo),
        "ExceptionInfo": info
        and {
            "ExceptionType": info.ExceptionType,
            "StackTrace": info.StackTrace,
            "InnerException": read(info.InnerException),
            "Parameters": read(info.Parameters),
        },
    }


main(*sys.argv[1:])
