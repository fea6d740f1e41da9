"""The values that flow through Dateline: articles, mentions, places, events.

Everything here is a frozen dataclass of plain values.  Offsets are character
offsets into `Article.text`, always; coordinates are WGS 84 degrees; countries are
ISO 3166-1 alpha-2 codes; dates are the local dates that the article speaks of.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

MentionKind = Literal["literal", "metonym", "embedded", "demonym"]
DatePrecision = Literal["day", "week", "month", "year", "unknown"]
DateSource = Literal["text", "heading", "dateline", "document", "person", "none"]
PlaceSource = Literal["sentence", "heading", "dateline", "document", "person"]
Status = Literal["asserted", "claimed", "denied", "planned", "background"]
Role = Literal["perpetrator", "target", "participant", "responder", "affected"]
Relation = Literal["at", "near", "offset", "between", "off", "border", "within"]
GeoPrecision = Literal[1, 2, 3, 4]

ROLES: tuple[Role, ...] = ("perpetrator", "target", "participant", "responder", "affected")
HIDDEN_STATUSES: frozenset[Status] = frozenset({"background", "planned", "denied"})
"""Statuses that the map hides unless a person asks for them."""

GEO_PRECISION_LABELS: Mapping[int, str] = {
    1: "exact place",
    2: "near the place or within its district",
    3: "somewhere in the province or region",
    4: "somewhere in the country",
}
"""Our four steps of the seven in UCDP GED's `where_prec`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A half-open range of characters in an article's text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One news text as it came in; `text` is never edited, so offsets stay true."""

    id: str
    text: str
    title: str = ""
    publisher: str = ""
    author: str = ""
    published: dt.datetime | None = None
    published_source: Literal["metadata", "text", "file", "none"] = "none"
    url: str = ""
    language: str = "en"
    origin: str = ""
    given_spans: tuple[Span, ...] = ()
    """Toponyms that the input itself marks; only used when they are asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A toponym as written: where it stands and in which sense."""

    start: int
    end: int
    text: str
    kind: MentionKind
    confidence: float
    found_by: str = "model"
    """Which recogniser spoke: model, gazetteer, dateline, heading, list, given."""
    feature_hint: str = ""
    """The feature asked for by the words around: town, province, river, country, sea …"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A feature of the gazetteer or of an online geocoder."""

    name: str
    lat: float
    lon: float
    country: str = ""
    admin1: str = ""
    admin2: str = ""
    admin1_code: str = ""
    geonameid: int | None = None
    feature_class: str = ""
    """GeoNames' classes: A division, H water, L region, P populated, S spot, T mountain …"""
    feature_code: str = ""
    population: int = 0
    radius_km: float = 0.0
    """A radius about the point that holds most of the feature; 0 when it is a point."""
    matched_name: str = ""
    """The gazetteer's spelling that the query matched."""
    edits: int = 0
    """How many letters were corrected to match; 0 is an exact or alternate name."""
    provider: str = "gazetteer"
    licence: str = ""
    """Whom a map must name for it, where the provider's terms ask for that."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A place that a mention might mean, its score and what the score is made of."""

    place: Place
    score: float
    features: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Location:
    """A point on the map with its precision, as the words around a mention give it."""

    place: Place
    lat: float
    lon: float
    geo_precision: GeoPrecision
    radius_km: float
    relation: Relation = "at"
    text: str = ""
    """The words that said so: '30 km north of Agadez'."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolution:
    """A mention with the place that it was taken to mean, or None."""

    mention: Mention
    place: Place | None
    confidence: float
    location: Location | None = None
    candidates: tuple[Candidate, ...] = ()
    corrected_from: str = ""
    """What the article wrote, when the name was misspelt; empty otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """A number of people: the extremes that were reported and the figure to quote."""

    low: int
    best: int
    high: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Casualties:
    """People killed, hurt, arrested, missing or displaced; None: the text does not say."""

    fatalities: Count | None = None
    injured: Count | None = None
    arrested: Count | None = None
    missing: Count | None = None
    displaced: Count | None = None


CASUALTY_FIELDS: tuple[str, ...] = ("fatalities", "injured", "arrested", "missing", "displaced")


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who took part, in the text's own words, and as what."""

    name: str
    role: Role


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """The dates of an event; `start` and `end` are None only when nothing is known."""

    start: dt.date | None = None
    end: dt.date | None = None
    precision: DatePrecision = "unknown"
    text: str = ""
    source: DateSource = "none"
    span: Span | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """The evidence for an event: an article and the sentence in it."""

    article_id: str
    start: int
    end: int
    quote: str
    publisher: str = ""
    title: str = ""
    published: dt.datetime | None = None
    url: str = ""
    field_spans: Mapping[str, Span] = field(default_factory=dict)
    """For a field of the event (type, date, place, fatalities …) the words it came from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Confidence:
    """How sure Dateline is, from 0 to 1: overall and for each field."""

    overall: float
    type: float = 0.0
    date: float = 0.0
    place: float = 0.0
    casualties: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened at a place, ready for the store and the map."""

    event_id: str
    type: str
    category: str
    title: str
    when: When
    location: Location
    place_source: PlaceSource
    place_text: str = ""
    """As written, when the name was misspelt."""
    casualties: Casualties = Casualties()
    actors: tuple[Actor, ...] = ()
    status: Status = "asserted"
    sources: tuple[Source, ...] = ()
    confidence: Confidence = Confidence(overall=0.0)

    @property
    def place(self) -> Place:
        """The named feature that the event's point was taken from."""
        return self.location.place

    @property
    def hidden(self) -> bool:
        """Whether the map leaves the event out until a person asks for such events."""
        return self.status in HIDDEN_STATUSES
