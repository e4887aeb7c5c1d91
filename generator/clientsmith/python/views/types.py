"""The modules of types: models for responses, dictionaries for requests."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain

from clientsmith.document.documents import Source
from clientsmith.document.values import JsonObject
from clientsmith.model.bodies import receivable, sendable
from clientsmith.model.schemas import Object, Property, Schema, Union
from clientsmith.model.usage import Direction
from clientsmith.python.context import RUNTIME, Context
from clientsmith.python.source.docstrings import (
    described,
    marked,
    paragraphs,
    sentence,
    value_list,
    with_values,
)
from clientsmith.python.source.imports import Imports
from clientsmith.python.source.literals import literal
from clientsmith.python.types.annotations import LONGEST_UNION, AnnotationWriter
from clientsmith.python.types.deferral import FURTHER
from clientsmith.python.types.shapes import FILE, MapOf, OneOf, further_members
from clientsmith.python.types.structure import format_stub, referred_names, structure
from clientsmith.python.types.type_source import (
    DEFERRED,
    AliasSource,
    ClassSource,
    Written,
    generate_types,
    learn_types,
    mentioned,
)
from clientsmith.python.views.model import AliasView, ClassView, FieldView, TypesView

_DOCS = {
    Direction.RESPONSE: "What the API answers with.",
    Direction.REQUEST: (
        "What requests carry: dictionaries with Python keys, "
        "sent under the names of the API."
    ),
}
# Stands for the members without a name, like the placeholders of wire names.
_FURTHER = "further"
_OR_NULL = " | None"
# The placeholder for the package's types: the imports of a module find their place.
_HERE = "."
# Names that the library imports for itself, and that views request where they use them.
_HANDLED = frozenset({"BaseModel", "TypedDict", "NotRequired", "TypeAliasType"})


def types_view(context: Context, direction: Direction, module: str) -> TypesView:
    """Return the view of one module of types."""
    builder = _TypesBuilder(context, direction, module)
    return builder.view(*builder.definitions())


def undocumented_types_views(
    context: Context, modules: Sequence[tuple[Direction, str]]
) -> Iterator[TypesView]:
    """Return the views of several modules of types, without docstrings.

    All structures of a direction are learned at once: a call of the library is expensive.
    """
    builders = [_TypesBuilder(context, *module, documented=False) for module in modules]
    parts = [builder.definitions() for builder in builders]
    for direction in Direction:
        found = (
            definitions.values()
            for (own, _), (definitions, _) in zip(modules, parts, strict=True)
            if own is direction
        )
        learn_types(chain.from_iterable(found), direction)
    for builder, (definitions, imported) in zip(builders, parts, strict=True):
        yield builder.view(definitions, imported)


class _Members:
    """Placeholders for wire names, the same one for each occurrence of a name."""

    def __init__(self) -> None:
        self._by_wire: dict[str, str] = {}
        self.wire: dict[str, str] = {}

    def placeholder(self, wire: str) -> str:
        name = self._by_wire.setdefault(wire, f"m{len(self._by_wire)}")
        self.wire[name] = wire
        return name


class _TypesBuilder:
    def __init__(
        self,
        context: Context,
        direction: Direction,
        module: str,
        *,
        documented: bool = True,
    ) -> None:
        self._context = context
        self._documented = documented
        self._direction = direction
        self._module = module
        self._shaper = context.shaper(direction)
        self._members = _Members()
        self._unions: dict[Written, str] = {}
        self._imports = Imports()
        self._imported: Mapping[str, tuple[str, str]] = {}
        self._schemas: dict[str, Schema] = {
            name: self._schema(source) for source, name in context.types_of[module]
        }

    def view(
        self,
        definitions: Mapping[str, JsonObject],
        imported: Mapping[str, tuple[str, str]],
    ) -> TypesView:
        sources = generate_types(
            definitions,
            imported,
            self._direction,
            self.unions,
            learned=not self._documented,
        )
        received = self._direction is Direction.RESPONSE
        self._imported = {
            # The runtime reads received dates by its own rules.
            alias: (RUNTIME if received and module == "datetime" else module, name)
            for module, name, alias in sources.imports
        }
        types = tuple(self._types(sources.types))
        sent = self._direction is Direction.REQUEST
        if any(isinstance(type_, ClassView) for type_ in types):
            home = "typing_extensions" if sent else RUNTIME
            self._imports.name(home, "TypedDict" if sent else "BaseModel")
        late = Imports()
        used, at_once = _mentioned(types), _mentioned(types, at_once=True)
        for alias, (module, name) in self._imported.items():
            if name not in _HANDLED and alias in used:
                is_late = alias not in at_once and name in self._context.names.modules
                (late if is_late else self._imports).name(module, name, alias)
        if late.all:
            self._imports.name("typing", "TYPE_CHECKING")
        return TypesView(
            doc=_DOCS[self._direction],
            base="TypedDict, total=False" if sent else "BaseModel",
            imports=self._imports,
            late=late,
            types=types,
        )

    @property
    def unions(self) -> Mapping[str, Written]:
        """Return the unions that definitions refer to, by their placeholder names."""
        return {name: written for written, name in self._unions.items()}

    def _schema(self, source: Source) -> Schema:
        found = self._context.objects.get(source)
        return found or self._context.api.graph.schemas[source]

    def definitions(
        self,
    ) -> tuple[Mapping[str, JsonObject], Mapping[str, tuple[str, str]]]:
        """Return the input of datamodel-code-generator: structures and names to import."""
        imported = {
            format_stub(format_): (path.rpartition(".")[0], path.rpartition(".")[2])
            for format_, path in self._context.config.formats.items()
        }
        definitions = {
            name: self._definition(schema) for name, schema in self._schemas.items()
        }
        imported[FILE.name] = (RUNTIME, FILE.name)
        modules = self._context.names.modules
        named = referred_names([*definitions.values()]) - {*self.unions}
        for name in named.union(*(union.names for union in self.unions.values())):
            if name not in definitions and name not in imported:
                imported[name] = (f".{modules[name]}", name)
        return definitions, imported

    def _definition(self, schema: Schema) -> JsonObject:
        placeholder = self._members.placeholder
        if not isinstance(schema, Object):
            made = structure(self._shaper.definition(schema), self._union)
            # A mapping on its own would become a class.
            return {"anyOf": [made]} if made.get("type") == "object" else made
        sent = self._direction is Direction.REQUEST
        parts = sent and schema.source in self._context.multipart
        shaper = (
            self._context.shaper(self._direction, parts=True) if parts else self._shaper
        )
        members: JsonObject = {
            placeholder(property_.name): structure(
                shaper.shape(property_.schema), self._union
            )
            for property_ in self._properties(schema)
        }
        further = further_members(schema)
        if further is not None and not sent:
            shape = MapOf(shaper.shape(further))
            members[_FURTHER] = structure(shape, self._union)
        # The view says whether a member may be left out.
        return {"type": "object", "properties": members, "required": [*members]}

    def _union(self, union: OneOf) -> str:
        """Return a discriminated union, written out under its name."""
        imports, modules = Imports(), self._context.names.modules
        writer = AnnotationWriter(
            imports,
            lambda name: _HERE if name in modules else RUNTIME,
            self._direction,
            self._context.config.formats,
            selecting=True,
        )
        written = Written(writer.write(union), frozenset(imports.of(_HERE)))
        for module, name, alias in imports.all:
            if module != _HERE:
                self._imports.name(module, name, alias)
        # Names of types contain no spaces.
        return self._unions.setdefault(written, f"union {len(self._unions)}")

    def _properties(self, schema: Object) -> tuple[Property, ...]:
        sent = self._direction is Direction.REQUEST
        return sendable(schema) if sent else receivable(schema)

    def _types(
        self, sources: tuple[ClassSource | AliasSource, ...]
    ) -> Iterator[ClassView | AliasView]:
        """Return the types, with annotations quoted that name a later type.

        All others are evaluated where they stand: for a large module in much less
        time than pydantic and `typing` take to compile them one by one.
        """
        later = {source.name for source in sources}
        for source in sources:
            view = self._type(source)
            if isinstance(view, ClassView):
                fields = tuple(_quoted(field, later) for field in view.fields)
                view = replace(view, fields=fields)
            later.discard(source.name)
            yield view

    def _type(self, source: ClassSource | AliasSource) -> ClassView | AliasView:
        schema = self._schemas[source.name]
        doc = self._type_doc(schema)
        if isinstance(source, AliasSource):
            sent = self._direction is Direction.REQUEST
            by_name = source.recursive or (not sent and _is_long(schema))
            split = source.recursive and sent
            if by_name:
                self._imports.name("typing_extensions", "TypeAliasType")
            if split:
                self._imports.name("typing", "TYPE_CHECKING")
            if split or not by_name:
                self._imports.name("typing", "TypeAlias")
            return AliasView(source.name, source.annotation, by_name, split, doc)
        assert isinstance(schema, Object)
        names = self._context.names.types.fields[schema.source]
        fields = self._fields(source, schema, names)
        return ClassView(source.name, doc, tuple(fields))

    def _fields(
        self, source: ClassSource, schema: Object, names: Mapping[str, str]
    ) -> Iterator[FieldView]:
        properties = {property_.name: property_ for property_ in schema.properties}
        shadowed = frozenset(names.values())
        for placeholder, annotation in source.members:
            if placeholder == _FURTHER:
                yield self._further(self._unshadowed(annotation, shadowed), schema)
                continue
            member = properties[self._members.wire[placeholder]]
            name = names[member.name]
            text = self._unshadowed(annotation, shadowed)
            doc = self._field_doc(member)
            if self._direction is Direction.REQUEST:
                yield FieldView(name, self._key(text, name, member), None, doc)
            else:
                annotation, default = self._attribute(text, name, member)
                if member.name in self._context.deferred.get(schema.source, ()):
                    annotation = self._deferred(annotation)
                yield FieldView(name, annotation, default, doc)

    def _deferred(self, annotation: str) -> str:
        """Return the type as a string, without null, which is read separately."""
        deferred = self._imports.name(RUNTIME, DEFERRED)
        inside = annotation.removesuffix(_OR_NULL)
        null = _OR_NULL if inside != annotation else ""
        return f"{deferred}[{literal(inside)}]{null}"

    def _further(self, annotation: str, schema: Object) -> FieldView:
        """Return the annotation from which pydantic takes the type of extra members."""
        if FURTHER in self._context.deferred.get(schema.source, ()):
            tree = ast.parse(annotation, mode="eval").body
            assert isinstance(tree, ast.Subscript) and isinstance(tree.slice, ast.Tuple)
            key, values = map(ast.unparse, tree.slice.elts)
            values = self._deferred(values)
            annotation = f"{ast.unparse(tree.value)}[{key}, {values}]"
        self._imports.name("pydantic", "Field")
        further = further_members(schema)
        text = further.annotations.description if further is not None else None
        doc = paragraphs([sentence((text or "").strip())], 4)
        return FieldView("__pydantic_extra__", annotation, "Field(init=False)", doc)

    def _type_doc(self, schema: Schema) -> str:
        if not self._documented:
            return ""
        annotations = schema.annotations
        text = marked(annotations.description or "", deprecated=annotations.deprecated)
        return paragraphs([text, value_list(schema)], 4)

    def _field_doc(self, member: Property) -> str:
        if not self._documented:
            return ""
        if self._direction is Direction.REQUEST:
            return paragraphs([described(None, member.schema)], 4)
        annotations = member.schema.annotations
        text = sentence((annotations.description or "").strip())
        text = with_values(text, member.schema)
        return paragraphs([marked(text, deprecated=annotations.deprecated)], 4)

    def _attribute(
        self, annotation: str, name: str, member: Property
    ) -> tuple[str, str | None]:
        """Return a model's field; one that may be absent defaults to None."""
        optional = annotation in ("Any", "None") or annotation.endswith("| None")
        if not member.required and not optional:
            annotation = f"{annotation} | None"
        if name != member.name:
            self._imports.name("pydantic", "Field")
            absent = "" if member.required else "default=None, "
            return annotation, f"Field({absent}alias={literal(member.name)})"
        return annotation, None if member.required else "None"

    def _key(self, annotation: str, name: str, member: Property) -> str:
        """Return a TypedDict's key, annotated with its wire name."""
        if name != member.name:
            self._imports.name("typing", "Annotated")
            self._imports.name("pydantic", "Field")
            alias = f"Field(alias={literal(member.name)})"
            annotation = f"Annotated[{annotation}, {alias}]"
        if member.required:
            self._imports.name("typing_extensions", "Required")
            annotation = f"Required[{annotation}]"
        return annotation

    def _unshadowed(self, annotation: str, members: frozenset[str]) -> str:
        """Return the annotation for a class whose members share names with types.

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


def _is_long(schema: Schema) -> bool:
    """Return whether a union has too many variants to be repeated at each use.

    `typing` looks at all of them wherever an annotation with the alias is evaluated.
    """
    return isinstance(schema, Union) and len(schema.variants) > LONGEST_UNION


def _quoted(field: FieldView, later: Collection[str]) -> FieldView:
    if mentioned(field.annotation, at_once=True).isdisjoint(later):
        return field
    return replace(field, annotation=literal(field.annotation))


def _mentioned(
    types: tuple[ClassView | AliasView, ...], *, at_once: bool = False
) -> frozenset[str]:
    """Return the names that any annotation uses."""
    annotations = (
        text
        for type_ in types
        for text in (
            (type_.annotation,)
            if isinstance(type_, AliasView)
            else tuple(field.annotation for field in type_.fields)
        )
    )
    found = (mentioned(annotation, at_once=at_once) for annotation in annotations)
    return frozenset[str]().union(*found)
