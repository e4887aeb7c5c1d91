"""The text of a module of types."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from clientsmith.python.source.docstrings import marked, paragraphs
from clientsmith.python.source.formatting import formatted
from clientsmith.python.source.imports import Imports
from clientsmith.python.source.literals import literal
from clientsmith.python.source.templates import render
from clientsmith.python.stainless.expressions import (
    DICT,
    NONE,
    OPTIONAL,
    STR,
    Expression,
    Generic,
    Name,
    Named,
    OneOf,
    Writer,
    dated,
    optional,
)
from clientsmith.python.stainless.names import Form
from clientsmith.python.stainless.type_cycles import Cycles
from clientsmith.python.stainless.type_modules import (
    AliasDefinition,
    ClassDefinition,
    Field,
    TypeModule,
)

_INDENT = 4
_MODEL = Name("_models", "BaseModel")
_DICTIONARY = Name("typing_extensions", "TypedDict")


@dataclass(frozen=True, slots=True)
class _FieldView:
    declaration: str
    text: str


@dataclass(frozen=True, slots=True)
class _ExtraView:
    """The types of properties without a name."""

    checking: str
    members: str
    text: str
    type: str


@dataclass(frozen=True, slots=True)
class _DefinitionView:
    name: str
    kind: str | None = None
    alias: str | None = None
    bases: tuple[str, ...] = ()
    text: str = ""
    fields: tuple[_FieldView, ...] = ()
    extra: _ExtraView | None = None


def module_text(module: TypeModule, cycles: Cycles) -> str:
    """Return the formatted module."""
    view = _ModuleView(module, cycles)
    source = view.source()
    return formatted(source, "/".join(module.name.path))


class _ModuleView:
    def __init__(self, module: TypeModule, cycles: Cycles) -> None:
        self._module = module
        self._cycles = cycles
        self._imports = Imports()
        self._late = Imports()
        self._own = frozenset(definition.name for definition in module.definitions)

    def source(self) -> str:
        """Return the text of the module, unformatted."""
        definitions = [*map(self._definition, self._module.definitions)]
        is_sent = self._module.form is Form.PARAM
        return render(
            "stainless/types.py",
            text=f"The type {self._module.root}.",
            has_future=is_sent,
            imports=self._imports,
            late_imports=self._late,
            overrides=any(
                isinstance(each, ClassDefinition) and each.overrides
                for each in self._module.definitions
            ),
            exported=[*map(literal, self._module.exported)],
            definitions=definitions,
        )

    def _definition(
        self, definition: ClassDefinition | AliasDefinition
    ) -> _DefinitionView:
        if isinstance(definition, AliasDefinition):
            writer = self._writer(quoted=False)
            return _DefinitionView(
                definition.name,
                kind=writer.name(Name("typing_extensions", "TypeAlias")),
                alias=writer.write(definition.type),
            )
        fields = [each.name for each in definition.fields]
        writer = self._writer(fields)
        view = self._dictionary if self._module.form is Form.PARAM else self._model
        return view(definition, writer)

    def _model(self, definition: ClassDefinition, writer: Writer) -> _DefinitionView:
        return _DefinitionView(
            definition.name,
            bases=self._bases(definition) or (self._writer().name(_MODEL),),
            text=_text(definition.description),
            fields=tuple(_field(each, writer) for each in definition.fields),
            extra=_extra(definition.additional, writer),
        )

    def _dictionary(
        self, definition: ClassDefinition, writer: Writer
    ) -> _DefinitionView:
        bases = self._bases(definition) or (self._writer().name(_DICTIONARY),)
        return _DefinitionView(
            definition.name,
            bases=bases if definition.total else (*bases, "total=False"),
            text=_text(definition.description),
            fields=tuple(_member(each, writer) for each in definition.fields),
        )

    def _bases(self, definition: ClassDefinition) -> tuple[str, ...]:
        writer = self._writer(quoted=False)
        return tuple(writer.write(base) for base in definition.bases)

    def _writer(self, fields: Iterable[str] = (), *, quoted: bool = True) -> Writer:
        depth = len(self._module.name.path)
        return Writer(
            self._imports,
            "." * depth,
            lambda named: self._named(named, quoted=quoted),
            lambda local: local.name,
            self._own.union(fields),
        )

    def _named(self, named: Named, *, quoted: bool) -> str:
        """Return the name of a model's class, imported first or last."""
        own = self._module.name
        if named.module == own:
            is_lazy = quoted and self._module.form is Form.RESPONSE
            return f'"{named.name}"' if is_lazy else named.name
        module = named.module.relative_to(own)
        alias = f"{named.name}_" if named.name in self._own else None
        if not quoted or not self._cycles.is_late(own, named.module):
            return self._imports.name(module, named.name, alias)
        if named.module in self._cycles.eager:
            package, _, name = module.rpartition(".")
            self._late.name(package or ".", name)
            text = f"{name}.{named.name}"
        else:
            text = self._late.name(module, named.name, alias)
        return text if self._module.form is Form.PARAM else f'"{text}"'


