"""Whether an article was seen before: by its address, or by a text that is nearly the same (MinHash).

    print_of = fingerprint(article)
    match = decide(print_of, candidates)     # None, or whose it is and as what: same, revision or copy

Candidates are the fingerprints that share the address, the words or a band of the signature with it: whoever keeps
fingerprints finds them by these (`geodata.store.seen` in tables, `Duplicates` in memory), and never compares all.
A text that differs in its numbers or names is another article, however alike the words are: bulletins on
earthquakes or the weather are written from one mould.
"""

from __future__ import annotations

import functools
import hashlib
import re
import struct
import unicodedata
import zlib
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from typing import Generic, Literal, TypeVar
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

import numpy as np
from rensa import RMinHash

from geodata.model import Article

Kind = Literal["same", "revision", "copy"]
Key = TypeVar("Key", bound=Hashable)

NEARLY = 0.7
"""Share of runs of words in common (Jaccard) from which on two texts are nearly the same."""
FACTS_SHARED = 0.9
"""Share of the numbers, and of the names, of the text with fewer of them that the other must have."""
SHINGLE = 3
"""Words in a run."""
FEWEST_WORDS = 20
"""Texts of fewer words are the same only when they are equal."""
FEWEST_TO_COMPARE = 5
"""Texts of fewer words ("Read more") are never compared."""
MOST_WORDS = 20_000
_PERMUTATIONS = 128
_SEED = 8
_PACKED = struct.Struct(f"<{_PERMUTATIONS}I")
BANDS = 16
_ROWS = 4
"""Of each band; sixteen of four find 99 of 100 pairs at `NEARLY`, and one of eight pairs that share a third."""
SCHEME = f"1.{RMinHash.ALGORITHM_VERSION}"
"""Which rules a fingerprint was made by; those made by others are made anew."""
_WORD = re.compile(r"\w+")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_NAME = re.compile(r"[^\W\d_a-zß-öø-ÿ][\w’'-]+")
_PORTS = {"http": 80, "https": 443}
_TRACKING = re.compile(
    r"(?:utm|mtm|pk|hsa|vero|oly|ns)_\w*|at_(?:medium|campaign|custom\d?|link\w*)|[a-z]{1,5}clid|msclkid|igshid|"
    r"mc_[ce]id|_ga|_gl|cmpid|ocid|smid|ref_?src|ftag|xtor|guccounter|guce_\w+"
)
_LEADING = ("www.", "m.", "mobile.", "amp.")
_FLOATS = np.ones(64, np.float32)


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What is compared of an article; a kilobyte or so, whatever its length."""

    address: str
    words: str
    signature: bytes
    numbers: frozenset[str]
    names: frozenset[str]


@dataclass(frozen=True, slots=True)
class Match(Generic[Key]):
    """An article that was seen before, by its key, and as what the new one repeats it.

    same: the address and the words are those of before.  revision: the address is, the words are not.
    copy: the text is nearly the same at another address, or at none.
    """

    key: Key
    kind: Kind


def normal_address(url: str) -> str:
    """Return an address in the form that two links to one article share; "" for one that names no article.

    Scheme, "www.", marks of campaigns, the order of a query and what comes after # make no difference.  A site's front
    page is no article's address.
    """
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError:
        return ""
    host = (parts.hostname or "").rstrip(".")
    if parts.scheme not in _PORTS or not host:
        return ""
    host = next((host.removeprefix(start) for start in _LEADING if host.startswith(start)), host)
    query = sorted(pair for pair in parse_qsl(parts.query) if not _TRACKING.fullmatch(pair[0].lower()))
    path = re.sub(r"/{2,}", "/", quote(unquote(parts.path))).rstrip("/")
    path = re.sub(r"/(?:index|default)\.(?:html?|php|aspx?)$", "", path)
    if not path and not query:
        return ""
    place = host if port in {None, _PORTS[parts.scheme]} else f"{host}:{port}"
    return place + path + (f"?{urlencode(query)}" if query else "")


def fingerprint(article: Article) -> Fingerprint:
    """Return what is compared of an article."""
    text = unicodedata.normalize("NFKC", article.text)
    words = [word.casefold() for word, _ in zip(_matches(_WORD, text), range(MOST_WORDS), strict=False)]
    enough = len(words) >= FEWEST_TO_COMPARE
    return Fingerprint(
        address=normal_address(article.url),
        words=hashlib.sha256(" ".join(words).encode("utf-8", "replace")).hexdigest() if enough else "",
        signature=_signature(words) if len(words) >= FEWEST_WORDS else b"",
        numbers=_some(_NUMBER, text),
        names=_some(_NAME, text),
    )


def _matches(pattern: re.Pattern[str], text: str) -> Iterable[str]:
    return (match.group() for match in pattern.finditer(text))


def _some(pattern: re.Pattern[str], text: str) -> frozenset[str]:
    """Return hashes of a text's first numbers or names, so that a fingerprint stays small."""
    found = dict.fromkeys(word for word, _ in zip(_matches(pattern, text), range(MOST_WORDS), strict=False))
    return frozenset(f"{zlib.crc32(word.encode('utf-8', 'replace')):x}" for word in list(found)[:500])


