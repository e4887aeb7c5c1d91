"""The options of a client: from arguments, the environment, and other clients."""

from __future__ import annotations

import base64
import os
from collections.abc import Mapping
from datetime import date

import httpx

from ._types import NotGiven, Omit, not_given
from ._utils import is_iterable

__all__ = [
    "basic_credentials",
    "client_cookies",
    "cookie_header",
    "environment_url",
    "merged_headers",
    "merged_query",
    "with_environment_headers",
    "with_variables",
]


def environment_url(
    base_url: str | httpx.URL | NotGiven | None,
    environment: str | NotGiven,
    urls: Mapping[str, str],
    variable: str,
) -> tuple[str | httpx.URL, bool]:
    """Return the base URL, and whether it is that of the first environment by default.

    An argument goes before the environment variable. Raises `ValueError` if an
    environment is given and the variable is set, unless the base URL is None.
    """
    if not isinstance(base_url, NotGiven) and base_url is not None:
        return base_url, False
    from_variable = os.environ.get(variable)
    if isinstance(environment, NotGiven):
        if from_variable is None:
            return next(iter(urls.values())), True
        return from_variable, False
    if from_variable and base_url is not None:
        raise ValueError(
            f"Ambiguous URL; The `{variable}` env var and the `environment` argument "
            "are given. If you want to use the environment, you must pass "
            "base_url=None"
        )
    if environment not in urls:
        raise ValueError(f"Unknown environment: {environment}")
    return urls[environment], False


def with_variables(
    base_url: str | httpx.URL, values: Mapping[str, object]
) -> str | httpx.URL:
    """Return the base URL with its `{variables}` replaced."""
    if isinstance(base_url, str):
        for placeholder, value in values.items():
            base_url = base_url.replace(placeholder, str(value))
    return base_url


def with_environment_headers(
    headers: Mapping[str, str] | None, variable: str
) -> Mapping[str, str] | None:
    """Return the headers, after those that an environment variable has.

    The variable has one header on each line, as `Name: value`.
    """
    lines = os.environ.get(variable)
    if lines is None:
        return headers
    found: dict[str, str] = {}
    for line in lines.split("\n"):
        name, colon, value = line.partition(":")
        if colon:
            found[name.strip()] = value.strip()
    return {**found, **(headers or {})}


def merged_headers(
    own: Mapping[str, str],
    added: Mapping[str, str] | None,
    replacing: Mapping[str, str] | None,
) -> Mapping[str, str]:
    """Return a client's default headers with others added, or replaced."""
    _check_one(added, replacing, "headers")
    return {**own, **(added or {})} if replacing is None else replacing


def merged_query(
    own: Mapping[str, object],
    added: Mapping[str, object] | None,
    replacing: Mapping[str, object] | None,
) -> Mapping[str, object]:
    """Return a client's default query with parameters added, or replaced."""
    _check_one(added, replacing, "query")
    return {**own, **(added or {})} if replacing is None else replacing


def basic_credentials(
    username: object,
    password: object,
    *,
    keyword: str = "Basic",
    encoded: bool = True,
) -> str:
    """Return the header of HTTP Basic authentication, or of a variant of it."""
    pair = f"{username}:{password}"
    if encoded:
        pair = base64.b64encode(pair.encode()).decode("ascii")
    return f"{keyword} {pair}"


def client_cookies(cookies: Mapping[str, object]) -> str | Omit:
    """Return the header with the cookies of a client that have a value."""
    pairs = [f"{name}={value}" for name, value in cookies.items() if value is not None]
    return "; ".join(pairs) if pairs else Omit()


def text_of(value: object) -> str:
    """Return a value as a header has it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, date) else str(value)


def header_text(value: object) -> str | NotGiven:
    """Return the value of a header, the items of a list after each other."""
    if value is None or isinstance(value, (NotGiven, Omit)):
        return not_given
    if not isinstance(value, str) and is_iterable(value):
        return ",".join(text_of(item) for item in value)
    return text_of(value)


def cookie_header(cookies: Mapping[str, object]) -> str | NotGiven:
    """Return the header with the cookies that are given."""
    pairs = [
        f"{name}={text_of(value)}"
        for name, value in cookies.items()
        if not isinstance(value, (NotGiven, Omit))
    ]
    return "; ".join(pairs) if pairs else not_given


def _check_one(added: object, replacing: object, what: str) -> None:
    if added is not None and replacing is not None:
        raise ValueError(
            f"The `default_{what}` and `set_default_{what}` arguments are mutually "
            "exclusive"
        )
