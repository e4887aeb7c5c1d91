"""Classes and aliases of schemas, in one module."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from clientsmith.document.documents import Source
from clientsmith.model.schemas import (
    AnyValue,
    Array,
    Enum,
    Map,
    Never,
    Object,
    Property,
    Scalar,
    ScalarType,
    Schema,
    Union,
)
from clientsmith.naming.scopes import Scope
from clientsmith.python.stainless.expressions import (
    BOOL,
    DATE,
    DATETIME,
    DICT,
    FILE,
    FLOAT,
    INT,
    ITERABLE,
    LIST,
    NONE,
    OBJECT,
    SEQUENCE,
    STR,
    Constants,
    Expression,
    Generic,
    Local,
    Named,
    either,
    optional,
)
from clientsmith.python.stainless.library import Library, Unfolded
from clientsmith.python.stainless.names import Form, StainlessNames, singular_class
from clientsmith.python.stainless.type_modules import (
    AliasDefinition,
    ClassDefinition,
    Field,
    TypeModule,
)
from clientsmith.python.stainless.variants import Variants
from clientsmith.stainless.names import collated
from clientsmith.stainless.plan import ModelPlan

_SCALARS = {
    ScalarType.STRING: STR,
    ScalarType.INTEGER: INT,
    ScalarType.NUMBER: FLOAT,
    ScalarType.BOOLEAN: BOOL,
    ScalarType.NULL: NONE,
}
# Components without names of their own that refer to each other have endless paths.
_MOST_CLASSES = 1000
_TIMES = {"date-time": DATETIME, "date": DATE}


class TypeBuilder:
    """Builds the classes of one module, each named by its path of properties.

    `own` is the schema of the model that the module is for. `needed` is called with
    the models that the classes refer to. `files`: values are parts of a multipart body.
    """

    def __init__(
        self,
        library: Library,
        names: StainlessNames,
        module: TypeModule,
        needed: Callable[[ModelPlan, Form], None],
        own: Source | None = None,
        *,
        files: bool = False,
    ) -> None:
        self._library = library
        self._names = names
        self._module = module
        self._needed = needed
        self._own = own
        self._files = files
        self._variants = Variants(library)
        self._scope = Scope([module.root])
        self._open: list[Source] = [] if own is None else [own]
        self._lists = False

    def root(self, schema: Schema) -> None:
        """Define the module's own type."""
        found = self._library.unfold(schema, self._own)
        name = self._module.root
        self._module.exported.append(name)
        with self._opened(found.passed):
            if found.model is None and isinstance(found.schema, Object):
                path = name if self._extended(found.schema) else ""
                self._class(name, found.schema, path)
                return
            inner = self._root_alias(found, name)
        self._alias(
            name, optional(inner) if found.nullable and inner != NONE else inner
        )

    def _root_alias(self, found: Unfolded, name: str) -> Expression:
        if found.model is not None:
            return self._named(found.model)
        match found.schema:
            case Array(items=items):
                self._lists = True
                return Generic(
                    LIST, (self.type_of(items, f"{singular_class(name)}Item"),)
                )
            case Union() as union:
                return self._union(union, "")
            case Map(values=values) as map_ if self._is_described(map_):
                return Generic(DICT, (STR, self.type_of(values, f"{name}Item")))
            case _:
                return self._structure(found, name)

    def type_of(self, schema: Schema, path: str) -> Expression:
        """Return the type of a schema; classes that it needs are named by the path."""
        inner, nullable = self.split(schema, path)
        return optional(inner) if nullable else inner

    def split(self, schema: Schema, path: str) -> tuple[Expression, bool]:
        """Return the type without null, and whether null is allowed."""
        found = self._library.unfold(schema, self._own)
        if found.model is not None:
            return self._named(found.model), found.nullable
        # A component without a name of its own that contains itself ends here.
        if any(source in self._open for source in found.passed):
            return OBJECT, found.nullable
        marked = self._library.plan.type_names.get(found.schema.source)
        path = path if marked is None else self._names.class_name(marked)
        with self._opened(found.passed):
            return self._structure(found, path), found.nullable

    def field(self, property_: Property, path: str) -> Field:
        """Return a property as a field of a class."""
        return self.typed_field(
            self._field_name(property_),
            property_,
            f"{path}{self._step(property_.name, path)}",
        )

    def _field_name(self, property_: Property) -> str:
        proposed = property_.schema.annotations.name_override
        return self._names.field_name(proposed or property_.name, self._module.form)

    def typed_field(self, name: str, property_: Property, path: str) -> Field:
        """Return a field with this name, whose classes are named by the path."""
        return Field(
            name=name,
            wire=property_.name,
            type=self.type_of(property_.schema, path),
            required=property_.required,
            description=self._library.description(property_.schema),
            deprecated=property_.schema.annotations.deprecated,
        )

    def fields(self, properties: Iterable[Property], path: str) -> tuple[Field, ...]:
        """Return properties as fields, in their order in a class."""
        is_sent = self._module.form is Form.PARAM
        scope = Scope()
        found = []
        for property_ in self.ordered(properties):
            annotations = property_.schema.annotations
            hidden = annotations.read_only if is_sent else annotations.write_only
            if hidden:
                self.mention(property_.schema)
                continue
            field = self.field(property_, path)
            found.append(replace(field, name=scope.claim(field.name)))
        return tuple(found)

    def ordered(self, properties: Iterable[Property]) -> list[Property]:
        """Return properties in the order of a class: required ones first."""
        first = ("id", "token") if self._module.form is Form.PARAM else ("id",)

        def position(property_: Property) -> tuple[Any, ...]:
            name = self._field_name(property_)
            if not self._library.plan.sorts_properties:
                return (not property_.required,)
            rank = first.index(name) if name in first else len(first)
            return (not property_.required, rank, collated(property_.name))

        return sorted(properties, key=position)

    def class_of(
        self, name: str, fields: Sequence[Field], description: str | None = None
    ) -> Local:
        """Define a class with these fields."""
        definition = ClassDefinition(
            name=name, fields=tuple(fields), description=description
        )
        self._module.definitions.append(definition)
        return Local(self._module.name, name)

    def variant_path(
        self,
        schema: Schema,
        number: int,
        path: str,
        selector: str | None,
        unnamed: str = "UnionMember",
    ) -> str:
        """Return the path of a union's variant."""
        name = self._variants.name(schema, number, selector, unnamed)
        return f"{path}{self._step(name, path)}"

    def mention(self, schema: Schema) -> None:
        """Let a model have a module, though its class is not used here."""
        found = self._library.unfold(schema)
        if found.model is not None:
            self._named(found.model)
        elif isinstance(found.schema, Array):
            self.mention(found.schema.items)

    def claim(self, path: str) -> str:
        """Return the name of a new class or alias, and export it."""
        root = self._module.root
        name = self._scope.claim(path, f"{root}{path}", separator="")
        self._module.exported.append(name)
        return name

    def _step(self, text: str, path: str) -> str:
        name = self._names.class_name(text)
        return name.removeprefix("Type_") if path else name

    def _structure(self, found: Unfolded, path: str) -> Expression:
        match found.schema:
            case Scalar() as scalar:
                return self._scalar(scalar)
            case Enum(values=values):
                return _constants(values)
            case Array(items=items):
                return self._array(items, self.type_of(items, singular_class(path)))
            case Map(values=values) as map_:
                if not self._is_described(map_):
                    return OBJECT
                with self._in_lists():
                    return Generic(DICT, (STR, self.type_of(values, path)))
            case Object() | Union() if self._is_full:
                return OBJECT
            case Object() as object_:
                return self._class(self.claim(path), object_, path)
            case Union() as union:
                return self._union_alias(union, path, nullable=found.nullable)
            case _:
                return OBJECT

    @property
    def _is_full(self) -> bool:
        """Whether the module has as many classes as anybody could use."""
        return len(self._module.exported) >= _MOST_CLASSES

    def _is_described(self, map_: Map) -> bool:
        """Return whether the document says that an object has properties."""
        nothing = isinstance(map_.values, AnyValue) and (
            map_.values.source == map_.source
        )
        return not nothing or map_.source in self._library.plan.open_objects

    def _scalar(self, schema: Scalar) -> Expression:
        is_sent = self._module.form is Form.PARAM
        if schema.type is not ScalarType.STRING:
            return _SCALARS[schema.type]
        if schema.format in _TIMES:
            time = _TIMES[schema.format]
            return either(STR, time) if is_sent else time
        return FILE if self._files and schema.format == "binary" else STR

    def _array(self, schema: Schema, items: Expression) -> Expression:
        if self._module.form is Form.RESPONSE or self._lists:
            return Generic(LIST, (items,))
        if self._library.is_text(schema):
            return Generic(SEQUENCE, (items,))
        is_enum = isinstance(self._library.resolved(schema), Enum)
        return Generic(LIST if is_enum else ITERABLE, (items,))

    def _union_alias(self, union: Union, path: str, *, nullable: bool) -> Expression:
        """Return the union, under a name of its own if it has classes."""
        if not any(map(self._library.is_structured, union.variants)):
            return self._union(union, path)
        name = self.claim(path)
        # Where it is received, null is one of the variants.
        is_received = self._module.form is Form.RESPONSE
        null = (NONE,) if nullable and is_received else ()
        return self._alias(name, self._union(union, path, null))

    def _union(
        self, union: Union, path: str, null: tuple[Expression, ...] = ()
    ) -> Expression:
        variants = [
            self._variant(variant, self.variant_path(variant, number, path, selector))
            for number, (variant, selector) in enumerate(self._variants.of(union))
        ]
        discriminator = self._discriminator(union, variants)
        return either(*variants, *null, discriminator=discriminator)

    def _variant(self, schema: Schema, path: str) -> Expression:
        """Return the type of a variant; the items of an array have its own name."""
        if isinstance(schema, Array):
            return self._array(schema.items, self.type_of(schema.items, path))
        return self.type_of(schema, path)

    def _discriminator(
        self, union: Union, variants: Sequence[Expression]
    ) -> str | None:
        selector = self._variants.selector(union)
        if selector is None or self._module.form is not Form.RESPONSE:
            return None
        if not all(isinstance(variant, Local | Named) for variant in variants):
            return None
        return self._names.field_name(selector, Form.RESPONSE)

    def _class(self, name: str, schema: Object, path: str) -> Local:
        bases = self._extended(schema)
        properties = [*_written(schema)]
        inherited = self._inherited(schema) if bases else frozenset()
        if bases:
            own = self._library.plan.own_properties.get(schema.source, frozenset())
            properties = [each for each in properties if each.name in own]
        fields = self.fields(properties, path)
        additional = self._additional(schema, f"{path}Item")
        definition = ClassDefinition(
            name=name,
            fields=fields,
            bases=bases,
            description=schema.annotations.description,
            additional=additional,
            overrides=any(each.name in inherited for each in properties),
        )
        self._module.definitions.append(definition)
        return Local(self._module.name, name)

    def _extended(self, schema: Object) -> tuple[Named, ...]:
        """Return the classes of models that a schema extends."""
        sources = self._library.plan.extends.get(schema.source, ())
        models = [self._library.model_at(source) for source in sources]
        found = tuple(
            self._named(model)
            for model in models
            if model is not None and self._library.is_class(model)
        )
        return found if len(found) == len(sources) else ()

    def _inherited(self, schema: Object) -> frozenset[str]:
        """Return the properties of the models that a schema extends."""
        sources = self._library.plan.extends.get(schema.source, ())
        models = [self._library.model_at(source) for source in sources]
        bases = [self._library.schema_of(model) for model in models if model]
        resolved = map(self._library.resolved, bases)
        return frozenset(
            property_.name
            for base in resolved
            if isinstance(base, Object)
            for property_ in base.properties
        )

    def _additional(self, schema: Object, path: str) -> Expression | None:
        if schema.source in self._library.plan.open_objects:
            return OBJECT
        if schema.additional is None or isinstance(schema.additional, Never):
            return None
        return self.type_of(schema.additional, path)

    def _named(self, model: ModelPlan) -> Named:
        form = self._library.form_of(model, self._module.form)
        names = self._names
        self._needed(model, form)
        return Named(names.model_module(model, form), names.model_class(model, form))

    def _alias(self, name: str, type_: Expression) -> Local:
        self._module.definitions.append(AliasDefinition(name=name, type=type_))
        return Local(self._module.name, name)

    @contextmanager
    def _opened(self, sources: Sequence[Source]) -> Iterator[None]:
        self._open.extend(sources)
        yield
        del self._open[len(self._open) - len(sources) :]

    @contextmanager
    def _in_lists(self) -> Iterator[None]:
        before, self._lists = self._lists, True
        yield
        self._lists = before


def _constants(values: Sequence[object]) -> Expression:
    """Return the `Literal` of the values; numbers with fractions cannot stand in it."""
    literal = tuple(one for one in values if isinstance(one, str | int))
    floats = any(isinstance(one, float) for one in values)
    if floats:
        return FLOAT if not literal else either(Constants(literal), FLOAT)
    return Constants(literal) if literal else OBJECT


def _written(schema: Object) -> Iterator[Property]:
    """Yield the properties that the document has; our model adds discriminators."""
    for property_ in schema.properties:
        added = isinstance(property_.schema, Enum) and property_.schema.selecting
        if not added or property_.schema.source != schema.source:
            yield property_
