"""Parse YAML 1.2 text to plain values, and locate values in it.

PyYAML's C parser does the parsing; what a plain scalar means is decided here, by
the core schema of YAML 1.2.2 (chapter 10.3) and not by PyYAML's YAML 1.1 rules. What
the C parser refuses and YAML 1.2 allows is left to slower readers.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

import yaml
from yaml.composer import Composer, ComposerError

from clientsmith.diagnostics import (
    Diagnostic,
    DiagnosticError,
    Diagnostics,
    Location,
    Severity,
)
from clientsmith.document.extents import Extent
from clientsmith.document.pointers import Pointer, array_index
from clientsmith.document.source_text import (
    MAX_DEPTH,
    LineIndex,
    duplicate_key,
    fail,
    paused_garbage_collection,
)
from clientsmith.document.values import JsonObject, JsonValue

_DEPTH_MESSAGE = f"nested deeper than {MAX_DEPTH} levels"
_MULTIPLIED = "the aliases multiply this value beyond reason"

_PLAIN = "plain"
_TAG = "tag:yaml.org,2002:"
_STRING, _MAPPING, _SEQUENCE = _TAG + "str", _TAG + "map", _TAG + "seq"
_MERGE_KEY = "<<"

_CONSTANTS: dict[str, JsonValue] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys((".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"), float("inf")),
    **dict.fromkeys(("-.inf", "-.Inf", "-.INF"), float("-inf")),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), float("nan")),
}
_NUMBER_STARTS = frozenset("+-.0123456789")
_INTEGER = re.compile(r"[-+]?[0-9]+")
_OCTAL = re.compile(r"0o[0-7]+")
_HEXADECIMAL = re.compile(r"0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_LONGEST_NUMBER = 1000

# YAML 1.2.2, section 5.1.
_UNPRINTABLE = re.compile(
    "[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
)

_COLON = "found unexpected ':'"
_SURROGATE = re.compile(r"\\(u|U0000)[dD][89a-fA-F]")

# The limit for the values that all aliases of a document expand to; so many characters
# count as one value.
_EXPANSION_FLOOR = 1_000_000
_EXPANSION_FACTOR = 10
_CHARACTERS = 20


def core_schema_value(text: str) -> JsonValue:
    """Return the value of a plain scalar in the core schema.

    Raises ValueError for a number too long to be one.
    """
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if text[0] not in _NUMBER_STARTS:
        return text
    for pattern, convert in _NUMBERS:
        if pattern.fullmatch(text):
            if len(text) > _LONGEST_NUMBER:
                raise ValueError(f"a number of {len(text)} characters")
            return convert(text)
    return text


_NUMBERS: tuple[tuple[re.Pattern[str], Callable[[str], JsonValue]], ...] = (
    (_INTEGER, int),
    (_OCTAL, lambda text: int(text, 0)),
    (_HEXADECIMAL, lambda text: int(text, 0)),
    (_FLOAT, float),
)


def parse_yaml(text: str, path: Path, found: Diagnostics | None = None) -> JsonValue:
    """Return the value of a YAML text with one document.

    Mapping keys become strings as they are written (`200:` is `"200"`), merge keys
    (`<<`) are applied. Of a key that repeats, the last value is read; `found` gets a
    warning of it. Raises DiagnosticError, located in `path`: syntax errors, several
    documents, unknown tags, nesting deeper than `MAX_DEPTH`, aliases that contain
    themselves or multiply beyond reason.
    """
    root = compose(text, path)
    if root is None:
        hint = "an OpenAPI document begins with its version, as in `openapi: 3.1.0`"
        fail("syntax", "the file is empty", Location(path, 1, 1), hint)
    converter = _Converter(path)
    with paused_garbage_collection():
        value = converter.convert(root, 0)
    if converter.problems:
        raise DiagnosticError(converter.problems)
    if found is not None:
        found.extend(converter.repeated)
    return value


def compose(text: str, path: Path) -> yaml.Node | None:
    """Return the YAML nodes of a text, or None if it contains no document."""
    unprintable = _UNPRINTABLE.search(text)
    if unprintable:
        line, column = LineIndex(text).position(unprintable.start())
        fail(
            "syntax",
            f"not YAML: control character U+{ord(unprintable[0]):04X}",
            Location(path, line, column),
        )
    try:
        return _composed(text)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = Location(path, mark.line + 1, mark.column + 1) if mark else None
        code = "depth" if isinstance(error, _TooDeep) else "syntax"
        in_front = text[: mark.index + 1].rpartition("\n")[2] if mark else ""
        fail(code, _describe(error), place or Location(path), _hint(in_front))
    except yaml.YAMLError as error:
        fail("syntax", f"not YAML: {str(error).splitlines()[0]}", Location(path))


def _hint(in_front: str) -> str | None:
    """Return a hint from the text before the place where the parser stopped."""
    if "\t" in in_front and not in_front.strip():
        return "indent with spaces: YAML does not allow tabs"
    return None


def _composed(text: str) -> yaml.Node | None:
    """Compose with the fastest reader that accepts the text; raise the first error."""
    try:
        return _nodes(_Loader(text))
    except _TooDeep:
        raise
    except ComposerError as error:
        with suppress(yaml.YAMLError):
            return _nodes(_Composer(text))
        raise error from None
    except yaml.YAMLError as error:
        spaced = _without_harmless_tabs(text)
        if spaced != text:
            with suppress(yaml.YAMLError):
                return _nodes(_Loader(spaced))
        # The reader in Python takes ten times as long, and accepts lone surrogates.
        if _COLON in str(error) and not _SURROGATE.search(text):
            with suppress(yaml.YAMLError):
                return _nodes(_Parser(spaced))
        raise error from None


def _without_harmless_tabs(text: str) -> str:
    """Replace tabs in empty lines and at line ends by spaces (YAML 1.2, 6.2)."""
    if "\t" not in text:
        return text
    lines = []
    for line in text.splitlines(keepends=True):
        content = line.rstrip()
        kept = 0 if not content or content.lstrip().startswith("#") else len(content)
        lines.append(line[:kept] + line[kept:].replace("\t", " "))
    return "".join(lines)


def _nodes(loader: _Loader | _Composer | _Parser) -> yaml.Node | None:
    try:
        with paused_garbage_collection():
            node: yaml.Node | None = loader.get_single_node()
            return node
    finally:
        loader.dispose()


class YamlPositions:
    """Locates the values of a YAML text, which is composed on the first lookup."""

    def __init__(self, text: str, path: Path) -> None:
        self._text = text
        self._path = path
        self._root: yaml.Node | None = None

    def locate(self, pointer: Pointer) -> tuple[Path, int, int] | None:
        """Return the position of the member's key or the element, or None."""
        found = self._find(pointer)
        if found is None:
            return None
        mark = found[0].start_mark
        return self._path, mark.line + 1, mark.column + 1

    def extent(self, pointer: Pointer) -> Extent | None:
        """Return the text of the member or the element, or None."""
        found = self._find(pointer)
        if found is None:
            return None
        place, node = found
        start = place.start_mark
        # The target of an alias is written elsewhere, above.
        last = place if node.start_mark.index < start.index else node
        return Extent(self._text, start.index, last.end_mark.index, start.line + 1)

    def written(self, pointer: Pointer) -> str | None:
        """Return a scalar as written, without quotes, or None."""
        found = self._find(pointer)
        if found is None or not isinstance(found[1], yaml.ScalarNode):
            return None
        return str(found[1].value)

    def _find(self, pointer: Pointer) -> tuple[yaml.Node, yaml.Node] | None:
        """Return the node that names the value (its key, or itself) and the value."""
        if self._root is None:
            self._root = compose(self._text, self._path)
        place = node = self._root
        for token in pointer:
            found = _child(node, token)
            if found is None:
                return None
            place, node = found
        return None if place is None or node is None else (place, node)


