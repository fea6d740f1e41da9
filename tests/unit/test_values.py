"""Values of the model as JSON and back."""

from __future__ import annotations

import json

import pytest

from geodata.model import Article, Event, Place, Resolution
from geodata.values import from_json, to_json
from tests.factories import make_events


def test_an_event_comes_back_as_it_was() -> None:
    for event in make_events(40):
        assert from_json(Event, to_json(event)) == event


def test_fields_that_are_lacking_have_their_defaults_and_unknown_ones_are_left_out() -> None:
    article = from_json(Article, '{"id": "a", "text": "words", "of_a_later_version": {"x": [1]}}')
    assert article == Article(id="a", text="words")


def test_a_whole_number_is_a_float_where_the_model_has_one() -> None:
    place = from_json(Place, '{"name": "Goma", "lat": -1, "lon": 29}')
    assert (type(place.lat), type(place.lon)) == (float, float)


def test_none_stays_none() -> None:
    event = make_events(1)[0]
    held = json.loads(to_json(event))
    held["when"]["start"] = held["when"]["end"] = None
    assert from_json(Event, json.dumps(held)).when.start is None


@pytest.mark.parametrize("kind", [Event, Article, Resolution])
def test_what_is_no_object_is_an_error_that_callers_know(kind: type) -> None:
    with pytest.raises((TypeError, AttributeError)):
        from_json(kind, "[1, 2]")
