"""The dashboard's logic through Streamlit's AppTest: what is shown, filtered, brought in and handed over."""

from __future__ import annotations

import base64
import datetime as dt
import gzip
import logging
import re
from unittest.mock import patch

import pytest
from streamlit.testing.v1 import AppTest

from geodata import build
from geodata.settings import Settings
from mapapp.dashboard import compare, hand_over, imports, services, words
from mapapp.dashboard.bring_in import named
from mapapp.serve import APP
from tests.app.conftest import PATIENCE
from tests.factories import make_event

PACKED = re.compile(r'data-encoding="gzip">([^<]*)<')
ARTICLE = (
    "date 2026-03-04 08:00\n\n"
    "ABECHE, Chad - A truck bomb exploded at a market in Abeche on Tuesday, killing 7 people and wounding 12, "
    "the governor said. Police arrested two men on the spot.\n"
)


def heading(app: AppTest) -> str:
    return next(str(element.value) for element in app.markdown if "events shown" in str(element.value))


def test_an_empty_store_shows_the_samples_and_says_so(app: AppTest) -> None:
    app.run()
    assert not app.exception
    assert any("sample articles" in str(info.value) for info in app.info)
    shown, known, background = (int(word) for word in heading(app).replace("#", "").split() if word.isdigit())
    assert 30 < shown < known == shown + background


def test_a_filter_narrows_the_events_and_stands_in_the_address(app: AppTest) -> None:
    app.run()
    before = heading(app)
    app.text_input(key="f_text").set_value("Kuji").run()
    assert heading(app) != before
    assert app.query_params["q"] in ("Kuji", ["Kuji"])
    app.button[-1].click().run()
    assert heading(app) == before


def test_pasted_text_becomes_events_in_the_store(app: AppTest, settings: Settings) -> None:
    app.run()
    app.text_area[0].set_value(ARTICLE)
    next(button for button in app.button if button.label == "Map this text").click().run()
    assert services.importer().wait(PATIENCE)
    app.run()
    assert not app.exception
    stored = build.open_store(settings)
    assert [article.published_source for article in stored.articles()] == ["text"]
    (event,) = stored.events()
    assert (event.type, event.place.name, str(event.when.start)) == ("bombing", "Abéché", "2026-03-03")
    assert event.casualties.fatalities is not None
    assert event.casualties.fatalities.best == 7
    assert heading(app).startswith("#### Dateline · 1 of 1")


def test_text_in_another_language_is_refused_with_a_word_and_nothing_is_stored(
    app: AppTest, settings: Settings
) -> None:
    app.run()
    app.text_area[0].set_value("El ejército detuvo el domingo a cinco hombres armados en las afueras. " * 5)
    next(button for button in app.button if button.label == "Map this text").click().run()
    assert services.importer().wait(PATIENCE)
    app.run()
    assert not app.exception
    assert any("Spanish" in str(error.value) for error in app.error)
    assert build.open_store(settings).count_articles() == 0


def test_an_event_of_the_address_is_opened_with_its_quote(app: AppTest, settings: Settings) -> None:
    pipeline = build.build_pipeline(settings)
    article = build.article_from_text(settings, ARTICLE)
    (result,) = pipeline.run([article])
    build.open_store(settings).add(result.article, result.resolutions, result.events)
    app.query_params["event"] = result.events[0].event_id
    app.run()
    assert not app.exception
    page = " ".join(str(element.proto.body) for element in app.get("html"))
    assert "truck bomb exploded" in page


def test_the_static_page_and_the_data_hold_exactly_the_events_given() -> None:
    events = [make_event(index) for index in range(3)]
    page = hand_over.html_file(events, "A title <b>").decode("utf-8")
    packed = [gzip.decompress(base64.b64decode(text)).decode() for text in PACKED.findall(page)]
    assert any(all(event.event_id in text for event in events) for text in packed)
    assert "<title>A title &lt;b&gt;</title>" in page
    assert hand_over.data_file(events, ".csv").decode("utf-8-sig").count("\n") == 4


def test_an_upload_keeps_neither_folders_nor_odd_letters_of_its_name() -> None:
    class Upload:
        name = "../../etc/pa\x00ss-wd.exe"

        def getvalue(self) -> bytes:
            return b"text"

    assert list(named([Upload()])) == [("0000/passwd.txt", b"text")]


def test_one_wrong_line_costs_no_address(app: AppTest) -> None:
    app.run()
    box = next(box for box in app.text_area if box.label.startswith("Or web addresses"))
    box.set_value("https://example.org/a\nexample.org/b")
    next(one for one in app.button if one.label == "Fetch and map them").click().run()
    assert any("Line 2" in str(one.value) for one in app.error)
    assert next(b for b in app.text_area if b.label.startswith("Or web")).value.startswith("https://example.org/a")


def test_more_addresses_than_go_at_once_are_said(app: AppTest) -> None:
    app.run()
    box = next(box for box in app.text_area if box.label.startswith("Or web addresses"))
    box.set_value("\n".join(f"https://example.org/{n}" for n in range(201)))
    next(one for one in app.button if one.label == "Fetch and map them").click().run()
    assert any("201 addresses" in str(one.value) for one in app.error)


def test_days_in_the_wrong_order_are_said_and_an_unknown_event_leaves_the_address(app: AppTest) -> None:
    app.query_params.update({"since": "2026-03-10", "until": "2026-03-01", "event": "nope"})
    app.run()
    assert any("lies after the last one" in str(one.value) for one in app.warning)
    assert "event" not in app.query_params


