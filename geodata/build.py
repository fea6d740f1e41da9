"""The composition root: the one file that names concrete parts and puts them together."""

from __future__ import annotations

import atexit
import hashlib
import logging
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from importlib import metadata, resources
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from spacy.language import Language
from spacy.tokens import Doc

from geodata import language, sources
from geodata.casing import Recaser
from geodata.errors import GeocodingError, InputError, UsageError
from geodata.events.assemble import assemble_article
from geodata.events.casualties import find_counts
from geodata.events.dates import find_dates
from geodata.events.merge import merge
from geodata.events.triggers import find_triggers
from geodata.model import Article, Candidate, Event, Mention, Place, Resolution
from geodata.pipeline import Pipeline, Resolve
from geodata.places import gazetteer as gazetteers
from geodata.places.batch import BatchGeocoder
from geodata.places.gazetteer import Gazetteer
from geodata.places.gazetteer.folding import fold
from geodata.places.geocoders import (
    CachedGeocoder,
    CacheFile,
    GazetteerProvider,
    LayeredGeocoder,
    Permit,
    Question,
    online_names,
    open_online,
)
from geodata.places.house_rules import HouseRule, RuleBook
from geodata.places.mentions import find_mentions
from geodata.places.person_names import given_names, surname_step
from geodata.places.resolve import resolve
from geodata.places.resolve_corrections import Elsewhere
from geodata.places.resolve_features import Hints, Tally
from geodata.places.resolve_groups import make_groups
from geodata.places.resolve_model import ranked, settle
from geodata.places.ruled import RuledGeocoder, RuledNames
from geodata.settings import Settings
from geodata.sources.web import Web
from geodata.store import EventStore
from geodata.store.copies import restore

if TYPE_CHECKING:
    from geodata.archive.query import ArchiveEvents
    from geodata.archive.run import Report

log = logging.getLogger(__name__)
Progress = Callable[[str, int, int], None]
ARCHIVE_NEEDS = "pip install 'dateline[archive]', or in a clone pip install -r requirements-archive.txt"

PLACE_IN_CAPITALS = 5_000
"""People of a town from which on a single word in a shouted text may be its name."""
KNOWN_IN_CAPITALS = 100_000
"""People of a town that is meant rather than an English noun of its name."""
SAMPLES = Path(str(resources.files("geodata") / "samples"))
"""The folder of the sample articles."""


def ensure_gazetteer(settings: Settings, *, progress: Progress | None = None, rebuild: bool = False) -> None:
    """Build the gazetteer when it is missing, damaged or out of date, or when `rebuild` asks for it."""
    if rebuild:
        settings.home.mkdir(parents=True, exist_ok=True)
        gazetteers.build(settings.gazetteer_path, progress=progress)
    else:
        gazetteers.ensure(settings.gazetteer_path, progress)


def import_gazetteer(settings: Settings, files: Sequence[Path], *, progress: Progress | None = None) -> None:
    """Build the gazetteer from the packages, the tables and GeoNames dumps; it is left as it was when that fails."""
    settings.home.mkdir(parents=True, exist_ok=True)
    gazetteers.import_dump(files, settings.gazetteer_path, progress)


def open_gazetteer(settings: Settings, *, progress: Progress | None = None) -> Gazetteer:
    """Return the gazetteer, built first when that is needed."""
    ensure_gazetteer(settings, progress=progress)
    return Gazetteer(settings.gazetteer_path)


def open_geocoder(settings: Settings, gazetteer: Gazetteer, *, cache: Path | None = None) -> LayeredGeocoder:
    """Return the gazetteer and the online geocoders of the settings behind their cache; raises UsageError.

    `cache` is a file to use instead of the settings' for what the gazetteer answers.
    """
    online = [
        open_online(
            name,
            cache=settings.cache_path,
            most=settings.cache_answers,
            user_agent=settings.user_agent,
            keys=settings.key,
            keys_path=settings.keys_path,
            own_path=settings.geocoders_path,
        )
        for name in online_names(settings.geocoders)
    ]
    offline = CachedGeocoder(GazetteerProvider(gazetteer), cache or settings.cache_path, most=settings.cache_answers)
    return LayeredGeocoder(offline, online)


@contextmanager
def open_batch(
    settings: Settings, *, rules: Sequence[HouseRule] = (), progress: Progress | None = None
) -> Iterator[BatchGeocoder]:
    """Open what geocodes many names, those of a collection's `rules` before all others; its answers are kept."""
    gazetteer = open_gazetteer(settings, progress=progress)
    held = RuleBook(settings.rules_path).of("", rules)
    with open_geocoder(settings, gazetteer) as geocoder:
        yield BatchGeocoder(geocoder, held)


def open_cache(settings: Settings) -> CacheFile:
    """Return the geocoding cache's file, made when it is not there, to look into, share or clear it."""
    return CacheFile(settings.cache_path)


