"""Check whether a value in Python matches the document's description of its JSON.

No name of a class is known here, so classes are judged by what a reader of the
document can see of them:

- An object with named members is an instance of a model that is exported by the
  package's `types`. The model has a field for each member of the variant, by its wire
  name, and none for members of other variants. A field is required where the member
  is, and its annotation refuses the JSON types that the member cannot have.
- The values of one shared schema have one class, wherever they come from, and the
  values of two have two: `Kinds` remembers both for a whole document.
- The member that tells variants apart accepts the values that select this one, and
  refuses those that select another.
- An object whose discriminator has an unknown value is of none of the classes that
  known values have; of a base that others are made of, it is the base's.

Members are attributes of their types, all the way down: `null` is None, integers are
`int`, numbers `float`, texts `str`, moments `datetime`s (without a zone where the text
has no offset) and days `date`s where the document says so and the text is one, arrays
lists, and objects without named members dictionaries. Where a value can be of several
variants of a union and nothing tells them apart, it may be any of these.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from itertools import chain
from typing import Any

import pydantic

from benchmarks.trips.comparison import difference
from benchmarks.trips.json_types import json_types, misfits
from benchmarks.trips.json_values import Json, Schema, escaped, named
from benchmarks.trips.package import dumped, is_page
from benchmarks.trips.readings import Reading, Readings, day, moment
from benchmarks.trips.schemas import Schemas


@dataclass
class Kinds:
    """The classes of shared schemas, as far as values were seen."""

    classes: dict[tuple[str, ...], type] = field(default_factory=dict)
    kinds: dict[type, tuple[str, ...]] = field(default_factory=dict)

    def problem(self, kind: tuple[str, ...], class_: type) -> str | None:
        """Return the problem of the class of a value, given those seen before."""
        known = self.classes.get(kind, class_)
        if known is not class_:
            return (
                f"is a {class_.__name__}, but another {named(kind[0])} "
                f"was a {known.__name__}"
            )
        other = self.kinds.get(class_, kind)
        # A schema that only refers to another one may be the same class.
        if not {*other} & {*kind}:
            return f"is a {class_.__name__}, as {named(other[0])} is"
        return None

    def note(self, kind: tuple[str, ...], class_: type) -> None:
        """Remember the class of a value that can be of no other schema."""
        self.classes.setdefault(kind, class_)
        self.kinds.setdefault(class_, kind)

    def of(self, references: frozenset[str]) -> set[type]:
        """The classes of some schemas."""
        return {
            class_ for kind, class_ in self.classes.items() if kind[0] in references
        }


class Judge:
    """Judges the values of one package by the schemas of its document."""

    def __init__(
        self, schemas: Schemas, exported: Callable[[str], object | None]
    ) -> None:
        self._schemas = schemas
        self._readings = Readings(schemas)
        self._exported = exported
        self._kinds = Kinds()
        self._judged: set[tuple[object, ...]] = set()
        self.tagged: dict[str, str] = {}
        """The places of objects that a discriminator selects, and its member."""

    def problem(
        self, schema: Schema, value: Json, found: object, place: str = ""
    ) -> str | None:
        """Return the problem of a value that was read from this JSON, if any."""
        problems: list[str] = []
        readings = self._readings.of(schema, value)
        for reading in readings:
            problem = self._problem(reading, value, found, place)
            if problem is None:
                model = isinstance(found, pydantic.BaseModel) and not is_page(found)
                if model and reading.kind and len(readings) == 1:
                    self._kinds.note(reading.kind, type(found))
                return None
            problems.append(problem)
        # The one that went furthest says most.
        return max(problems, key=lambda problem: problem.count("/"), default=None)

    def looseness(self, schema: Schema, annotation: Any) -> str | None:
        """Return a JSON type that an annotation accepts and the schema does not allow."""
        for misfit in misfits(schema, self._schemas):
            if _takes(annotation, misfit):
                return f"{_shown(annotation)} takes {misfit!r}"
        return None

    def _problem(
        self, reading: Reading, value: Json, found: Any, place: str
    ) -> str | None:
        flat = reading.flat
        match value:
            case dict():
                return self._object(reading, value, found, place)
            case list():
                return self._list(flat, value, found, place)
            case str():
                wanted = _told(flat, value)
                if any(type(found) is type(w) and found == w for w in wanted):
                    return None
                return f"{place or 'the value'} is {found!r}, not {wanted[0]!r}"
            case float() if _is_number(found) and found == value:
                return None
            case int() if not isinstance(value, bool):
                if type(found) is int and found == value:
                    return None
                whole = "integer" in _names(flat) or _constants(flat)
                if type(found) is float and found == value and not whole:
                    return None
        if type(found) is type(value) and found == value:
            return None
        return f"{place or 'the value'} is {found!r}, not {value!r}"

    def _list(
        self, flat: dict[str, Json], value: list[Json], found: Any, place: str
    ) -> str | None:
        if is_page(found):
            found = found.items
        if not isinstance(found, list | tuple) or len(found) != len(value):
            return f"{place or 'the value'} is {found!r}, not a list of {len(value)}"[
                :300
            ]
        prefix = flat.get("prefixItems", [])
        for at, (item, element) in enumerate(zip(value, found, strict=True)):
            schema = prefix[at] if at < len(prefix) else flat.get("items", True)
            problem = self.problem(schema, item, element, f"{place}/{at}")
            if problem:
                return problem
        return None

    def _object(
        self, reading: Reading, value: dict[str, Json], found: Any, place: str
    ) -> str | None:
        if reading.others is not None:
            if type(found) in self._kinds.of(reading.others):
                return f"{place or 'the value'} is a {type(found).__name__}, which it does not say"
            told = found if isinstance(found, dict) else dumped(found)
            return difference(value, told, place)
        for name, _, _ in reading.selected:
            self.tagged[place] = name
        page = is_page(found)
        if isinstance(found, pydantic.BaseModel):
            problem = None
            if not page:
                problem = self._class(reading, type(found))
            if problem:
                return f"{place or 'the value'} {problem}"
            return self._members(reading, value, found, place, page)
        if reading.members or not isinstance(found, dict):
            return f"{place or 'the value'} is {found!r}, not a model"[:300]
        if found.keys() != value.keys():
            return f"{place or 'the value'} has the members {[*found]}, not {[*value]}"
        return self._further(reading.flat, value, found, place)

    def _members(
        self,
        reading: Reading,
        value: dict[str, Json],
        found: pydantic.BaseModel,
        place: str,
        page: bool,
    ) -> str | None:
        members, fields = reading.members, _fields(type(found))
        further = dict(found.model_extra or {})
        told = {name for name in fields if fields[name] in found.model_fields_set}
        if told != value.keys() & fields.keys() or further.keys() != (
            value.keys() - fields.keys()
        ):
            return f"{place or 'the value'} has the members {[*told, *further]}, not {[*value]}"
        for name, schema in members.items():
            inside = f"{place}/{escaped(name)}"
            if name in fields:
                member = getattr(found, fields[name])
            elif page or name not in value:
                continue
            else:
                member = further.pop(name)
            if name not in value:
                if member is not None:
                    return f"{inside} is {member!r}, but did not come"
                continue
            problem = self.problem(schema, value[name], member, inside)
            if problem:
                return problem
        return self._further(reading.flat, value, further, place)

    def _further(
        self,
        flat: dict[str, Json],
        value: dict[str, Json],
        found: Mapping[str, Any],
        place: str,
    ) -> str | None:
        """Members that the document does not name."""
        if flat.get("patternProperties"):
            return None
        schema = flat.get("additionalProperties", True)
        for name, member in found.items():
            inside = f"{place}/{escaped(name)}"
            problem = self.problem(
                True if schema is False else schema, value[name], member, inside
            )
            if problem:
                return problem
        return None

    def _class(self, reading: Reading, class_: type[pydantic.BaseModel]) -> str | None:
        if reading.kind:
            problem = self._kinds.problem(reading.kind, class_)
            if problem:
                return problem
        judged = (class_, str(reading.flat), reading.selected)
        if judged in self._judged:
            return None
        self._judged.add(judged)
        problems = chain(
            self._export(class_),
            self._declared(reading, class_),
            self._selecting(reading, class_),
        )
        return next((f"is a {class_.__name__}: {value}" for value in problems), None)

    def _export(self, class_: type) -> Iterator[str]:
        if self._exported(class_.__name__) is not class_:
            yield "it is not exported"

    def _declared(
        self, reading: Reading, class_: type[pydantic.BaseModel]
    ) -> Iterator[str]:
        fields = _fields(class_)
        members = reading.members
        required = {*reading.flat.get("required", ())}
        for name in fields.keys() - members.keys():
            yield f"the document knows no member {name} of it"
        for name, schema in members.items():
            if name not in fields:
                yield f"it has no member {name}"
                continue
            info = class_.model_fields[fields[name]]
            if info.is_required() != (name in required):
                yield f"{name} is {'not ' * (name in required)}required"
            annotation: Any = info.annotation
            for misfit in misfits(schema, self._schemas):
                if _takes(annotation, misfit):
                    yield f"{name} is {_shown(annotation)}, which takes {misfit!r}"
            # `type: [string, null]` says so, though an `enum` beside it may not.
            said = schema.get("type") if isinstance(schema, dict) else None
            may_be_null = "null" in json_types(schema, self._schemas) or (
                isinstance(said, list) and "null" in said
            )
            if name in required and not may_be_null and _takes(annotation, None):
                yield f"{name} is {_shown(annotation)}, which takes None"

    def _selecting(
        self, reading: Reading, class_: type[pydantic.BaseModel]
    ) -> Iterator[str]:
        fields = _fields(class_)
        for name, own, others in reading.selected:
            if name not in fields:
                continue
            schema = reading.members.get(name, True)
            annotation = class_.model_fields[fields[name]].annotation
            for value in own:
                if self._schemas.allows(schema, value) and not _takes(
                    annotation, value
                ):
                    yield f"{name} is {_shown(annotation)}, which refuses {value!r}"
            for misfit in others:
                if _takes(annotation, misfit):
                    yield f"{name} is {_shown(annotation)}, which takes {misfit!r}"


@cache
def _fields(class_: type[pydantic.BaseModel]) -> dict[str, str]:
    """Attributes by their wire names."""
    class_.model_rebuild()
    return {value.alias or name: name for name, value in class_.model_fields.items()}


def _takes(annotation: Any, value: object) -> bool:
    text = json.dumps(value)
    if "true" in text and "Literal[" in str(annotation):
        return False  # for `Literal[1]`, true is 1
    try:
        _adapter(annotation).validate_json(text, strict=True)
    except pydantic.ValidationError:
        return False
    return True


@cache
def _adapter(annotation: Any) -> pydantic.TypeAdapter[Any]:
    return pydantic.TypeAdapter(annotation)


def _told(flat: dict[str, Json], text: str) -> list[str | datetime | date]:
    """Yield the Python names of a text, the expected one first."""
    if "enum" in flat or "const" in flat:
        return [text]
    typed: datetime | date | None = None
    match flat.get("format"):
        case "date-time":
            typed = moment(text)
        case "date":
            typed = day(text)
    if typed is None:
        return [text]
    return [typed] if "string" in _names(flat) else [typed, text]


def _names(flat: dict[str, Json]) -> list[str]:
    said = flat.get("type", [])
    return [said] if isinstance(said, str) else [*said]


def _constants(flat: dict[str, Json]) -> bool:
    return bool({"enum", "const"} & flat.keys())


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _shown(annotation: Any) -> str:
    return str(annotation).replace("typing.", "")[:120]
