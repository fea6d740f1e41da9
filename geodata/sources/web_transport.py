"""One guarded request: to a public address that was checked, within limits of size and time.

A host's name is resolved once and the connection goes to the address that was checked, so that a name which
resolves to another one a moment later gains nothing.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import threading
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote, urlsplit

import certifi
import idna

from geodata.errors import InputError, NotFetched, TooLarge

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolve = Callable[[str, int], Sequence[str]]
Allowed = Callable[[Address], bool]

_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_PORTS = {"http": 80, "https": 443}
_PATH_KEPT = "/%:=&?~+!$,;'@()*[]|"
_CHUNK = 65_536
_GZIP_OR_ZLIB = 47


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much of the web is taken at once: bytes after unpacking, seconds for a request, redirects."""

    size: int = 20_000_000
    seconds: float = 30.0
    redirects: int = 5


@dataclass(frozen=True, slots=True)
class Target:
    """An address that may be asked for, in its parts."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def site(self) -> str:
        """The address's beginning: scheme, host, and the port when it is not the usual one."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}" + ("" if self.port == _PORTS[self.scheme] else f":{self.port}")

    @property
    def url(self) -> str:
        """The whole address, without what a browser keeps to itself (#…)."""
        return self.site + self.path


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server said; names of headers are in lower case, the body is unpacked."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def is_public(address: Address) -> bool:
    """Tell whether an address is one of the public internet, also where it carries another one inside."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if address in _NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(inner)
        if address.is_site_local or address.teredo:
            return False
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)


def addresses_of(host: str, port: int) -> Sequence[str]:
    """Return the addresses of a host; raises OSError when it has none."""
    return list(dict.fromkeys(str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)))


def parse(url: str) -> Target:
    """Return the parts of an address; raises NotFetched for one that is not http(s) or is malformed."""
    if not url.isprintable() or " " in url.strip() or "\\" in url:
        raise NotFetched("is no address: it holds blanks or signs that no address has", origin=_shown(url))
    try:
        parts = urlsplit(url.strip())
        port, host = parts.port, (parts.hostname or "").rstrip(".")
        host = host if host.isascii() else idna.encode(host, uts46=True).decode()
    except (ValueError, UnicodeError) as error:
        raise NotFetched("is no address that can be read", origin=_shown(url)) from error
    if parts.scheme not in _PORTS or not host:
        raise NotFetched("is no http or https address", origin=_shown(url))
    if parts.username is not None or parts.password is not None:
        raise NotFetched("holds a name or password; give the address without", origin=_shown(url))
    path = quote(parts.path or "/", safe=_PATH_KEPT) + (
        f"?{quote(parts.query, safe=_PATH_KEPT)}" if parts.query else ""
    )
    return Target(parts.scheme, host, port or _PORTS[parts.scheme], path)


def _shown(url: str) -> str:
    return "".join(c if c.isprintable() else "?" for c in url)[:200]


@lru_cache(maxsize=1)
def default_tls() -> ssl.SSLContext:
    """Return how servers prove who they are: by the usual authorities."""
    return ssl.create_default_context(cafile=certifi.where())


@dataclass(frozen=True, slots=True, kw_only=True)
class Transport:
    """How requests are made; tests give another `resolve`, `allowed` and `tls`."""

    limits: Limits = Limits()
    resolve: Resolve = addresses_of
    allowed: Allowed = is_public
    tls: Callable[[], ssl.SSLContext] = default_tls

    def get(self, target: Target, headers: Mapping[str, str]) -> Answer:
        """Return a server's answer, following no redirect; raises NotFetched or TooLarge."""
        addresses = self._checked(target)
        try:
            with _deadline(self.limits.seconds) as deadline:
                return self._ask(target, addresses, headers, deadline)
        except InputError:
            raise
        except ssl.SSLCertVerificationError as error:
            raise NotFetched("cannot prove who it is (its certificate is not valid)", origin=target.url) from error
        except (OSError, http.client.HTTPException, ValueError, zlib.error) as error:
            reason = (
                f"took longer than {self.limits.seconds:g} s"
                if deadline.over or isinstance(error, TimeoutError)
                else f"cannot be reached or answers badly ({type(error).__name__})"
            )
            raise NotFetched(reason, origin=target.url) from error

    def _checked(self, target: Target) -> Sequence[str]:
        """Return the host's addresses; all must be allowed, for a mixture is what attacks are made of."""
        try:
            found = self.resolve(target.host, target.port)
            refused = [text for text in found if not self.allowed(ipaddress.ip_address(text))]
        except (OSError, ValueError, UnicodeError) as error:
            raise NotFetched(f"has no address: {target.host} is not known", origin=target.url) from error
        if refused or not found:
            raise NotFetched(
                f"is not fetched: {target.host} is on this machine or in a private network", origin=target.url
            )
        return found

    def _ask(self, target: Target, addresses: Sequence[str], headers: Mapping[str, str], deadline: _Deadline) -> Answer:
        connection = http.client.HTTPConnection(target.host, target.port, timeout=self.limits.seconds)
        connection.sock = self._connected(target, addresses, deadline)
        try:
            own = {"Host": target.site.partition("//")[2], "Accept-Encoding": "gzip", "Connection": "close"}
            connection.request("GET", target.path, headers={**headers, **own})
            response = connection.getresponse()
            named = {name.lower(): value for name, value in response.getheaders()}
            body = b"" if response.status in {204, 304} else self._body(response, named, target)
            if deadline.over:
                raise TimeoutError
            return Answer(response.status, named, body)
        finally:
            connection.close()

    def _connected(self, target: Target, addresses: Sequence[str], deadline: _Deadline) -> socket.socket:
        raw = _first_of(addresses, target.port, self.limits.seconds)
        deadline.watch(raw)
        if target.scheme == "http":
            return raw
        secure = self.tls().wrap_socket(raw, server_hostname=target.host, do_handshake_on_connect=False)
        deadline.watch(secure)
        try:
            secure.do_handshake()
        except BaseException:
            secure.close()
            raise
        return secure

    def _body(self, response: http.client.HTTPResponse, headers: Mapping[str, str], target: Target) -> bytes:
        parts: list[bytes] = []
        left = self.limits.size
        for part in _unpacked(_chunks(response, headers), headers.get("content-encoding", ""), left):
            left -= len(part)
            if left < 0:
                raise TooLarge(f"is larger than {self.limits.size / 1e6:g} MB", origin=target.url)
            parts.append(part)
        return b"".join(parts)


