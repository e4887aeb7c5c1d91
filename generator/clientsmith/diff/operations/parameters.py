"""Compare the parameters of an operation as they are sent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date

from clientsmith.contract.api import Operation, Parameter
from clientsmith.contract.schemas import Kind
from clientsmith.diff.facts import Effect
from clientsmith.diff.findings import Finding, Place, at_reference, found_at, walk
from clientsmith.diff.lifecycle import (
    removal,
    steps_between,
    told_at,
)
from clientsmith.diff.operations.encodings import changed_encodings
from clientsmith.diff.operations.exploded import with_exploded
from clientsmith.diff.schemas.renames import rename_note, renamed_properties
from clientsmith.diff.schemas.values import Readings
from clientsmith.document.documents import Source
from clientsmith.document.values import JsonValue
from clientsmith.model.api import ParameterLocation, ParameterStyle
from clientsmith.model.lowering.media import FORM_TYPE
from clientsmith.model.lowering.parameters import PLACEHOLDER
from clientsmith.model.usage import Direction
from clientsmith.support.markdown import quoted

_REMOVED_IDS = {
    "removed-without-deprecation": "request-parameter-removed",
    "removed-without-sunset": "request-parameter-removed",
    "removed-before-sunset": "request-parameter-removed-before-sunset",
    "removed-with-deprecation": "request-parameter-removed-with-deprecation",
}
# A single value has the same text in all styles but these.
_VISIBLE_STYLES = frozenset({ParameterStyle.MATRIX, ParameterStyle.LABEL})


_Key = tuple[str, str]
_Parameters = Mapping[_Key, Parameter]


class ParameterComparison:
    """Compares the parameters of one operation."""

    def __init__(
        self,
        readings: Readings,
        place: Place,
        today: date,
    ) -> None:
        self._values = readings.typed
        self._texts = readings.texts
        self._place = place
        self._today = today

    def compare(self, old: Operation, new: Operation) -> Iterator[Finding]:
        """Report removed, added and changed parameters."""
        before, after = (
            {_key(parameter): parameter for parameter in side}
            for side in with_exploded(
                (old.parameters, self._values.base),
                (new.parameters, self._values.revision),
            )
        )
        renamed = self._renamed(before, after)
        for key, parameter in before.items():
            if key in after:
                pair = parameter, after[key]
                yield from at_reference(self._pair(*pair), self._values.steps, *pair)
            elif parameter.number is None or _has_placeholder(parameter, new):
                found = self._removed(parameter, new.source)
                yield replace(found, note=rename_note(renamed.get(key)))
        for key, parameter in after.items():
            if key in before:
                continue
            # A parameter of a placeholder is part of the path, unless the old path has
            # the placeholder as well and the parameter was not declared.
            if parameter.number is None or _has_placeholder(parameter, old):
                yield self._added(parameter, old.source)

    def _renamed(self, before: _Parameters, after: _Parameters) -> dict[_Key, str]:
        """Return the names that removed parameters may have now, in the same place."""
        found: dict[_Key, str] = {}
        for location in ParameterLocation:
            removed, added = (
                {
                    parameter.name: parameter.schema_set
                    for key, parameter in old.items()
                    if key not in new
                    and parameter.location is location
                    and parameter.number is None
                }
                for old, new in ((before, after), (after, before))
            )
            kept = {before[key].schema_set for key in before.keys() & after.keys()}
            shapes = self._values.base, self._values.revision
            names = renamed_properties(removed, added, frozenset(kept), shapes)
            for key, parameter in before.items():
                if parameter.location is location and parameter.name in names:
                    found[key] = names[parameter.name]
        return found

    def _removed(self, parameter: Parameter, revision: Source) -> Finding:
        lifecycle = parameter.lifecycle
        notes = self._values.base.notes(parameter.schema_set)
        how = removal(
            lifecycle.deprecated or notes.deprecated is not None,
            lifecycle.sunset or notes.sunset,
            self._today,
        )
        effect = Effect.UNKNOWN
        if self._place.direction is Direction.RESPONSE and parameter.required:
            effect = Effect.WIDER  # it was sent with every request of the API
        return self._finding(
            _REMOVED_IDS[how],
            effect,
            parameter,
            (parameter.name, None),
            (parameter.source, revision),
        )

    def _added(self, parameter: Parameter, base: Source) -> Finding:
        required = "required" if parameter.required else "optional"
        id_ = f"new-{required}-request-parameter"
        if parameter.location is ParameterLocation.PATH:
            id_ = "new-request-path-parameter"
        return self._finding(
            id_,
            Effect.NARROWER if parameter.required else Effect.WIDER,
            parameter,
            (None, parameter.name),
            (base, parameter.source),
        )

    def _pair(self, old: Parameter, new: Parameter) -> Iterator[Finding]:
        if old.required is not new.required:
            yield self._finding(
                f"request-parameter-became-{'required' if new.required else 'optional'}",
                Effect.NARROWER if new.required else Effect.WIDER,
                new,
                (old.required, new.required),
                (_said(old, "required"), _said(new, "required")),
            )
        if old.allow_empty is not new.allow_empty:
            yield self._finding(
                "request-parameter-empty-value-"
                + ("allowed" if new.allow_empty else "disallowed"),
                Effect.WIDER if new.allow_empty else Effect.NARROWER,
                new,
                (old.allow_empty, new.allow_empty),
                (_said(old, "allowEmptyValue"), _said(new, "allowEmptyValue")),
            )
        if old.allow_reserved is not new.allow_reserved:
            yield self._finding(
                "request-parameter-reserved-"
                + ("allowed" if new.allow_reserved else "disallowed"),
                Effect.WIDER if new.allow_reserved else Effect.PERHAPS_NARROWER,
                new,
                (old.allow_reserved, new.allow_reserved),
                (_said(old, "allowReserved"), _said(new, "allowReserved")),
            )
        yield from self._serialisation(old, new)
        for step in steps_between(old.lifecycle, new.lifecycle, self._today):
            yield self._finding(
                f"request-parameter-{step.action}",
                Effect.NEUTRAL,
                new,
                (step.before, step.after),
                (
                    told_at(old.source, old.lifecycle, step.action),
                    told_at(new.source, new.lifecycle, step.action),
                ),
            )
        yield from self._value(old, new)

    def _serialisation(self, old: Parameter, new: Parameter) -> Iterator[Finding]:
        places = old.source, new.source
        if old.content_type != new.content_type:
            yield self._finding(
                "request-parameter-content-changed",
                Effect.BOTH,
                new,
                (old.content_type, new.content_type),
                places,
            )
            return
        sides = (old, self._values.base), (new, self._values.revision)
        for name, *values in changed_encodings(*sides):
            found = self._finding(
                "request-parameter-encoding-changed",
                Effect.UNKNOWN,
                new,
                (values[0], values[1]),
                places,
            )
            yield replace(found, subject=f"{quoted(name)} in {found.subject}")
        if old.content_type is not None or not self._is_visible(old, new):
            return
        if old.style is not new.style:
            yield self._finding(
                "request-parameter-style-changed",
                Effect.BOTH,
                new,
                (old.style, new.style),
                places,
            )
        elif old.explode is not new.explode:
            yield self._finding(
                "request-parameter-explode-changed",
                Effect.BOTH,
                new,
                (old.explode, new.explode),
                places,
            )

    def _is_visible(self, old: Parameter, new: Parameter) -> bool:
        """Return whether the style makes a difference for the values."""
        if _VISIBLE_STYLES & {old.style, new.style}:
            return True
        sides = (
            (self._values.base, old.schema_set),
            (self._values.revision, new.schema_set),
        )
        return all(
            any(
                shape.kind in (Kind.ARRAY, Kind.OBJECT)
                for shape in side.shapes(schema_set)
            )
            for side, schema_set in sides
        )

    def _value(self, old: Parameter, new: Parameter) -> Iterator[Finding]:
        place = replace(
            self._place,
            role="request-parameter",
            subject=_subject(new),
            direction=self._place.direction,
        )
        owners = old.source, new.source
        if not (_is_of_texts(old) and _is_of_texts(new)):
            yield from walk(
                self._values.steps, place, old.schema_set, new.schema_set, owners
            )
            return
        exploded = all(
            parameter.content_type is None
            and parameter.style is ParameterStyle.FORM
            and parameter.explode
            for parameter in (old, new)
        )
        start = None
        if exploded:
            start = self._texts.list_differences(old.schema_set, new.schema_set)
        yield from walk(
            self._texts.steps, place, old.schema_set, new.schema_set, owners, start
        )

    def _finding(
        self,
        id_: str,
        effect: Effect,
        parameter: Parameter,
        values: tuple[JsonValue, JsonValue],
        places: tuple[Source, Source],
    ) -> Finding:
        place = replace(self._place, subject=_subject(parameter))
        return found_at(place, id_, effect, values, places)


def _said(parameter: Parameter, key: str) -> Source:
    """Return the place of a flag, or of the parameter if the flag is not set."""
    flags = {
        "required": parameter.required,
        "allowEmptyValue": parameter.allow_empty,
        "allowReserved": parameter.allow_reserved,
    }
    return parameter.source.inside(key) if flags[key] else parameter.source


def _has_placeholder(parameter: Parameter, operation: Operation) -> bool:
    """Return whether the path has a placeholder in the parameter's place."""
    number = parameter.number
    return number is not None and number < len(PLACEHOLDER.findall(operation.path))


def _key(parameter: Parameter) -> _Key:
    if parameter.number is not None:
        return parameter.location, str(parameter.number)
    if parameter.whole_query:
        return "querystring", ""
    if parameter.location is ParameterLocation.HEADER:
        return parameter.location, parameter.name.lower()
    return parameter.location, parameter.name


def _subject(parameter: Parameter) -> str:
    place = "querystring" if parameter.whole_query else parameter.location
    return f"{place} parameter {quoted(parameter.name)}"


def _is_of_texts(parameter: Parameter) -> bool:
    """Return whether numbers look like any other string in it."""
    type_ = parameter.content_type
    return type_ is None or type_.partition(";")[0].strip().lower() == FORM_TYPE
