"""What can go wrong, as one tree.

    DatelineError
    ├── UsageError (ValueError)            the call or a setting is wrong; exit code 2
    │   └── UnknownName (LookupError)      no such provider, reader, type …; names the known ones
    ├── InputError (ValueError)            an input could not be used; exit code 1, others go on
    │   ├── EmptyInput
    │   ├── NotText                        binary, or in no encoding we can tell
    │   ├── UnsupportedLanguage
    │   ├── TooLarge
    │   └── NotFetched                     a page of the web cannot be reached, or may not be read
    ├── GazetteerError (RuntimeError)      the gazetteer file is missing, damaged or foreign
    ├── GeocodingError (RuntimeError)      a provider failed (a miss is [], never an exception)
    ├── StoreError (OSError)               the store cannot be read or written
    │   └── ConflictError                  somebody else changed the same event meanwhile
    ├── ExportError (OSError)              an export could not be written; nothing is half-written
    └── ClusterError (RuntimeError)        the cluster is not there, lost, or lacks what the work needs

A miss is a value, a failure is an exception.  Foreign errors are translated once, at the
edge, `from` their cause.  Messages say what was wrong, where, and what to do.
"""

from __future__ import annotations

from collections.abc import Iterable


class DatelineError(Exception):
    """The root of all errors that Dateline raises on purpose."""


class UsageError(DatelineError, ValueError):
    """The call, an option or a setting is wrong."""


class UnknownName(UsageError, LookupError):
    """A name that is not in a registry."""

    def __init__(self, kind: str, name: str, known: Iterable[str]) -> None:
        super().__init__(f"unknown {kind} {name!r}; known are: {', '.join(sorted(known))}")


class InputError(DatelineError, ValueError):
    """An input could not be used; `origin` names it."""

    def __init__(self, message: str, *, origin: str = "") -> None:
        self.origin = origin
        super().__init__(f"{origin}: {message}" if origin else message)


class EmptyInput(InputError):
    """The input holds no text."""


class NotText(InputError):
    """The input is binary or in no encoding that could be told."""


class UnsupportedLanguage(InputError):
    """The text is in a language that Dateline does not read yet."""


class TooLarge(InputError):
    """The input is larger than the limit in the settings."""


class NotFetched(InputError):
    """A page of the web cannot be reached, is not public, or may not be read by programs."""


class GazetteerError(DatelineError, RuntimeError):
    """The gazetteer file is missing, damaged, or made by another program or version."""


class GeocodingError(DatelineError, RuntimeError):
    """A geocoding provider failed; a name that it does not know is an empty list instead.

    `temporary`: asking again may help, after `retry_after` seconds where the provider said so.  `about_query`: the
    provider is well, it is this question that it did not take.
    """

    def __init__(
        self, message: str, *, temporary: bool = False, retry_after: float = 0.0, about_query: bool = False
    ) -> None:
        self.temporary, self.retry_after, self.about_query = temporary, retry_after, about_query
        super().__init__(message)


class StoreError(DatelineError, OSError):
    """The store cannot be opened, read or written."""


class ConflictError(StoreError):
    """Somebody else changed the same event meanwhile; nothing was stored."""


class ExportError(DatelineError, OSError):
    """An export could not be written; an older file of that name is untouched."""


class ClusterError(DatelineError, RuntimeError):
    """The cluster that should do the work is not there, was lost, or lacks what the work needs."""