def _first_of(addresses: Sequence[str], port: int, seconds: float) -> socket.socket:
    """Return a connection to the first of some addresses that answers; no name is looked up."""
    for number, address in enumerate(addresses, 1):
        try:
            return socket.create_connection((address, port), timeout=seconds / len(addresses))
        except OSError:
            if number == len(addresses):
                raise
    raise OSError("no address")


def _chunks(response: http.client.HTTPResponse, headers: Mapping[str, str]) -> Iterator[bytes]:
    stated = headers.get("content-length", "")
    left = int(stated) if stated.isdecimal() and not response.chunked else 0
    while chunk := response.read1(_CHUNK):
        left -= len(chunk)
        yield chunk
    if left > 0:
        raise http.client.IncompleteRead(b"", left)


def _unpacked(chunks: Iterator[bytes], encoding: str, limit: int) -> Iterator[bytes]:
    """Yield bytes unpacked piece by piece, so that a small answer cannot fill the memory."""
    match encoding.strip().lower():
        case "" | "identity":
            yield from chunks
        case "gzip" | "x-gzip" | "deflate":
            unpack = zlib.decompressobj(_GZIP_OR_ZLIB)
            for chunk in chunks:
                while chunk and not unpack.eof:
                    yield unpack.decompress(chunk, _CHUNK * 4)
                    chunk = unpack.unconsumed_tail
                if unpack.eof:
                    return
            if not unpack.eof:
                raise http.client.IncompleteRead(b"")
        case _:
            raise ValueError("an encoding that was not asked for")


class _Deadline:
    """Cuts a connection when its time is over, however slowly the other side drips."""

    def __init__(self) -> None:
        self.over = False
        self._socket: socket.socket | None = None

    def watch(self, connection: socket.socket) -> None:
        """Cut this one."""
        self._socket = connection
        if self.over:
            self.cut()

    def cut(self) -> None:
        """End the time."""
        self.over = True
        if self._socket is not None:
            try:
                # Not the method of an SSL socket, which would first drop its keys.
                socket.socket.shutdown(self._socket, socket.SHUT_RDWR)
            except OSError:
                return


@contextmanager
def _deadline(seconds: float) -> Iterator[_Deadline]:
    deadline = _Deadline()
    timer = threading.Timer(seconds, deadline.cut)
    timer.daemon = True
    timer.start()
    try:
        yield deadline
    finally:
        timer.cancel()
