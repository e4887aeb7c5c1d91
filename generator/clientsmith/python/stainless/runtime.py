"""The runtime of a package in the Stainless layout: its faces, and what they import.

The faces in `templates/stainless/runtime` are plain Python. They have the names of the
package's own classes and its settings in one place each, where this module fills them in.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from clientsmith.python.runtime import modules_of, runtime_files
from clientsmith.python.source.formatting import formatted
from clientsmith.python.source.literals import literal
from clientsmith.stainless.plan import EventRule
from clientsmith.support.resources import templates_dir

_HTTP_LIBRARY = "httpx"
_ENTRANCE = '"""The runtime of the package: the modules of Clientsmith\'s runtime that it needs."""\n'
_CLASSES = re.compile(r"\b(?:AsyncOrgClient|OrgClient|OrgError)\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class RuntimeVariables:
    """The parts of the faces that differ between packages.

    `client`, `async_client` and `error` are names of classes; times are in seconds.
    """

    client: str
    async_client: str
    error: str
    timeout: float = 60
    max_retries: int = 2
    initial_retry_delay: float = 0.5
    max_retry_delay: float = 8.0
    multipart_array_format: str = "brackets"
    event_rules: tuple[EventRule, ...] = ()
    """Without any, the data of every event is an item."""


def stainless_runtime_files(
    rendered_files: Mapping[str, str], variables: RuntimeVariables
) -> dict[str, bytes]:
    """Return the faces that are not among the rendered files, and the modules they need.

    The paths are relative to the package.
    """
    faces = {
        path: _filled(path, text, variables)
        for path, text in _faces().items()
        if path not in rendered_files
    }
    needed = modules_of([*faces.values(), *rendered_files.values()])
    files = {path: text.encode() for path, text in faces.items()}
    files |= runtime_files(needed, _HTTP_LIBRARY)
    return {**files, "_runtime/__init__.py": _ENTRANCE.encode()}


@cache
def _faces() -> Mapping[str, str]:
    root = templates_dir() / "stainless" / "runtime"
    paths = sorted(root.rglob("*.py"))
    return {
        path.relative_to(root).as_posix(): path.read_text(encoding="utf-8")
        for path in paths
    }


def _filled(path: str, text: str, variables: RuntimeVariables) -> str:
    """Return a face with the package's names of classes, and its settings."""
    names = {
        "OrgClient": variables.client,
        "AsyncOrgClient": variables.async_client,
        "OrgError": variables.error,
    }
    filled = text
    if path == "_constants.py":
        filled = _assigned(text, dict(_constants(variables)))
    if path == "_base_client.py":
        arrays = literal(variables.multipart_array_format)
        filled = _assigned(text, {"_MULTIPART_ARRAYS": arrays})
    if path == "_streaming.py" and variables.event_rules:
        rules = "".join(f"{_rule(rule)}, " for rule in variables.event_rules)
        filled = _assigned(text, {"EVENT_RULES": f"({rules})"})
    filled = _CLASSES.sub(lambda found: names[found.group()], filled)
    return text if filled == text else formatted(filled, path)


def _constants(variables: RuntimeVariables) -> Iterator[tuple[str, str]]:
    timeout = f"httpx.Timeout(timeout={literal(variables.timeout)}, connect=5.0)"
    yield "DEFAULT_TIMEOUT", timeout
    yield "DEFAULT_MAX_RETRIES", literal(variables.max_retries)
    yield "INITIAL_RETRY_DELAY", literal(variables.initial_retry_delay)
    yield "MAX_RETRY_DELAY", literal(variables.max_retry_delay)


def _rule(rule: EventRule) -> str:
    fields: dict[str, str] = {}
    if rule.event_types is not None:
        types = "".join(f"{literal(type_)}, " for type_ in rule.event_types)
        fields["event_types"] = f"({types})"
    if rule.data_prefix:
        fields["data_prefix"] = literal(rule.data_prefix)
    if rule.error_property is not None:
        fields["error_property"] = literal(rule.error_property)
    others = "".join(f", {name}={value}" for name, value in fields.items())
    return f"EventRule({literal(rule.handle)}{others})"


def _assigned(text: str, values: Mapping[str, str]) -> str:
    """Return the text of a module with other values of its constants."""
    lines = text.splitlines(keepends=True)
    for node in reversed(ast.parse(text).body):
        if isinstance(node, ast.Assign):
            target = node.targets[0]
        elif isinstance(node, ast.AnnAssign):
            target = node.target
        else:
            continue
        value = node.value
        if value is None or not isinstance(target, ast.Name) or target.id not in values:
            continue
        first, last = value.lineno - 1, value.end_lineno or value.lineno
        before = lines[first].encode()[: value.col_offset].decode()
        after = lines[last - 1].encode()[value.end_col_offset :].decode()
        lines[first:last] = [f"{before}{values[target.id]}{after}"]
    return "".join(lines)