def _field(field: Field, writer: Writer) -> _FieldView:
    """Return the declaration of a model's field."""
    has_default = not field.required or _is_optional(field.type)
    type_ = field.type if field.required else _optional(field.type)
    text = f"{field.name}: {writer.write(type_)}"
    if field.name != field.wire:
        info = writer.imports.name("pydantic", "Field", "FieldInfo")
        default = ", default=None" if has_default else ""
        text = f"{text} = {info}(alias={literal(field.wire)}{default})"
    elif has_default:
        text = f"{text} = None"
    return _FieldView(text, _field_text(field))


def _member(field: Field, writer: Writer) -> _FieldView:
    """Return the declaration of a member of a dictionary."""
    info: dict[str, str] = {}
    if field.name != field.wire:
        info["alias"] = field.wire
    if dated(field.type):
        info["format"] = "iso8601"
    text = writer.annotated(writer.write(field.type), info)
    if field.required:
        text = f"{writer.name(Name('typing_extensions', 'Required'))}[{text}]"
    return _FieldView(f"{field.name}: {text}", _field_text(field))


def _extra(type_: Expression | None, writer: Writer) -> _ExtraView | None:
    if type_ is None:
        return None
    return _ExtraView(
        checking=writer.name(Name("typing", "TYPE_CHECKING")),
        members=writer.write(Generic(DICT, (STR, type_))),
        text=writer.write(STR),
        type=writer.write(type_),
    )


def _is_optional(type_: Expression) -> bool:
    match type_:
        case OneOf(variants=variants):
            return NONE in variants
        case Generic(origin=origin):
            return origin == OPTIONAL
        case _:
            return type_ == NONE


def _optional(type_: Expression) -> Expression:
    return type_ if _is_optional(type_) else optional(type_)


def _text(description: str | None) -> str:
    return paragraphs([description], _INDENT)


def _field_text(field: Field) -> str:
    text = marked(field.description or "", deprecated=field.deprecated)
    return paragraphs([text], _INDENT)


def package_text(
    package: tuple[str, ...],
    names: Mapping[str, Iterable[str]],
    packages: Iterable[str],
) -> str:
    """Return the `__init__.py` of a package of types.

    `names` has the exported names by the relative names of their modules; `packages`
    are inside.
    """
    ordered = sorted(names.items(), key=lambda each: (len(each[0]), each[0]))
    pairs = [(module, [*members]) for module, members in ordered]
    exported = sorted(name for _, members in pairs for name in members)
    source = render(
        "stainless/types_init.py",
        text="The types of the API.",
        root="." * (len(package) + 1),
        names=pairs,
        packages=packages,
        exported=[*map(literal, exported)],
    )
    return formatted(source, "/".join((*package, "__init__.py")))
