"""Messages about mistakes in the configuration."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping

from pydantic_core import ErrorDetails

from clientsmith.diagnostics import Diagnostic, Location, Severity
from clientsmith.support.suggestions import did_you_mean

CODE = "config"


def explain(
    error: ErrorDetails, tables: Mapping[str, Iterable[str]]
) -> tuple[str, str | None]:
    """Return message and hint for one of pydantic's errors.

    `tables` lists the known keys of a client's table (under the empty string) and
    of the tables in its sub-tables.
    """
    path = [str(part) for part in error["loc"]]
    is_key = path[-1:] == ["[key]"]
    # Name the element of an array by the array's key.
    path = [part for part in path if part != "[key]" and not part.isdigit()]
    name = f"the key `{path[-1]}`" if is_key else f"`{path[-1]}`"
    given = error["input"]
    match error["type"]:
        case "unexpected_keyword_argument":
            known = tables[path[0] if len(path) > 1 else ""]
            return f"unknown key {name}", suggest(path[-1], known)
        case "missing" | "missing_argument" | "missing_keyword_only_argument":
            return f"the key {name} is missing", None
        case "literal_error":
            allowed = re.findall("'([^']*)'", str(error.get("ctx", {}).get("expected")))
            hint = suggest(given, allowed, '"') if isinstance(given, str) else None
            choice = " or ".join(f'"{value}"' for value in allowed)
            return f"{name} must be {choice}, not {_toml(given)}", hint
        case "withheld" | "url":
            return f"{name} {error['msg']}", None
        case "rejected" if isinstance(given, dict):
            return f"{name} {error['msg']}", None
        case "rejected":
            return f"{name} {error['msg']}, not {_toml(given)}", None
        case kind:
            expected = _EXPECTED.get(kind, error["msg"])
            return f"{name} must be {expected}, not {_toml(given)}", None


_EXPECTED: Mapping[str, str] = {
    "string_type": "a string",
    "path_type": "a string",
    "bool_type": "true or false",
    "int_type": "a whole number",
    "tuple_type": "an array of strings",
    "dict_type": "a table",
    "mapping_type": "a table",
    "dataclass_type": "a table",
}


def suggest(wrong: str, known: Iterable[str], quote: str = "`") -> str | None:
    """Return the nearest known word as a hint, or a list of the known words."""
    known = list(known)
    if (hint := did_you_mean(wrong, known, quote)) is not None:
        return hint
    listed = ", ".join(f"{quote}{word}{quote}" for word in known)
    return f"available: {listed}" if known else None


def _toml(value: object) -> str:
    """Return a value roughly as in the file, short enough for a message."""
    text = json.dumps(value, default=str, ensure_ascii=False)
    return text if len(text) <= 60 else f"{text[:57]}..."


def config_error(
    message: str, location: Location | None = None, hint: str | None = None
) -> Diagnostic:
    """Return a mistake in the configuration as a finding."""
    return Diagnostic(CODE, Severity.ERROR, message, location, hint)
