"""Lower the schema objects of a document to schemas of the model."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from clientsmith.diagnostics import Diagnostics
from clientsmith.document.dialect import Normalised, extends_reference, normalise
from clientsmith.document.documents import Node, Source
from clientsmith.document.members import elements, end_of, members
from clientsmith.document.references import reference_of
from clientsmith.document.values import JsonObject, JsonValue
from clientsmith.document.versions import OpenApiVersion
from clientsmith.document.workspace import Workspace
from clientsmith.model.lowering import enums
from clientsmith.model.lowering.composition import (
    Composition,
    ContradictionError,
    intersect,
    require,
)
from clientsmith.model.lowering.cycles import MOST_NESTED
from clientsmith.model.lowering.mappings import Mappings
from clientsmith.model.lowering.marks import Marks
from clientsmith.model.schemas import (
    NO_ANNOTATIONS,
    Annotations,
    AnyValue,
    Array,
    Default,
    Enum,
    Limits,
    Map,
    Never,
    Object,
    Property,
    Reference,
    Scalar,
    ScalarType,
    Schema,
    SchemaGraph,
    Union,
    is_null,
)

_OBJECT_KEYWORDS = frozenset(
    {"properties", "additionalProperties", "patternProperties", "propertyNames"}
)
_ARRAY_KEYWORDS = frozenset({"items", "prefixItems", "uniqueItems"})
_ITEMS = frozenset({"items", "prefixItems"})
_STRING_KEYWORDS = frozenset({"minLength", "maxLength", "pattern"})
_NUMBER_KEYWORDS = frozenset({"minimum", "maximum", "multipleOf"})

_UNIONS = ("anyOf", "oneOf")

# Python compiles `A | B | C` by one recursive call per member.
_MOST_VARIANTS = 400


class SchemaLowering:
    """Lowers schemas on demand; schemas shared by `$ref` are lowered once."""

    def __init__(
        self, workspace: Workspace, version: OpenApiVersion, diagnostics: Diagnostics
    ) -> None:
        self._schemas: dict[Source, Schema] = {}
        self.graph = SchemaGraph(self._schemas)
        """The shared schemas that are lowered so far."""
        self.mappings = Mappings(workspace, version, diagnostics)
        self._workspace = workspace
        self._version = version
        self._diagnostics = diagnostics
        self._marks = Marks(workspace)
        self._in_progress: set[Source] = set()
        self._waiting: dict[Source, Node] = {}
        self.nodes: dict[Source, Node] = {}
        """The places of the shared schemas."""
        self._nested = 0

    def lower(self, node: Node) -> Schema:
        """Return the schema at a node of the document, and lower what it refers to."""
        schema = self._lower(node)
        self._lower_waiting()
        return schema

    def lower_marked(self, node: Node) -> Schema:
        """Return a property's schema with the marks that hold for its value."""
        return self._marks.marked(self.lower(node), node)

    def share(self, node: Node) -> None:
        """Lower a schema that can be referred to, whether it is or not."""
        self._refer(node, end_of(self._workspace, node, self._version))
        self._lower_waiting()

    def _lower_waiting(self) -> None:
        while self._waiting:
            self._lower_target(*self._waiting.popitem())

    def _lower(self, node: Node) -> Schema:
        if self._nested > MOST_NESTED:
            self._diagnostics.error(
                "depth",
                f"schemas are nested deeper than {MOST_NESTED} levels",
                node.location,
                hint="give one on the way a name in `components`, and refer to it",
            )
            return AnyValue(source=node.source)
        self._nested += 1
        try:
            return self._lowered(node)
        finally:
            self._nested -= 1

    def _lowered(self, node: Node) -> Schema:
        if isinstance(node.value, bool):
            kind = AnyValue if node.value else Never
            return kind(source=node.source)
        if not isinstance(node.value, dict):
            return AnyValue(source=node.source)
        schema = normalise(node.value, self._version)
        lowered = self._composed(node, schema)
        return _or_null(lowered) if schema.nullable else lowered

    def _composed(self, node: Node, schema: Normalised) -> Schema:
        """Return everything that the schema object requires, as one schema."""
        annotations = _annotations(schema.keywords)
        result: Schema = AnyValue(source=node.source, annotations=annotations)
        for part in self._parts(node, schema):
            result = self._with_part(node, result, part)
        return self._with_required(node, result)

    def _with_part(self, node: Node, schema: Schema, part: Schema) -> Schema:
        """Intersect with the part, leaving out what contradicts the schema."""
        conflicts: list[str] = []
        try:
            composition = Composition(self.target, conflicts)
            result = intersect(schema, part, node.source, composition)
        except ContradictionError:
            result, conflicts = schema, [""]
        places = [f"`{conflict}`" for conflict in dict.fromkeys(conflicts) if conflict]
        if conflicts:
            what = f"{', '.join(places)} in this schema" if places else "this schema"
            self._diagnostics.warning(
                "schema-contradiction",
                f"no value can satisfy all parts of {what}: the first ones are used",
                node.location,
            )
        return result

    def _with_required(self, node: Node, schema: Schema) -> Schema:
        """Apply `required` to properties from `allOf` or from a `$ref` next to it."""
        composed = node.get("allOf") is not None or (
            reference_of(node) is not None and node.get("required") is not None
        )
        if not composed:
            return schema
        return require(schema, set(self._required(node)), self.target)

    def _required(self, node: Node) -> Iterator[str]:
        """Return what the schema and the parts of its `allOf` require."""
        seen: set[Source] = set()
        waiting = [node]
        while waiting:
            part = waiting.pop()
            if part.source in seen:
                continue
            seen.add(part.source)
            if reference_of(part) is not None:
                waiting.append(self._workspace.target(part))
                if not extends_reference(part.value, self._version):
                    continue
            yield from (str(element.value) for element in elements(part, "required"))
            waiting.extend(elements(part, "allOf"))

    def _parts(self, node: Node, schema: Normalised) -> Iterator[Schema]:
        if "$ref" in schema.keywords:
            yield self._reference(node)
        own = self._own(node, schema)
        if own is not None:
            yield own
        for keyword in ("allOf", "anyOf", "oneOf"):
            subschemas = node.get(keyword)
            if subschemas is None:
                continue
            if keyword == "allOf":
                yield from (
                    self._part(node, subschema) for subschema in subschemas.elements()
                )
                continue
            lowered = [self._lower(subschema) for subschema in subschemas.elements()]
            if lowered:
                yield self._union(node, lowered, exclusive=keyword == "oneOf")

    def _part(self, node: Node, part: Node) -> Schema:
        """Return a part of `allOf`; a base that lists its kinds comes without them."""
        base = self._workspace.resolve(part)
        kinds = (kind for keyword in _UNIONS if (kind := base.get(keyword)))
        if base.source == part.source or not any(
            self._workspace.resolve(element).source == node.source
            for listed in kinds
            for element in listed.elements()
        ):
            return self._lower(part)
        own = {key: member for key, member in base.items() if key not in _UNIONS}
        value: JsonObject = {key: member.value for key, member in own.items()}
        return self._lower(Node(base.document, base.pointer, value))

    def _reference(self, node: Node) -> Reference:
        target = self._workspace.target(node)
        return self._refer(node, end_of(self._workspace, target, self._version))

    def _refer(self, node: Node, target: Node) -> Reference:
        source = target.source
        # Lowered later, since only composition needs the target: a schema that refers
        # to itself must not be used before it is complete.
        if source not in self.graph.schemas and source not in self._in_progress:
            self._waiting[source] = target
        return Reference(source=node.source, target=source)

    def _lower_target(self, source: Source, node: Node) -> None:
        self._in_progress.add(source)
        self.nodes[source] = node
        schema = self._lower(node)
        self._in_progress.discard(source)
        if self._leads_to(source, schema):
            schema = AnyValue(source=source, annotations=schema.annotations)
        self._schemas[source] = schema

    def _leads_to(self, source: Source, schema: Schema | None) -> bool:
        """Return whether the schema is only another name for that of the source."""
        while isinstance(schema, Reference):
            if schema.target == source:
                return True
            schema = self.graph.schemas.get(schema.target)
        return False

    def target(self, schema: Schema) -> Schema:
        """Follow references; a schema composed of itself accepts anything."""
        while isinstance(schema, Reference):
            source = schema.target
            if source in self._in_progress:
                return AnyValue(source=schema.source)
            if source in self._waiting:
                self._lower_target(source, self._waiting.pop(source))
            schema = self.graph.schemas[source]
        return schema

    def _union(self, node: Node, variants: list[Schema], *, exclusive: bool) -> Schema:
        """Return the variants without duplicates, null last as it reads best there."""
        flat = [schema for variant in variants for schema in _flattened(variant)]
        keys = [schema.target for schema in flat if isinstance(schema, Reference)]
        discriminator = self.mappings.discriminator(node, keys)
        if discriminator is not None:
            added = self.mappings.additional(node, discriminator, keys)
            place = node.source.inside("discriminator")
            flat.extend(
                replace(self._refer(node, member), source=place.inside(str(number)))
                for number, member in enumerate(added)
            )
        distinct: list[Schema] = []
        for schema in enums.together(flat, node.source):
            if not any(_alike(schema, known) for known in distinct):
                distinct.append(schema)
        if any(_anything(schema) for schema in distinct):
            return AnyValue(source=node.source)
        if len(distinct) > _MOST_VARIANTS:
            self._diagnostics.warning(
                "schema-union",
                f"more than {_MOST_VARIANTS} alternatives are not supported: "
                "any value is accepted",
                node.location,
            )
            return AnyValue(source=node.source)
        distinct.sort(key=is_null)
        if len(distinct) == 1:
            return distinct[0]
        return Union(
            source=node.source,
            variants=tuple(distinct),
            exclusive=exclusive,
            discriminator=discriminator,
        )

    def _own(self, node: Node, schema: Normalised) -> Schema | None:
        """Return what the object's own keywords describe, or None."""
        keywords = schema.keywords
        if keywords.get("not") == {}:
            return Never(source=node.source)
        types = schema.types or _implied_types(keywords)
        values = enums.values(keywords)
        if values is not None:
            if not enums.is_structured(values):
                return self._enum(node, values, schema)
            if keywords.keys().isdisjoint(_ITEMS):
                found = enums.of_structures(node.source, values, types)
                if found is not None:
                    return found
        variants = [self._typed(node, type_, keywords) for type_ in types]
        if len(variants) > 1:
            return self._one_per_type(node, variants)
        return variants[0] if variants else None

    def _one_per_type(self, node: Node, variants: list[Schema]) -> Schema:
        """Split `type: [string, object]`, with a place in the type list for each."""
        sources = [element.source for element in (node.get("type") or node).elements()]
        return Union(
            source=node.source,
            variants=tuple(
                replace(variant, source=source)
                for variant, source in zip(variants, sources, strict=False)
            ),
        )

    def _enum(
        self, node: Node, values: list[JsonValue], schema: Normalised
    ) -> Schema | None:
        types = [
            ScalarType(type_) for type_ in schema.types if type_ in set(ScalarType)
        ]
        if types:
            # `type: string` with `enum: [1, 2]`: the server uses the values, not their
            # type.
            values = enums.fitting(values, types) or values
        if values == [None]:
            return Scalar(source=node.source, type=ScalarType.NULL)
        if not values:
            return None
        # `repr`, since 1 and true are equal in Python.
        distinct = {repr(value): value for value in values}
        return Enum(
            source=node.source,
            values=tuple(distinct.values()),
            notes=enums.notes(node),
            open=enums.is_open(node),
        )

    def _typed(self, node: Node, type_: str, keywords: JsonObject) -> Schema:
        match type_:
            case "object":
                return self._object(node, keywords)
            case "array":
                return self._array(node, keywords)
            case "string" | "integer" | "number" | "boolean" | "null":
                return Scalar(
                    source=node.source,
                    type=ScalarType(type_),
                    format=_text(keywords, "format") or _content_format(keywords),
                    limits=_limits(keywords),
                )
            case _:
                self._diagnostics.warning(
                    "schema-type",
                    f"`{type_}` is not a type: any value is accepted",
                    node.location,
                    hint="string, number, integer, boolean, array, object or null",
                )
                return AnyValue(source=node.source)

    def _object(self, node: Node, keywords: JsonObject) -> Schema:
        additional = self._additional(node)
        required = keywords.get("required")
        names = set(required) if isinstance(required, list) else set()
        properties = tuple(
            Property(name=name, schema=self._member(member), required=name in names)
            for name, member in members(node, "properties")
        )
        # The document says so of an object that a client shall know as one.
        if properties or keywords.get("x-stainless-empty-object") is True:
            return Object(
                source=node.source, properties=properties, additional=additional
            )
        values = None if isinstance(additional, Never) else additional
        return Map(
            source=node.source,
            values=values or AnyValue(source=node.source),
            min_properties=_integer(keywords, "minProperties"),
            max_properties=_integer(keywords, "maxProperties"),
        )

    def _additional(self, node: Node) -> Schema | None:
        """Return the schema of other properties: patterns and `additionalProperties`."""
        declared = node.get("additionalProperties")
        patterns = node.get("patternProperties")
        if declared is not None and declared.value is True:
            return None
        values = [
            self._lower(member) for _, member in members(node, "patternProperties")
        ]
        if declared is not None and (declared.value is not False or not values):
            values.append(self._lower(declared))
        if patterns is None or len(values) < 2:
            return values[0] if values else None
        return self._union(patterns, values, exclusive=False)

    def _member(self, node: Node) -> Schema:
        return self._marks.marked(self._lower(node), node)

    def _array(self, node: Node, keywords: JsonObject) -> Schema:
        items = node.get("items")
        return Array(
            source=node.source,
            items=(
                self._lower(items)
                if items is not None
                else AnyValue(source=node.source)
            ),
            prefix=tuple(
                self._lower(element) for element in elements(node, "prefixItems")
            ),
            min_items=_integer(keywords, "minItems"),
            max_items=_integer(keywords, "maxItems"),
            unique=keywords.get("uniqueItems") is True,
        )


