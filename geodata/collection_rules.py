"""House rules of a collection: what people said in the dashboard, as the rules that the pipeline reads by, and back.

They are changes of the collection's log, so that they are told of, undone and backed up like every correction.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from geodata.corrections import Change
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


def numbers_of(changes: Iterable[Change], name: str, scope: str = "") -> list[int]:
    """Return the numbers of all standing changes that are rules for a name and publisher: none may come back."""
    key = rule_key(name, scope)
    return [
        change.number
        for change in changes
        if change.kind == "rule" and not change.undone and rule_key(change.name, change.scope) == key
    ]
