"""House rules of a collection: what people said in the dashboard, as the rules that the pipeline reads by, and back.

They are changes of the collection's log, so that they are told of, undone and backed up like every correction.
"""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

from geodata.corrections import Change
from geodata.model import Article
from geodata.places.house_rules import HouseRule, rule_key


def rules_of(changes: Iterable[Change]) -> list[HouseRule]:
    """Return the rules that stand in a log; of those for one name and publisher the last."""
    standing = (change for change in changes if change.kind == "rule" and not change.undone)
    rules = [HouseRule(name=one.name, scope=one.scope, place=one.place) for one in standing if one.place is not None]
    return list({rule.key: rule for rule in rules}.values())


def changes_for(
    rules: Iterable[HouseRule], held: Sequence[HouseRule], *, author: str = "", by: str = ""
) -> list[Change]:
    """Return the changes that add rules to those that are held; what is there already needs none."""
    there = set(map(HouseRule.as_answered, held))
    at = dt.datetime.now(dt.UTC).replace(microsecond=0)
    return [
        Change(kind="rule", at=at, author=author, by=by, name=rule.name, scope=rule.scope, place=rule.place)
        for rule in rules
        if rule.as_answered() not in there
    ]


def names_in(changes: Iterable[Change]) -> list[str]:
    """Return the names of all rules that a log tells of, also of those that were taken back."""
    return list(dict.fromkeys(change.name for change in changes if change.kind == "rule"))


def naming(articles: Iterable[Article], names: Iterable[str]) -> Iterator[Article]:
    """Yield the articles in whose text one of the names may stand: those that rules for them have read differently."""
    wanted = {_bare(name) for name in names} - {""}
    return (article for article in articles if any(name in text for text in (_bare(article.text),) for name in wanted))


def _bare(text: str) -> str:
    """Return a text in small letters without accents, with single spaces, and without "the" in front."""
    if not text.isascii():
        text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join(text.casefold().split()).removeprefix("the ")


def numbers_of(changes: Iterable[Change], name: str, scope: str = "") -> list[int]:
    """Return the numbers of all standing changes that are rules for a name and publisher: none may come back."""
    key = rule_key(name, scope)
    return [
        change.number
        for change in changes
        if change.kind == "rule" and not change.undone and rule_key(change.name, change.scope) == key
    ]