def test_an_empty_collection_and_filters_that_hide_all_say_what_to_do(app: AppTest, settings: Settings) -> None:
    stored = build.open_store(settings)
    stored.of("Floods")
    article = build.article_from_text(settings, ARTICLE)
    stored.add(article, (), (make_event(1, status="asserted"),))
    app.query_params["collection"] = "Floods"
    app.run()
    assert any("nothing on this map yet" in str(info.value) for info in app.info)
    app.query_params["collection"] = "News"
    app.session_state["collection"] = "News"
    app.text_input(key="f_text").set_value("no such word").run()
    assert heading(app).startswith("#### Dateline · 0 of 1")
    assert any("The filters hide all events" in str(info.value) for info in app.info)
    app.text_input(key="f_text").set_value("").run()
    assert any("Choose an event" in str(info.value) for info in app.info)


UNDATED_ARTICLE = ARTICLE.partition("\n\n")[2]


def paste(app: AppTest, text: str, day: dt.date | None = None, publisher: str = "") -> None:
    """Paste an article and wait until it is mapped."""
    next(box for box in app.text_area if box.label == "Or paste an article").set_value(text)
    next(box for box in app.date_input if box.label == "Published on").set_value(day)
    next(box for box in app.text_input if box.label == "Publisher").set_value(publisher)
    next(button for button in app.button if button.label == "Map this text").click().run()
    assert services.importer().wait(PATIENCE)
    app.run()
    assert not app.exception


def test_a_pasted_text_without_a_date_is_said_and_mapped_again_with_one(app: AppTest, settings: Settings) -> None:
    app.run()
    paste(app, UNDATED_ARTICLE)
    assert any("No date of publication was found in it" in str(one.value) for one in app.warning)
    stored = build.open_store(settings)
    assert [event.when.start for event in stored.events()] == [None]
    paste(app, UNDATED_ARTICLE)
    assert any("No date of publication was found in it" in str(one.value) for one in app.warning)
    paste(app, UNDATED_ARTICLE, dt.date(2026, 3, 4), "Tchad Presse")
    assert not any("No date of publication" in str(one.value) for one in app.warning)
    (article,) = stored.articles()
    assert (article.published, article.published_source) == (dt.datetime(2026, 3, 4), "metadata")
    (event,) = stored.events()
    assert (event.when.start, event.sources[0].publisher) == (dt.date(2026, 3, 3), "Tchad Presse")
    paste(app, UNDATED_ARTICLE, dt.date(2026, 3, 11))
    assert [event.when.start for event in stored.events()] == [dt.date(2026, 3, 10)]
    paste(app, UNDATED_ARTICLE)
    assert not app.warning
    assert [event.when.start for event in stored.events()] == [dt.date(2026, 3, 10)]


def test_what_an_import_came_to_is_told_to_the_session_that_began_it(app: AppTest) -> None:
    other = AppTest.from_file(str(APP), default_timeout=PATIENCE)
    app.run()
    paste(app, ARTICLE)
    other.run()
    told = [[box.label for box in session.expander if box.label.startswith("Done")] for session in (app, other)]
    assert told == [["Done: 1 article, 1 event"], []]


def test_settings_are_shown_as_they_are_written_and_secrets_are_not(
    app: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATELINE_KEY_OPENCAGE", "very-secret")
    monkeypatch.setenv("DATELINE_USER_AGENT", "desk (desk@example.org)")
    app.run()
    app.segmented_control(key="view").set_value("Settings").run()
    assert not app.exception
    page = " ".join(str(element.proto.body) for element in app.get("html"))
    assert "DATELINE_FUZZY = 1<" in page
    assert "DATELINE_TILES = (not set)<" in page
    assert "DATELINE_KEY_&lt;PROVIDER&gt; = (set for: opencage)<" in page
    assert "DATELINE_USER_AGENT = desk (desk@example.org)<" in page
    assert "very-secret" not in page


def test_the_details_tell_a_time_only_where_one_is_given() -> None:
    assert words.moment_words(dt.datetime(2026, 11, 12)) == "12 November 2026"
    assert words.moment_words(dt.datetime(2026, 11, 12, 9, 5)) == "12 November 2026, 09:05"


def test_weeks_are_stacked_from_monday_to_monday_and_places_have_names() -> None:
    events = [make_event(index, status="asserted") for index in range(4)]
    with patch.object(compare.st, "altair_chart") as drawn, patch.object(compare, "_colours") as colours:
        colours.return_value = dict.fromkeys(compare.SYMBOLS, "#000000")
        compare._weeks(events)
        compare._heat(events, "type")
    weeks, heat = (call.args[0].to_dict() for call in drawn.call_args_list)
    for chart in (weeks, heat):
        assert (chart["encoding"]["x"]["field"], chart["encoding"]["x2"]["field"]) == ("week", "end")
    (rows,) = weeks["datasets"].values()
    assert all(dt.datetime.fromisoformat(row["week"]).weekday() == 0 for row in rows)
    assert sum(row["high"] - row["low"] for row in rows) == len(events)
    (cells,) = heat["datasets"].values()
    assert {cell["name"] for cell in cells} == {words.country_words(event.place.country) for event in events}
    assert weeks["encoding"]["color"]["legend"] is not None


def test_a_thread_of_ours_without_a_page_is_no_warning_for_the_terminal(app: AppTest) -> None:
    app.run()
    services.importer()
    log = logging.getLogger("streamlit.runtime.scriptrunner_utils.script_run_context")
    record = log.makeRecord(log.name, logging.WARNING, __file__, 1, "missing ScriptRunContext", (), None)
    assert log.filter(record)
    record.threadName = imports.THREAD
    assert not log.filter(record)
