"""Types through datamodel-code-generator.

It decides the annotations, what has to be defined before what, and which references
must wait. It is given structure only: no text of the document, and placeholders
instead of member names, so that it has nothing to rename and nothing to quote but
the values of enumerations. What comes back is taken apart again and checked.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from typing import cast

from datamodel_code_generator import generate
from datamodel_code_generator.enums import (
    DataModelType,
    InputFileType,
    OpenAPIScope,
)
from datamodel_code_generator.format import (
    DatetimeClassType,
    Formatter,
    PythonVersion,
)
from datamodel_code_generator.parser import LiteralType

from generator.document.values import JsonObject
from generator.model.usage import Direction
from generator.resources import templates_dir


@dataclass(frozen=True, slots=True)
class ClassSource:
    """A class: annotations by placeholder, in the order of the schema."""

    name: str
    members: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class AliasSource:
    """A type alias. `recursive`: it cannot be written down without its own name."""

    name: str
    annotation: str
    recursive: bool


@dataclass(frozen=True, slots=True)
class TypeSources:
    """What was generated, in an order that works, and the imports it needs."""

    types: tuple[ClassSource | AliasSource, ...]
    imports: tuple[tuple[str, str, str], ...]
    """Module, name, and the name it goes by."""


class UnexpectedTypesError(Exception):
    """The library generated something else than it was asked for."""


_BASES = {
    Direction.RESPONSE: (DataModelType.PydanticV2BaseModel, "runtime.BaseModel"),
    Direction.REQUEST: (DataModelType.TypingTypedDict, "typing_extensions.TypedDict"),
}
_PROPERTY_NAME = re.compile(r'"propertyName": "([^"]+)"')
_OWN_MODULES = frozenset({"runtime", "__future__"})


def generate_types(
    definitions: Mapping[str, JsonObject],
    imported: Mapping[str, tuple[str, str]],
    direction: Direction,
) -> TypeSources:
    """Python types for JSON Schema definitions by name.

    `imported` are names that definitions refer to and that exist already: module and
    name. Raises `UnexpectedTypesError`.
    """
    if not definitions:
        return TypeSources((), ())
    stubs = {
        stub: {"x-python-import": {"module": module, "name": name}}
        for stub, (module, name) in imported.items()
    }
    distinct = _Distinct(definitions)
    tree = ast.parse(_run({**distinct.definitions, **stubs}, direction))
    types = tuple(_types(_inlined(tree.body, definitions)))
    names = [each.name for each in types]
    if sorted(names) != sorted(definitions):
        different = sorted(set(names) ^ set(definitions))
        raise UnexpectedTypesError(f"asked for other types than came: {different}")
    for each in types:
        _check_members(each, distinct.definitions[each.name])
    return TypeSources(distinct.completed(types), tuple(_imports(tree.body)))


class _Distinct:
    """Definitions whose members are only those that the library has to see.

    Most members are one of a few structures: the answer for one is the answer for all.
    Members with references stay where they are, since the order of the types depends
    on them; so do those that tell the members of a union apart, which the library
    adds where they are absent; and every class keeps a member, or it would not become
    a class.
    """

    def __init__(self, definitions: Mapping[str, JsonObject]) -> None:
        self._all = definitions
        self._first: dict[str, tuple[str, str]] = {}
        self._discriminators = {*_PROPERTY_NAME.findall(json.dumps(definitions))}
        self.definitions = {
            name: self._reduced(name, each) for name, each in definitions.items()
        }

    def _reduced(self, name: str, definition: JsonObject) -> JsonObject:
        members = cast(JsonObject, definition.get("properties", {}))
        kept: JsonObject = {}
        for member, value in members.items():
            key = _plain_key(value)
            first = key and self._first.setdefault(key, (name, member))
            discriminates = member in self._discriminators
            if not kept or discriminates or first in (None, (name, member)):
                kept[member] = value
        if len(kept) == len(members):
            return definition
        return {**definition, "properties": kept, "required": [*kept]}

    def completed(
        self, types: Sequence[ClassSource | AliasSource]
    ) -> tuple[ClassSource | AliasSource, ...]:
        """The types with all their members."""
        found = {
            (each.name, member): annotation
            for each in types
            if isinstance(each, ClassSource)
            for member, annotation in each.members
        }
        return tuple(
            (
                ClassSource(each.name, tuple(self._members(each.name, found)))
                if isinstance(each, ClassSource)
                else each
            )
            for each in types
        )

    def _members(
        self, name: str, found: Mapping[tuple[str, str], str]
    ) -> Iterator[tuple[str, str]]:
        members = cast(JsonObject, self._all[name].get("properties", {}))
        for member, value in members.items():
            if (name, member) in found:
                yield member, found[name, member]
            else:
                yield member, found[self._first[_plain_key(value) or ""]]


def _plain_key(member: object) -> str | None:
    """What is the same for members of the same type; None: it has references."""
    key = json.dumps(member, sort_keys=True)
    return None if '"$ref"' in key else key


def _run(definitions: Mapping[str, object], direction: Direction) -> str:
    model_type, base = _BASES[direction]
    document = {
        "openapi": "3.1.0",
        "info": {"title": "types", "version": "1"},
        "paths": {},
        "components": {"schemas": definitions},
    }
    source = generate(
        document,
        input_file_type=InputFileType.OpenAPI,
        output_model_type=model_type,
        base_class=base,
        custom_template_dir=templates_dir() / "models",
        openapi_scopes=[OpenAPIScope.Schemas],
        target_python_version=PythonVersion.PY_311,
        output_datetime_class=DatetimeClassType.Datetime,
        enum_field_as_literal=LiteralType.All,
        use_standard_collections=True,
        use_union_operator=True,
        use_type_alias=True,
        use_generic_container_types=direction is Direction.REQUEST,
        formatters=[Formatter.BUILTIN],
        disable_timestamp=True,
    )
    return cast(str, source)


def _inlined(body: Sequence[ast.stmt], names: Collection[str]) -> Iterator[ast.stmt]:
    """The module with the aliases that nobody asked for in their places.

    A union with a discriminator that is the item of a list gets a name otherwise.
    """
    values: dict[str, ast.expr] = {}
    for statement in body:
        match statement:
            case ast.Assign(
                targets=[ast.Name(id=name)],
                value=ast.Call(func=ast.Name(id="TypeAliasType"), args=[_, value]),
            ) if (
                name not in names
            ):
                values[name] = value
    for statement in body:
        match statement:
            case ast.Assign(targets=[ast.Name(id=name)]) if name in values:
                continue
            case _:
                yield _InPlace(values).visit(statement)


class _InPlace(ast.NodeTransformer):
    """Puts expressions where names are."""

    def __init__(self, values: Mapping[str, ast.expr]) -> None:
        self._values = values

    def visit_Name(self, node: ast.Name) -> ast.expr:
        value = self._values.get(node.id)
        return node if value is None else self.visit(deepcopy(value))


def _types(body: Iterable[ast.stmt]) -> Iterator[ClassSource | AliasSource]:
    for statement in body:
        match statement:
            case ast.ClassDef():
                yield ClassSource(statement.name, tuple(_members(statement)))
            case ast.AnnAssign(
                target=ast.Name(id=name), value=ast.expr() as value
            ) | ast.Assign(
                targets=[ast.Name(id=name)],
                value=ast.Call(func=ast.Name(id="TypeAliasType"), args=[_, value]),
            ):
                text, recursive = _alias(value)
                yield AliasSource(name, text, recursive)


def _members(class_: ast.ClassDef) -> Iterator[tuple[str, str]]:
    for statement in class_.body:
        if isinstance(statement, ast.AnnAssign) and isinstance(
            statement.target, ast.Name
        ):
            yield statement.target.id, ast.unparse(statement.annotation)


def _alias(value: ast.expr) -> tuple[str, bool]:
    """A quoted part means that the alias goes in a circle.

    Members of a union are then quoted as a whole: type checkers cannot resolve
    `Sequence["Json"]` inside an alias.
    """
    quoted = [*_forward_references(value)]
    for union in ast.walk(value):
        if (
            isinstance(union, ast.Subscript)
            and isinstance(union.slice, ast.Tuple)
            and _subscripts(union, "Union")
        ):
            union.slice.elts = [
                _quoted_whole(each, quoted) for each in union.slice.elts
            ]
    return ast.unparse(value), bool(quoted)


def _quoted_whole(member: ast.expr, quoted: Collection[ast.AST]) -> ast.expr:
    inside = [each for each in ast.walk(member) if each in quoted]
    if not inside or any(isinstance(each, ast.Call) for each in ast.walk(member)):
        return member
    return ast.Constant(ast.unparse(_Unquoted(inside).visit(member)))


class _Unquoted(ast.NodeTransformer):
    """Takes the quotes off forward references."""

    def __init__(self, references: Collection[ast.AST]) -> None:
        self._references = references

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        if node not in self._references:
            return node
        return ast.parse(str(node.value), mode="eval").body


def _forward_references(node: ast.AST) -> Iterator[ast.Constant]:
    """The strings that are annotations: not in a `Literal`, not in a call."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node
    elif not (_subscripts(node, "Literal") or isinstance(node, ast.Call)):
        for each in ast.iter_child_nodes(node):
            yield from _forward_references(each)


@cache
def mentioned(annotation: str) -> frozenset[str]:
    """The names that an annotation uses, in forward references as well."""
    tree = ast.parse(annotation, mode="eval").body
    found = {each.id for each in ast.walk(tree) if isinstance(each, ast.Name)}
    for each in _forward_references(tree):
        found |= mentioned(str(each.value))
    return frozenset(found)


def _subscripts(node: ast.AST, name: str) -> bool:
    return (
        isinstance(node, ast.Subscript)
        and isinstance(node.value, ast.Name)
        and node.value.id == name
    )


def _check_members(source: ClassSource | AliasSource, definition: JsonObject) -> None:
    if isinstance(source, AliasSource):
        return
    expected = list(cast(JsonObject, definition.get("properties", {})))
    found = [name for name, _ in source.members]
    if found != expected:
        raise UnexpectedTypesError(f"{source.name} has {found} instead of {expected}")


def _imports(body: Sequence[ast.stmt]) -> Iterator[tuple[str, str, str]]:
    for statement in body:
        if not isinstance(statement, ast.ImportFrom) or statement.module is None:
            continue
        if statement.module not in _OWN_MODULES:
            for each in statement.names:
                yield statement.module, each.name, each.asname or each.name
