"""A server that gives tokens and says whose they are, as Google's and Microsoft's do: RFC 6749 and 7662 on loopback."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs

from tests.services.ground import LOOPBACK

CLIENT, CLIENT_SECRET, REFRESH = "opora-of-the-vendor", "client-secret", "refresh-1"


@dataclass
class TokenServer:
    """``asked``: each request for a token. Tokens are named token-1, token-2, ...; ``valid`` says whose those that hold
    are. ``turns``: each token comes with a new refresh token, and the old one is void. ``answer``: this, whatever is
    asked."""

    port: int
    user: str = ""
    lasts: int | None = 3600
    turns: bool = False
    answer: tuple[int, bytes] | None = None
    refresh: str = REFRESH
    asked: list[dict[str, str]] = field(default_factory=list)
    valid: dict[str, str] = field(default_factory=dict)

    @property
    def url(self) -> str:
        """Where tokens are to be had."""
        return f"http://{LOOPBACK}:{self.port}/token"

    def told(self, path: str, form: dict[str, str]) -> tuple[int, bytes]:
        """The status and the words for one request."""
        if path == "/introspect":
            user = self.valid.get(form.get("token", ""))
            return 200, json.dumps({"active": user is not None, "username": user}).encode()
        self.asked.append(form)
        if self.answer is not None:
            return self.answer
        if (form.get("client_id"), form.get("client_secret")) != (CLIENT, CLIENT_SECRET):
            return 401, b'{"error": "invalid_client"}'
        if (form.get("grant_type"), form.get("refresh_token")) != ("refresh_token", self.refresh):
            return 400, b'{"error": "invalid_grant", "error_description": "Token has been expired or revoked."}'
        return 200, json.dumps(self._given()).encode()

    def _given(self) -> dict[str, object]:
        number = len(self.asked)
        self.valid[f"token-{number}"] = self.user
        given: dict[str, object] = {"access_token": f"token-{number}", "token_type": "Bearer"}
        if self.lasts is not None:
            given["expires_in"] = self.lasts
        if self.turns:
            self.refresh = f"refresh-{number + 1}"
            given["refresh_token"] = self.refresh
        return given


@contextmanager
def token_server(port: int = 0) -> Iterator[TokenServer]:
    """Listens on this port, or on one of its own, until the end of the block."""
    made = TokenServer(port)

    class Answer(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
            status, words = made.told(self.path, {name: values[0] for name, values in parse_qs(body).items()})
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(words)))
            self.end_headers()
            self.wfile.write(words)

        def log_message(self, format: str, *args: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer((LOOPBACK, port), Answer)
    made.port = server.server_address[1]
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield made
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
