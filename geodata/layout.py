"""The shape of a news text: headings, bullets, live-blog entries, datelines, boilerplate.

Only line breaks, capitals and punctuation are looked at, never the meaning.  A *head* is
what stands before the text proper of a block: a dateline ("TAPALPA, Mexico, Feb 23 (AP) —"),
a round-up's place ("COLOMBIA."), a live blog's time ("17:05 –") or a bold run-in heading.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

BlockKind = Literal["paragraph", "heading", "bullet", "meta"]

HEAD_LIMIT = 90
HEADING_LIMIT = 90
SOFT_WRAP = 55  # a line at least this long without a final stop may go on in the next line

_BULLET = re.compile(r"[ \t]*(?:[•‣▪●◦*+-]|\(?\d{1,2}[.)]|[a-z]\))[ \t]+(?=\S)")
_TIME = r"(?:[01]?\d|2[0-3])[:.h][0-5]\d(?:[ ]?[ap]\.?m\.?)?|(?:1[0-2]|0?\d)[ ]?[ap]\.?m\.?"
_TIME_HEAD = re.compile(
    rf"(?:(?:[A-Z][A-Za-z]+day,?[ ])?(?:{_TIME})(?:[ ](?:GMT|UTC|ET|local(?:[ ]time)?))?)[ \t]*[—–|:·.-]*[ \t]*",
    re.IGNORECASE,
)
_BOLD_HEAD = re.compile(r"(?:\*\*|__)([^*_\n]{1,80})(?:\*\*|__)[ \t:.—–-]*")
# A head ends at a dash, dot, colon, bar or closing bracket; what stands before it must look like a place line.
_HEAD_END = re.compile(r"[ \xa0]?(?:—|–|--|·|\||/)[ \xa0]*|[ \xa0]-[ \xa0]+|(?<=\.)–[ \xa0]*|[:.][ \xa0]+(?=\S)")
_CAPS_WORD = re.compile(r"[^\W\d_a-zà-öø-ÿ][^\W\d_a-zà-öø-ÿ.'’-]+")
_META = re.compile(
    r"(?:by[ ]+(?:our[ ]|[A-Z])|\(?(?:reporting|writing|editing|additional reporting|with inputs|compiled|posted|"
    r"written|translated|photo|pic)[ ](?:by|from)\b|from our[ ]|staff writer|published:?[ ]|updated:?[ ]|posted:?[ ]|"
    r"date:?[ ]+\d|last (?:updated|modified)|advertisement\b|sponsored\b|=+|-[ ]*\d+[ ]*-$|#+[ ]*$|see also|read more|"
    r"related:|share this|tags:|home[ ]*[›»>]|enquiries:?|for inquiries|tips:|contact:|ends?\W*$|more to follow|"
    r"\d{1,2}[ ]min read|©|copyright\b|all rights reserved)",
    re.IGNORECASE,
)
_CREDIT = re.compile(r"(?:^|[\s.])(?:--|—|–|\()[ ]?([A-Z][\w&./ ]{1,40})\)?[ \t]*$")
_FINAL = ".!?…:;\"”’')]"


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading, bullet or boilerplate line; `head_end` > start when it has a head."""

    kind: BlockKind
    start: int
    end: int
    head_end: int
    heading: int | None = None
    """Index of the heading block that governs this one."""

    @property
    def has_head(self) -> bool:
        """Whether a dateline, time or run-in heading stands before the text proper."""
        return self.head_end > self.start


@dataclass(frozen=True, slots=True)
class Layout:
    """The blocks of a text in order; every non-blank character lies in exactly one."""

    blocks: tuple[Block, ...]

    @property
    def dateline(self) -> Block | None:
        """The first block of running text when it opens with a head, else None."""
        for block in self.blocks:
            if block.kind in ("paragraph", "bullet"):
                return block if block.has_head else None
        return None


def read_layout(text: str) -> Layout:
    """Split a text into blocks with their heads and headings."""
    blocks: list[Block] = []
    heading: int | None = None
    lines = list(_joined_lines(text))
    for number, (start, end) in enumerate(lines):
        block = _block(text, start, end)
        following = lines[number + 1] if number + 1 < len(lines) else None
        if block.kind in ("paragraph", "bullet") and _is_heading(text, start, end, following, block.kind):
            heading = len(blocks)
            blocks.append(replace(block, kind="heading", head_end=start))
        else:
            blocks.append(replace(block, heading=heading))
    return Layout(tuple(blocks))


