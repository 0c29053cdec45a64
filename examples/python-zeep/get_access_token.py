"""Logs in and prints an access token, with zeep.

Usage: TICKETOFFICE_PASSWORD=... python3 get_access_token.py URL USER [FOLDER-WITH-WSDL-FILES]
"""

import os
import sys

import zeep

NAMESPACE = "http://www.superoffice.net/ws/crm/NetServer/Services88"


def main(url, user_name, wsdl_folder=None):
    password = os.environ["TICKETOFFICE_PASSWORD"]

    principal = connect(url, "SoPrincipal", wsdl_folder)
    login = succeeded(principal.AuthenticateUsernamePassword(user_name, password))
    if not login.AuthenticationSucceeded:
        raise PermissionError("User name or password is wrong.")

    user = connect(url, "User", wsdl_folder)
    credentials = {"Credentials": {"Ticket": login.Credentials.Ticket}}
    token = succeeded(
        user.GetAccessToken(AppToken="", IncludeCsSession=False, _soapheaders=credentials)
    )
    print(token.Response)


def connect(url, service, wsdl_folder):
    endpoint = f"{url}/Remote/Services88/{service}.svc"
    wsdl = f"{wsdl_folder}/{service}.wsdl" if wsdl_folder else f"{endpoint}?wsdl"
    binding = f"{{{NAMESPACE}}}BasicHttpBinding_{service}"
    return zeep.Client(wsdl).create_service(binding, endpoint)


def succeeded(answer):
    """Errors come in a header of the answer, as long as the server is not set to raise faults."""
    if not answer.header.Succeeded:
        raise RuntimeError(answer.header.ExceptionInfo.FriendlyText)
    return answer.body


if __name__ == "__main__":
    if not 3 <= len(sys.argv) <= 4 or "TICKETOFFICE_PASSWORD" not in os.environ:
        sys.exit(__doc__)
    try:
        main(*sys.argv[1:])
    except (PermissionError, RuntimeError, zeep.exceptions.Error) as error:
        sys.exit(str(error))
