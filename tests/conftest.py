"""What all tests share: the one language model, the one gazetteer, homes that nobody else uses."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import settings as examples
from spacy.language import Language
from spacy.tokens import Doc

from geodata import build
from geodata.language import load_pipeline
from geodata.language import parse as parse_all
from geodata.pipeline import Pipeline
from geodata.places.gazetteer import Gazetteer
from geodata.settings import Settings, load_settings
from tests.contract.geocoding_server import Server, serving
from tests.gazetteer_factory import small_gazetteer

# How long an example takes says how busy the machine is.
examples.register_profile("dateline", deadline=None)
examples.load_profile("dateline")


@pytest.fixture(scope="session")
def gazetteer_path() -> Path:
    """The gazetteer of this machine, built when it is not there (about a minute, once)."""
    settings = load_settings()
    build.ensure_gazetteer(settings)
    return settings.gazetteer_path


@pytest.fixture(scope="session")
def session_settings(gazetteer_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings with a home of their own, in which the gazetteer is the machine's."""
    home = tmp_path_factory.mktemp("home")
    (home / "gazetteer.sqlite").symlink_to(gazetteer_path)
    return replace(load_settings({}), home=home)


@pytest.fixture
def settings(gazetteer_path: Path, tmp_path: Path) -> Settings:
    """Settings with an empty home for this test alone, in which the gazetteer is the machine's."""
    home = tmp_path / "home"
    home.mkdir()
    (home / "gazetteer.sqlite").symlink_to(gazetteer_path)
    return replace(load_settings({}), home=home)


@pytest.fixture(scope="session")
def nlp() -> Language:
    """The spaCy pipeline, loaded once."""
    return load_pipeline(load_settings({}).spacy_model)


@pytest.fixture(scope="session")
def parse(nlp: Language) -> Callable[[str], Doc]:
    """A function from text to parsed doc."""
    return lambda text: next(iter(parse_all(nlp, [text])))


@pytest.fixture(scope="session")
def pipeline(session_settings: Settings) -> Pipeline:
    """The whole pipeline as a user gets it."""
    return build.build_pipeline(session_settings)


@pytest.fixture(scope="module")
def gazetteer(tmp_path_factory: pytest.TempPathFactory) -> Gazetteer:
    """A gazetteer of a few places."""
    return Gazetteer(small_gazetteer(tmp_path_factory.mktemp("gazetteer")))


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """A server on loopback that speaks as online geocoders do."""
    with serving() as running:
        yield running
