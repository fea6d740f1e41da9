"""Dates in news text, resolved against the day of publication."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from spacy.tokens import Doc

from geodata.model import DatePrecision, Span

DateKind = Literal["point", "range", "since", "until", "duration", "frequency", "age", "clock"]
Direction = Literal["past", "present", "future", "unknown"]


@dataclass(frozen=True, slots=True, kw_only=True)
class DateMention:
    """A date phrase as written and the days that it means; None where it cannot be known."""

    span: Span
    text: str
    start: dt.date | None
    end: dt.date | None
    precision: DatePrecision
    kind: DateKind
    direction: Direction = "unknown"
    confidence: float = 1.0
    guessed: bool = False
    """Whether a part was filled in that the text does not say; `reason` says which."""
    reason: str = ""
    sentence: int = 0
    """Index into the doc's sentences."""


def find_dates(doc: Doc, *, anchor: dt.date | None, published: dt.datetime | None = None) -> list[DateMention]:
    """Return the date phrases of a doc in the order of the text.

    `anchor` is the day that relative phrases count from: the dateline's or the day of publication.
    """
    return []