def _child(node: yaml.Node | None, token: str) -> tuple[yaml.Node, yaml.Node] | None:
    """Return the node that names the child (its key, or itself) and the child."""
    if isinstance(node, yaml.SequenceNode):
        index = array_index(token)
        if index is None or index >= len(node.value):
            return None
        return node.value[index], node.value[index]
    if not isinstance(node, yaml.MappingNode):
        return None
    for key, value in reversed(node.value):  # the last one of a repeated key
        if key.value == token:
            return key, value
    for key, value in node.value:
        if _is_merge(key):
            sources = value.value if isinstance(value, yaml.SequenceNode) else [value]
            for source in sources:
                found = _child(source, token)
                if found:
                    return found
    return None


def _is_merge(key: yaml.Node) -> bool:
    return key.tag == _PLAIN and key.value == _MERGE_KEY


@dataclass(frozen=True, slots=True)
class _Converted:
    value: JsonValue
    size: int
    height: int


class _TooDeep(yaml.MarkedYAMLError):
    pass


class _Resolver:
    """Marks plain scalars for the core schema, and limits the depth."""

    _depth = 0

    def resolve(self, kind: type[yaml.Node], value: object, implicit: object) -> str:
        if kind is yaml.ScalarNode:
            assert isinstance(implicit, tuple)
            return _PLAIN if implicit[0] else _STRING
        return _SEQUENCE if kind is yaml.SequenceNode else _MAPPING

    # The composers call these two around every node: the only hooks that can stop the
    # recursion, in C, in time.
    def descend_resolver(
        self, current_node: yaml.Node | None, current_index: object
    ) -> None:
        self._depth += 1
        if self._depth > MAX_DEPTH + 1:
            mark = current_node.start_mark if current_node else None
            raise _TooDeep(problem_mark=mark)

    def ascend_resolver(self) -> None:
        self._depth -= 1


