"""Two definitions of one name compared: what callers can no longer do."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from clientsmith.compat.annotations import (
    Reader,
    Type,
    agree,
    metadata,
    qualifiers,
    shown,
)
from clientsmith.compat.definitions import (
    Class,
    External,
    Function,
    Member,
    Parameter,
    Signature,
    Submodule,
    Variable,
)
from clientsmith.compat.resolving import Package, Resolved
from clientsmith.compat.signatures import call_problems, common, shape_problems
from clientsmith.compat.syntax import last_name

_MODELS = frozenset({"BaseModel", "RootModel", "GenericModel"})
_ALIASES = ("alias", "validation_alias", "serialization_alias")
# It differs between any two releases.
_CHANGING = "__version__"


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two packages; annotations as they stand, and with aliases expanded."""

    package: Package
    plain: Reader
    expanded: Reader

    def type_of(self, node: ast.expr, module: str, expand: bool) -> Type:
        """Return the members of a type."""
        return (self.expanded if expand else self.plain).type_of(node, module)

    def text(self, node: ast.expr, module: str) -> str:
        """Return the type as messages show it."""
        return shown(self.plain.type_of(node, module))


@dataclass(frozen=True, slots=True)
class Kind:
    """The meaning of fields of a class: keys of a dictionary or attributes of a model."""

    is_dictionary: bool = False
    is_model: bool = False


@dataclass(frozen=True, slots=True)
class Judge:
    """Compares definitions; `annotations` includes those of parameters and results."""

    old: Side
    new: Side
    annotations: bool = False

    def names(self, name: str, old: Resolved, new: Resolved) -> Iterator[str]:
        """Say what is wrong with a name of a module, members of classes aside."""
        match old, new:
            case Class(), Class():
                yield from self._bases(old, new)
            case Function(), Function():
                yield from self.functions(old, new)
            case Variable(), Variable() if name != _CHANGING:
                yield from self._values(old, new)
            case (Variable(), _) | (Submodule(), Submodule()):
                pass
            case External(), External():
                if old.name != new.name:
                    yield f"was {old.name}, is {new.name}"
            case _:
                yield f"was {_kind(old)}, is {_kind(new)}"

    def kind(self, side: Side, class_: Class) -> Kind:
        """Return what the fields of a class mean."""
        ancestors = [*side.package.ancestors(class_)]
        names = {ancestor.name.rpartition(".")[2] for ancestor in ancestors}
        is_data = any(
            isinstance(ancestor, Class) and ancestor.is_dataclass
            for ancestor in ancestors
        )
        return Kind("TypedDict" in names, is_data or bool(names & _MODELS))

    def members(self, old: Member, new: Member, kind: Kind) -> Iterator[str]:
        """Say what is wrong with a method, property or field."""
        match old, new:
            case Function(), Function():
                yield from self.functions(old, new)
            case Variable(), Variable():
                yield from self._fields(old, new, kind)
            case Function(), Variable():
                yield "was a method, is an attribute"
            case Variable(), Function() if old.annotation is not None:
                yield "was an attribute, is a method"

    def functions(self, old: Function, new: Function) -> Iterator[str]:
        """Say what is wrong with a function, for any of its overloads."""
        yield from shape_problems(old, new)
        # Calls reach the implementation, whichever overloads there are.
        ways = dict.fromkeys((*new.signatures, new.implementation))
        found: dict[str, None] = {}
        for signature in old.signatures:
            problems = [
                [
                    *call_problems(signature, way),
                    *self._defaults(signature, way, old, new),
                ]
                for way in ways
            ]
            found |= dict.fromkeys(_fewest(problems))
            if self.annotations:
                notes = [
                    [*self._annotations(signature, way, old, new)]
                    for way in new.signatures
                ]
                found |= dict.fromkeys(_fewest(notes))
        yield from found

    def _defaults(
        self, before: Signature, after: Signature, old: Function, new: Function
    ) -> Iterator[str]:
        for was, now in common(before, after):
            if was.default is None or now.default is None:
                continue
            one = _constant(self.old.package, was.default, old.module)
            two = _constant(self.new.package, now.default, new.module)
            if one != two:
                texts = ast.unparse(was.default), ast.unparse(now.default)
                yield f"the default of `{was.name}` was {texts[0]}, is {texts[1]}"

    def _annotations(
        self, before: Signature, after: Signature, old: Function, new: Function
    ) -> Iterator[str]:
        for was, now in common(before, after):
            yield from self._types(
                f"`{was.name}`", _annotated(was, old), _annotated(now, new), wider=True
            )
        results = (before.returns, old.module), (after.returns, new.module)
        yield from self._types("the result", *results, wider=False)

    def _types(
        self,
        what: str,
        old: tuple[ast.expr | None, str],
        new: tuple[ast.expr | None, str],
        *,
        wider: bool,
    ) -> Iterator[str]:
        was, now = old[0], new[0]
        if was is None or now is None:
            return
        pair = (
            lambda expand: self.old.type_of(was, old[1], expand),
            lambda expand: self.new.type_of(now, new[1], expand),
        )
        if not agree(pair, wider=wider):
            texts = self.old.text(was, old[1]), self.new.text(now, new[1])
            yield f"the type of {what} was {texts[0]}, is {texts[1]}"

    def _fields(self, old: Variable, new: Variable, kind: Kind) -> Iterator[str]:
        if old.settable and not new.settable:
            yield "cannot be set"
        aliases = _alias(old), _alias(new)
        if aliases[0] != aliases[1]:
            yield f"the alias was {aliases[0] or 'none'}, is {aliases[1] or 'none'}"
        if kind.is_dictionary:
            needs = _needed_key(old), _needed_key(new)
        elif kind.is_model:
            needs = _needed(old), _needed(new)
        else:
            needs = False, False
        if needs == (False, True):
            yield "is required"
        if (
            kind.is_dictionary
            or kind.is_model
            or not (old.is_property or new.is_property)
        ):
            parts = (old.annotation, old.module), (new.annotation, new.module)
            wider = kind.is_dictionary
            yield from self._types("the field", *parts, wider=wider)

    def needed(self, member: Member, kind: Kind) -> bool:
        """Return whether callers have to give a field."""
        if not isinstance(member, Variable) or member.is_property:
            return False
        if kind.is_dictionary:
            return _needed_key(member)
        return kind.is_model and _needed(member)

    def _values(self, old: Variable, new: Variable) -> Iterator[str]:
        if old.value is None or new.value is None:
            return
        one, two = _literal(old.value), _literal(new.value)
        if one != two and None not in (one, two):
            yield f"was {ast.unparse(old.value)}, is {ast.unparse(new.value)}"
        elif one is None and two is None and _is_type(old.value):
            parts = (old.value, old.module), (new.value, new.module)
            yield from self._types("the alias", *parts, wider=True)

    def _bases(self, old: Class, new: Class) -> Iterator[str]:
        has = {
            self._base_key(self.new, ancestor)
            for ancestor in self.new.package.ancestors(new)
        }
        for base in self.old.package.bases(old):
            key = self._base_key(self.old, base)
            is_known = isinstance(base, External) or base in self.old.plain.keys
            if is_known and key not in has:
                yield f"is no longer a {key}"

    def _base_key(self, side: Side, base: Class | External) -> str:
        return (
            base.name if isinstance(base, External) else side.plain.keys.get(base, "")
        )


