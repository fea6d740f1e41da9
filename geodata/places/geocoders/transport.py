"""How requests go out: few redirects, an end to slow and endless answers, and no address in any message."""

from __future__ import annotations

import json
import time
from typing import Any

import requests
from geopy.adapters import AdapterHTTPError, RequestsAdapter
from geopy.exc import GeocoderParseError, GeocoderServiceError, GeocoderTimedOut, GeocoderUnavailable
from urllib3.exceptions import HTTPError, ProtocolError, ReadTimeoutError

MAX_REDIRECTS = 3
"""Each is a request of its own, which no pause comes before."""
MAX_BYTES = 5_000_000
SLOW = 2.0
"""A whole answer may take so many times what a part of it may."""


class BoundedAdapter(RequestsAdapter):  # type: ignore[misc]  # geopy has no type hints
    """An adapter of geopy for servers that may be slow, broken or hostile.

    Messages of requests and urllib3 hold the address with the key in it, so none of them is passed on.
    """

    def __init__(self, *, proxies: Any, ssl_context: Any) -> None:
        super().__init__(proxies=proxies, ssl_context=ssl_context, max_retries=0)
        self.session.max_redirects = MAX_REDIRECTS

    def get_json(self, url: str, *, timeout: float, headers: dict[str, str]) -> Any:
        """Return what the server sends as JSON."""
        text = self.get_text(url, timeout=timeout, headers=headers)
        try:
            return json.loads(text)
        except (ValueError, RecursionError):
            raise GeocoderParseError(f"no JSON, but {text[:60]!r}") from None

    def get_text(self, url: str, *, timeout: float, headers: dict[str, str]) -> str:
        """Return what the server sends; raises errors of geopy."""
        try:
            with self.session.get(url, timeout=timeout, headers=headers, stream=True) as response:
                text = _body(response, timeout).decode(response.encoding or "utf-8", "replace")
        except requests.TooManyRedirects:
            raise GeocoderServiceError(f"more than {MAX_REDIRECTS} redirects") from None
        except (requests.Timeout, ReadTimeoutError):
            raise GeocoderTimedOut("Service timed out") from None
        except ProtocolError:
            raise GeocoderUnavailable("the answer broke off") from None
        except requests.ConnectionError as error:
            raise GeocoderUnavailable(f"no connection, {type(error).__name__}") from None
        except (requests.RequestException, HTTPError, LookupError) as error:
            raise GeocoderServiceError(type(error).__name__) from None
        if response.status_code >= 400:
            said = f"status {response.status_code}"
            raise AdapterHTTPError(said, status_code=response.status_code, headers=response.headers, text=text)
        return text


def _body(response: requests.Response, timeout: float) -> bytes:
    """Return the whole answer, unless it is too long or too slow."""
    end = time.monotonic() + SLOW * timeout
    body = bytearray()
    while part := response.raw.read1(65_536, decode_content=True):
        body += part
        if len(body) > MAX_BYTES:
            raise GeocoderServiceError(f"the answer is longer than {MAX_BYTES:,} bytes")
        if time.monotonic() > end:
            raise GeocoderTimedOut("Service timed out")
    return bytes(body)
