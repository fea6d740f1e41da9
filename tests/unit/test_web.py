"""The web, guarded: only on loopback, with names that resolve to it and a clock that only tests wind on."""

from __future__ import annotations

import gzip
import ipaddress
import ssl
import tracemalloc
import zlib
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
import trustme

from geodata.errors import InputError, NotFetched, TooLarge, UsageError
from geodata.model import Article
from geodata.sources import online, open_inputs
from geodata.sources.web import Limits, Transport, Web
from geodata.sources.web_transport import Address, is_public, parse
from tests import documents
from tests.documents import STORIES
from tests.web_server import Reply, Site, serving

TEXT = STORIES[0].text
PAGE = (
    f"<html><head><title>River rises</title></head><body><article><h1>River rises</h1>"
    f"{''.join(f'<p>{part}</p>' for part in TEXT.split(chr(10) * 2))}</article></body></html>"
).encode()
HTML = {"Content-Type": "text/html; charset=utf-8"}


@dataclass
class Clock:
    """A clock that moves when somebody sleeps."""

    now: float = 1_000_000.0
    slept: list[float] = field(default_factory=list)

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(round(seconds, 3))
        self.now += seconds


def only_loopback(address: Address) -> bool:
    return str(address) == "127.0.0.1"


def to_loopback(host: str, _port: int) -> Sequence[str]:
    """Names end in .example and are here; numbers are what they are; anything else is nowhere."""
    if host.endswith(".example"):
        return ["127.0.0.1"]
    ipaddress.ip_address(host)
    return [host]


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as running:
        yield running


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def web(tmp_path: Path, clock: Clock) -> Web:
    transport = Transport(allowed=only_loopback, resolve=to_loopback, limits=Limits(size=1_000_000, seconds=20.0))
    return Web(tmp_path / "web", transport, clock=clock, sleep=clock.sleep)


def url(site: Site, path: str = "/a", host: str = "news.example") -> str:
    return f"http://{host}:{site.port}{path}"


def opened(web: Web, *addresses: str) -> tuple[list[Article], list[str], list[str]]:
    errors: list[InputError] = []
    notes: list[str] = []
    found = list(open_inputs(addresses, on_error=errors.append, on_note=notes.append, fetch=web.fetch))
    return found, [str(error) for error in errors], notes


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
    def flood(write: object) -> None:
        with suppress(OSError):
            while True:
                write(b"x" * 100_000)  # type: ignore[operator]

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
    def drip(write: object) -> None:
        with suppress(OSError):
            while True:
                write(b"x")  # type: ignore[operator]

    site.replies["/robots.txt"] = Reply(status=404)
    site.replies["/a"] = Reply(write=drip)
    web = replace(web, transport=replace(web.transport, limits=Limits(size=10**12, seconds=0.3)))
    with pytest.raises(NotFetched, match=r"took longer than 0\.3 s"):
        web.fetch(url(site))


def test_a_server_that_is_away_is_said(web: Web, site: Site) -> None:
    site.stop()
    with pytest.raises(NotFetched, match=r"/a: cannot be reached"):
        web.fetch(url(site))


# ------------------------------------------------- manners


def test_robots_are_obeyed_and_read_once_a_day(web: Web, site: Site, clock: Clock) -> None:
    site.replies["/robots.txt"] = Reply(b"User-agent: *\nDisallow: /private\n")
    site.replies["/a"] = Reply(PAGE)
    web.fetch(url(site))
    with pytest.raises(NotFetched, match=r"robots\.txt says so"):
        web.fetch(url(site, "/private/a"))
    assert [path for path, _ in site.asked] == ["/robots.txt", "/a"]
    clock.now += 25 * 3600
    web.fetch(url(site))
    assert [path for path, _ in site.asked][2:] == ["/robots.txt", "/a"]


