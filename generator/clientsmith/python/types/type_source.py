"""Types through datamodel-code-generator.

It decides the annotations. Most members of an API have one of a few structures, so it is
asked about each structure once, with placeholders in place of names: no text of the
document but the values of enumerations. Unions that a member tells apart have names, too:
it knows nothing of those. What comes back is taken apart and checked, and
the names are put in their places.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from functools import cache, reduce
from typing import NamedTuple, cast

from clientsmith.document.values import JsonObject, JsonValue
from clientsmith.model.usage import Direction
from clientsmith.python.types.annotations import LONGEST_UNION
from clientsmith.python.types.definition_order import definition_order
from clientsmith.python.types.questions import ALIAS, ASKED
from clientsmith.python.types.structure import referred_names


@dataclass(frozen=True, slots=True)
class ClassSource:
    """A class: annotations by placeholder, in the order of the schema."""

    name: str
    members: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class AliasSource:
    """A type alias; `recursive`: it refers to itself."""

    name: str
    annotation: str
    recursive: bool


@dataclass(frozen=True, slots=True)
class TypeSources:
    """Generated types in definition order, and the imports they need."""

    types: tuple[ClassSource | AliasSource, ...]
    imports: tuple[tuple[str, str, str], ...]
    """Module, name, and local name."""


@dataclass(frozen=True, slots=True)
class Written:
    """An annotation, and the types of the package that it names."""

    annotation: str
    names: frozenset[str]


class UnexpectedTypesError(Exception):
    """The library generated something other than requested."""


# The runtime's generic for a type that is evaluated for its first value.
DEFERRED = "Deferred"
_OWN_MODULES = frozenset({"runtime", "__future__"})
_STAND_IN = re.compile(r"R(\d+)")
# In JSON text, where a quote inside of a string is escaped.
_REFERRED = re.compile(r'("\$ref": "#/components/schemas/)([^"\\]*)"')
_UNION = ("typing", "Union", "Union")


def generate_types(
    definitions: Mapping[str, JsonObject],
    imported: Mapping[str, tuple[str, str]],
    direction: Direction,
    written: Mapping[str, Written],
    *,
    learned: bool = False,
) -> TypeSources:
    """Return Python types for JSON Schema definitions by name.

    `learned`: `learn_types` has seen the definitions already.

    `imported` are names that definitions refer to and that exist already: module and
    name. For others an annotation is `written`. Raises `UnexpectedTypesError`.
    """
    if not learned:
        learn_types(definitions.values(), direction)
    annotations = _Annotations(direction, imported, written)
    types = tuple(_sources(definitions, annotations, written))
    imports = ((module, name, name) for module, name in imported.values())
    return TypeSources(types, (*annotations.imports, *imports, _UNION))


def learn_types(definitions: Iterable[JsonObject], direction: Direction) -> None:
    """Ask the library about all structures that it has not been asked about.

    Raises `UnexpectedTypesError`.
    """
    keys = (_Structure(structure).key for structure in _structures(definitions))
    known = _KNOWN[direction]
    new = [key for key in dict.fromkeys(keys) if key not in known.templates]
    if new:
        # The library is loaded only if it is needed.
        from clientsmith.python.types.codegen import module_of

        tree = ast.parse(module_of(new, direction))
        known.templates.update(zip(new, _answers(tree.body, new), strict=True))
        known.imports.update((import_[2], import_) for import_ in _imports(tree.body))


def _structures(definitions: Iterable[JsonObject]) -> Iterator[JsonValue]:
    for definition in definitions:
        if _is_class(definition):
            yield from _members(definition).values()
        else:
            yield _alias(definition)


def _sources(
    definitions: Mapping[str, JsonObject],
    annotations: _Annotations,
    written: Mapping[str, Written],
) -> Iterator[ClassSource | AliasSource]:
    """Yield the types so that every alias follows what it needs."""
    references = {
        name: frozenset[str]().union(
            *(
                written[reference].names if reference in written else (reference,)
                for reference in referred_names(definition)
            )
        )
        for name, definition in definitions.items()
    }
    classes = {
        name for name, definition in definitions.items() if _is_class(definition)
    }
    later = {*definitions}
    for name in definition_order(references, classes):
        definition = definitions[name]
        if name in classes:
            members = _members(definition).items()
            found = ((member, annotations.of(value)) for member, value in members)
            yield ClassSource(name, tuple(found))
        else:
            annotation = annotations.of(_alias(definition))
            recursive = not later.isdisjoint(references[name])
            if recursive:
                annotation = _with_quotes(annotation, later)
            yield AliasSource(name, annotation, recursive)
        later.discard(name)


def _is_class(definition: JsonObject) -> bool:
    return "properties" in definition


def _members(definition: JsonObject) -> JsonObject:
    return cast(JsonObject, definition.get("properties", {}))


def _alias(definition: JsonObject) -> JsonObject:
    """Return the structure of an alias, marked, as its question differs from a
    member's.
    """
    return {ALIAS: definition}


@dataclass(frozen=True, slots=True)
class _Template:
    """An annotation with gaps for names: `parts[0] name parts[1] ...`.

    `gaps` says which of the structure's names belongs in each gap.
    """

    parts: tuple[str, ...]
    gaps: tuple[int, ...]

    def filled(self, names: Sequence[str]) -> str:
        pairs = zip(self.gaps, self.parts[1:], strict=True)
        return self.parts[0] + "".join(f"{names[gap]}{part}" for gap, part in pairs)


class _Known(NamedTuple):
    """The library's answers in this process."""

    templates: dict[str, _Template]
    imports: dict[str, tuple[str, str, str]]


