"""Addresses as inputs: pages, files and feeds become articles."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from geodata.errors import UsageError
from geodata.sources import online, open_inputs
from geodata.sources.web import Web
from tests import documents
from tests.documents import STORIES
from tests.web_factory import HTML, PAGE, TEXT, opened, url
from tests.web_server import Reply, Site


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