def _fewest(problems: Iterable[list[str]]) -> list[str]:
    return min(problems, key=len)


def _kind(found: Resolved) -> str:
    match found:
        case Class():
            return "a class"
        case Function():
            return "a function"
        case Submodule():
            return "a module"
        case External(name=name):
            return name
        case _:
            return "a value"


def _annotated(parameter: Parameter, function: Function) -> tuple[ast.expr | None, str]:
    return parameter.annotation, function.module


def _literal(node: ast.expr) -> str | None:
    """Return a value that the text says in full, as text."""
    try:
        return repr(ast.literal_eval(node))
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return None


def _constant(package: Package, node: ast.expr, module: str) -> str | None:
    """Return the value of a default; None where it is made at run time."""
    found = package.look_up(node, module)
    if isinstance(found, Variable) and found.value is not None:
        return _literal(found.value)
    return _literal(node)


def _alias(field: Variable) -> str | None:
    """Return the wire name of a field, where it has another."""
    for node in (field.value, *metadata(field.annotation)):
        if isinstance(node, ast.Call):
            given = {keyword.arg: keyword.value for keyword in node.keywords}
            for key in _ALIASES:
                match given.get(key):
                    case ast.Constant(value=str() as text):
                        return text
    return None


def _needed(field: Variable) -> bool:
    """Return whether a field of a model has no default."""
    value = field.value
    for node in (value, *metadata(field.annotation)):
        if isinstance(node, ast.Call) and last_name(node) in ("Field", "FieldInfo"):
            keys = {keyword.arg for keyword in node.keywords}
            given = [arg for arg in node.args if ast.unparse(arg) != "..."]
            if given or keys & {"default", "default_factory"}:
                return False
            if node is value:
                return True
    return value is None or ast.unparse(value) == "..."


def _needed_key(field: Variable) -> bool:
    """Return whether a key of a TypedDict has to be there."""
    for qualifier in qualifiers(field.annotation):
        if qualifier in ("Required", "NotRequired"):
            return qualifier == "Required"
    return field.total


def _is_type(node: ast.expr) -> bool:
    return isinstance(node, ast.Name | ast.Attribute | ast.Subscript | ast.BinOp)