def test_robots_are_obeyed_after_a_redirect_too(web: Web, site: Site) -> None:
    site.replies["/robots.txt"] = Reply(b"User-agent: Dateline\nDisallow: /b\n")
    site.replies["/a"] = Reply(status=302, headers={"Location": "/b"})
    with pytest.raises(NotFetched, match=r"robots\.txt says so"):
        web.fetch(url(site))
    assert site.paths() == ["/a"]


def test_a_site_that_cannot_say_what_is_allowed_is_left_alone(web: Web, site: Site) -> None:
    site.replies["/robots.txt"] = Reply(status=503)
    with pytest.raises(NotFetched, match=r"robots\.txt cannot be read now \(503\)"):
        web.fetch(url(site))
    assert site.paths() == []


def test_a_host_is_asked_once_a_second_also_by_other_processes(web: Web, site: Site, clock: Clock) -> None:
    site.replies["/a"] = Reply(PAGE)
    web.fetch(url(site))
    replace(web).fetch(url(site))  # another one that shares nothing but the folder
    assert clock.slept == [1.0, 1.0]
    web.fetch(url(site, host="other.example"))
    assert clock.slept == [1.0, 1.0, 1.0]  # its page after its robots.txt; the first request to a host is free


def test_a_site_may_ask_for_more_time_within_reason(web: Web, site: Site, clock: Clock) -> None:
    site.replies["/a"] = Reply(PAGE)
    site.replies["/robots.txt"] = Reply(b"User-agent: *\nCrawl-delay: 7\n")
    web.fetch(url(site))
    site.replies["/robots.txt"] = Reply(b"User-agent: *\nCrawl-delay: 70000\n")
    web.fetch(url(site, host="other.example"))
    assert clock.slept == [7.0, 30.0]


def test_a_page_that_has_not_changed_is_not_sent_again(web: Web, site: Site) -> None:
    site.replies["/a"] = Reply(PAGE, headers={**HTML, "ETag": '"1"', "Last-Modified": "Mon, 23 Feb 2026 10:40:00 GMT"})
    first, second = web.fetch(url(site)), web.fetch(url(site))
    assert first == second
    asked = site.asked[-1][1]
    assert (asked["if-none-match"], asked["if-modified-since"]) == ('"1"', "Mon, 23 Feb 2026 10:40:00 GMT")
    site.replies["/a"] = Reply(b"new", headers={"ETag": '"2"'})
    assert web.fetch(url(site)).data == b"new"


def test_what_is_kept_and_was_damaged_is_fetched_anew(web: Web, site: Site) -> None:
    site.replies["/a"] = Reply(PAGE, headers={**HTML, "ETag": '"1"'})
    web.fetch(url(site))
    for path in (*(web.folder / "pages").iterdir(), *(web.folder / "robots").iterdir()):
        path.write_bytes(b'{"url": 7')
    for path in (web.folder / "hosts").iterdir():
        path.write_bytes(b"soon")
    assert web.fetch(url(site)).data == PAGE
    assert "if-none-match" not in site.asked[-1][1]


def test_no_cookie_goes_back_and_the_name_is_honest(web: Web, site: Site) -> None:
    site.replies["/a"] = Reply(status=302, headers={"Location": "/b", "Set-Cookie": "id=1"})
    site.replies["/b"] = Reply(PAGE, headers={"Set-Cookie": "id=2"})
    web.fetch(url(site))
    web.fetch(url(site))
    for _, headers in site.asked:
        assert "cookie" not in headers
        assert "referer" not in headers
        assert headers["user-agent"].startswith("Dateline/")


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


# ------------------------------------------------- addresses as inputs


def test_a_page_becomes_an_article_with_its_address(web: Web, site: Site) -> None:
    site.replies["/a"] = Reply(PAGE, headers=HTML)
    (article,), errors, _ = opened(web, url(site))
    assert errors == []
    assert "forty families" in article.text
    assert (article.url, article.publisher, article.title) == (url(site), "news.example", "River rises")
    (again,), _, _ = opened(web, url(site))
    assert again.id == article.id


