"""Parameters of an operation that may select a page, by their place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from clientsmith.model.api import MediaType, Parameter, ParameterLocation, RequestBody
from clientsmith.model.pagination import Path
from clientsmith.model.schemas import (
    AnyValue,
    Enum,
    Object,
    Property,
    Scalar,
    ScalarType,
    Schema,
    SchemaGraph,
    Union,
    is_null,
)

_NUMBERS = (ScalarType.INTEGER, ScalarType.NUMBER)
_DATES = ("date", "date-time", "time")
# Objects that hold the parameters of paging, by their plain names.
_GROUPS = frozenset(
    {"pagination", "paging", "page", "pageable", "pageinfo", "pagerequest", "options"}
)
_ZERO = re.compile(
    r"\b(zero|0)[- ](based|indexed)|start\w*\s+(at|from|with)\s+(0|zero)\b"
)
_ONE = re.compile(r"\b(one|1)[- ](based|indexed)|start\w*\s+(at|from|with)\s+(1|one)\b")


@dataclass(frozen=True, slots=True)
class PageParameter:
    """A parameter of the query, or a property of an object there or in the body."""

    path: Path
    schemas: tuple[Schema, ...]
    """The schema of its value, without null."""

    description: str

    @property
    def counts(self) -> bool:
        """Whether the value may be a number; an `offset` that is a string is a token."""
        return any(
            isinstance(schema, AnyValue)
            or (isinstance(schema, Scalar) and schema.type in _NUMBERS)
            for schema in self.schemas
        )

    @property
    def is_token(self) -> bool:
        """Whether the value may be any string or number, but not a date or an enum."""
        return any(
            isinstance(schema, AnyValue)
            or (
                isinstance(schema, Scalar)
                and schema.type in (ScalarType.STRING, *_NUMBERS)
                and schema.format not in _DATES
            )
            for schema in self.schemas
        ) and not any(isinstance(schema, Enum) for schema in self.schemas)

    @property
    def default(self) -> int | None:
        """The documented default, if it is an integer."""
        for schema in self.schemas:
            found = schema.annotations.default
            text = str(found.value) if found else ""
            if re.fullmatch(r"-?\d{1,9}", text):
                return int(text)
        return None

    @property
    def minimum(self) -> int | None:
        """The documented minimum."""
        return next((int(low) for low, _ in self._limits() if low is not None), None)

    @property
    def maximum(self) -> int | None:
        """The documented maximum."""
        return next((int(high) for _, high in self._limits() if high is not None), None)

    @property
    def first(self) -> int | None:
        """The number of the first page, 0 or 1, where the document says so."""
        text = self.description.lower()
        if self.default in (0, 1):
            return self.default
        if _ZERO.search(text) or _ONE.search(text):
            return 0 if _ZERO.search(text) else 1
        return self.minimum if self.minimum in (0, 1) else None

    def _limits(self) -> Iterator[tuple[float | None, float | None]]:
        for schema in self.schemas:
            if isinstance(schema, Scalar) and schema.type in _NUMBERS:
                yield schema.limits.minimum, schema.limits.maximum


def page_parameters(
    parameters: tuple[Parameter, ...],
    body: RequestBody | None,
    graph: SchemaGraph,
    groups: frozenset[str] | None = _GROUPS,
) -> tuple[PageParameter, ...]:
    """Return those of the query, then the properties of a JSON body.

    Objects are looked into if they are one of the groups; None: into all of them.
    """
    found = [
        inner
        for parameter in parameters
        if parameter.location is ParameterLocation.QUERY
        for inner in _inside(
            (parameter.name,),
            parameter.schema,
            parameter.description or "",
            graph,
            groups,
        )
    ]
    for media in body.contents if body else ():
        members = _members(media, graph)
        if members:
            for member in members:
                found += _inside((member.name,), member.schema, "", graph, groups)
            break
    return tuple(found)


@cache
def plain_name(name: str) -> str:
    """Return a name in lower case without separators, for comparison."""
    return "".join(character for character in name.lower() if character.isalnum())


def without_null(schema: Schema, graph: SchemaGraph) -> Schema:
    """Return the schema behind references, without null as an alternative."""
    schema = graph.resolve(schema)
    if isinstance(schema, Union):
        kinds = [variant for variant in schema.variants if not is_null(variant)]
        if len(kinds) == 1:
            return without_null(kinds[0], graph)
    return schema


def variants(schema: Schema, graph: SchemaGraph) -> Iterator[Schema]:
    """Return the alternatives of a schema except null; nested unions stay closed."""
    schema = graph.resolve(schema)
    for variant in schema.variants if isinstance(schema, Union) else (schema,):
        if not is_null(variant):
            yield graph.resolve(variant)


def _inside(
    path: Path,
    schema: Schema,
    description: str,
    graph: SchemaGraph,
    groups: frozenset[str] | None,
) -> Iterator[PageParameter]:
    plain = without_null(schema, graph)
    own = description or schema.annotations.description or ""
    if not isinstance(plain, Object):
        kinds = tuple(variants(schema, graph))
        # The siblings of a reference or a union apply to all of it.
        if schema.annotations.default and kinds:
            kinds = (schema, graph.resolve(schema), *kinds)
        own = own or plain.annotations.description or ""
        yield PageParameter(path, kinds, own)
    elif len(path) == 1 and (groups is None or plain_name(path[0]) in groups):
        for property_ in plain.properties:
            yield from _inside(
                (*path, property_.name), property_.schema, "", graph, groups
            )


def _members(media: MediaType, graph: SchemaGraph) -> tuple[Property, ...]:
    if not media.is_json or media.schema is None:
        return ()
    found = graph.resolve(media.schema)
    return found.properties if isinstance(found, Object) else ()