class _Loader(_Resolver, yaml.CSafeLoader):
    """Composes nodes in C."""


class _Anchors(Composer):
    """Composes nodes where an anchor may repeat: the last one wins (YAML 1.2, 7.1)."""

    peek_event: Callable[[], yaml.Event]

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        event = self.peek_event()
        if isinstance(event, yaml.NodeEvent) and not isinstance(event, yaml.AliasEvent):
            self.anchors.pop(event.anchor, None)
        node: yaml.Node | None = super().compose_node(parent, index)
        return node


class _Composer(_Resolver, _Anchors, yaml.CSafeLoader):
    """Composes nodes from the events of the C parser."""

    def __init__(self, text: str) -> None:
        yaml.CSafeLoader.__init__(self, text)
        Composer.__init__(self)


class _Parser(_Resolver, _Anchors, yaml.SafeLoader):
    """Parses in Python, and reads `a:[ ]` in flow mappings as a key and a list."""


class _Converter:
    """Converts nodes to values, and collects errors."""

    def __init__(self, path: Path) -> None:
        self.problems: list[Diagnostic] = []
        self.repeated: list[Diagnostic] = []
        self._path = path
        self._done: dict[int, _Converted | None] = {}
        self._long: set[int] = set()
        self._written = 0
        self._expanded = 0
        self._deepest = 0

    def convert(self, node: yaml.Node, depth: int) -> JsonValue:
        """Return the node's value; a node that an alias repeats gives the same object."""
        self._expanded += 1
        if isinstance(node, yaml.ScalarNode):
            self._written += 1
            self._count(node)
            return self._scalar(node)
        if id(node) in self._done:
            return self._alias(node, depth, self._done[id(node)])
        self._written += 1
        self._done[id(node)] = None
        outer_deepest, before = self._deepest, self._expanded
        self._deepest = depth
        value = self._container(node, depth + 1)
        self._done[id(node)] = _Converted(
            value, self._expanded - before, self._deepest - depth
        )
        self._deepest = max(self._deepest, outer_deepest)
        return value

    def _count(self, scalar: yaml.ScalarNode) -> None:
        """Count values; long strings count several times, repeated aliases again."""
        extra = len(scalar.value) // _CHARACTERS
        if not extra:
            return
        self._expanded += extra
        if id(scalar) not in self._long:
            self._long.add(id(scalar))
            self._written += extra
        elif self._multiplies:
            self._stop("alias", scalar, _MULTIPLIED)

    @property
    def _multiplies(self) -> bool:
        limit = _EXPANSION_FLOOR + _EXPANSION_FACTOR * self._written
        return self._expanded > limit

    def _container(self, node: yaml.Node, depth: int) -> JsonValue:
        self._deepest = max(self._deepest, depth)
        if isinstance(node, yaml.SequenceNode):
            self._check_tag(node, _SEQUENCE)
            return [self.convert(item, depth) for item in node.value]
        assert isinstance(node, yaml.MappingNode)
        self._check_tag(node, _MAPPING)
        members: dict[str, JsonValue] = {}
        merged: list[tuple[yaml.Node, JsonValue]] = []
        keys: dict[str, yaml.Node] = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                self._problem("syntax", key, "a key must be a scalar")
            elif _is_merge(key):
                merged.append((value, self.convert(value, depth)))
            else:
                if key.value in keys:
                    first_line = keys[key.value].start_mark.line + 1
                    second = self._location(key)
                    self.repeated.append(duplicate_key(key.value, second, first_line))
                keys[key.value] = key
                self._count(key)
                members[key.value] = self.convert(value, depth)
        return self._merge(members, merged) if merged else members

    def _merge(
        self, members: JsonObject, merged: list[tuple[yaml.Node, JsonValue]]
    ) -> JsonObject:
        """Merge mappings: own keys win, then the first source (YAML merge type)."""
        for node, value in merged:
            for source in value if isinstance(value, list) else [value]:
                if isinstance(source, dict):
                    for key in source:
                        members.setdefault(key, source[key])
                else:
                    self._problem(
                        "syntax", node, "`<<` takes a mapping or a list of mappings"
                    )
        return members

    def _alias(
        self, node: yaml.Node, depth: int, converted: _Converted | None
    ) -> JsonValue:
        if converted is None:
            self._problem("alias", node, "the anchored value contains itself")
            return None
        self._expanded += converted.size
        if self._multiplies:
            self._stop("alias", node, _MULTIPLIED)
        self._deepest = max(self._deepest, depth + converted.height)
        if self._deepest > MAX_DEPTH:
            self._stop("depth", node, _DEPTH_MESSAGE)
        return converted.value

    def _scalar(self, node: yaml.ScalarNode) -> JsonValue:
        tag, text = node.tag, node.value
        if tag == _STRING:
            return str(text)
        try:
            if tag == _PLAIN:
                return core_schema_value(text)
            return _tagged_value(tag, text)
        except ValueError as error:
            self._problem("syntax", node, f"not YAML: {error}")
        return None

    def _check_tag(self, node: yaml.Node, expected: str) -> None:
        if node.tag != expected:
            self._problem("syntax", node, f"unknown tag `{_short_tag(node.tag)}`")

    def _location(self, node: yaml.Node) -> Location:
        mark = node.start_mark
        return Location(self._path, mark.line + 1, mark.column + 1)

    def _problem(self, code: str, node: yaml.Node, message: str) -> None:
        self.problems.append(
            Diagnostic(code, Severity.ERROR, message, self._location(node))
        )

    def _stop(self, code: str, node: yaml.Node, message: str) -> NoReturn:
        self._problem(code, node, message)
        raise DiagnosticError(self.problems)


_TAG_TYPES: dict[str, tuple[type, ...]] = {
    _TAG + "null": (type(None),),
    _TAG + "bool": (bool,),
    _TAG + "int": (int,),
    _TAG + "float": (float, int),
}


def _tagged_value(tag: str, text: str) -> JsonValue:
    """Return the value of a scalar with an explicit tag of the core schema."""
    types = _TAG_TYPES.get(tag)
    if types is None:
        raise ValueError(f"unknown tag `{_short_tag(tag)}`")
    value = core_schema_value(text)
    if type(value) in types:
        return float(value) if isinstance(value, int) and float in types else value
    raise ValueError(f"{text!r} is not a valid `{_short_tag(tag)}`")


def _short_tag(tag: str) -> str:
    return tag.replace(_TAG, "!!", 1)


def _describe(error: yaml.MarkedYAMLError) -> str:
    if isinstance(error, _TooDeep):
        return _DEPTH_MESSAGE
    if error.context and error.context.startswith("expected a single document"):
        return "several YAML documents in one file"
    parts = [part for part in (error.problem, error.context) if part]
    return f"not YAML: {', '.join(parts)}"
