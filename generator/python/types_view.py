"""The modules of types: models for responses, dictionaries for requests."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property

from generator.document.documents import Source
from generator.document.values import JsonObject
from generator.model.bodies import receivable, sendable
from generator.model.schemas import Object, Property, Schema
from generator.model.usage import Direction, Reach
from generator.python.context import RUNTIME, Context
from generator.python.documentation import described, marked, paragraphs, sentence
from generator.python.imports import Imports
from generator.python.literals import literal
from generator.python.shapes import FILE, MapOf, further_members
from generator.python.structure import format_stub, referred_names, structure
from generator.python.type_source import (
    AliasSource,
    ClassSource,
    TypeSources,
    generate_types,
    mentioned,
)
from generator.python.views import AliasView, ClassView, FieldView, TypesView

_DOCS = {
    Direction.RESPONSE: "What the API answers with.",
    Direction.REQUEST: (
        "What requests carry: dictionaries with Python keys, "
        "sent under the names of the API."
    ),
}
# Stands for the members without a name, beside the placeholders of wire names.
_FURTHER = "further"
# What the library imports for itself and the views ask for where they use it.
_HANDLED = frozenset({"BaseModel", "TypedDict", "NotRequired", "TypeAliasType"})


def types_view(context: Context, direction: Direction, module: str) -> TypesView:
    """The view of one module of types."""
    builder = _TypesBuilder(context, direction, module)
    return builder.view(generate_types(*builder.definitions(), direction))


class _Members:
    """Placeholders for wire names: the same one wherever a name occurs."""

    def __init__(self) -> None:
        self._by_wire: dict[str, str] = {}
        self.wire: dict[str, str] = {}

    def placeholder(self, wire: str) -> str:
        name = self._by_wire.setdefault(wire, f"m{len(self._by_wire)}")
        self.wire[name] = wire
        return name


class _TypesBuilder:
    def __init__(self, context: Context, direction: Direction, module: str) -> None:
        self._context = context
        self._direction = direction
        self._module = module
        self._shaper = context.shaper(direction)
        self._members = _Members()
        self._imports = Imports()
        self._imported: Mapping[str, tuple[str, str]] = {}
        self._schemas: dict[str, Schema] = {
            name: self._schema(source) for source, name in context.types_of[module]
        }

    def view(self, sources: TypeSources) -> TypesView:
        received = self._direction is Direction.RESPONSE
        self._imported = {
            # Dates that are received are read by the runtime's rules.
            alias: (RUNTIME if received and module == "datetime" else module, name)
            for module, name, alias in sources.imports
        }
        types = tuple(self._types(sources.types))
        sent = self._direction is Direction.REQUEST
        if any(isinstance(each, ClassView) for each in types):
            home = "typing_extensions" if sent else RUNTIME
            self._imports.name(home, "TypedDict" if sent else "BaseModel")
        used = _mentioned(types)
        for alias, (module, name) in self._imported.items():
            if name not in _HANDLED and alias in used:
                self._imports.name(module, name, alias)
        return TypesView(
            doc=_DOCS[self._direction],
            base="TypedDict, total=False" if sent else "BaseModel",
            imports=self._imports,
            types=types,
        )

    def _schema(self, source: Source) -> Schema:
        found = self._context.objects.get(source)
        return found or self._context.api.graph.schemas[source]

    def definitions(
        self,
    ) -> tuple[Mapping[str, JsonObject], Mapping[str, tuple[str, str]]]:
        """What datamodel-code-generator is given: structures, and names to import."""
        imported = {
            format_stub(format_): (path.rpartition(".")[0], path.rpartition(".")[2])
            for format_, path in self._context.config.formats.items()
        }
        definitions = {
            name: self._definition(schema) for name, schema in self._schemas.items()
        }
        imported[FILE.name] = (RUNTIME, FILE.name)
        modules = self._context.names.modules
        for name in referred_names([*definitions.values()]):
            if name not in definitions and name not in imported:
                imported[name] = (f".{modules[name]}", name)
        return definitions, imported

    def _definition(self, schema: Schema) -> JsonObject:
        placeholder = self._members.placeholder
        if not isinstance(schema, Object):
            made = structure(self._shaper.definition(schema), placeholder)
            # A mapping on its own would become a class.
            return {"anyOf": [made]} if made.get("type") == "object" else made
        sent = self._direction is Direction.REQUEST
        parts = sent and schema.source in self._context.multipart
        shaper = (
            self._context.shaper(self._direction, parts=True) if parts else self._shaper
        )
        members: JsonObject = {
            placeholder(each.name): structure(shaper.shape(each.schema), placeholder)
            for each in self._properties(schema)
        }
        further = further_members(schema)
        if further is not None and not sent:
            shape = MapOf(shaper.shape(further))
            members[_FURTHER] = structure(shape, placeholder)
        # Whether a member may be left out is said in the view.
        return {"type": "object", "properties": members, "required": [*members]}

    def _properties(self, schema: Object) -> tuple[Property, ...]:
        sent = self._direction is Direction.REQUEST
        return sendable(schema) if sent else receivable(schema)

    def _types(
        self, sources: tuple[ClassSource | AliasSource, ...]
    ) -> Iterator[ClassView | AliasView]:
        """The types, with quotes around annotations that name a later one.

        All others are evaluated where they stand: for a large module in much less
        time than pydantic and `typing` take to compile them one by one.
        """
        later = {each.name for each in sources}
        for source in sources:
            view = self._type(source)
            if isinstance(view, ClassView):
                fields = tuple(_quoted(each, later) for each in view.fields)
                view = replace(view, fields=fields)
            later.discard(source.name)
            yield view

    def _type(self, source: ClassSource | AliasSource) -> ClassView | AliasView:
        schema = self._schemas[source.name]
        annotations = schema.annotations
        text = marked(annotations.description or "", deprecated=annotations.deprecated)
        doc = paragraphs([text], 4)
        if isinstance(source, AliasSource):
            split = source.recursive and self._direction is Direction.REQUEST
            if source.recursive:
                self._imports.name("typing_extensions", "TypeAliasType")
            if split:
                self._imports.name("typing", "TYPE_CHECKING")
            if split or not source.recursive:
                self._imports.name("typing", "TypeAlias")
            annotation = self._renamed(source.annotation)
            return AliasView(source.name, annotation, source.recursive, split, doc)
        assert isinstance(schema, Object)
        names = self._context.names.types.fields[schema.source]
        fields = self._fields(source, schema, names)
        return ClassView(source.name, doc, tuple(fields))

    def _fields(
        self, source: ClassSource, schema: Object, names: Mapping[str, str]
    ) -> Iterator[FieldView]:
        properties = {each.name: each for each in schema.properties}
        shadowed = frozenset(names.values())
        for placeholder, annotation in source.members:
            if placeholder == _FURTHER:
                yield self._further(self._unshadowed(annotation, shadowed), schema)
                continue
            member = properties[self._members.wire[placeholder]]
            name = names[member.name]
            text = self._unshadowed(self._renamed(annotation), shadowed)
            doc = paragraphs([self._field_doc(member)], 4)
            if self._direction is Direction.REQUEST:
                yield FieldView(name, self._key(text, name, member), None, doc)
            else:
                annotation, default = self._attribute(text, name, member)
                yield FieldView(name, annotation, default, doc)

    def _further(self, annotation: str, schema: Object) -> FieldView:
        """Where pydantic looks for the type of members that have no name."""
        self._imports.name("pydantic", "Field")
        further = further_members(schema)
        text = further.annotations.description if further is not None else None
        doc = paragraphs([sentence((text or "").strip())], 4)
        return FieldView("__pydantic_extra__", annotation, "Field(init=False)", doc)

    def _field_doc(self, member: Property) -> str:
        if self._direction is Direction.REQUEST:
            return described(None, member.schema)
        annotations = member.schema.annotations
        text = sentence((annotations.description or "").strip())
        return marked(text, deprecated=annotations.deprecated)

    def _attribute(
        self, annotation: str, name: str, member: Property
    ) -> tuple[str, str | None]:
        """A model's field; one that may be absent is None then."""
        optional = annotation in ("Any", "None") or annotation.endswith("| None")
        if not member.required and not optional:
            annotation = f"{annotation} | None"
        if name != member.name:
            self._imports.name("pydantic", "Field")
            absent = "" if member.required else "default=None, "
            return annotation, f"Field({absent}alias={literal(member.name)})"
        return annotation, None if member.required else "None"

    def _key(self, annotation: str, name: str, member: Property) -> str:
        """A TypedDict's key; what the API calls it travels with the type."""
        if name != member.name:
            self._imports.name("typing", "Annotated")
            self._imports.name("pydantic", "Field")
            alias = f"Field(alias={literal(member.name)})"
            annotation = f"Annotated[{annotation}, {alias}]"
        if member.required:
            self._imports.name("typing_extensions", "Required")
            annotation = f"Required[{annotation}]"
        return annotation

    def _renamed(self, annotation: str) -> str:
        """Discriminators name a member: it gets its name back."""
        if "discriminator" not in annotation:
            return annotation
        tree = ast.parse(annotation, mode="eval")
        for node in ast.walk(tree):
            if isinstance(node, ast.keyword) and node.arg == "discriminator":
                assert isinstance(node.value, ast.Constant)
                node.value = ast.Constant(self._python_name(str(node.value.value)))
        return ast.unparse(tree)

    def _python_name(self, placeholder: str) -> str:
        wire = self._members.wire[placeholder]
        for source in self._reached:
            names = self._context.names.types.fields.get(source, {})
            if wire in names:
                return names[wire]
        return wire

    @cached_property
    def _reached(self) -> Sequence[Source]:
        reach = Reach(self._context.api.graph)
        return sorted(reach.sources(self._schemas.values()))

    def _unshadowed(self, annotation: str, members: frozenset[str]) -> str:
        """The annotation inside a class that has members called like types.

        `list` becomes `builtins.list`, and `date` is imported under another name.
        """
        if mentioned(annotation).isdisjoint(members):
            return annotation
        tree = ast.parse(annotation, mode="eval")
        for node in ast.walk(tree):
            if not isinstance(node, ast.Name) or node.id not in members:
                continue
            if node.id in self._imported:
                module, name = self._imported[node.id]
                node.id = self._imports.name(module, name, f"{name}_")
            elif hasattr(builtins, node.id):
                self._imports.module("builtins")
                node.id = f"builtins.{node.id}"
        return ast.unparse(tree)


def _quoted(field: FieldView, later: Collection[str]) -> FieldView:
    if mentioned(field.annotation).isdisjoint(later):
        return field
    return replace(field, annotation=literal(field.annotation))


def _mentioned(types: tuple[ClassView | AliasView, ...]) -> frozenset[str]:
    """The names that any annotation uses."""
    annotations = (
        text
        for each in types
        for text in (
            (each.annotation,)
            if isinstance(each, AliasView)
            else tuple(field.annotation for field in each.fields)
        )
    )
    return frozenset().union(*map(mentioned, annotations))
