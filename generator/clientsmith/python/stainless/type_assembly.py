"""The modules of a package's types: those of methods, then the models that they need."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from clientsmith.model.api import MediaKind, MediaType
from clientsmith.model.schemas import (
    AnyValue,
    Map,
    Never,
    Property,
    Scalar,
    Schema,
    Union,
    is_null,
)
from clientsmith.python.stainless.expressions import (
    NONE,
    OBJECT,
    STR,
    Constants,
    Expression,
    Local,
    Named,
    either,
    optional,
)
from clientsmith.python.stainless.library import Library
from clientsmith.python.stainless.names import Form, ModuleName, StainlessNames
from clientsmith.python.stainless.type_builder import TypeBuilder
from clientsmith.python.stainless.type_modules import (
    AliasDefinition,
    ClassDefinition,
    Field,
    TypeModule,
)
from clientsmith.python.stainless.variants import Variants
from clientsmith.stainless.plan import (
    SHARED,
    ArgumentPlace,
    ArgumentPlan,
    MethodPlan,
    ModelAlias,
    ModelPlan,
    PackagePlan,
    ResultKind,
    UnwrapPlan,
)


@dataclass(frozen=True, slots=True)
class ParamsName:
    """The dictionary of a method's parameters."""

    module: ModuleName
    name: str


@dataclass(slots=True)
class MethodTypes:
    """The types of one method; `arguments` by their Python names.

    `overloads` has those of each variant of a union body.
    """

    result: Expression = NONE
    item: Expression = NONE
    event: Expression = NONE
    params: ParamsName | None = None
    arguments: dict[str, Expression] = field(default_factory=dict)
    overloads: list[dict[str, Expression]] = field(default_factory=list)

    def argument(
        self, method: MethodPlan, argument: ArgumentPlan, name: str
    ) -> Expression:
        """Return the type of an argument: of one overload, or of all of them."""
        for arguments, types in zip(method.overloads, self.overloads, strict=True):
            if any(each is argument for each in arguments):
                return types[name]
        return self.arguments[name]


