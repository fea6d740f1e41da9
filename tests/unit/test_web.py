"""The web, guarded: which addresses are asked, what is taken of what they answer."""

from __future__ import annotations

import gzip
import ipaddress
import ssl
import tracemalloc
import zlib
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
import trustme

from geodata.errors import NotFetched, TooLarge
from geodata.sources.web import Limits, Transport, Web
from geodata.sources.web_transport import is_public, parse
from tests.web_factory import HTML, PAGE, Clock, url
from tests.web_server import Reply, Site, Write, serving

# ------------------------------------------------- which addresses


@pytest.mark.parametrize(
    "address",
    "127.0.0.1 127.9.9.9 10.0.0.1 172.16.0.1 192.168.1.1 169.254.169.254 100.64.0.1 0.0.0.0 224.0.0.1 240.0.0.1 "
    "255.255.255.255 192.0.2.1 198.18.0.1 ::1 :: fe80::1 fe80::1%1 fc00::1 fec0::1 ff0e::1 ::ffff:127.0.0.1 "
    "::ffff:10.0.0.1 64:ff9b::7f00:1 64:ff9b::a00:1 2002:7f00:1:: 2001:0:1::1 2001:db8::1 ::127.0.0.1".split(),
)
def test_an_address_that_is_not_public_is_refused(tmp_path: Path, clock: Clock, address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))
    web = Web(tmp_path, Transport(resolve=lambda _host, _port: [address]), clock=clock, sleep=clock.sleep)
    with pytest.raises(NotFetched, match="private network"):
        web.fetch("http://news.example/")


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700::1111", "64:ff9b::808:808", "::ffff:8.8.8.8"])
def test_an_address_of_the_internet_is_public(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "[::1]", "0x7f.1", "2130706433", "0"])
def test_other_ways_to_write_this_machine_are_seen_through(tmp_path: Path, clock: Clock, host: str) -> None:
    with pytest.raises(NotFetched, match=r"private network|is not known"):
        Web(tmp_path, clock=clock, sleep=clock.sleep).fetch(f"http://{host}/")


def test_a_host_with_a_public_and_a_private_address_is_refused(tmp_path: Path, clock: Clock) -> None:
    transport = Transport(resolve=lambda _host, _port: ["8.8.8.8", "10.0.0.1"])
    with pytest.raises(NotFetched, match="private network"):
        Web(tmp_path, transport, clock=clock, sleep=clock.sleep).fetch("http://news.example/")


@pytest.mark.parametrize(
    "address",
    ["file:///etc/passwd", "ftp://news.example/", "gopher://x", "http://", "http://a b/", "http://user:pw@news.example/",
     "http://news.example:99999/", "http://news.example/\r\nHost: x", "http://[::1", "javascript:alert(1)",
     "http://news.example\\@127.0.0.1/", "http://\u202enews.example/"],
)  # fmt: skip
def test_what_is_no_address_of_the_web_is_refused(web: Web, address: str) -> None:
    with pytest.raises(NotFetched):
        web.fetch(address)


def test_an_address_is_asked_for_in_its_plain_form() -> None:
    target = parse("HTTPS://Bücher.example:443/Straße?q=ä b#part".replace(" ", "%20"))
    assert target.url == "https://xn--bcher-kva.example/Stra%C3%9Fe?q=%C3%A4%20b"


def test_a_redirect_into_a_private_network_is_not_followed(web: Web, site: Site) -> None:
    for where in (
        "http://10.0.0.1/",
        "http://127.0.0.2/",
        "http://[::1]/",
        "//169.254.169.254/latest",
        "file:///etc/x",
    ):
        site.replies["/a"] = Reply(status=302, headers={"Location": where})
        with pytest.raises(NotFetched, match=r"private network|no http"):
            web.fetch(url(site))


def test_a_name_is_resolved_once_and_the_checked_address_is_connected_to(web: Web, site: Site) -> None:
    asked: list[str] = []

    def rebinding(host: str, port: int) -> Sequence[str]:
        asked.append(host)
        return ["127.0.0.1"] if len(asked) <= 2 else ["127.0.0.2"]  # robots.txt, the page; then the attack

    site.replies["/a"] = Reply(PAGE, headers=HTML)
    web = replace(web, transport=replace(web.transport, resolve=rebinding))
    assert web.fetch(url(site)).data == PAGE
    assert len(asked) == 2
    with pytest.raises(NotFetched, match="private network"):
        web.fetch(url(site))