def _joined_lines(text: str) -> Iterator[tuple[int, int]]:
    """Yield (start, end) of the text's blocks, joining lines that are only wrapped."""
    pending: tuple[int, int] | None = None
    for match in re.finditer(r"[^\n\r\u2028\u2029\x85]+", text):
        start, end = _strip(text, *match.span())
        if start == end:
            if pending:
                yield pending
            pending = None
            continue
        if pending and _continues(text, pending, start):
            pending = (pending[0], end)
            continue
        if pending:
            yield pending
        pending = (start, end)
    if pending:
        yield pending


def _continues(text: str, before: tuple[int, int], start: int) -> bool:
    """Whether a line goes on with the sentence of the line before (hard-wrapped text)."""
    gap = text[before[1] : start]
    if gap.count("\n") > 1 or _BULLET.match(text, start):
        return False
    last_line = text.rfind("\n", before[0], before[1]) + 1 or before[0]
    length = before[1] - max(last_line, before[0])
    return length >= SOFT_WRAP and length < 100 and text[before[1] - 1] not in _FINAL


def _strip(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _block(text: str, start: int, end: int) -> Block:
    if end - start < 200 and _META.match(text, start, end):
        return Block("meta", start, end, start)
    bullet = _BULLET.match(text, start, end)
    body = bullet.end() if bullet else start
    return Block("bullet" if bullet else "paragraph", start, end, _head_end(text, body, end, start))


def _head_end(text: str, body: int, end: int, start: int) -> int:
    """Return where the head of a block ends; `start` when it has none."""
    bold = _BOLD_HEAD.match(text, body, end)
    if bold and bold.end() < end:
        return bold.end()
    time = _TIME_HEAD.match(text, body, end)
    position = time.end() if time and time.end() < end else body
    place_head = _place_head_end(text, position, end)
    if place_head:
        return place_head
    return position if position > body else start


def _place_head_end(text: str, body: int, end: int) -> int | None:
    limit = min(end, body + HEAD_LIMIT)
    first = text[body:limit].split(" ", 1)[0].rstrip(".,:;")
    capitals = bool(_CAPS_WORD.fullmatch(first)) or first.startswith("(")
    for match in _HEAD_END.finditer(text, body, limit):
        before = text[body : match.start()]
        separator = match.group().strip()
        if separator in {".", ":"} and (before.count(" ") > 4 or _abbreviated(before)):
            if before.count(" ") > 4:
                return None
            continue
        aside = not capitals and separator and text.find(separator, match.end(), match.end() + HEAD_LIMIT) > 0
        if match.end() >= end or aside or not _place_like(before, capitals, separator):
            return None
        return match.end()
    return None


def _abbreviated(before: str) -> bool:
    """Whether the full stop belongs to an abbreviation: 'Feb.', 'Tenn.', 'St.'."""
    last = before.rsplit(" ", 1)[-1]
    return len(last) <= 4 and last.isalpha() and not last.isupper()


def _place_like(before: str, capitals: bool, separator: str) -> bool:
    words = [w.strip(",.()") for w in before.split()]
    words = [w for w in words if w and w[0].isalpha()]
    if not words or len(words) > 9:
        return False
    small = [w for w in words if w[0].islower() and w not in {"de", "la", "of", "the", "and", "el", "al", "du", "near"}]
    if small:
        return False
    if separator in {".", ":", "/"}:
        return capitals or separator == ":"
    return capitals or len(words) <= 4


def _is_heading(text: str, start: int, end: int, following: tuple[int, int] | None, kind: BlockKind) -> bool:
    """Whether a block is a line of its own that titles what follows."""
    if following is None or end - start > HEADING_LIMIT or text[end - 1] in '.!?…,;"”':
        return False
    line = text[start:end]
    letters = [c for c in line if c.isalpha()]
    if not letters:
        return False
    upper = sum(c.isupper() for c in letters) / len(letters)
    words = [w for w in line.split() if w[0].isalpha()]
    longer = following[1] - following[0] > end - start
    if kind == "bullet":
        return upper > 0.7 and line[0].isdigit()
    return upper > 0.7 or line.endswith(":") or (longer and 0 < len(words) <= 14)
