"""Read settings from a configuration file, or report everything that is wrong."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from clientsmith.config.differences import NO_DIFF_CONFIG, AcceptedChange, DiffConfig
from clientsmith.config.messages import config_error, explain, suggest
from clientsmith.config.options import (
    ClientConfig,
    CredentialConfig,
    PagesConfig,
    PaginationConfig,
    QueryConfig,
    Section,
    SelectionConfig,
    Settings,
    WebhooksConfig,
    normalise,
    portable,
)
from clientsmith.config.positions import ConfigText, KeyPath
from clientsmith.diagnostics import Diagnostic, DiagnosticError, Diagnostics, Location
from clientsmith.support.urls import shown

# Far more than a configuration needs; reading more would take long.
_LONGEST = 1_000_000
_DEEPEST = 50


def find_config(start: Path) -> Path | None:
    """Return the configuration file in `start` or the nearest folder above it."""
    for folder in (start, *start.parents):
        own = folder / "clientsmith.toml"
        if own.is_file():
            return own
        shared = folder / "pyproject.toml"
        if shared.is_file() and _has_section(shared):
            return shared
    return None


def load_settings(start: Path | None = None) -> Settings:
    """Return the settings that apply in `start` (default: the working directory).

    Raises `DiagnosticError` when there are none or they are wrong.
    """
    path = find_config((start or Path.cwd()).absolute())
    if path is None:
        raise DiagnosticError(
            config_error(
                "no configuration found: neither clientsmith.toml nor"
                " [tool.clientsmith] in pyproject.toml, here or in a folder above",
                hint="create one with `clientsmith add FILE|URL`, or generate a client"
                " without one: `clientsmith generate --spec FILE|URL`",
            )
        )
    return read_settings(path)


def read_settings(path: Path, text: str | None = None) -> Settings:
    """Read the settings of one configuration file, or of its future text.

    Raises `DiagnosticError` with everything that is wrong in it.
    """
    text, data = _parse(path) if text is None else (text, _parsed(text, path))
    return _SectionReader(path, text, data, prefix_of(path)).read()


def settings_then(
    folder: Path, content: Callable[[Path], str | None]
) -> Settings | None:
    """Read the settings of a folder in an earlier state; `content` gives the files'
    texts.

    None where there were none. Raises `DiagnosticError` when they were wrong.
    """
    for name in ("clientsmith.toml", "pyproject.toml"):
        text = content(folder / name)
        if text is not None:
            data = _parsed(text, folder / name)
            if not prefix_of(folder / name) or _names_us(data):
                return read_settings(folder / name, text)
    return None


def load_diff_config(start: Path | None = None) -> DiffConfig:
    """Return the `diff` table of the configuration that applies in `start`, if any.

    Raises `DiagnosticError` when that is wrong.
    """
    path = find_config((start or Path.cwd()).absolute())
    if path is None:
        return NO_DIFF_CONFIG
    text, data = _parse(path)
    return _SectionReader(path, text, data, prefix_of(path)).read_diff()


def prefix_of(path: Path) -> KeyPath:
    """Return the keys before ours in a file with this name."""
    return () if path.name == "clientsmith.toml" else ("tool", "clientsmith")


def one_off(
    spec: Path, package: str, output: Path, stainless: Path | None = None
) -> ClientConfig:
    """Return default options for one document without a configuration file.

    Raises `DiagnosticError` when `package` cannot be the name of a package.
    """
    table = {"name": package, "document": spec, "package": package, "output": output}
    if stainless is not None:
        table["stainless"] = stainless
    try:
        return _adapter().validate_python(table, context={"root": Path.cwd()})
    except ValidationError as invalid:
        raise DiagnosticError(
            config_error(explain(error, _KNOWN_KEYS)[0]) for error in invalid.errors()
        ) from None


@dataclass(frozen=True, slots=True)
class _SectionReader:
    """Reads a parsed file into settings, and its mistakes into diagnostics."""

    path: Path
    text: str
    data: Mapping[str, Any]
    prefix: KeyPath

    def read(self) -> Settings:
        found = Diagnostics()
        section: Any = self.data
        for key in self.prefix:
            section = section.get(key, {}) if isinstance(section, dict) else {}
        if not isinstance(section, dict):
            raise DiagnosticError(self._error((), "must be a table"))
        self._check_section(section, found)
        diff = self._diff(section, found)
        output = section.get("output", "generated")
        if not isinstance(output, str):
            output = "generated"
        clients = []
        tables = section.get("clients")
        for name, table in tables.items() if isinstance(tables, dict) else ():
            client = self._client(name, table, output, found)
            if client is not None:
                clients.append(client)
        found.extend(self._shared_folders(clients))
        found.raise_if_errors()
        root = self.path.parent
        return Settings(root, root / output, tuple(clients), diff)

    def _diff(self, section: Mapping[str, Any], found: Diagnostics) -> DiffConfig:
        """Read the table `diff`, and record where it names each id."""
        table = section.get("diff", {})
        if not isinstance(table, dict):
            found.add(self._error(("diff",), "`diff` must be a table"))
            return NO_DIFF_CONFIG
        if "places" in table:
            # Not a key of the file, but a field of the class.
            found.add(self._error(("diff", "places"), "unknown key `places`"))
            return NO_DIFF_CONFIG
        try:
            config = _diff_adapter().validate_python(table)
        except ValidationError as invalid:
            for error in invalid.errors():
                problem, advice = explain(error, _DIFF_KEYS)
                inner = tuple(str(part) for part in error["loc"] if part != "[key]")
                found.add(self._error(("diff", *inner), problem, advice))
            return NO_DIFF_CONFIG
        places = {entry.id: self._place(("diff", "accept")) for entry in config.accept}
        places |= {
            id_: self._place(("diff", "severity", id_)) for id_ in config.severity
        }
        return replace(config, places=places)

    def read_diff(self) -> DiffConfig:
        """Read the table `diff` alone, regardless of the rest of the file."""
        found = Diagnostics()
        section: Any = self.data
        for key in self.prefix:
            section = section.get(key, {}) if isinstance(section, dict) else {}
        config = self._diff(section if isinstance(section, dict) else {}, found)
        found.raise_if_errors()
        return config

    def _check_section(self, section: Mapping[str, Any], found: Diagnostics) -> None:
        known = [key.name for key in fields(Section)]
        for key in section:
            if key not in known:
                hint = suggest(key, known)
                found.add(self._error((key,), f"unknown key `{key}`", hint))
        for key, kind, expectation in (
            ("output", str, "a string"),
            ("clients", dict, "a table with a table for each client"),
        ):
            if key in section and not isinstance(section[key], kind):
                found.add(self._error((key,), f"`{key}` must be {expectation}"))
        if not section.get("clients"):
            hint = "add a table [clients.NAME] with the key `document`"
            if self.prefix:
                hint = hint.replace("[", "[tool.clientsmith.")
            found.add(self._error((), "no client is configured", hint))

    def _client(
        self, name: str, table: object, output: str, found: Diagnostics
    ) -> ClientConfig | None:
        place = ("clients", name)
        if not isinstance(table, dict):
            found.add(self._error(place, f"`{name}` must be a table"))
            return None
        options = {"package": name, "output": output, **table, "name": name}
        # Fields of the class that are not keys of the table.
        for key in _NO_KEYS.intersection(table):
            hint = (
                f"the client's name is the key of its table, `{name}`"
                if key == "name"
                else suggest(key, _KNOWN_KEYS[""])
            )
            found.add(self._client_error(name, (key,), f"unknown key `{key}`", hint))
            if key != "name":
                del options[key]
        context = {"root": self.path.parent}
        try:
            client = _adapter().validate_python(options, context=context)
        except ValidationError as invalid:
            for error in invalid.errors():
                problem, advice = explain(error, _KNOWN_KEYS)
                if error["type"] == "url" and error["loc"] == ("document",):
                    advice = _instead_of_url(name, error["input"])
                # pydantic marks an error about a key itself like this.
                inner = tuple(str(part) for part in error["loc"] if part != "[key]")
                found.add(self._client_error(name, inner, problem, advice))
            return None
        return replace(client, file=self._file)

    def _client_error(
        self, name: str, inner: KeyPath, problem: str, hint: str | None
    ) -> Diagnostic:
        """Report a mistake in the client's table."""
        tables = [key for key in inner[:-1] if not key.isdigit()]
        shown = ".".join(("clients", name, *tables[:1]))
        return self._error(("clients", name, *inner), f"{shown}: {problem}", hint)

    def _shared_folders(self, clients: Iterable[ClientConfig]) -> Iterator[Diagnostic]:
        taken: dict[str, str] = {}
        for client in clients:
            # Fold case, because the folder may be checked out on a file system that
            # does not distinguish Kernel from kernel.
            folder = str(normalise(client.package_dir)).casefold()
            first = taken.setdefault(folder, client.name)
            if first != client.name:
                shown = portable(normalise(client.package_dir), self.path.parent)
                yield self._error(
                    ("clients", client.name),
                    f"`{client.name}` and `{first}` are both written to {shown}",
                    "give one of them another `package` or `output`",
                )

    def _error(self, key: KeyPath, message: str, hint: str | None = None) -> Diagnostic:
        return config_error(message, self._place(key), hint)

    def _place(self, key: KeyPath) -> Location:
        return self._file.place(key)

    @property
    def _file(self) -> ConfigText:
        return ConfigText(self.path, self.text, self.prefix)