@contextmanager
def open_elsewhere(settings: Settings) -> Iterator[LayeredGeocoder]:
    """Open what asks the online geocoders, and keep its answers at the end."""
    with open_geocoder(settings, open_gazetteer(settings)) as geocoder:
        yield geocoder


def _elsewhere(geocoder: LayeredGeocoder, permit: Permit) -> Elsewhere | None:
    """Return what asks the online geocoders, if there are any; their failures are said and cost only the name."""
    if not geocoder.online:
        return None

    def ask(query: str, near: tuple[float, float] | None, country: str) -> list[Place]:
        question = Question(query, near, country)
        if geocoder.asks(question) and not permit.admits(question):
            return []
        try:
            return geocoder.elsewhere(query, near=near, country=country)
        except GeocodingError as error:
            log.warning("%r was not found out: %s", query, error)
            return []

    return ask


def build_pipeline(
    settings: Settings,
    *,
    demonyms: bool = False,
    given_spans: bool = False,
    progress: Progress | None = None,
    nlp: Language | None = None,
    permit: Permit | None = None,
    cache: Path | None = None,
) -> Pipeline:
    """Return the pipeline from articles to events; loads the model (or takes `nlp`) and opens the gazetteer.

    `permit` says how many names may go to online geocoders and keeps those that must wait; without it, as many go as
    the settings let go freely.
    `demonyms` recognises adjectives of nationality too, `given_spans` resolves the spans that articles bring along,
    `cache` is a file to use instead of the settings' for what the gazetteer answers.
    """
    gazetteer = open_gazetteer(settings, progress=progress)
    nlp = nlp or language.load_pipeline(settings.spacy_model)
    return Pipeline(
        parse=partial(language.parse, nlp, recase=_recaser(gazetteer, nlp)),
        resolve=_resolver(
            settings,
            gazetteer,
            nlp,
            permit or _cautious(settings),
            demonyms=demonyms,
            given_spans=given_spans,
            cache=cache,
        ),
        find_dates=find_dates,
        find_counts=find_counts,
        find_triggers=find_triggers,
        assemble=assemble_article,
    )


def _recaser(gazetteer: Gazetteer, nlp: Language) -> Recaser:
    """Return what gives text in capitals the case of names."""
    words, stops = language.english_words(nlp), nlp.Defaults.stop_words
    given, peoples = given_names(), gazetteer.demonyms()
    common = (language.common_words(nlp) | stops).difference(peoples)

    def is_place(name: str) -> bool:
        found = gazetteer.lookup(name, limit=1)
        return bool(found) and (
            " " in name or found[0].feature_class != "P" or found[0].population >= PLACE_IN_CAPITALS
        )

    def is_known_place(name: str) -> bool:
        found = gazetteer.lookup(name, limit=1)
        large = bool(found) and (found[0].feature_class == "A" or found[0].population >= KNOWN_IN_CAPITALS)
        return name in peoples or (large and fold(found[0].name) == name)

    return Recaser(
        is_name=lambda word: word in given or surname_step(word) is not None,
        is_place=is_place,
        is_known_place=is_known_place,
        is_word=(words | stops).__contains__,
        is_common=common.__contains__,
    )


def _cautious(settings: Settings) -> Permit:
    """Return a permit for who does not look after the names that wait; that there are some is said."""
    free = settings.ask_freely
    said = f"more than {free} names are unknown here; the others are not sent: DATELINE_ASK_FREELY lets more go"
    return Permit(free, on_first=lambda _: log.warning(said))


def _resolver(
    settings: Settings,
    gazetteer: Gazetteer,
    nlp: Language,
    permit: Permit,
    *,
    demonyms: bool,
    given_spans: bool,
    cache: Path | None,
) -> Resolve:
    """Return the step from a parsed article to its resolutions."""
    geocoder = open_geocoder(settings, gazetteer, cache=cache)
    elsewhere = _elsewhere(geocoder, permit)
    book = RuleBook(settings.rules_path)
    common = language.common_words(nlp)

    def resolve_article(doc: Doc, article: Article, rules: Sequence[HouseRule]) -> list[Resolution]:
        spans = article.given_spans if given_spans else None
        held = book.of(article.publisher, rules)
        names, source = RuledNames(gazetteer, held), RuledGeocoder(geocoder, held)
        mentions = find_mentions(doc, names, common=common, demonyms=demonyms, given_spans=spans)
        return resolve(doc, mentions, source, article=article, fuzzy=settings.fuzzy, elsewhere=elsewhere)

    return resolve_article


