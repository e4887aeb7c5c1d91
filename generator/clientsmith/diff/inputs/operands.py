"""The operands of a comparison: files, files of git revisions, URLs, standard input.

What a revision does not have counts as a document without operations, so that one that
is new, or gone, can be compared.
"""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path

from clientsmith.diagnostics import Diagnostics, Location
from clientsmith.diff.inputs.reading import Revision, Side, read_side, side
from clientsmith.document.documents import Document, parse_document
from clientsmith.document.source_text import decode, fail
from clientsmith.support.urls import is_url, shown

_INPUT = "-"
_NOTHING = "/dev/null"
_KEPT = ("openapi", "info", "servers", "security", "tags")


def read_operands(base: str, revision: str) -> tuple[Side, Side]:
    """Read both documents. Raises DiagnosticError."""
    operands = (base, revision)
    if operands == (_INPUT, _INPUT):
        fail("read", "standard input can be only one of the two documents")
    absent = [_is_absent(operand) for operand in operands]
    if all(absent):
        fail("read", f"neither `{base}` nor `{revision}` exists")
    if absent[0]:
        after = _read(revision)
        return _without_operations(base, after), after
    before = _read(base)
    after = _without_operations(revision, before) if absent[1] else _read(revision)
    return before, after


def _is_absent(operand: str) -> bool:
    if operand == _NOTHING:
        return True
    found = _in_git(operand)
    if found is None:
        return False
    revision, path = found
    revision.require()
    return not revision.has(path)


def _in_git(operand: str) -> tuple[Revision, Path] | None:
    """Split `REV:path`, unless a file has that name."""
    name, colon, inner = operand.partition(":")
    if not (colon and name and inner) or is_url(operand) or Path(operand).exists():
        return None
    return Revision(name, Path.cwd()), Path(inner)


def _read(operand: str) -> Side:
    if operand == _INPUT:
        path = Path("stdin")
        content = decode(sys.stdin.buffer.read(), path)
        return _in_memory(operand, path, {path.resolve(): content})
    if is_url(operand):
        from clientsmith.sources.one_time import fetched_once

        fetched = fetched_once(operand, Path.cwd())
        return _in_memory(shown(operand), fetched.document, dict(fetched.texts))
    found = _in_git(operand)
    if found is None:
        return read_side(operand, Path(operand), None)
    return read_side(operand, found[1], found[0])


def _in_memory(name: str, path: Path, texts: dict[Path, str]) -> Side:
    def reader(path: Path, key: str) -> Document:
        text = texts.get(path.resolve())
        if text is None:
            fail("read", "it was not given with the document", Location(path))
        return parse_document(text, path, key)

    return replace(side(name, path, reader), texts=texts)


def _without_operations(name: str, other: Side) -> Side:
    """Return the other document without its operations."""
    root = other.workspace.root
    kept = {key: value.value for key in _KEPT if (value := root.get(key)) is not None}
    schemes = root.at("components", "securitySchemes")
    kept["components"] = {"securitySchemes": {} if schemes is None else schemes.value}
    path = Path(name.partition(":")[2] or name)
    text = json.dumps({**kept, "paths": {}}, default=str)
    found = _in_memory(name, path, {path.resolve(): text})
    warnings = Diagnostics()
    warnings.warning(
        "read",
        f"`{name}` does not exist: it is treated as a document without operations",
    )
    found.diagnostics.extend(warnings)
    return found