def _flattened(schema: Schema) -> tuple[Schema, ...]:
    """Return a union's variants if the union adds nothing, else the schema."""
    if isinstance(schema, Union) and schema.discriminator is None:
        return schema.variants
    return (schema,)


def _anything(schema: Schema) -> bool:
    return isinstance(schema, AnyValue)


def _alike(first: Schema, second: Schema) -> bool:
    """Return whether two variants are equal apart from their place."""
    if isinstance(first, Reference) and isinstance(second, Reference):
        return first.target == second.target
    if isinstance(first, Scalar | Enum) and type(first) is type(second):
        plain = replace(second, source=first.source, annotations=first.annotations)
        return first == plain
    return False


def _or_null(schema: Schema) -> Schema:
    if isinstance(schema, AnyValue) or is_null(schema):
        return schema
    null = Scalar(source=schema.source, type=ScalarType.NULL)
    if isinstance(schema, Union):
        if any(is_null(variant) for variant in schema.variants):
            return schema
        return replace(schema, variants=(*schema.variants, null))
    inner = replace(schema, annotations=NO_ANNOTATIONS)
    return Union(
        source=schema.source, variants=(inner, null), annotations=schema.annotations
    )


def _implied_types(keywords: JsonObject) -> tuple[str, ...]:
    """Return the type that keywords imply when `type` is left out."""
    given = keywords.keys()
    if given & _OBJECT_KEYWORDS:
        return ("object",)
    if given & _ARRAY_KEYWORDS:
        return ("array",)
    if given & _STRING_KEYWORDS:
        return ("string",)
    if given & _NUMBER_KEYWORDS:
        return ("number",)
    return ()


