"""An OpenID provider on loopback that signs everybody in as one person, for the tests of the sign-in."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT, SECRET = "dateline", "a secret of the tests"
KEY = RSAKey.generate_key(2048, parameters={"kid": "one", "use": "sig", "alg": "RS256"})


class _Provider(BaseHTTPRequestHandler):
    issuer: ClassVar[str]
    nonces: ClassVar[dict[str, str]]
    person: ClassVar[dict[str, str]]

    def do_GET(self) -> None:
        url = urlsplit(self.path)
        asked = {name: values[0] for name, values in parse_qs(url.query).items()}
        if url.path == "/authorize":
            self.nonces["code"] = asked.get("nonce", "")
            self.send_response(302)
            self.send_header(
                "Location", f"{asked['redirect_uri']}?{urlencode({'code': 'code', 'state': asked['state']})}"
            )
            self.end_headers()
        elif url.path == "/keys":
            self._json({"keys": [KEY.as_dict(private=False)]})
        else:
            paths = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "keys"}
            self._json({"issuer": self.issuer, **{name: f"{self.issuer}/{path}" for name, path in paths.items()}})

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        now = int(time.time())
        claims = {"iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 600, "nonce": self.nonces["code"]}
        token = jwt.encode({"alg": "RS256", "kid": "one"}, {**claims, **self.person}, KEY)
        self._json({"access_token": "token", "token_type": "Bearer", "expires_in": 600, "id_token": token})

    def _json(self, value: object) -> None:
        body = json.dumps(value).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing: the tests' output is for failures."""


@contextmanager
def openid_provider(**person: str) -> Iterator[str]:
    """Run the provider; yields the address of what it says about itself."""

    class Handler(_Provider):
        """A provider of its own for each test."""

    Handler.nonces, Handler.person = {}, {"sub": "1", **person}
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        Handler.issuer = f"http://127.0.0.1:{server.server_port}"
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"{Handler.issuer}/.well-known/openid-configuration"
        server.shutdown()
