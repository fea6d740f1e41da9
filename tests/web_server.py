"""A web server on loopback that serves what a test gives it, and misbehaves on demand; `asked` holds the requests."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Write = Callable[[bytes], object]


@dataclass(frozen=True, slots=True)
class Reply:
    """What a path answers; `write` sends the body itself, piece by piece, until the client has had enough."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    write: Callable[[Write], None] | None = None


class Site:
    """The running server: its replies by path, its port, and the (path, headers) that were asked for."""

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self.replies: dict[str, Reply] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                site.asked.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
                reply = site.replies.get(self.path, Reply(status=404))
                tag = reply.headers.get("ETag")
                if tag and self.headers.get("If-None-Match") == tag:
                    reply = Reply(status=304)
                self.send_response(reply.status)
                length = {} if reply.write or reply.status == 304 else {"Content-Length": str(len(reply.body))}
                for name, value in {**length, **reply.headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                if reply.write:
                    reply.write(self.wfile.write)
                else:
                    self.wfile.write(reply.body)

            def log_message(self, format: str, *args: object) -> None:
                """Say nothing: pytest shows what matters."""

        self._server = _QuietServer(("127.0.0.1", 0), Handler)
        self.port = int(self._server.server_address[1])
        if tls is not None:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self._thread.start()

    def paths(self) -> list[str]:
        """Return the paths that were asked for, robots.txt aside."""
        return [path for path, _ in self.asked if path != "/robots.txt"]

    def stop(self) -> None:
        """End."""
        self._server.shutdown()
        self._server.server_close()


class _QuietServer(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of clients that hung up: the tests make them."""


@contextmanager
def serving(tls: ssl.SSLContext | None = None) -> Iterator[Site]:
    """Run a site for the length of a `with` block."""
    site = Site(tls)
    try:
        yield site
    finally:
        site.stop()