def run_batch(
    settings: Settings, sources: Sequence[str], out: Path, *, progress: Progress | None = None, **options: Any
) -> Report:
    """Bring an archive of articles into an output folder with Dask; see `geodata.archive.run` for the options.

    Raises UsageError where Dask is not installed or online geocoders are named, and what `geodata.archive.run` raises.
    """
    try:
        from geodata.archive.run import Options, run
    except ModuleNotFoundError as error:
        raise UsageError(f"dateline batch needs {error.name}: {ARCHIVE_NEEDS}") from error
    if online_names(settings.geocoders):
        raise UsageError(
            f"DATELINE_GEOCODERS={settings.geocoders}: an archive asks the gazetteer alone, as no online geocoder "
            "allows millions of questions; unset it for dateline batch"
        )
    gazetteer = open_gazetteer(settings, progress=progress)
    rules = settings.rules_path.read_bytes() if settings.rules_path.exists() else b""
    home = settings.home.resolve()
    return run(
        sources,
        out,
        factory=partial(_worker_pipeline, replace(settings, home=home, key={}, store="")),
        max_text=settings.max_text,
        settings={
            "dateline": metadata.version("dateline"),
            "spacy_model": settings.spacy_model,
            "max_text": str(settings.max_text),
            "fuzzy": str(settings.fuzzy),
            "gazetteer": f"{gazetteer.digest} {gazetteer.info().get('made_from', '')}",
            "house_rules": hashlib.sha256(rules).hexdigest()[:16] if rules else "none",
        },
        needs=[home / settings.gazetteer_path.name],
        options=Options(**options),
    )


def _worker_pipeline(settings: Settings) -> Pipeline:
    """Return the pipeline of a worker: the gazetteer is shared and only read, the cache is the worker's own."""
    scratch = Path(tempfile.mkdtemp(prefix="dateline-"))
    atexit.register(shutil.rmtree, scratch, ignore_errors=True)
    return build_pipeline(settings, cache=scratch / "geocache.sqlite")


def open_archive(out: Path) -> ArchiveEvents:
    """Return the events of an output folder of `dateline batch`; raises UsageError where there are none."""
    try:
        from geodata.archive.query import ArchiveEvents
    except ModuleNotFoundError as error:
        raise UsageError(f"an archive needs {error.name}: {ARCHIVE_NEEDS}") from error
    return ArchiveEvents(out)


def open_store(settings: Settings) -> EventStore:
    """Return the store of events, made when it is not there."""
    return EventStore(settings.store or settings.store_path)


def restore_store(settings: Settings, file: Path) -> Path | None:
    """Put a backup in the store's place; returns where the old one is kept, see `geodata.store.copies.restore`."""
    if "://" in settings.store:
        raise UsageError("a PostgreSQL store is restored with pg_restore; unset DATELINE_STORE to restore a file")
    return restore(Path(settings.store) if settings.store else settings.store_path, file)


def open_inputs(
    settings: Settings,
    inputs: Sequence[str],
    *,
    on_error: Callable[[InputError], None] | None = None,
    on_note: Callable[[str], None] | None = None,
    stdin: BinaryIO | None = None,
) -> Iterator[Article]:
    """Yield the articles of files, folders, web addresses and "-"; see `geodata.sources.open_inputs`."""
    fetch = Web(settings.web_path).fetch
    return sources.open_inputs(
        inputs, max_text=settings.max_text, on_error=on_error, on_note=on_note, stdin=stdin, fetch=fetch
    )


def article_from_text(settings: Settings, text: str) -> Article:
    """Return pasted text as an article; raises InputError when it cannot be used."""
    return sources.article_from_text(text, max_text=settings.max_text)


def merge_events(events: Sequence[Event]) -> list[Event]:
    """Return the events with those that several articles tell of made one."""
    return merge(events)


def explain_name(settings: Settings, name: str, *, near: str = "", progress: Progress | None = None) -> list[Candidate]:
    """Return what a name may mean, best first, with the features of each candidate's score."""
    gazetteer = open_gazetteer(settings, progress=progress)
    geocoder = open_geocoder(settings, gazetteer)
    text = f"{name}, {near}" if near else name
    mentions = [_mention(0, name)] + ([_mention(len(name) + 2, near)] if near else [])
    source = RuledGeocoder(geocoder, RuleBook(settings.rules_path).of(""))
    groups = make_groups(text, mentions, source)
    settle(groups, Hints())
    if near and not groups[-1].candidates:
        raise UsageError(f"no place is known that is called {near!r}; try another name for --near")
    if not groups[0].candidates:
        area = groups[-1].best if near else None
        scope = [(area.country, area.admin1_code)] if area else []
        near_area = (area.lat, area.lon) if area else None
        groups[0].candidates = geocoder.geocode(name, scope=scope) or geocoder.elsewhere(
            name, near=near_area, country=area.country if area else ""
        )
        settle(groups, Hints())
    return ranked(groups[0], Tally(groups, Hints()))


def _mention(start: int, text: str) -> Mention:
    return Mention(start=start, end=start + len(text), text=text, kind="literal", confidence=1.0, found_by="given")