# ------------------------------------------------- limits


def test_a_redirect_is_followed_and_a_circle_is_not(web: Web, site: Site) -> None:
    site.replies["/a"] = Reply(status=301, headers={"Location": "/b"})
    site.replies["/b"] = Reply(PAGE, headers=HTML)
    assert web.fetch(url(site)).url == url(site, "/b")
    site.replies["/b"] = Reply(status=302, headers={"Location": "/a"})
    with pytest.raises(NotFetched, match="redirects more than 5 times"):
        web.fetch(url(site))


def test_a_large_page_is_refused_whatever_it_says_of_its_size(web: Web, site: Site) -> None:
    def flood(write: Write) -> None:
        with suppress(OSError):
            while True:
                write(b"x" * 100_000)

    site.replies["/a"] = Reply(b"x" * 1_000_001)
    site.replies["/b"] = Reply(write=flood)
    for path in ("/a", "/b"):
        with pytest.raises(TooLarge, match="larger than 1 MB"):
            web.fetch(url(site, path))


def test_a_packed_page_is_unpacked_and_a_bomb_is_not(web: Web, site: Site) -> None:
    site.replies["/a"] = Reply(gzip.compress(PAGE), headers={**HTML, "Content-Encoding": "gzip"})
    assert web.fetch(url(site)).data == PAGE
    packer = zlib.compressobj(9, wbits=31)
    bomb = b"".join(packer.compress(bytes(10_000_000)) for _ in range(100)) + packer.flush()  # a gigabyte of zeros
    assert len(bomb) < 1_000_000
    site.replies["/a"] = Reply(bomb, headers={"Content-Encoding": "gzip"})
    tracemalloc.start()
    with pytest.raises(TooLarge, match="larger than 1 MB"):
        web.fetch(url(site))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 10_000_000


@pytest.mark.parametrize(
    ("reply", "says"),
    [
        (Reply(b"short", headers={"Content-Length": "100"}), "answers badly"),
        (Reply(gzip.compress(PAGE)[:-20], headers={"Content-Encoding": "gzip"}), "answers badly"),
        (Reply(b"no gzip", headers={"Content-Encoding": "gzip"}), "answers badly"),
        (Reply(b"x", headers={"Content-Encoding": "br"}), "answers badly"),
        (Reply(status=302), "redirects to no address"),
        (Reply(status=403), "may not be read by programs"),
        (Reply(status=404), r"is not there \(404\)"),
        (Reply(status=500), r"has an error \(500\)"),
        (Reply(status=204), r"cannot be read \(204\)"),
        (Reply(status=304), r"cannot be read \(304\)"),
    ],
)
def test_an_answer_that_is_none_is_said(web: Web, site: Site, reply: Reply, says: str) -> None:
    site.replies["/a"] = reply
    with pytest.raises(NotFetched, match=says) as caught:
        web.fetch(url(site))
    assert str(caught.value).startswith(url(site))


def test_a_page_that_drips_without_end_is_cut_off(web: Web, site: Site) -> None:
    def drip(write: Write) -> None:
        with suppress(OSError):
            while True:
                write(b"x")

    site.replies["/robots.txt"] = Reply(status=404)
    site.replies["/a"] = Reply(write=drip)
    web = replace(web, transport=replace(web.transport, limits=Limits(size=10**12, seconds=0.3)))
    with pytest.raises(NotFetched, match=r"took longer than 0\.3 s"):
        web.fetch(url(site))


def test_a_server_that_is_away_is_said(web: Web, site: Site) -> None:
    site.stop()
    with pytest.raises(NotFetched, match=r"/a: cannot be reached"):
        web.fetch(url(site))


# ------------------------------------------------- TLS


def test_a_server_proves_its_name_though_it_is_asked_by_number(web: Web) -> None:
    authority = trustme.CA()
    server, client = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), ssl.create_default_context()
    authority.issue_cert("news.example").configure_cert(server)
    authority.configure_trust(client)
    trusting = replace(web, transport=replace(web.transport, tls=lambda: client))
    with serving(server) as site:
        site.replies["/a"] = Reply(PAGE)
        address = url(site).replace("http:", "https:")
        assert trusting.fetch(address).data == PAGE
        with pytest.raises(NotFetched, match="certificate"):
            trusting.fetch(address.replace("news.example", "other.example"))
        with pytest.raises(NotFetched, match="certificate"):
            web.fetch(address.replace("news.example", "third.example"))
