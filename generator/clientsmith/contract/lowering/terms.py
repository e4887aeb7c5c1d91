"""The terms of a Schema Object's own keywords, for one JSON type at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction

from clientsmith.contract.schemas import (
    Bound,
    Choice,
    Condition,
    Contained,
    Dependent,
    DependentSchemas,
    Elements,
    Inside,
    Kind,
    Known,
    Members,
    Multiples,
    Required,
    SchemaSet,
    Several,
    Term,
    Whole,
    Words,
)
from clientsmith.contract.values import ENCODING_FORMATS, canonical, kind_of_value
from clientsmith.document.documents import Node, Source
from clientsmith.document.members import elements, members
from clientsmith.document.values import JsonObject, JsonValue

SchemaSetOf = Callable[[Node], SchemaSet]
Terms = Iterator[tuple[str, Term]]

# Patterns that every text matches.
_ANYTHING = frozenset({"", "^", "$", ".*", "^.*", ".*$", "^.*$", "[\\s\\S]*"})
# Formats for the display of a field, which do not restrict its values.
_NO_FORMATS = frozenset({"", "password"})
_FORMATS = {"base64": "byte"}
_BYTES = "application/octet-stream"
# Longer values cannot be sent; frameworks write this number where there is no limit.
_NO_LENGTH = 2**31 - 1
_LARGEST_DOUBLE = 1.7976931348623157e308


class TermReading:
    """Reads one Schema Object; `keywords` are those of JSON Schema 2020-12."""

    def __init__(
        self, node: Node, keywords: JsonObject, demands_of: SchemaSetOf
    ) -> None:
        self._node = node
        self._keywords = keywords
        self._demands_of = demands_of

    def terms(self, kind: Kind, *, misplaced: bool) -> dict[str, Term]:
        """Return the terms of one type, by keyword.

        `misplaced`: those of other types as well, which have no effect in JSON Schema.
        Whoever wrote `minLength` beside `type: integer` meant something, so that a
        change of it is one.
        """
        readers: Mapping[Kind, Callable[[], Terms]] = {
            Kind.NUMBER: self._number,
            Kind.STRING: self._string,
            Kind.ARRAY: self._array,
            Kind.OBJECT: self._object,
        }
        found: dict[str, Term] = {}
        if kind in readers:
            found.update(readers[kind]())
        for other_kind, reader in readers.items() if misplaced else ():
            if other_kind is not kind:
                found = {**dict(reader()), **found}
        found.update(self._choice(kind))
        found.update(self._condition())
        return found

    def _place(self, keyword: str) -> Source:
        member = self._node.get(keyword)
        return member.source if member is not None else self._node.source

    def _inner(self, keyword: str) -> SchemaSet | None:
        child = self._node.get(keyword)
        return None if child is None else self._demands_of(child)

    def _choice(self, kind: Kind) -> Terms:
        values = self._keywords.get("enum")
        if not isinstance(values, list) or kind is Kind.NULL:
            return
        const = self._node.get("const") is not None
        term = {
            canonical(value): value for value in values if kind_of_value(value) is kind
        }
        place = self._place("const" if const else "enum")
        if self._is_open():
            yield "x-extensible-enum", Known(values=term, origin=place)
        else:
            yield "enum", Choice(values=term, const=const, origin=place)

    def _is_open(self) -> bool:
        keywords = self._keywords
        return (
            keywords.get("x-extensible-enum") is True
            or keywords.get("x-speakeasy-unknown-values") == "allow"
        )

    def _bounds(self, *keywords: str) -> Terms:
        for keyword in keywords:
            value = _number(self._keywords.get(keyword))
            lower = keyword.startswith("min")
            endless = value is None or (value <= 0 if lower else value >= _NO_LENGTH)
            if value is not None and not endless:
                origin = self._place(keyword)
                yield keyword, Bound(value=value, lower=lower, origin=origin)

    def _number(self) -> Terms:
        for keyword, exclusive, lower in (
            ("minimum", "exclusiveMinimum", True),
            ("maximum", "exclusiveMaximum", False),
        ):
            bounds = [
                Bound(
                    value=value,
                    lower=lower,
                    exclusive=key == exclusive,
                    origin=self._place(key),
                )
                for key in (keyword, exclusive)
                if (value := _number(self._keywords.get(key))) is not None
                and abs(value) < _LARGEST_DOUBLE
            ]
            if bounds:
                choose = max if lower else min
                yield keyword, choose(
                    bounds,
                    key=lambda limit: (limit.value, limit.exclusive is limit.lower),
                )
        step = _number(self._keywords.get("multipleOf"))
        if step is not None and step > 0:
            yield "multipleOf", Multiples(
                steps=frozenset({Fraction(str(step))}), origin=self._place("multipleOf")
            )
        yield from self._words("format")

    def _words(self, *keywords: str) -> Terms:
        for keyword in keywords:
            word = self._keywords.get(keyword)
            if not isinstance(word, str):
                continue
            empty = _ANYTHING if keyword == "pattern" else _NO_FORMATS
            if word not in empty:
                yield keyword, Words(
                    words=frozenset({word}), origin=self._place(keyword)
                )

    def _formats(self) -> Terms:
        """Return the format and the encoding of a string, which can be given in three
        ways.
        """
        found: dict[str, Source] = {}
        for keyword in ("format", "contentEncoding", "contentMediaType"):
            word = self._keywords.get(keyword)
            if not isinstance(word, str) or word in _NO_FORMATS:
                continue
            place = self._place(keyword)
            if keyword == "format":
                found[_FORMATS.get(word, word)] = place
            elif keyword == "contentEncoding":
                word = word.lower()
                found.setdefault(ENCODING_FORMATS.get(word, f"{keyword} {word}"), place)
            elif word.lower() != _BYTES:
                words = frozenset({word.lower()})
                yield keyword, Words(words=words, origin=place)
            elif "contentEncoding" not in self._keywords:
                found.setdefault("binary", place)
        if found:
            origin = next(iter(found.values()))
            yield "format", Words(words=frozenset(found), origin=origin)

    def _inside(self, keyword: str) -> Terms:
        schema_set = self._inner(keyword)
        if schema_set:
            yield keyword, Inside(schema_set=schema_set, origin=self._place(keyword))

    def _string(self) -> Terms:
        yield from self._bounds("minLength", "maxLength")
        yield from self._words("pattern")
        yield from self._formats()
        yield from self._inside("contentSchema")
        known = self._keywords.get("x-extensible-enum")
        if isinstance(known, list):
            values = {
                canonical(value): value for value in known if isinstance(value, str)
            }
            origin = self._place("x-extensible-enum")
            yield "x-extensible-enum", Known(values=values, origin=origin)

    def _array(self) -> Terms:
        yield from self._bounds("minItems", "maxItems")
        if self._keywords.get("uniqueItems") is True:
            yield "uniqueItems", Whole(origin=self._place("uniqueItems"))
        prefix = elements(self._node, "prefixItems")
        first = tuple(self._demands_of(node) for node in prefix)
        rest = self._inner("items") or ()
        if first or rest:
            place = self._place("prefixItems" if first else "items")
            yield "items", Elements(prefix=first, rest=rest, origin=place)
        contained = self._contained()
        if contained is not None:
            yield "contains", Several(terms=(contained,), origin=contained.origin)
        yield from self._inside("unevaluatedItems")

    def _contained(self) -> Contained | None:
        schema_set = self._inner("contains")
        if schema_set is None:
            return None
        least = _number(self._keywords.get("minContains"))
        most = _number(self._keywords.get("maxContains"))
        return Contained(
            schema_set=schema_set,
            least=1 if least is None else int(least),
            most=None if most is None else int(most),
            origin=self._place("contains"),
        )

    def _object(self) -> Terms:
        yield from self._bounds("minProperties", "maxProperties")
        yield from self._members()
        names = {
            str(element.value): element.source
            for element in elements(self._node, "required")
        }
        if names:
            yield "required", Required(names=names, origin=self._place("required"))
        yield from self._inside("propertyNames")
        yield from self._dependent()
        if inner := self._each("dependentSchemas"):
            origin = self._place("dependentSchemas")
            yield "dependentSchemas", DependentSchemas(schema_set=inner, origin=origin)
        yield from self._inside("unevaluatedProperties")

    def _each(self, keyword: str) -> dict[str, SchemaSet]:
        declared = members(self._node, keyword)
        return {name: self._demands_of(node) for name, node in declared}

    def _members(self) -> Terms:
        properties = self._each("properties")
        patterns = self._each("patternProperties")
        rest = self._inner("additionalProperties") or ()
        if not (properties or patterns or rest):
            return
        declared = members(self._node, "properties")
        places = {name: node.source for name, node in declared}
        yield "properties", Members(
            properties=properties,
            patterns=patterns,
            rest=rest,
            places=places,
            origin=self._node.source,
        )

    def _dependent(self) -> Terms:
        names = {
            name: frozenset(str(element.value) for element in node.elements())
            for name, node in members(self._node, "dependentRequired")
        }
        names = {name: others for name, others in names.items() if others}
        if names:
            origin = self._place("dependentRequired")
            yield "dependentRequired", Dependent(names=names, origin=origin)

    def _condition(self) -> Terms:
        test = self._inner("if")
        then, otherwise = self._inner("then"), self._inner("else")
        if test is not None and (then or otherwise):
            origin = self._place("if")
            condition = Condition(
                test=test, then=then, otherwise=otherwise, origin=origin
            )
            yield "if", Several(terms=(condition,), origin=origin)


def _number(value: JsonValue) -> int | float | None:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value
    return None
