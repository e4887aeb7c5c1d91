"""Check a default value against its schema, in bounded time.

The library's validators follow every `$ref` as often as they meet it, and search with
Python's backtracking regular expressions: a few lines of a document can keep them busy
for years.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import jsonschema_rs

# Typed, except for checkers that require stubs.
from jsonschema import validators  # type: ignore[import-untyped,unused-ignore]
from jsonschema.exceptions import (  # type: ignore[import-untyped,unused-ignore]
    ValidationError,
)
from openapi_spec_validator.validation import keywords

from clientsmith.document.values import JsonValue

# A default with more values is not checked; the check is abandoned after so many steps.
_MOST_VALUES = 1000
_MOST_STEPS = 2000

_Keyword = Callable[[Any, Any, Any, Any], Iterator[ValidationError]]


class _TooManyStepsError(Exception):
    """The check takes too long and is abandoned."""


def is_small(value: JsonValue) -> bool:
    """Return whether the default is small enough to be checked."""
    pending, count = [value], 0
    while pending and count <= _MOST_VALUES:
        count += 1
        part = pending.pop()
        if isinstance(part, dict):
            pending.extend(part.values())
        elif isinstance(part, list):
            pending.extend(part)
    return count <= _MOST_VALUES


def bounded(
    library: type[keywords.ValueValidator],
) -> type[keywords.KeywordValidator]:
    """Return the library's check of a value, limited to a number of steps."""

    class Bounded(keywords.ValueValidator):
        def __init__(self, registry: Any) -> None:
            super().__init__(registry)
            self._steps = _Steps()
            self.value_validator_cls = _limited(
                library.value_validator_cls, self._steps
            )
            self.value_validator_format_checker = library.value_validator_format_checker

        def __call__(self, schema: Any, value: Any) -> Iterator[ValidationError]:
            self._steps.left = _MOST_STEPS
            try:
                yield from super().__call__(schema, value)
            except (_TooManyStepsError, RecursionError):
                return

    return Bounded


@dataclass(slots=True)
class _Steps:
    left: int = _MOST_STEPS

    def take(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise _TooManyStepsError


def _limited(validator: Any, steps: _Steps) -> Any:
    """Return the validator with keywords that count their steps."""

    def counted(keyword: _Keyword) -> _Keyword:
        def check(*args: Any) -> Iterator[ValidationError]:
            steps.take()
            yield from keyword(*args) or ()

        return check

    known: Mapping[str, _Keyword] = validator.VALIDATORS
    own = {
        "pattern": _pattern,
        "additionalProperties": _additional(known["additionalProperties"]),
        # These use regular expressions, too.
        "patternProperties": _unchecked,
        "unevaluatedProperties": _unchecked,
    }
    chosen = {name: own.get(name, keyword) for name, keyword in known.items()}
    return validators.extend(
        validator, {name: counted(keyword) for name, keyword in chosen.items()}
    )


def _unchecked(
    validator: Any, value: Any, instance: Any, schema: Any
) -> Iterator[ValidationError]:
    yield from ()


def _additional(library: _Keyword) -> _Keyword:
    def check(
        validator: Any, value: Any, instance: Any, schema: Any
    ) -> Iterator[ValidationError]:
        if "patternProperties" not in schema:
            yield from library(validator, value, instance, schema)

    return check


def _pattern(
    validator: Any, pattern: str, instance: Any, schema: Any
) -> Iterator[ValidationError]:
    """Check `pattern` in linear time; a pattern that cannot be read matches."""
    if not isinstance(instance, str):
        return
    options = jsonschema_rs.RegexOptions()
    try:
        fits = jsonschema_rs.is_valid(
            {"pattern": pattern}, instance, pattern_options=options
        )
    except ValueError:
        return
    if not fits:
        yield ValidationError(f"{instance!r} does not match {pattern!r}")