_KNOWN = {direction: _Known({}, {}) for direction in Direction}


class _Annotations:
    """Annotations of structures, with the names that these refer to."""

    def __init__(
        self,
        direction: Direction,
        imported: Mapping[str, tuple[str, str]],
        written: Mapping[str, Written],
    ) -> None:
        self._written = written
        self._known = _KNOWN[direction]
        self._imported = imported

    @property
    def imports(self) -> Iterable[tuple[str, str, str]]:
        """The imports that annotations may need: module, name, and local name."""
        return self._known.imports.values()

    def of(self, structure: JsonValue) -> str:
        """Return the annotation of a learned structure."""
        plain = _Structure(structure)
        names = [self._text(name) for name in plain.names]
        return self._known.templates[plain.key].filled(names)

    def _text(self, name: str) -> str:
        if name in self._written:
            return self._written[name].annotation
        return self._imported.get(name, ("", name))[1]


class _Structure:
    """A structure without names, which are numbered in order of occurrence."""

    def __init__(self, value: JsonValue) -> None:
        self.names: list[str] = []
        # An escape would hide a name in another script.
        text = json.dumps(value, ensure_ascii=False)
        self.key = _REFERRED.sub(self._numbered, text)

    def _numbered(self, match: re.Match[str]) -> str:
        name = match[2].rpartition("/")[2]
        if name not in self.names:
            self.names.append(name)
        return f'{match[1]}R{self.names.index(name)}"'


def _answers(body: Sequence[ast.stmt], keys: Sequence[str]) -> Iterator[_Template]:
    """Yield the requested annotations in the order of the questions."""
    found = dict(_annotations(body))
    in_place = _InPlace(found)
    for at, key in enumerate(keys):
        annotation = found.get(f"A{at}") or found.get(f"m{at}")
        if annotation is None:
            raise UnexpectedTypesError(f"there is no type for {key}")
        yield _template(in_place.visit(deepcopy(annotation)))


def _annotations(body: Iterable[ast.stmt]) -> Iterator[tuple[str, ast.expr]]:
    """Yield aliases and requested members by name.

    There may be aliases for which nobody asked.
    """
    for statement in body:
        match statement:
            case ast.Assign(
                targets=[ast.Name(id=name)],
                value=ast.Call(func=ast.Name(id="TypeAliasType"), args=[_, value]),
            ) | ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
                yield name, value
            case ast.ClassDef(name=class_name, body=members) if class_name == ASKED:
                for member in members:
                    match member:
                        case ast.AnnAssign(target=ast.Name(id=name), annotation=value):
                            yield name, value


