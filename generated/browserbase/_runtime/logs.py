"""Logging that shows what happened and never a secret."""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple
from urllib.parse import quote

from ._http import LIBRARY, Request, Response

_SECRET_WORDS = "auth cookie token secret key passw signature session credential"
_SECRET_NAME = re.compile(_SECRET_WORDS.replace(" ", "|"), re.IGNORECASE)
NEUTRAL_HEADERS = frozenset(
    [
        "accept", "accept-charset", "accept-encoding", "accept-language",
        "cache-control", "connection", "content-encoding", "content-language",
        "content-length", "content-type", "host", "if-match", "if-modified-since",
        "if-none-match", "if-range", "if-unmodified-since", "range", "te",
        "transfer-encoding", "user-agent",
    ]
)  # fmt: skip
"""Headers that do not identify the caller: another origin gets only these."""

HIDDEN = "[secret]"
SECRETS = "clientsmith.secrets"
"""The extension of a request that returns its secrets; HTTP libraries ignore it."""


class Log(NamedTuple):
    """The package's logger, and the headers that carry its credentials."""

    logger: logging.Logger
    secret_headers: frozenset[str]

    def is_secret(self, header: str) -> bool:
        """Whether a header may hold a secret: one of the API's own, or by its name."""
        return is_secret_name(header) or header.lower() in self.secret_headers

    def response(self, response: Response, hide: Callable[[str], str]) -> None:
        if self.logger.isEnabledFor(logging.INFO):
            line = hide(request_line(response.request))
            self.logger.info("%s -> %d", line, response.status_code)
        if self.logger.isEnabledFor(logging.DEBUG):
            self.logger.debug("sent %s", self._shown(response.request, hide))
            self.logger.debug("received %s", self._shown(response, hide))

    def _shown(
        self, message: Request | Response, hide: Callable[[str], str]
    ) -> dict[str, str]:
        return {
            name: HIDDEN if self.is_secret(name) else hide(value)
            for name, value in message.headers.items()
        }


def is_secret_name(header: str) -> bool:
    return _SECRET_NAME.search(header) is not None


def secrets_of(request: Request) -> tuple[str, ...]:
    """What is secret in a request; of one that was pickled, what its headers tell."""
    told = request.extensions.get(SECRETS)
    if told is not None:
        secrets: tuple[str, ...] = told()
        return secrets
    named = [v for name, v in request.headers.items() if is_secret_name(name)]
    return (*named, *parts_of(named))


def parts_of(headers: Iterable[str]) -> Iterator[str]:
    """What follows the scheme in a header with credentials; the values of cookies."""
    for value in headers:
        yield value.rpartition(" ")[2]
        yield from (pair.partition("=")[2] for pair in value.split(";"))


def request_line(request: Request) -> str:
    """The method and the URL as it may be shown."""
    return f"{request.method} {shown_url(request)}"


def shown_url(request: Request) -> str:
    """The URL without user information and without the query's values."""
    url = request.url
    names = [pair.partition("=")[0] for pair in url.query.decode().split("&")]
    query = "?" + "&".join(names) if names != [""] else ""
    path = url.raw_path.decode().partition("?")[0]
    host = url.netloc.decode().rpartition("@")[2]
    return f"{url.scheme}://{host}{path}{query}"


def logger(name: str, env_prefix: str) -> logging.Logger:
    """The package's logger; `<PREFIX>_LOG=info|debug` sends it to standard error."""
    log = logging.getLogger(name)
    level = os.environ.get(f"{env_prefix}_LOG", "").lower()
    if level in ("info", "debug"):
        log.setLevel(level.upper())
        if not log.hasHandlers():
            handler = logging.StreamHandler()
            form = "%(asctime)s %(name)s %(levelname)s %(message)s"
            handler.setFormatter(logging.Formatter(form))
            log.addHandler(handler)
    return log


def hide_in_urls(names: Iterable[str]) -> None:
    """Keep these query parameters out of the HTTP library's own log lines too."""
    log = logging.getLogger(LIBRARY)
    for name in names:
        new = _UrlFilter(rf"([?&]{re.escape(quote(name, safe=''))}=)[^&#\s\"]*")
        if new not in log.filters:
            log.addFilter(new)


class _UrlFilter(NamedTuple):
    pattern: str

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = re.sub(self.pattern, rf"\1{HIDDEN}", record.getMessage())
        record.args = ()
        return True
