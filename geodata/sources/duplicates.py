"""Whether an article was seen before: by its address, or by a text that is nearly the same (MinHash).

    known = Duplicates()
    known.find(article)      # the id of the article that it repeats, or None
    known.match(article)     # the same with the kind: same, revision or copy
    known.add(article)

Pure functions over articles; whoever keeps them may keep the `Fingerprint`s beside them and `remember` these.
A text that differs in its numbers or names is another article, however alike the words are: bulletins on
earthquakes or the weather are written from one mould.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

import numpy as np
from datasketch import MinHash, MinHashLSH

from geodata.model import Article

Kind = Literal["same", "revision", "copy"]

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
_BANDS = (32, 4)  # finds nearly all pairs from one half in common; `NEARLY` then decides
_SCHEME: Literal["affine32"] = "affine32"
_WORD = re.compile(r"\w+")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_NAME = re.compile(r"[^\W\d_a-zß-öø-ÿ][\w’'-]+")
_PORTS = {"http": 80, "https": 443}
_TRACKING = re.compile(
    r"(?:utm|mtm|pk|hsa|vero|oly|ns)_\w*|at_(?:medium|campaign|custom\d?|link\w*)|[a-z]{1,5}clid|msclkid|igshid|"
    r"mc_[ce]id|_ga|_gl|cmpid|ocid|smid|ref_?src|ftag|xtor|guccounter|guce_\w+"
)
_LEADING = ("www.", "m.", "mobile.", "amp.")


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What is compared of an article; a kilobyte or so, whatever its length."""

    address: str
    words: str
    signature: bytes
    numbers: frozenset[str]
    names: frozenset[str]


@dataclass(frozen=True, slots=True)
class Match:
    """An article that was seen before, and as what the new one repeats it.

    same: the address and the words are those of before.  revision: the address is, the words are not.
    copy: the text is nearly the same at another address, or at none.
    """

    article_id: str
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
    sketch = MinHash(num_perm=_PERMUTATIONS, scheme=_SCHEME, hashfunc=zlib.crc32)
    sketch.update_batch([run.encode("utf-8", "replace") for run in sorted(runs)])
    signature: bytes = sketch.hashvalues.astype("<u4").tobytes()
    return signature


def _sketch(signature: bytes) -> Any:
    values = np.frombuffer(signature, dtype="<u4").astype(np.uint32)
    return MinHash(num_perm=_PERMUTATIONS, scheme=_SCHEME, hashfunc=zlib.crc32, hashvalues=values)


class Duplicates:
    """The articles that were seen, by address, by words and by likeness."""

    def __init__(self) -> None:
        self._known: dict[str, Fingerprint] = {}
        self._by_address: dict[str, str] = {}
        self._by_words: dict[str, str] = {}
        self._alike = MinHashLSH(num_perm=_PERMUTATIONS, params=_BANDS)

    def __len__(self) -> int:
        return len(self._known)

    def find(self, article: Article) -> str | None:
        """Return the id of the article that this one repeats or revises, or None."""
        found = self.match(article)
        return found.article_id if found else None

    def match(self, article: Article) -> Match | None:
        """Return which article this one repeats and as what, or None for a new one."""
        return self.match_fingerprint(fingerprint(article))

    def match_fingerprint(self, new: Fingerprint) -> Match | None:
        """Return what `match` does, for who has the fingerprint already."""
        known = self._by_address.get(new.address) if new.address else None
        if known is not None:
            return Match(known, "same" if self._known[known].words == new.words else "revision")
        equal = self._by_words.get(new.words) if new.words else None
        if equal is not None:
            return Match(equal, "copy")
        alike = self._most_alike(new)
        return Match(alike, "copy") if alike is not None else None

    def add(self, article: Article) -> None:
        """Remember an article; one of the same id takes the place of the earlier."""
        self.remember(article.id, fingerprint(article))

    def remember(self, article_id: str, new: Fingerprint) -> None:
        """Remember an article by its fingerprint; the first of several that are equal is the one that is found."""
        self.forget(article_id)
        self._known[article_id] = new
        if new.address:
            self._by_address.setdefault(new.address, article_id)
        if new.words:
            self._by_words.setdefault(new.words, article_id)
        if new.signature:
            self._alike.insert(article_id, _sketch(new.signature))

    def forget(self, article_id: str) -> None:
        """Forget an article, if it is known."""
        old = self._known.pop(article_id, None)
        if old is None:
            return
        if self._by_address.get(old.address) == article_id:
            del self._by_address[old.address]
        if self._by_words.get(old.words) == article_id:
            del self._by_words[old.words]
        if old.signature:
            self._alike.remove(article_id)

    def _most_alike(self, new: Fingerprint) -> str | None:
        """Return the article whose text is most like another's, of those that are nearly the same."""
        if not new.signature:
            return None
        sketch = _sketch(new.signature)
        candidates = [
            (sketch.jaccard(_sketch(self._known[key].signature)), key)
            for key in sorted(self._alike.query(sketch))
            if _share_facts(new, self._known[key])
        ]
        likeness, best = max(candidates, key=lambda pair: pair[0], default=(0.0, ""))
        return best if likeness >= NEARLY else None


def _share_facts(one: Fingerprint, other: Fingerprint) -> bool:
    return _shares(one.numbers, other.numbers) and _shares(one.names, other.names)


def _shares(one: frozenset[str], other: frozenset[str]) -> bool:
    fewer = min(len(one), len(other))
    if fewer == 0:
        # Numbers in one alone may be a line about the paper; many are another text.
        return max(len(one), len(other)) <= 2
    return len(one & other) >= FACTS_SHARED * fewer
