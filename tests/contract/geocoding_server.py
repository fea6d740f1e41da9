"""A web server on loopback that speaks Nominatim's and Photon's formats, and misbehaves on demand.

The name that is asked for decides: "Tapalpa" is known, "Nowhere" is not, and each name of `FAULTS` goes wrong in
its own way.  "Silent" never answers, "Drip" never ends, "Cut" and "Reset" break the connection off, "Loop" redirects
to itself, "Outside" lies off the Earth.  `asked` counts the requests for each name.
"""

from __future__ import annotations

import json
import socket
import struct
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

KNOWN = {"Tapalpa": (19.946, -103.759), "Strasse 7": (52.5, 13.4), "Half \ud83d": (1.0, 2.0)}

FAULTS: dict[str, tuple[int, dict[str, str], bytes]] = {
    "Busy": (429, {"Retry-After": "7"}, b"slow down"),
    "Broken": (500, {}, b"oops"),
    "Forbidden": (403, {}, b"blocked"),
    "Keyless": (401, {}, b"no key"),
    "Refused": (400, {}, b"bad request"),
    "Away": (503, {}, b"maintenance"),
    "Later": (503, {"Retry-After": "9"}, b"maintenance"),
    "Deep": (200, {}, b"[" * 100_000),
    "Page": (200, {}, b"<html><body>hello</body></html>"),
    "Half": (200, {}, b'[{"lat": "1.0", "lo'),
    "Odd": (200, {}, b'{"surprise": true, "features": [{"x": 1}]}'),
    "Short": (200, {"Content-Length": "1000"}, b"[]"),
}


def _nominatim(name: str, lat: float, lon: float) -> list[dict[str, Any]]:
    return [
        {
            "place_id": 1, "lat": str(lat), "lon": str(lon), "name": name, "addresstype": "town",
            "display_name": f"{name}, Jalisco, México", "boundingbox": ["19.9", "20.0", "-103.8", "-103.7"],
            "address": {"town": name, "state": "Jalisco", "country": "México", "country_code": "mx"},
        }
    ]  # fmt: skip


def _photon(name: str, lat: float, lon: float) -> dict[str, Any]:
    properties = {"name": name, "type": "city", "state": "Jalisco", "country": "México", "countrycode": "MX"}
    point = {"type": "Point", "coordinates": [lon, lat]}
    return {"features": [{"geometry": point, "properties": properties}]}


class _Handler(BaseHTTPRequestHandler):
    asked: Counter[str]
    release: threading.Event
    held: dict[str, Any]

    def do_GET(self) -> None:
        url = urlsplit(self.path)
        name = parse_qs(url.query)["q"][0]
        self.asked[name] += 1
        photon = url.path.startswith("/api")
        if name == "Silent":
            self.release.wait(30)
        if name == self.held.get("name"):
            self.held["reached"].set()
            self.held["go"].wait(30)
        if name in ("Cut", "Reset"):
            if name == "Reset":
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()
            return
        if name == "Loop":
            self.send_response(302)
            self.send_header("Location", self.path)
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        if name == "Drip":
            self._drip()
            return
        status, headers, body = FAULTS.get(name) or (200, {}, self._answer(name, photon))
        self.send_response(status)
        for key, value in ({"Content-Length": str(len(body))} | headers).items():
            self.send_header(key, value)
        self.end_headers()
        self.wfile.write(body)
        self.close_connection = True

    def _drip(self) -> None:
        """Send a byte now and then, without end."""
        self.send_response(200)
        self.end_headers()
        while not self.release.wait(0.05):
            self.wfile.write(b" ")
            self.wfile.flush()

    def _answer(self, name: str, photon: bool) -> bytes:
        name = "Half \ud83d" if name == "Lone" else name
        known = (19.9, 400.0) if name == "Outside" else KNOWN.get(name)
        make = _photon if photon else _nominatim
        nothing: Any = {"features": []} if photon else []
        return json.dumps(make(name, *known) if known else nothing).encode()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: pytest shows what matters."""


class _QuietServer(ThreadingHTTPServer):
    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of clients that hung up: some tests make them."""


class Server:
    """The running server: its address, and how often each name was asked for."""

    def __init__(self) -> None:
        self.asked: Counter[str] = Counter()
        self.release = threading.Event()
        self._held: dict[str, Any] = {}
        handler = type("Handler", (_Handler,), {"asked": self.asked, "release": self.release, "held": self._held})
        self._server = _QuietServer(("127.0.0.1", 0), handler)
        self.domain = f"127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    def start(self) -> None:
        """Begin to answer."""
        self._thread.start()

    def hold(self, name: str) -> None:
        """Let those wait who ask for a name, until `let_go`."""
        self._held.update(reached=threading.Event(), go=threading.Event(), name=name)

    def reached(self, name: str, seconds: float) -> bool:
        """Wait until somebody asks for the name that is held."""
        assert self._held["name"] == name
        reached: bool = self._held["reached"].wait(seconds)
        return reached

    def let_go(self) -> None:
        """Answer those who wait, and hold nobody any more."""
        self._held["name"] = None
        self._held["go"].set()

    def configured(self, folder: Path, *names: str, **more: object) -> Path:
        """Write a file of settings by which this server is all the providers named; returns its path."""
        own = {"domain": self.domain, "scheme": "http", "seconds_between": 0, **more}
        lines = "".join(f"{name} = {json.dumps(value, ensure_ascii=False)}\n" for name, value in own.items())
        path = folder / "geocoders.toml"
        path.write_text("".join(f"[{name}]\n{lines}" for name in names), encoding="utf-8")
        return path

    def stop(self) -> None:
        """Let silent requests go, and end."""
        self.release.set()
        self._server.shutdown()
        self._server.server_close()


@contextmanager
def serving() -> Iterator[Server]:
    """Run the server for the length of a `with` block."""
    server = Server()
    server.start()
    try:
        yield server
    finally:
        server.stop()


def online_home(server: Server, home: Path, **more: object) -> dict[str, str]:
    """Have photon be this server in a home folder, and nobody asked so far; returns the environment that says so."""
    server.configured(home, "photon", **more)
    server.asked.clear()
    return {"DATELINE_HOME": str(home), "DATELINE_GEOCODERS": "photon", "DATELINE_USER_AGENT": "dateline-tests"}
