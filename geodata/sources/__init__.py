"""Sources: whatever an article comes in, it leaves as an `Article` with its text untouched.

    for article in open_inputs(["news.txt", "folder", "-"], on_error=print): …

How to add a reader
-------------------
Write `read(data: bytes, origin: str) -> Iterator[Article]` in a module of its own.  Raise an InputError
subclass for what cannot be used, with `origin` (and the record, as "file, line 3") in it; translate the
library's errors there, `from` their cause.  A file of many articles returns `Each` (each.py), so that one bad
record does not end it, with notes of what had to be guessed.  Think of the file that is built to do harm: bound
what is unpacked, nested or repeated before it is parsed.  Put the function under its suffixes in `READERS` of
inputs.py (and in `_FACTORS`, when such files are larger than their text; a file of any number of articles also gets a
reader of a stream, in `STREAMERS`, that holds one at a time), and subclass the contract in
tests/contract/test_readers.py.  Names of columns and keys are rows of `tables/article_columns.csv`.
"""

from geodata.sources.inputs import READERS, OnError, OnNote, article_from_text, open_inputs

__all__ = ["READERS", "OnError", "OnNote", "article_from_text", "open_inputs"]
