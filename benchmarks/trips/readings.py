"""The meaning of a document for one value: the variants that the value is one of.

A schema is read together with a value, so that nothing of it stays open: a union is
the variants that the value can be of, chosen by the discriminator where there is one
(its mapping, the names of schemas, the values that variants allow, and for a base
without a union the schemas that are made of it), and by validation elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import islice, product
from typing import Any

from benchmarks.trips.json_values import Json, Schema, named
from benchmarks.trips.schemas import MEANT_NULL, Schemas
from benchmarks.trips.values import merge

# A value of a union of unions may be read in very many ways.
_MOST = 200
# What beside a reference or a union does not make an object of another kind.
_NEUTRAL = frozenset(
    {"$ref", "allOf", "oneOf", "anyOf", "discriminator", "required", MEANT_NULL}
)
_MOMENT = re.compile(
    r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:?\d\d)?", re.ASCII
)


@dataclass(frozen=True, slots=True)
class Reading:
    """The rules for a value, without references and unions.

    `kind`: the shared schemas that it is a value of, the outermost first; empty for
    what is written in place. `selected`: the values of the members that select it.
    `others`: for an object that the discriminator does not know, the kinds that it is
    not of.
    """

    flat: dict[str, Json]
    kind: tuple[str, ...] = ()
    selected: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...] = ()
    others: frozenset[str] | None = None
    is_choice: bool = False
    """Whether it is a variant that is not a shared schema, so that others may differ.
    """

    @property
    def members(self) -> dict[str, Schema]:
        """Named members that an object of this kind can have."""
        declared: dict[str, Schema] = self.flat.get("properties", {})
        return {name: value for name, value in declared.items() if value is not False}


class Readings:
    """Reads values by the schemas of one way of travelling."""

    def __init__(self, schemas: Schemas) -> None:
        self._schemas = schemas

    def of(self, schema: Schema, value: Json) -> list[Reading]:
        """The ways in which the schema can be read for the value, which is valid."""
        found = [*islice(self._read(schema, value, ()), _MOST)]
        exact = [reading for reading in found if _fits_format(reading.flat, value)]
        return exact or found

    def _read(
        self, schema: Schema, value: Json, above: tuple[str, ...]
    ) -> Iterator[Reading]:
        if not isinstance(schema, dict):
            if schema is not False:
                yield Reading({})
            return
        parts = [[*element] for element in self._parts(schema, value, above)]
        neutral = schema.keys() <= _NEUTRAL or (
            schema.get("type") == "object" and schema.keys() <= {*_NEUTRAL, "type"}
        )
        for chosen in islice(product(*parts), _MOST):
            flat: dict[str, Json] = {}
            for part in chosen:
                merge(flat, part.flat)
            merge(flat, schema)
            kind = chosen[0].kind if neutral and len(chosen) == 1 else ()
            unknown = [
                reading.others for reading in chosen if reading.others is not None
            ]
            yield Reading(
                flat,
                kind,
                tuple(said for part in chosen for said in part.selected),
                frozenset().union(*unknown) if unknown else None,
                any(reading.is_choice for reading in chosen),
            )

    def _parts(
        self, schema: dict[str, Json], value: Json, above: tuple[str, ...]
    ) -> Iterator[Iterator[Reading]]:
        """The readings of each part that a schema is composed of."""
        reference = schema.get("$ref")
        if reference is not None:
            yield self._referred(reference, value, above)
        for part in schema.get("allOf", ()):
            yield self._read(part, value, above)
        for keyword in ("oneOf", "anyOf"):
            if schema.get(keyword):
                yield self._union(schema, schema[keyword], value, above)

    def _referred(
        self, reference: str, value: Json, above: tuple[str, ...]
    ) -> Iterator[Reading]:
        if reference in above:
            yield Reading({})
            return
        target = self._schemas.shared[reference]
        family = self._family(reference, target)
        if family and not {*family.values()} & {*above}:
            yield from self._relative(reference, target, family, value, above)
            return
        for reading in self._read(target, value, (*above, reference)):
            union = isinstance(target, dict) and {"oneOf", "anyOf"} & target.keys()
            if reading.is_choice or (reading.kind and union):
                yield reading
            else:
                yield replace(reading, kind=(reference, *reading.kind))

    def _family(self, reference: str, target: Schema) -> dict[str, str]:
        """The schemas that are made of a base, by the value that selects them."""
        if not isinstance(target, dict) or {"oneOf", "anyOf"} & target.keys():
            return {}
        discriminator = target.get("discriminator")
        if not isinstance(discriminator, dict):
            return {}
        children = [*dict.fromkeys(self._schemas.children(reference))]
        family = {
            value: found
            for value, found in self._mapping(discriminator).items()
            if found == reference or found in children
        }
        for child in children:
            if child not in family.values():
                family[named(child)] = child
        if any(value != reference for value in family.values()):
            return family
        return {}

    def _relative(
        self,
        reference: str,
        target: dict[str, Json],
        family: dict[str, str],
        value: Json,
        above: tuple[str, ...],
    ) -> Iterator[Reading]:
        """A value of a base: of one of the schemas made of it, or of itself."""
        name = target["discriminator"]["propertyName"]
        tag = value.get(name) if isinstance(value, dict) else None
        chosen = family.get(str(tag), reference)
        for reading in self._read(
            self._schemas.shared[chosen], value, (*above, chosen)
        ):
            if chosen != reference:
                selected = _selected(name, family, chosen)
                marks = (*reading.selected, selected)
                yield replace(reading, kind=(chosen,), selected=marks)
            elif str(tag) in family:
                yield replace(reading, kind=(chosen,))
            else:
                others = frozenset(family.values()) - {reference}
                yield replace(reading, kind=(chosen,), others=others)

    def _union(
        self,
        schema: dict[str, Json],
        variants: list[Schema],
        value: Json,
        above: tuple[str, ...],
    ) -> Iterator[Reading]:
        discriminator = schema.get("discriminator")
        if isinstance(discriminator, dict) and isinstance(value, dict):
            yield from self._chosen(discriminator, variants, value, above)
            return
        # Of several variants inside, a value may be any.
        allows = self._schemas.allows
        valid = [variant for variant in variants if allows(variant, value, loose=True)]
        for variant in valid or variants:
            yield from self._variant(variant, value, above)

    def _variant(
        self, variant: Schema, value: Json, above: tuple[str, ...]
    ) -> Iterator[Reading]:
        for reading in self._read(variant, value, above):
            if isinstance(variant, dict) and variant.keys() <= {"required"}:
                yield Reading({})  # which members come together is no type
            else:
                yield replace(reading, is_choice=not reading.kind)

    def _chosen(
        self,
        discriminator: Json,
        variants: list[Schema],
        value: dict[str, Json],
        above: tuple[str, ...],
    ) -> Iterator[Reading]:
        name = discriminator["propertyName"]
        tag = value.get(name)
        known = self._mapping(discriminator)
        references = [
            entry["$ref"]
            for entry in variants
            if isinstance(entry, dict) and entry.keys() == {"$ref"}
        ]
        for reference in references:
            if reference not in known.values():
                known.setdefault(named(reference), reference)
        chosen = known.get(str(tag)) if tag is not None else None
        default = self._schemas.reference(discriminator.get("defaultMapping") or "")
        if chosen is None and default in references:
            yield from self._referred(default, value, above)
            return
        if chosen is not None:
            said = _selected(name, {} if chosen == default else known, chosen)
            for reading in self._referred(chosen, value, above):
                yield replace(reading, selected=(*reading.selected, said))
            return
        told = [self._tags(element, name, value) for element in variants]
        if tag is not None and not any(tag in tags for tags in told):
            yield Reading({}, others=frozenset(known.values()), is_choice=True)
            return
        for at, variant in enumerate(variants):
            allows = self._schemas.allows
            if tag is None and not allows(variant, value, loose=True):
                continue
            if tag is None or tag in told[at]:
                others = {str(element) for tags in told for element in tags} - {
                    *told[at]
                }
                said = name, tuple(map(str, told[at])), tuple(sorted(others))
                for reading in self._variant(variant, value, above):
                    yield replace(reading, selected=(*reading.selected, said))

    def _tags(self, variant: Schema, name: str, value: Json) -> list[Json]:
        """The values of the discriminator that a variant names itself."""
        found: list[Json] = []
        for reading in islice(self._read(variant, value, ()), _MOST):
            for inner in self._read(reading.members.get(name), value.get(name), ()):
                flat = inner.flat
                found += [flat["const"]] if "const" in flat else flat.get("enum", [])
        return found

    def _mapping(self, discriminator: Json) -> dict[str, str]:
        found = {}
        for value, target in (discriminator.get("mapping") or {}).items():
            reference = self._schemas.reference(target)
            if reference in self._schemas.shared:
                found[str(value)] = reference
        return found


def _selected(
    name: str, known: dict[str, str], chosen: str
) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """The member, the values that select a schema, and those that select others."""
    own = tuple(value for value, target in known.items() if target == chosen)
    others = tuple(value for value, target in known.items() if target != chosen)
    return name, own, others


def moment(text: str) -> datetime | None:
    """The moment of a text, if it is one of RFC 3339 that Python can tell.

    An offset may lack its colon, or be left out: the moment has no zone then.
    """
    if _MOMENT.fullmatch(text):
        try:
            return datetime.fromisoformat(text.upper())
        except ValueError:
            pass
    return None


def day(text: str) -> date | None:
    """The day of a text, if it is one of RFC 3339."""
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII):
        try:
            return date.fromisoformat(text)
        except ValueError:
            pass
    return None


def _fits_format(flat: dict[str, Any], value: Json) -> bool:
    if not isinstance(value, str):
        return True
    match flat.get("format"):
        case "date-time":
            return moment(value) is not None
        case "date":
            return day(value) is not None
    return True