class _InPlace(ast.NodeTransformer):
    """Inserts expressions in place of names, and writes short unions with bars."""

    def __init__(self, values: Mapping[str, ast.expr]) -> None:
        self._values = values

    def visit_Name(self, node: ast.Name) -> ast.expr:
        value = self._values.get(node.id)
        return node if value is None else cast(ast.expr, self.visit(deepcopy(value)))

    def visit_Subscript(self, node: ast.Subscript) -> ast.expr:
        self.generic_visit(node)
        members = [*_union_members(node)]
        if members == [node] or len(members) > LONGEST_UNION:
            return node
        return reduce(
            lambda union, member: ast.BinOp(union, ast.BitOr(), member), members
        )


class _Gaps(ast.NodeTransformer):
    """Puts marks around the numbers of stand-ins: `Sequence[R0]` -> `Sequence[|0|]`."""

    # `ast.unparse` escapes it in strings, so no other text is mistaken for a mark.
    MARK = "\0"

    def visit_Name(self, node: ast.Name) -> ast.Name:
        stand_in = _STAND_IN.fullmatch(node.id)
        return ast.Name(f"{self.MARK}{stand_in[1]}{self.MARK}") if stand_in else node


def _template(annotation: ast.expr) -> _Template:
    """Return the annotation with gaps for its stand-ins."""
    parts = ast.unparse(_Gaps().visit(annotation)).split(_Gaps.MARK)
    return _Template(tuple(parts[::2]), tuple(int(number) for number in parts[1::2]))


def _with_quotes(alias: str, later: Collection[str]) -> str:
    """Quote names in an alias that needs itself or a later type.

    Members of a union are quoted as a whole: type checkers cannot resolve
    `Sequence["Json"]` inside an alias.
    """
    members = [*_union_members(ast.parse(alias, mode="eval").body)]
    texts = [ast.unparse(member) for member in members]
    quoted = [
        text if mentioned(text).isdisjoint(later) else repr(text) for text in texts
    ]
    return quoted[0] if len(quoted) == 1 else f"Union[{', '.join(quoted)}]"


def _union_members(node: ast.expr) -> Iterator[ast.expr]:
    match node:
        case ast.BinOp(left=left, op=ast.BitOr(), right=right):
            yield from _union_members(left)
            yield from _union_members(right)
        case ast.Subscript(value=ast.Name(id="Union"), slice=ast.Tuple(elts=members)):
            for member in members:
                yield from _union_members(member)
        case ast.Subscript(value=ast.Name(id="Optional"), slice=inner):
            yield from _union_members(inner)
            yield ast.Constant(None)
        case _:
            yield node


@cache
def mentioned(annotation: str, *, at_once: bool = False) -> frozenset[str]:
    """Return the names that an annotation uses, including forward references.

    `at_once`: without those of which a value has to come first.
    """
    tree = ast.parse(annotation, mode="eval").body
    found = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    for constant in _forward_references(tree, at_once=at_once):
        found |= mentioned(str(constant.value))
    return frozenset(found)


def _forward_references(node: ast.AST, *, at_once: bool) -> Iterator[ast.Constant]:
    """Yield the strings that are annotations: not in a `Literal`, not in a call."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node
    elif not (
        _is_of(node, "Literal")
        or isinstance(node, ast.Call)
        or (at_once and _is_of(node, DEFERRED))
    ):
        for member in ast.iter_child_nodes(node):
            yield from _forward_references(member, at_once=at_once)


def _is_of(node: ast.AST, generic: str) -> bool:
    return (
        isinstance(node, ast.Subscript)
        and isinstance(node.value, ast.Name)
        and node.value.id == generic
    )


def _imports(body: Sequence[ast.stmt]) -> Iterator[tuple[str, str, str]]:
    for statement in body:
        if not isinstance(statement, ast.ImportFrom) or statement.module is None:
            continue
        if statement.module not in _OWN_MODULES:
            for name in statement.names:
                yield statement.module, name.name, name.asname or name.name