class Assembly:
    """Builds modules as methods and other modules need them."""

    def __init__(self, plan: PackagePlan, names: StainlessNames) -> None:
        self.modules: dict[ModuleName, TypeModule] = {}
        self._plan = plan
        self._names = names
        self._library = Library(plan)
        self._reserved = {
            names.model_module(model, form)
            for model in self._library.models
            for form in Form
        }
        self._built: set[tuple[str, Form]] = set()
        self._waiting: list[tuple[ModelPlan, Form]] = []

    def method(self, method: MethodPlan) -> MethodTypes:
        """Build what a method takes and returns."""
        types = MethodTypes()
        name, class_ = self._free(
            self._names.response_module(method), self._names.response_class(method)
        )
        if method.paging is not None:
            types.item = self._received(method.paging.items, name, class_)
        elif method.result.kind is ResultKind.TEXT:
            types.result = self._plain(STR, name, class_)
        elif method.result.kind is ResultKind.JSON and not _is_stream(method):
            schema = method.result.schema
            types.result = (
                OBJECT if schema is None else self._received(schema, name, class_)
            )
        if method.stream is not None:
            types.event = self._received(method.stream.event, name, class_)
        self._params(method, types)
        return types

    def unwrap(self, unwrap: UnwrapPlan) -> Expression:
        """Build the events that a method unwraps."""
        if unwrap.event is None:
            return OBJECT
        name = self._names.event_module(unwrap)
        return self._received(unwrap.event, name, self._names.event_class(unwrap))

    def models(self) -> None:
        """Build the models that are needed; as responses, those that are not and shared ones."""
        self._build_waiting()
        for model in self._library.models:
            is_used = any((model.dotted, form) in self._built for form in Form)
            if not is_used or model.resource[:1] == (SHARED,):
                self._need(model, Form.RESPONSE)
        self._build_waiting()
        for resource in self._plan.walk():
            for alias in resource.model_aliases:
                self._alias(alias)

    def _build_waiting(self) -> None:
        while self._waiting:
            model, form = self._waiting.pop()
            names = self._names
            module = self._module(
                names.model_module(model, form), form, names.model_class(model, form)
            )
            self._builder(module, own=model).root(self._library.schema_of(model))

    def _need(self, model: ModelPlan, form: Form) -> None:
        if (model.dotted, form) not in self._built:
            self._built.add((model.dotted, form))
            self._waiting.append((model, form))

    def _alias(self, alias: ModelAlias) -> None:
        target = alias.target
        for form in Form:
            if (target.dotted, form) not in self._built:
                continue
            names = self._names
            class_ = names.model_class(alias, form)
            module = self._module(names.model_module(alias, form), form, class_)
            module.exported.append(class_)
            named = Named(
                names.model_module(target, form), names.model_class(target, form)
            )
            module.definitions.append(AliasDefinition(name=class_, type=named))

    def _free(self, name: ModuleName, class_: str) -> tuple[ModuleName, str]:
        """Return the names of a module that no other has, and of its class."""
        number = 1
        found = name
        while found in self.modules or found in self._reserved:
            number += 1
            found = ModuleName((*name.package, f"{name.name}_{number}"))
        return found, class_ if number == 1 else f"{class_}{number}"

    def _module(self, name: ModuleName, form: Form, root: str) -> TypeModule:
        module = TypeModule(name, form, root)
        self.modules[name] = module
        return module

    def _builder(
        self, module: TypeModule, *, own: ModelPlan | None = None, files: bool = False
    ) -> TypeBuilder:
        source = None if own is None else own.schema
        return TypeBuilder(
            self._library, self._names, module, self._need, source, files=files
        )

    def _received(self, schema: Schema, name: ModuleName, class_: str) -> Expression:
        """Return the type of a value that is received, in a module if it needs one."""
        module = TypeModule(name, Form.RESPONSE, class_)
        builder = self._builder(module)
        found = self._library.unfold(schema)
        if found.model is not None or _is_simple(found.schema):
            type_ = builder.type_of(schema, class_)
            is_scalar = found.model is None and isinstance(found.schema, Scalar)
            return self._plain(type_, name, class_) if is_scalar else type_
        self.modules[name] = module
        builder.root(schema)
        local = Local(name, class_)
        return optional(local) if found.nullable and not module.is_alias else local

    def _plain(self, type_: Expression, name: ModuleName, class_: str) -> Expression:
        """Return a type that methods name themselves, though users find an alias."""
        module = self._module(name, Form.RESPONSE, class_)
        module.exported.append(class_)
        module.definitions.append(AliasDefinition(name=class_, type=type_))
        return type_

    def _params(self, method: MethodPlan, types: MethodTypes) -> None:
        name, class_ = self._free(
            self._names.params_module(method), self._names.params_class(method)
        )
        module = TypeModule(name, Form.PARAM, class_)
        media = method.body
        is_multipart = media is not None and media.kind is MediaKind.MULTIPART
        builder = self._builder(module, files=is_multipart)
        params = _Params(self._names, self._library, module, builder, method)
        types.arguments = params.build()
        types.overloads = params.overloads
        if module.definitions:
            self.modules[module.name] = module
            types.params = ParamsName(module.name, module.root)