def _signature(words: list[str]) -> bytes:
    runs = {" ".join(words[start : start + SHINGLE]) for start in range(len(words) - SHINGLE + 1)}
    sketch = RMinHash(num_perm=_PERMUTATIONS, seed=_SEED)
    sketch.update([run.encode("utf-8", "replace") for run in runs])
    _leave_avx()
    return _PACKED.pack(*sketch.digest())


def _leave_avx() -> None:
    """Have the processor drop the upper halves of its vector registers.

    rensa leaves them in use (no VZEROUPPER at its end), and on Intel's processors all that is computed next, spaCy's
    parsing above all, is slower by a tenth until some AVX code ends properly, as numpy's does.
    """
    np.add(_FLOATS, _FLOATS)


def bands(one: Fingerprint) -> tuple[int, ...]:
    """Return the numbers (64 bits, signed) of which nearly the same texts share one at least; () for a short text."""
    return _bands(one.signature)


@functools.lru_cache(maxsize=1_000)  # each is asked for several times between its making and its storing
def _bands(signature: bytes) -> tuple[int, ...]:
    size = 4 * _ROWS
    parts = [signature[start : start + size] for start in range(0, min(len(signature), BANDS * size), size)]
    digests = (hashlib.blake2b(part, digest_size=8, salt=bytes([number])) for number, part in enumerate(parts))
    return tuple(int.from_bytes(digest.digest(), "big", signed=True) for digest in digests)


def likeness(one: Fingerprint, other: Fingerprint) -> float:
    """Return the share of runs of words in common (Jaccard), as the signatures tell it; 0 for short texts."""
    if len(one.signature) != _PACKED.size or len(other.signature) != _PACKED.size:
        return 0.0
    pairs = zip(_PACKED.unpack(one.signature), _PACKED.unpack(other.signature), strict=True)
    return sum(1 for ours, theirs in pairs if ours == theirs) / _PERMUTATIONS


def decide(new: Fingerprint, candidates: Iterable[tuple[Key, Fingerprint]]) -> Match[Key] | None:
    """Return which of the candidates the new one repeats and as what, or None; of equal ones the first."""
    held = list(candidates)
    for key, other in held:
        if new.address and other.address == new.address:
            return Match(key, "same" if other.words == new.words else "revision")
    for key, other in held:
        if new.words and other.words == new.words:
            return Match(key, "copy")
    alike = [(likeness(new, other), key) for key, other in held if _share_facts(new, other)]
    best = max(alike, key=lambda pair: pair[0], default=None)
    return Match(best[1], "copy") if best is not None and best[0] >= NEARLY else None


class Duplicates(Generic[Key]):
    """Fingerprints that are kept in memory, found by address, words and bands."""

    def __init__(self) -> None:
        self._known: dict[Key, Fingerprint] = {}
        self._found_by: dict[str | int, dict[Key, None]] = {}

    def __len__(self) -> int:
        return len(self._known)

    def match(self, new: Fingerprint) -> Match[Key] | None:
        """Return which of the known ones this one repeats and as what, or None for a new one."""
        keys = dict.fromkeys(key for trait in _traits(new) for key in self._found_by.get(trait, {}))
        return decide(new, ((key, self._known[key]) for key in keys))

    def remember(self, key: Key, new: Fingerprint) -> None:
        """Remember a fingerprint in place of an earlier one of that key."""
        self.forget(key)
        self._known[key] = new
        for trait in _traits(new):
            self._found_by.setdefault(trait, {})[key] = None

    def forget(self, key: Key) -> None:
        """Forget a fingerprint, if it is known."""
        old = self._known.pop(key, None)
        for trait in _traits(old) if old else ():
            self._found_by[trait].pop(key, None)
            if not self._found_by[trait]:
                del self._found_by[trait]


def _traits(one: Fingerprint) -> list[str | int]:
    return [*(name for name in (f"at {one.address}" * bool(one.address), one.words) if name), *bands(one)]


def _share_facts(one: Fingerprint, other: Fingerprint) -> bool:
    return _shares(one.numbers, other.numbers) and _shares(one.names, other.names)


def _shares(one: frozenset[str], other: frozenset[str]) -> bool:
    fewer = min(len(one), len(other))
    if fewer == 0:
        # Numbers in one alone may be a line about the paper; many are another text.
        return max(len(one), len(other)) <= 2
    return len(one & other) >= FACTS_SHARED * fewer
