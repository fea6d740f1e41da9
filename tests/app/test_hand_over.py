"""Handing over: every format with exactly the events that are shown, and what the columns mean."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from geodata.column_sets import COLUMN_SETS
from geodata.event_tables import read_events
from mapapp.dashboard import hand_over
from tests.factories import make_events

EVENTS = make_events(60)


def page() -> None:
    """The view by itself, as Streamlit runs it."""
    from mapapp.dashboard import hand_over
    from tests.factories import make_events

    hand_over.view(make_events(60))


@pytest.mark.parametrize("columns", COLUMN_SETS)
@pytest.mark.parametrize("suffix", hand_over.DATA_FORMATS)
def test_every_format_holds_exactly_the_events_given(tmp_path: Path, suffix: str, columns: str) -> None:
    held = {event.event_id for event in EVENTS if COLUMN_SETS[columns].holds(event)}
    path = tmp_path / f"events{suffix}"
    path.write_bytes(hand_over.data_file(EVENTS, suffix, columns))
    if suffix == ".kml":
        assert path.read_text(encoding="utf-8").count("<Placemark>") == len(held)
    else:
        assert {event.event_id for event in read_events(path)} == held


def test_the_data_are_offered_in_every_format_with_what_the_columns_mean() -> None:
    app = AppTest.from_function(page, default_timeout=60).run()
    assert not app.exception
    labels = [element.proto.label for element in app.get("download_button")]
    assert labels == ["Map (HTML)", "GeoJSON", "CSV", "KML", "GeoPackage", "GeoParquet", "Data dictionary"]
    assert not any("ACLED" in str(caption.value) for caption in app.caption)


def test_another_set_of_columns_says_how_many_events_it_holds() -> None:
    app = AppTest.from_function(page, default_timeout=60).run()
    app.selectbox[0].select("acled").run()
    assert not app.exception
    held = sum(map(COLUMN_SETS["acled"].holds, EVENTS))
    assert 0 < held < len(EVENTS)
    assert any(
        str(caption.value).startswith(f"{held} events of 60: It holds events of types") for caption in app.caption
    )