_NO_KEYS = frozenset({"name", "file"})
_KNOWN_KEYS: Mapping[str, tuple[str, ...]] = {
    place: tuple(key.name for key in fields(table) if key.name not in _NO_KEYS)
    for place, table in (
        ("", ClientConfig),
        ("credentials", CredentialConfig),
        ("pagination", PaginationConfig),
        ("include", SelectionConfig),
        ("exclude", SelectionConfig),
        ("pages", PagesConfig),
        ("query", QueryConfig),
        ("webhooks", WebhooksConfig),
    )
}


def _instead_of_url(name: str, url: str) -> str:
    """Return the hint for a configuration that names a URL as the document."""
    return (
        f"remove this table and run `clientsmith add {shown(url)} --name {name}`, which"
        " keeps the document here and its URL in `sources`"
    )


_DIFF_KEYS: Mapping[str, tuple[str, ...]] = {
    "": tuple(key.name for key in fields(DiffConfig) if key.name != "places"),
    "accept": tuple(key.name for key in fields(AcceptedChange)),
}


@cache
def _diff_adapter() -> TypeAdapter[DiffConfig]:
    return TypeAdapter(DiffConfig)


@cache
def _adapter() -> TypeAdapter[ClientConfig]:
    return TypeAdapter(ClientConfig)