class _Params:
    """Builds the dictionary of a method's parameters."""

    def __init__(
        self,
        names: StainlessNames,
        library: Library,
        module: TypeModule,
        builder: TypeBuilder,
        method: MethodPlan,
    ) -> None:
        self._names = names
        self._library = library
        self._module = module
        self._builder = builder
        self._method = method
        self._types: dict[str, list[Expression]] = {}
        self.overloads: list[dict[str, Expression]] = []
        """The types of the arguments with each variant of a union body."""

    def build(self) -> dict[str, Expression]:
        """Define the classes, and return the types of the arguments by their names."""
        stream = self._method.stream
        if self._method.overloads:
            self._variants()
        elif stream is not None and stream.switch is not None:
            self._streamed(stream.switch)
        else:
            self._plain()
        return {name: either(*types) for name, types in self._types.items()}

    def _plain(self) -> None:
        root = self._module.root
        fields = self._fields(self._method.arguments, "")
        # Path parameters alone are no reason for a dictionary.
        if any(
            argument.place is not ArgumentPlace.PATH and not self._is_apart(argument)
            for argument in self._method.arguments
        ):
            self._define(root, fields, first=True)
            self._module.exported.insert(0, root)

    def _variants(self) -> None:
        """Define a class for each variant of the body, and their union."""
        root = self._module.root
        self._module.exported.append(root)
        media = self._method.body
        schemas = [] if media is None or media.schema is None else self._bodies(media)
        found = []
        for number, arguments in enumerate(self._method.overloads):
            path = f"Variant{number}"
            if number < len(schemas):
                schema, selector = schemas[number]
                path = self._builder.variant_path(
                    schema, number, "", selector, "Variant"
                )
                self._builder.mention(schema)
            name = self._builder.claim(path)
            self.overloads.append({})
            found.append(self._define(name, self._fields(arguments, path)))
        self._module.definitions.append(AliasDefinition(name=root, type=either(*found)))

    def _bodies(self, media: MediaType) -> list[tuple[Schema, str | None]]:
        """Return the variants of the body, in the order of the overloads."""
        variants = Variants(self._library)

        def inside(
            schema: Schema, selector: str | None
        ) -> Iterator[tuple[Schema, str | None]]:
            found = self._library.resolved(schema)
            if isinstance(found, Union):
                inner = variants.selector(found)
                for variant in found.variants:
                    if not is_null(variant):
                        yield from inside(variant, inner)
            else:
                yield schema, selector

        return [] if media.schema is None else [*inside(media.schema, None)]

    def _streamed(self, switch: str) -> None:
        """Define the parameters with and without a stream of events."""
        root = self._module.root
        base = f"{root}Base"
        arguments = [a for a in self._method.arguments if a.name != switch]
        fields = self._fields(arguments, "")
        self._define(base, fields, first=True)
        self._module.exported.insert(0, base)
        found = []
        for suffix, value in (("NonStreaming", False), ("Streaming", True)):
            name = f"{root}{suffix}"
            self._module.exported.append(name)
            chosen = [a for a in self._method.arguments if a.name == switch]
            fields = [self._switch(argument, is_on=value) for argument in chosen]
            found.append(
                self._define(
                    name, fields, bases=(Local(self._module.name, base),), total=value
                )
            )
        self._module.definitions.append(AliasDefinition(name=root, type=either(*found)))

    def _switch(self, argument: ArgumentPlan, *, is_on: bool) -> Field:
        type_: Expression = Constants((is_on,))
        name = self._names.argument_name(argument)
        self._types.setdefault(name, []).append(type_)
        if not is_on and self._library.is_nullable(argument.schema):
            type_ = optional(type_)
        return replace(
            self._field(argument, ""), type=type_, required=is_on or argument.required
        )

    def _define(
        self,
        name: str,
        fields: Sequence[Field],
        *,
        bases: tuple[Local, ...] = (),
        first: bool = False,
        total: bool = False,
    ) -> Local:
        definition = ClassDefinition(
            name=name, fields=tuple(fields), bases=bases, total=total
        )
        at = 0 if first else len(self._module.definitions)
        self._module.definitions.insert(at, definition)
        return Local(self._module.name, name)

    def _fields(self, arguments: Sequence[ArgumentPlan], path: str) -> list[Field]:
        found = []
        for argument in arguments:
            field_ = self._field(argument, path)
            types = self._types.setdefault(field_.name, [])
            if field_.type not in types:
                types.append(field_.type)
            if self.overloads:
                self.overloads[-1][field_.name] = field_.type
            if not self._is_apart(argument):
                found.append(field_)
        return found

    def _is_apart(self, argument: ArgumentPlan) -> bool:
        """Return whether the argument is no part of the dictionary."""
        if argument.place is ArgumentPlace.WHOLE_BODY:
            media = self._method.body
            return media is None or not media.kind.is_structured
        return argument.positional and argument.place is ArgumentPlace.PATH

    def _field(self, argument: ArgumentPlan, path: str) -> Field:
        field_ = self._builder.field(
            Property(
                name=argument.name, schema=argument.schema, required=argument.required
            ),
            path,
        )
        return replace(
            field_,
            name=self._names.argument_name(argument),
            description=argument.description or field_.description,
            deprecated=argument.deprecated or field_.deprecated,
        )


def _is_stream(method: MethodPlan) -> bool:
    media = method.result.media
    return media is not None and media.kind.is_stream


def _is_simple(schema: Schema) -> bool:
    """Return whether a value needs no type with a name."""
    if isinstance(schema, Map):
        return (
            isinstance(schema.values, AnyValue)
            and schema.values.source == schema.source
        )
    return isinstance(schema, Scalar | AnyValue | Never)
