"""Adding a client to a configuration file, whose comments and layout stay."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import InlineTable, Table

from clientsmith.config.messages import config_error
from clientsmith.config.positions import KeyPath
from clientsmith.config.reading import find_config, prefix_of, read_settings
from clientsmith.diagnostics import DiagnosticError, Location

ClientTable = Mapping[str, Any]
# Tables with more keys have a header and a line for each key.
_LONGEST_LINE = 3


def file_to_edit(start: Path) -> Path:
    """Return the configuration that applies in `start`, or the file for a new one."""
    found = find_config(start)
    if found is not None:
        return found
    shared = start / "pyproject.toml"
    return shared if shared.is_file() else start / "clientsmith.toml"


def names_in(path: Path) -> frozenset[str]:
    """Return the names in use in a file that may not exist yet.

    Raises DiagnosticError when the file is wrong.
    """
    clients = _at(_data(_text(path), path), (*prefix_of(path), "clients"))
    if not clients:
        return frozenset()
    return frozenset(client.name for client in read_settings(path).clients)


def with_client(path: Path, name: str, table: ClientTable) -> str:
    """Return the file's text with one more client.

    Raises DiagnosticError when there is one of this name, and when it cannot be added.
    """
    text = _text(path)
    place = (*prefix_of(path), "clients", name)
    if name in names_in(path):
        raise DiagnosticError(
            config_error(
                f"a client is already called `{name}`",
                Location(path),
                hint="give another --name",
            )
        )
    new = _edited(text, place, table)
    if new is None:
        # An inline table on the way, or tables in an order that is hard to extend.
        new = _appended(text, place, table)
    if not _is_added(text, new, place, table):
        raise DiagnosticError(
            config_error(
                "the client cannot be added to this file",
                Location(path),
                hint=f"add by hand: {_block(place, table).strip()!r}",
            )
        )
    read_settings(path, new)
    return new.replace("\n", "\r\n") if _has_crlf(path) else new


def _edited(text: str, place: KeyPath, table: ClientTable) -> str | None:
    try:
        document = tomlkit.parse(text)
        at: Any = document
        for key in place[:-1]:
            if key not in at:
                at[key] = tomlkit.table(is_super_table=True)
            at = at[key]
        added = _items(table)
        added.add(tomlkit.nl())
        at[place[-1]] = added
        new = _set_apart(tomlkit.dumps(document), _header(place))
    except (TOMLKitError, TypeError, ValueError, KeyError, AttributeError):
        return None
    return new if _is_added(text, new, place, table) else None


def _items(table: ClientTable) -> Table:
    """Write small inner tables on one line each, after the plain keys."""
    items = tomlkit.table()
    for key, value in sorted(table.items(), key=lambda entry: _is_long(entry[1])):
        if _is_long(value):
            items[key] = _items(value)
        elif isinstance(value, Mapping):
            items[key] = _line(value)
        else:
            items[key] = value
    return items


def _is_long(value: object) -> bool:
    return isinstance(value, Mapping) and (
        len(value) > _LONGEST_LINE
        or any(isinstance(member, Mapping) for member in value.values())
    )


def _line(table: Mapping[str, Any]) -> InlineTable:
    line = tomlkit.inline_table()
    line.update(table)
    return line


def _appended(text: str, place: KeyPath, table: ClientTable) -> str:
    start = text if not text or text.endswith("\n") else f"{text}\n"
    return f"{start}{_block(place, table)}"


def _block(place: KeyPath, table: ClientTable) -> str:
    return f"\n{_header(place)}\n{tomlkit.dumps(_items(table))}"


def _header(place: KeyPath) -> str:
    return f"[{'.'.join(tomlkit.key(key).as_string() for key in place)}]"


def _set_apart(text: str, header: str) -> str:
    """Put an empty line before the header, and none at the end of the file."""
    lines = text.rstrip("\n").split("\n")
    at = lines.index(header) if header in lines else 0
    if at > 0 and lines[at - 1].strip():
        lines.insert(at, "")
    return "\n".join([*lines, ""])


def _is_added(text: str, new: str, place: KeyPath, table: ClientTable) -> bool:
    """Return whether the client was added and nothing else changed."""
    try:
        before, after = tomllib.loads(text), tomllib.loads(new)
    except tomllib.TOMLDecodeError:
        return False
    at: dict[str, Any] = before
    for key in place[:-1]:
        at = at.setdefault(key, {})
    at[place[-1]] = dict(table)
    return before == after


def _text(path: Path) -> str:
    """Return the file's text with `\n` line endings, or an empty text."""
    try:
        return path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    except FileNotFoundError:
        return ""
    except OSError as failure:
        message = f"cannot be read: {failure.strerror}"
        raise DiagnosticError(config_error(message, Location(path))) from None
    except UnicodeDecodeError:
        raise DiagnosticError(config_error("is not UTF-8", Location(path))) from None


def _has_crlf(path: Path) -> bool:
    return path.exists() and b"\r\n" in path.read_bytes()


def _data(text: str, path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError):
        read_settings(path)  # reports the mistake and its place
        raise


def _at(data: Any, place: KeyPath) -> Any:
    for key in place:
        data = data.get(key) if isinstance(data, dict) else None
    return data
