"""The web, with manners: robots.txt, turns, pages that have not changed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from geodata.errors import NotFetched
from geodata.sources.web import Web
from tests.web_factory import HTML, PAGE, Clock, url
from tests.web_server import Reply, Site


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
