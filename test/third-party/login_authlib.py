"""Signs a person in with Authlib. Prints the address to visit, and reads where the visit ended."""
import json
import os
import sys

import requests
from authlib.integrations.requests_client import OAuth2Session
from authlib.jose import JsonWebKey, jwt

# Authlib refuses http without this, also on a loopback address.
os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"

issuer, client_id, client_secret, redirect_uri = sys.argv[1:]
metadata = requests.get(issuer + "/login/.well-known/openid-configuration", timeout=10).json()
verifier = "an-authlib-verifier-of-at-least-forty-three-characters"
session = OAuth2Session(
    client_id,
    client_secret,
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
first = token["access_token"]
refreshed = session.refresh_token(metadata["token_endpoint"], token["refresh_token"])
print(
    json.dumps(
        {
            "email": claims["http://schemes.superoffice.net/identity/email"],
            "first": first,
            "second": refreshed["access_token"],
        }
    )
)
