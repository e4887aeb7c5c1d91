"""Logging without secrets."""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from ._http import Request, Response

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
        """Return whether a header may have a secret: as declared, or by its name."""
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
    """Return the secrets of a request; those of a pickled one are in its headers."""
    found = request.extensions.get(SECRETS)
    if found is not None:
        secrets: tuple[str, ...] = found()
        return secrets
    named = [v for name, v in request.headers.items() if is_secret_name(name)]
    return (*named, *parts_of(named))


def parts_of(headers: Iterable[str]) -> Iterator[str]:
    """Yield the credentials after the scheme in headers, and the values of cookies."""
    for value in headers:
        yield value.rpartition(" ")[2]
        yield from (pair.partition("=")[2] for pair in value.split(";"))


def request_line(request: Request) -> str:
    """Return the method and the URL without secrets."""
    return f"{request.method} {shown_url(request)}"


def shown_url(request: Request) -> str:
    """Return the URL without user information and without the query's values."""
    url = request.url
    names = [pair.partition(b"=")[0] for pair in url.query.split(b"&")]
    query = b"&".join(names) or None
    return str(url.copy_with(userinfo=b"", query=query, fragment=None))


def logger(name: str, env_prefix: str) -> logging.Logger:
    """Return the logger; `<PREFIX>_LOG=info|debug` makes it write to standard error."""
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