def _parse(path: Path) -> tuple[str, dict[str, Any]]:
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as failure:
        message = f"cannot be read: {failure.strerror}"
        raise DiagnosticError(config_error(message, Location(path))) from None
    except UnicodeDecodeError:
        raise DiagnosticError(config_error("is not UTF-8", Location(path))) from None
    return text, _parsed(text, path)


def _parsed(text: str, path: Path) -> dict[str, Any]:
    if len(text) > _LONGEST:
        message = f"is longer than {_LONGEST:,} characters"
        raise DiagnosticError(config_error(message, Location(path)))
    try:
        data = tomllib.loads(text)
        if _is_deep(data):
            raise RecursionError
        return data
    except RecursionError:
        message = f"is nested deeper than {_DEEPEST} levels"
        raise DiagnosticError(config_error(message, Location(path))) from None
    except tomllib.TOMLDecodeError as failure:
        # Python before 3.14 gives the position only in the message.
        message, _, place = str(failure).partition(" (at ")
        numbers = re.findall(r"\d+", place)
        if len(numbers) != 2:
            end = text.rstrip().split("\n")
            numbers = [len(end), len(end[-1]) + 1]
        location = Location(path, int(numbers[0]), int(numbers[1]))
        message = f"is not TOML: {message[:1].lower()}{message[1:]}"
        raise DiagnosticError(config_error(message, location)) from None


def _is_deep(data: object) -> bool:
    level = [data]
    for _ in range(_DEEPEST):
        level = [
            child
            for value in level
            if isinstance(value, dict | list)
            for child in (value.values() if isinstance(value, dict) else value)
        ]
    return bool(level)


def _has_section(pyproject: Path) -> bool:
    try:
        _, data = _parse(pyproject)
    except DiagnosticError:
        # A broken file in a parent folder concerns us only if it mentions Clientsmith.
        return b"tool.clientsmith" in pyproject.read_bytes()
    return _names_us(data)


def _names_us(data: Mapping[str, Any]) -> bool:
    tool = data.get("tool")
    return isinstance(tool, dict) and "clientsmith" in tool