def test_a_page_may_not_pass_for_one_of_another_host(web: Web, site: Site) -> None:
    for stated, taken in (("https://other.example/x", url(site)), (url(site, "/true"), url(site, "/true"))):
        head = f'<head><link rel="canonical" href="{stated}">'.encode()
        site.replies["/a"] = Reply(PAGE.replace(b"<head>", head), headers=HTML)
        (article,), _, _ = opened(web, url(site))
        assert article.url == taken


def test_a_page_in_the_encoding_that_the_server_states(web: Web, site: Site) -> None:
    page = PAGE.decode().replace("the mayor", "Мэр Иванов, the mayor").encode("koi8-r")
    site.replies["/a"] = Reply(page, headers={"Content-Type": "text/html; charset=KOI8-R"})
    (article,), _, _ = opened(web, url(site))
    assert "Мэр Иванов" in article.text


@pytest.mark.parametrize(
    ("data", "media_type"),
    [
        (documents.pdf(STORIES[0]), "text/html"),
        (documents.word(STORIES[0]), "application/octet-stream"),
        (documents.atom(STORIES[:1]), "text/html"),
        (documents.table(STORIES[:1]), "text/csv"),
        (TEXT.encode(), "text/plain; charset=utf-8"),
    ],
    ids=["pdf", "word", "atom", "csv", "text"],
)
def test_a_file_on_the_web_is_read_by_what_it_is(web: Web, site: Site, data: bytes, media_type: str) -> None:
    site.replies["/a"] = Reply(data, headers={"Content-Type": media_type})
    (article,), errors, _ = opened(web, url(site))
    assert errors == []
    assert "forty families" in article.text
    assert article.url


def test_the_pages_of_a_feed_of_summaries_are_fetched_up_to_a_number(
    web: Web, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(online, "PAGES_OF_A_FEED", 2)
    stories = [replace(STORIES[0], title=f"River rises {n}", url=url(site, f"/{n}")) for n in range(4)]
    site.replies["/feed"] = Reply(documents.rss(stories, whole=False), headers={"Content-Type": "application/rss+xml"})
    site.replies["/0"] = Reply(PAGE, headers=HTML)
    articles, errors, notes = opened(web, url(site, "/feed"))
    assert site.paths() == ["/feed", "/0", "/1"]
    assert [article.title for article in articles] == [story.title for story in stories]
    assert [len(article.text) > 100 for article in articles] == [True, False, False, False]
    assert [error.partition(": ")[2] for error in errors] == ["is not there (404)"]
    assert notes == [
        f"{url(site, '/feed')}: 2 more entries are summaries, and their pages were not fetched (2 at a time)"
    ]


def test_nothing_is_fetched_for_a_feed_with_its_content_or_for_a_file(web: Web, site: Site, tmp_path: Path) -> None:
    stories = [replace(story, url=url(site, "/x")) for story in STORIES]
    site.replies["/feed"] = Reply(documents.rss(stories), headers={"Content-Type": "application/rss+xml"})
    articles, _, _ = opened(web, url(site, "/feed"))
    assert len(articles) == 2
    (tmp_path / "a.rss").write_bytes(documents.rss(stories, whole=False))
    assert len(opened(web, str(tmp_path / "a.rss"))[0]) == 2
    assert site.paths() == ["/feed"]


def test_a_feed_that_leads_inside_is_not_followed(web: Web, site: Site) -> None:
    stories = [replace(STORIES[0], url="http://169.254.169.254/latest"), replace(STORIES[1], url="file:///etc/passwd")]
    site.replies["/feed"] = Reply(documents.rss(stories, whole=False), headers={"Content-Type": "text/xml"})
    articles, (error,), _ = opened(web, url(site, "/feed"))
    assert "private network" in error
    assert [len(article.text) <= 60 for article in articles] == [True, True]


def test_addresses_need_leave_and_other_kinds_are_bad_usage(web: Web) -> None:
    with pytest.raises(UsageError, match="only http and https"):
        list(open_inputs(["http://news.example/"]))
    with pytest.raises(UsageError, match="only http and https"):
        list(open_inputs(["ftp://news.example/"], fetch=web.fetch))
