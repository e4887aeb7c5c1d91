"""Errors of the meta-schemas, in our words and with a severity.

The policy: what cannot change the generated client is a warning, because real
documents are sloppy; what can is an error. `WARNINGS` is the whole of it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from clientsmith.diagnostics import Diagnostic, Severity
from clientsmith.document.documents import Node
from clientsmith.document.pointers import Pointer
from clientsmith.document.values import JsonValue, kind_of
from clientsmith.support.suggestions import did_you_mean

_LONGEST_VALUE = 60


@dataclass(frozen=True, slots=True)
class Rule:
    """Matches findings that are only warnings; an empty field matches everything.

    `objects` are the kinds of object (the meta-schema's definitions, lower case),
    `keywords` the keywords of the meta-schema that failed, `members` the key or keys
    that the finding is about.
    """

    reason: str
    objects: frozenset[str] = frozenset()
    keywords: frozenset[str] = frozenset()
    members: frozenset[str] = frozenset()

    def matches(self, finding: Finding) -> bool:
        """Return whether the rule covers the finding."""
        return (
            (not self.objects or finding.object_kind in self.objects)
            and (not self.keywords or finding.keyword in self.keywords)
            and (not self.members or not self.members.isdisjoint(finding.members))
        )


def _rule(
    reason: str, objects: str = "", keywords: str = "", members: str = ""
) -> Rule:
    return Rule(
        reason,
        frozenset(objects.split()),
        frozenset(keywords.split()),
        frozenset(members.split()),
    )


WARNINGS: tuple[Rule, ...] = (
    _rule(
        "a key without a meaning is not read",
        keywords="additionalProperties unevaluatedProperties propertyNames",
    ),
    _rule(
        "only shown to people",
        objects="info contact license tag externaldocumentation example xml link",
    ),
    _rule(
        "only shown to people",
        members="description summary title termsOfService externalDocs example examples"
        " xml tags deprecated readOnly writeOnly $comment",
    ),
    _rule(
        "not read",
        members="default links allowEmptyValue allowReserved $recursiveAnchor",
    ),
    _rule(
        "checked by the server",
        members="maximum minimum exclusiveMaximum exclusiveMinimum multipleOf maxLength"
        " minLength pattern maxItems minItems uniqueItems maxProperties minProperties"
        " contentEncoding contentMediaType",
    ),
    _rule("how a text is spelled", keywords="format"),
    _rule("said twice, or not at all", keywords="uniqueItems minItems"),
    _rule("means no documented response", "operation", "required", "responses"),
    _rule("means no documented response", "responses", "minProperties"),
    _rule(
        "a path parameter is required anyway",
        members="required",
        objects="parameterlocation styles-for-path",
    ),
    _rule("taken as any value", objects="schemaxorcontent"),
    _rule("taken as any value", objects="parameter header", keywords="oneOf"),
    _rule("taken as any value", "parameter header", "required", "schema content"),
    _rule("the first one is shown", objects="examplexorexamples examples"),
    _rule("taken as empty", "oauthflows", "required", "scopes"),
    _rule("taken as empty", members="scopes", keywords="required"),
)


IGNORED: tuple[Rule, ...] = (
    _rule("followed or reported as it is", keywords="format", members="$ref"),
    _rule("a template is not a URI", "server", "format", "url"),
    _rule(
        "a relative URL is resolved against the server",
        keywords="format",
        members="tokenUrl authorizationUrl refreshUrl",
    ),
)


@dataclass(frozen=True, slots=True)
class Finding:
    """One error of a meta-schema, at the innermost place that explains it."""

    pointer: Pointer
    object_kind: str
    keyword: str
    members: tuple[str, ...]
    message: str
    hint: str | None = None
    harmless: bool = False
    """Whether it is a warning without any rule."""

    @property
    def severity(self) -> Severity:
        """Return the severity by the policy."""
        warned = self.harmless or any(rule.matches(self) for rule in WARNINGS)
        return Severity.WARNING if warned else Severity.ERROR

    def as_warning(self, message: str | None = None) -> Finding:
        """Return the finding as a warning: the value is read otherwise, or ignored."""
        if message is None:
            ruled = self.severity is Severity.WARNING
            message = self.message if ruled else f"{self.message}: it is not read"
        return replace(self, message=message, harmless=True)

    @property
    def is_ignored(self) -> bool:
        """Whether the meta-schema is stricter here than OpenAPI itself."""
        return any(rule.matches(self) for rule in IGNORED)

    def diagnostic(self, base: Node) -> Diagnostic:
        """Return the located diagnostic; `base` is the value that was checked."""
        location = base.place(self.pointer)
        return Diagnostic("schema", self.severity, self.message, location, self.hint)


def explain(error: Any, definitions: Mapping[str, Any]) -> Iterator[Finding]:
    """Return the findings behind one error of jsonschema-rs.

    `definitions` are those of the meta-schema, for the hints. The errors of `oneOf`
    and `anyOf` are looked into: only the alternative that was meant is explained.
    """
    alternatives: Sequence[Sequence[Any]] | None = getattr(error.kind, "context", None)
    if alternatives:
        meant = _meant_alternative(error, alternatives)
        if meant:
            for inner in meant:
                yield from explain(inner, definitions)
            return
    yield from _findings(error, definitions)


def without_consequences(findings: Sequence[Finding]) -> list[Finding]:
    """Remove unknown keys that are unknown only because of another finding.

    JSON Schema calls a property unevaluated as well when the part of the schema that
    knows it has failed.
    """
    causes = [
        finding for finding in findings if finding.keyword != "unevaluatedProperties"
    ]
    return causes + [
        finding
        for finding in findings
        if finding.keyword == "unevaluatedProperties"
        and not any(
            cause.pointer[: len(finding.pointer) - 1] == finding.pointer[:-1]
            for cause in causes
        )
    ]


def _meant_alternative(
    error: Any, alternatives: Sequence[Sequence[Any]]
) -> Sequence[Any]:
    """Return the alternative whose own choice (`$ref`, type, constant) fits best."""
    is_reference = isinstance(error.instance, dict) and "$ref" in error.instance
    depth = len(error.instance_path)

    def misfit(errors: Sequence[Any]) -> tuple[int, int]:
        wrong_choices = sum(
            1
            for error in errors
            if len(error.instance_path) <= depth + 1
            and error.kind.name in ("enum", "const", "type", "required")
        )
        # This alternative is not meant for values of another type.
        wrong_type = any(
            error.kind.name == "type" and len(error.instance_path) == depth
            for error in errors
        )
        about_references = any(
            _object_kind(error.schema_path) == "reference" for error in errors
        )
        misses = 10 * wrong_type + 100 * (about_references != is_reference)
        return wrong_choices + misses, len(errors)

    return min(
        (alternative for alternative in alternatives if alternative),
        key=misfit,
        default=(),
    )


def _object_kind(schema_path: Sequence[str | int]) -> str:
    for name in reversed(_definition_names(schema_path)):
        return name.lower().replace("-or-reference", "")
    return ""


def _definition_names(schema_path: Sequence[str | int]) -> list[str]:
    return [
        str(name)
        for parent, name in pairwise(schema_path)
        if parent in ("definitions", "$defs")
    ]


def _findings(error: Any, definitions: Mapping[str, Any]) -> Iterator[Finding]:
    pointer = tuple(map(str, error.instance_path))
    kind = _object_kind(error.schema_path)
    keyword: str = error.kind.name
    members = pointer[-1:]
    if keyword in ("additionalProperties", "unevaluatedProperties"):
        known = _known_keys(error.schema_path, definitions)
        for key in error.kind.unexpected:
            hint = did_you_mean(key, known)
            message = f"unknown key `{key}`"
            yield Finding((*pointer, key), kind, keyword, (key,), message, hint)
        return
    if keyword == "propertyNames":
        wrong = error.kind.error
        key = str(wrong.instance)
        pattern = getattr(wrong.kind, "pattern", None)
        hint = f"keys here match {pattern}" if pattern else None
        message = f"the key `{key}` is not allowed"
        yield Finding((*pointer, key), kind, keyword, (key,), message, hint)
        return
    if keyword == "required":
        members = (error.kind.property,)
        message = f"`{error.kind.property}` is missing"
    else:
        message = _message(error)
    yield Finding(pointer, kind, keyword, members, message)


def _known_keys(
    schema_path: Sequence[str | int], definitions: Mapping[str, Any]
) -> list[str]:
    names = _definition_names(schema_path)
    definition = definitions.get(names[0], {}) if names else {}
    return list(definition.get("properties", ()))


def _message(error: Any) -> str:
    write = _MESSAGES.get(error.kind.name)
    subject = f"`{error.instance_path[-1]}`" if error.instance_path else "the document"
    if write is not None:
        return f"{subject} {write(error)}"
    return shorten(str(error.message))


def _must_have_type(error: Any) -> str:
    names: list[str] = error.kind.types
    types = " or ".join(_TYPE_NAMES.get(name, name) for name in names)
    return f"must be {types}, not {kind_of(error.instance)}"


def _must_be_one_of(error: Any) -> str:
    options = ", ".join(map(quote, error.kind.options))
    return f"must be one of {options}, not {quote(error.instance)}"


_TYPE_NAMES = {
    "array": "a list",
    "boolean": "a boolean",
    "integer": "an integer",
    "null": "null",
    "number": "a number",
    "object": "an object",
    "string": "a string",
}
_MESSAGES: Mapping[str, Callable[[Any], str]] = {
    "type": _must_have_type,
    "enum": _must_be_one_of,
    "const": lambda error: (
        f"must be {quote(error.kind.expected_value)}, not {quote(error.instance)}"
    ),
    "format": lambda error: f"is not a valid {error.kind.format}: {quote(error.instance)}",
    "pattern": lambda error: f"is misspelled: {quote(error.instance)}",
    "uniqueItems": lambda error: "contains the same element twice",
    "minItems": lambda error: "must not be empty",
    "minProperties": lambda error: "must not be empty",
    "maxProperties": lambda error: "has too many members",
    "oneOf": lambda error: "has members that exclude each other, or none of them",
    "anyOf": lambda error: "matches none of the allowed forms",
    "not": lambda error: "has members that exclude each other",
    "minimum": lambda error: f"is too small: {quote(error.instance)}",
    "exclusiveMinimum": lambda error: f"is too small: {quote(error.instance)}",
}


def quote(value: JsonValue) -> str:
    """Return a value for a message: JSON, shortened."""
    return shorten(json.dumps(value, ensure_ascii=False))


def shorten(text: str) -> str:
    """Return one line of at most 60 characters."""
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST_VALUE else f"{line[: _LONGEST_VALUE - 3]}..."