def _annotations(keywords: JsonObject) -> Annotations:
    examples = keywords.get("examples")
    return Annotations(
        title=_text(keywords, "title"),
        description=_text(keywords, "description"),
        deprecated=keywords.get("deprecated") is True,
        read_only=keywords.get("readOnly") is True,
        write_only=keywords.get("writeOnly") is True,
        default=Default(keywords["default"]) if "default" in keywords else None,
        examples=tuple(examples) if isinstance(examples, list) else (),
        name_override=_text(keywords, "x-speakeasy-name-override"),
    )


def _limits(keywords: JsonObject) -> Limits:
    return Limits(
        minimum=_number(keywords, "minimum"),
        maximum=_number(keywords, "maximum"),
        exclusive_minimum=_number(keywords, "exclusiveMinimum"),
        exclusive_maximum=_number(keywords, "exclusiveMaximum"),
        multiple_of=_number(keywords, "multipleOf"),
        min_length=_integer(keywords, "minLength"),
        max_length=_integer(keywords, "maxLength"),
        pattern=_text(keywords, "pattern"),
    )


def _content_format(keywords: JsonObject) -> str | None:
    """Return the format of a file that 3.1 describes by media type only."""
    media = _text(keywords, "contentMediaType")
    if media is None or "contentEncoding" in keywords:
        return None
    return None if media.endswith(("/json", "+json")) else "binary"


def _text(keywords: JsonObject, key: str) -> str | None:
    value = keywords.get(key)
    return value if isinstance(value, str) else None


def _number(keywords: JsonObject, key: str) -> float | None:
    value = keywords.get(key)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value
    return None


def _integer(keywords: JsonObject, key: str) -> int | None:
    value = _number(keywords, key)
    if isinstance(value, float):
        return int(value) if value.is_integer() else None
    return value
