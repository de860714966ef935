"""An identity provider on loopback: consent, rotating tokens (RFC 6749), PKCE (RFC 7636), introspection."""

from __future__ import annotations

import base64
import hashlib
import http.server
import json
import ssl
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

import trustme

CLIENT_ID, CLIENT_SECRET = "desk-client", "marker-client-secret"


@dataclass
class Identity:
    """What the provider knows; a test changes it while the server runs."""

    username: str = "box@voltway.example"
    lifetime: int | None = 3600
    rotates: bool = True
    refuses: str = ""  # an error code for the next token calls
    detail: str = ""
    status: int = 0  # answer the token calls with this status instead
    body: bytes = b"{}"  # and this body
    redirects_to: str = ""
    slow: threading.Event | None = None  # token calls wait for it
    asked: list[dict[str, str]] = field(default_factory=list)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    refresh_tokens: set[str] = field(default_factory=set)
    access_tokens: set[str] = field(default_factory=set)

    def consent(self, url: str) -> str:
        """The person says yes on the page at `url`: the address the browser is sent back to."""
        query = dict(parse_qsl(urlsplit(url).query))
        code = f"code-{len(self.codes)}"
        self.codes[code] = query
        return f"{query['redirect_uri']}?{urlencode({'code': code, 'state': query['state']})}"

    def grant(self) -> dict[str, Any]:
        """New tokens, numbered."""
        number = len(self.asked)
        answer: dict[str, Any] = {"access_token": f"marker-access-{number}", "token_type": "Bearer"}
        if self.lifetime is not None:
            answer["expires_in"] = self.lifetime
        self.access_tokens.add(answer["access_token"])
        if self.rotates:
            answer["refresh_token"] = f"marker-refresh-{number}"
            self.refresh_tokens = {answer["refresh_token"]}
        return answer

    def answer(self, form: dict[str, str]) -> tuple[int, dict[str, Any]]:
        """What a token call gets."""
        self.asked.append(form)
        if self.refuses:
            return 400, {"error": self.refuses, "error_description": f"no: {self.detail} marker-words"}
        if (form.get("client_id"), form.get("client_secret")) != (CLIENT_ID, CLIENT_SECRET):
            return 401, {"error": "invalid_client"}
        if form["grant_type"] == "refresh_token":
            is_known = form["refresh_token"] in self.refresh_tokens
            return (200, self.grant()) if is_known else (400, {"error": "invalid_grant"})
        consent = self.codes.pop(form.get("code", ""), None)
        if consent is None or not _proves(form.get("code_verifier", ""), consent["code_challenge"]):
            return 400, {"error": "invalid_grant"}
        return 200, self.grant()


def _proves(verifier: str, challenge: str) -> bool:
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode() == challenge


class OAuthServer:
    """The provider at `authorize_url` and `token_url` (https, trust `ca_path`); `introspection_url` is plain http."""

    def __init__(self, directory: Path) -> None:
        self.identity = Identity()
        authority = trustme.CA()
        self.ca_path = directory / "oauth-ca.pem"
        authority.cert_pem.write_to_path(str(self.ca_path))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert("127.0.0.1", "localhost").configure_cert(context)
        self._secure = http.server.ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._secure.socket = context.wrap_socket(self._secure.socket, server_side=True)
        self._plain = http.server.ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        base = f"https://127.0.0.1:{self._secure.server_port}"
        self.authorize_url, self.token_url = f"{base}/authorize", f"{base}/token"
        self.introspection_url = f"http://127.0.0.1:{self._plain.server_port}/introspect?token="

    def __enter__(self) -> Self:
        for server in (self._secure, self._plain):
            threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_error: object) -> None:
        for server in (self._secure, self._plain):
            server.shutdown()
            server.server_close()

    def _handler(self) -> type[http.server.BaseHTTPRequestHandler]:
        owner = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                token = parse_qs(urlsplit(self.path).query).get("token", [""])[0]
                identity = owner.identity
                is_known = token in identity.access_tokens
                self._send(200, {"active": is_known, "username": identity.username if is_known else ""})

            def do_POST(self) -> None:
                identity = owner.identity
                form = dict(parse_qsl(self.rfile.read(int(self.headers["Content-Length"])).decode()))
                if identity.slow is not None:
                    identity.slow.wait(10)
                if identity.redirects_to:
                    self.send_response(307)
                    self.send_header("Location", identity.redirects_to)
                    self.end_headers()
                elif identity.status:
                    identity.asked.append(form)
                    self._send(identity.status, identity.body)
                else:
                    self._send(*identity.answer(form))

            def _send(self, status: int, facts: dict[str, Any] | bytes) -> None:
                body = facts if isinstance(facts, bytes) else json.dumps(facts).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:
                """Quiet."""

        return Handler
