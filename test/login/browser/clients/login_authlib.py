"""Signs a person in with Authlib, refreshes, calls REST with it and SOAP with zeep.

Prints the address that the person visits, reads where the visit ended, and prints the rest as JSON.

Usage: python3 login_authlib.py ISSUER CLIENT_ID APPLICATION_TOKEN REDIRECT_URI OUT_URI
"""

import json
import os
import sys
from urllib.parse import urlencode

import requests
import zeep
from authlib.integrations.requests_client import OAuth2Session
from authlib.jose import JsonWebKey, jwt

# Authlib refuses http without this, also on a loopback address.
os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"
CLAIMS = "http://schemes.superoffice.net/identity/"

issuer, client_id, application_token, redirect_uri, out_uri = sys.argv[1:]
metadata = requests.get(issuer + "/login/.well-known/openid-configuration", timeout=10).json()
verifier = "an-authlib-verifier-of-at-least-forty-three-characters"
session = OAuth2Session(
    client_id,
    application_token,
    scope="openid profile api",
    redirect_uri=redirect_uri,
    code_challenge_method="S256",
    token_endpoint=metadata["token_endpoint"],
)
url, state = session.create_authorization_url(
    metadata["authorization_endpoint"], code_verifier=verifier, nonce="n-authlib"
)
print(url, flush=True)
returned = sys.stdin.readline().strip()
token = session.fetch_token(
    metadata["token_endpoint"],
    authorization_response=returned,
    state=state,
    code_verifier=verifier,
)
keys = JsonWebKey.import_key_set(requests.get(metadata["jwks_uri"], timeout=10).json())
claims = jwt.decode(
    token["id_token"],
    keys,
    claims_options={
        "iss": {"essential": True, "value": metadata["issuer"]},
        "aud": {"essential": True, "value": client_id},
        "nonce": {"essential": True, "value": "n-authlib"},
    },
)
claims.validate()


def ask_rest():
    return session.get(claims[f"{CLAIMS}webapi_url"] + "v1/User/currentPrincipal").json()["Associate"]


def ask_soap():
    user = zeep.Client(claims[f"{CLAIMS}netserver_url"] + "User.svc?wsdl")
    credentials = {"Ticket": session.token["access_token"]}
    headers = {"ApplicationToken": application_token, "Credentials": credentials}
    read = user.service.GetUser(int(claims[f"{CLAIMS}associateid"]), _soapheaders=headers)
    assert read.header.Succeeded, read.header.ExceptionInfo
    return read.body.Response.AssociateId


first = ask_rest()
session.refresh_token(metadata["token_endpoint"], token["refresh_token"])
logout = metadata["end_session_endpoint"] + "?" + urlencode({"redirect_uri": out_uri})
print(
    json.dumps(
        {
            "email": claims[f"{CLAIMS}email"],
            "rest": [first, ask_rest()],
            "soap": ask_soap(),
            "logout": logout,
        }
    )
)
