"""API keys."""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence
from typing import Literal, NamedTuple
from urllib.parse import quote

from ._http import LIBRARY
from .auth import Authorization, Credential, Scheme, checked
from .logs import HIDDEN

__all__ = ["ApiKey"]


class ApiKey(Scheme):
    """A key in a header, in the query, or in a cookie."""

    def __init__(
        self,
        name: str,
        location: Literal["header", "query", "cookie"],
        credential: Credential,
    ) -> None:
        self.name = name
        self.location = location
        self.header = name.lower() if location == "header" else ""
        self.credentials = (credential,)

    def apply(self, auth: Authorization, values: Sequence[str]) -> None:
        (key,) = values
        auth.secrets += (key,)
        if self.location == "header":
            auth.headers[self.header] = checked(self.credentials[0], key)
        elif self.location == "query":
            _hide_in_logs(self.name)
            auth.query[self.name] = key
        else:  # RFC 6265, section 4.1.1: the characters of a cookie value
            auth.cookies[self.name] = quote(key, "!#$&'()*+-./:<=>?@[]^_`{|}~")


def _hide_in_logs(name: str) -> None:
    """Hide the query parameter in the HTTP library's own log."""
    log = logging.getLogger(LIBRARY)
    new = _UrlFilter(rf"([?&]{re.escape(quote(name, safe=''))}=)[^&#\s\"]*")
    if new not in log.filters:
        log.addFilter(new)


class _UrlFilter(NamedTuple):
    pattern: str

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = re.sub(self.pattern, rf"\1{HIDDEN}", record.getMessage())
        record.args = ()
        return True
