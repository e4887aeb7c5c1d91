"""Find the version of OpenAPI that a document uses."""

from __future__ import annotations

import re
from enum import StrEnum

from clientsmith.diagnostics import Diagnostics
from clientsmith.document.documents import Node
from clientsmith.document.foreign import foreign_format
from clientsmith.document.values import kind_of
from clientsmith.support.suggestions import nearest


class OpenApiVersion(StrEnum):
    """The supported feature versions; patch versions make no difference."""

    V3_0 = "3.0"
    V3_1 = "3.1"
    V3_2 = "3.2"


_PATTERN = re.compile(r"(3\.[0-9])(\.[0-9]+.*)?")
# `v3.0.1`, `3.0.x`, `3`: the leading number identifies the version.
_NEARLY = re.compile(r"\s*v?(3)(?:\.([0-9]))?(?:\.[0-9a-z*]*)?\s*", re.IGNORECASE)
_ACCEPTED = "OpenAPI 3.0, 3.1 and 3.2 are understood"


def detect_version(root: Node, diagnostics: Diagnostics) -> OpenApiVersion | None:
    """Return the declared version; report an error and return None if it is unusable.

    `openapi: 3.1` without quotes is a number in YAML; it is accepted with a warning,
    because it can only mean one thing.
    """
    if not isinstance(root.value, dict):
        what = (
            "the file is empty"
            if root.value is None
            else f"it contains {kind_of(root.value)}, not an object"
        )
        diagnostics.error(
            "version", f"not an OpenAPI document: {what}", root.location, _ACCEPTED
        )
        return None
    declared = root.get("openapi")
    if declared is None:
        _report_missing(root, diagnostics)
        return None
    return _understood(declared, diagnostics)


def _understood(declared: Node, diagnostics: Diagnostics) -> OpenApiVersion | None:
    value = declared.value
    if isinstance(value, bool) or not isinstance(value, (str, float, int)):
        diagnostics.error(
            "version",
            f"the version must be a string, not {kind_of(value)}",
            declared.location,
            hint=_ACCEPTED,
        )
        return None
    match = _PATTERN.fullmatch(str(value))
    nearly = _NEARLY.fullmatch(str(value)) if match is None else None
    meant = f"3.{nearly[2] or 0}" if nearly else match[1] if match else ""
    if meant not in set(OpenApiVersion):
        diagnostics.error(
            "version",
            f"unknown OpenAPI version {str(value)!r}",
            declared.location,
            hint=_ACCEPTED,
        )
        return None
    if not isinstance(value, str):
        diagnostics.warning(
            "version",
            f"the version {value} is a number, taken as OpenAPI {meant}",
            declared.location,
            hint=f'write it as a string: "{meant}.0"',
        )
    elif nearly:
        diagnostics.warning(
            "version",
            f"the version {value!r} is taken as OpenAPI {meant}",
            declared.location,
            hint=f'write it in full: "{meant}.0"',
        )
    return OpenApiVersion(meant)


def _report_missing(root: Node, diagnostics: Diagnostics) -> None:
    swagger = root.get("swagger") or root.get("swaggerVersion")
    if swagger is not None:
        diagnostics.error(
            "version",
            f"Swagger {swagger.value} documents are not supported",
            swagger.location,
            hint=f"Swagger 2.0 and {_ACCEPTED}",
        )
        return
    assert isinstance(root.value, dict)
    foreign = foreign_format(root.value)
    if foreign is not None:
        diagnostics.error(
            "version",
            f"not an OpenAPI document, but {foreign.name}",
            (root.get(foreign.key) or root).location,
            foreign.hint,
        )
        return
    by_lower_case = {key.lower(): key for key in root.value}
    close = nearest("openapi", by_lower_case)
    diagnostics.error(
        "version",
        "not an OpenAPI document: it has no `openapi` key",
        root.location,
        hint=(
            f"did you mean `openapi` by `{by_lower_case[close]}`?"
            if close is not None
            else _ACCEPTED
        ),
    )
