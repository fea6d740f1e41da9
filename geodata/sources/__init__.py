"""Sources: whatever an article comes in, it leaves as an `Article` with its text untouched.

    for article in open_inputs(["news.txt", "folder", "-"], on_error=print): …

How to add a reader
-------------------
Write `read(data: bytes, origin: str) -> Iterator[Article]` in a module of its own.  Raise an InputError
subclass for what cannot be used, with `origin` (and the record, as "file, line 3") in it; translate the
library's errors there, `from` their cause.  Put the function under its suffixes in `READERS` of inputs.py,
and subclass the contract in tests/contract/test_readers.py.
"""

from geodata.sources.inputs import READERS, OnError, article_from_text, open_inputs

__all__ = ["READERS", "OnError", "article_from_text", "open_inputs"]
