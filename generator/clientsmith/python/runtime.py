"""The modules of the runtime that a package needs.

The package's own files decide: a module is needed if they import a name that it exports,
or if another module that is needed imports it.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from clientsmith.support.resources import templates_dir

# Names that users import from the top of every package, besides the clients.
EXPORTS = (
    "APIConnectionError", "APIError", "APIResponse", "APIResponseValidationError",
    "APIStatusError", "APITimeoutError", "AsyncAPIResponse", "AsyncHttpClient", "Attempt",
    "AuthenticationError", "Backoff", "BadRequestError", "ConflictError", "HttpClient",
    "InternalServerError", "Limits", "MissingCredentialsError", "NotFoundError",
    "NotGiven", "Omit", "PaginationError", "PermissionDeniedError", "RateLimitError",
    "RequestOptions", "ResponseTooLargeError", "Timeout", "UnprocessableEntityError",
    "WebhookVerificationError", "not_given", "omit",
)  # fmt: skip
# Imported on first use: pydantic's models take time to import.
LAZY_EXPORTS = ("BaseModel", "OpenTelemetrySpans")
# Exported as well if the package has the modules of their features.
FEATURE_EXPORTS = (
    "APIStreamError", "AsyncBinaryAPIResponse", "AsyncStream", "BinaryAPIResponse",
    "FileTypes", "JsonLines", "RawContent", "ServerSentEvent", "Stream",
)  # fmt: skip

_ENTRANCE = "__init__"
_HTTP = "_http"
# Imports in Black's style, with one name or with a list between parentheses.
_IMPORT = re.compile(
    r"^\s*from \.+_runtime(?:\.(?P<module>\w+))? import (?P<names>\([^)]*\)|.+)$",
    re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class _Module:
    text: str
    imports: frozenset[str]
    exports: frozenset[str]


def needed_modules(sources: Iterable[str]) -> frozenset[str]:
    """Return the modules of the runtime that files of a package need."""
    modules = _modules()
    names = {*EXPORTS, *LAZY_EXPORTS, *_imported(sources)}
    entrance = _always(modules[_ENTRANCE].text)
    chosen = {
        name
        for name, module in modules.items()
        if name in entrance or name in names or module.exports & names
    }
    return frozenset({_ENTRANCE, *_closure(chosen)})


def modules_of(sources: Iterable[str]) -> frozenset[str]:
    """Return the modules that files import by their names, and what these import."""
    return _closure(_imported(sources) & _modules().keys())


def _imported(sources: Iterable[str]) -> set[str]:
    """Return the modules, or the names of the entrance, that files import."""
    names: set[str] = set()
    for source in sources:
        for found in _IMPORT.finditer(source):
            if found["module"]:
                names.add(found["module"])
            else:
                names.update(re.findall(r"\w+", found["names"]))
    return names


def _closure(chosen: set[str]) -> frozenset[str]:
    needed: set[str] = set()
    waiting = [*chosen]
    while waiting:
        name = waiting.pop()
        if name not in needed:
            needed.add(name)
            waiting += _modules()[name].imports
    return frozenset(needed)


def feature_exports(needed: frozenset[str]) -> tuple[str, ...]:
    """Return the names of `FEATURE_EXPORTS` that these modules export."""
    exported = {name for module in needed for name in _modules()[module].exports}
    return tuple(name for name in FEATURE_EXPORTS if name in exported)


def runtime_files(needed: frozenset[str], http_library: str) -> Mapping[str, bytes]:
    """Return the files of these modules, for an HTTP library."""
    texts = {name: _modules()[name].text for name in needed}
    if _ENTRANCE in texts:
        texts[_ENTRANCE] = _entrance(texts[_ENTRANCE], needed)
    variant: Path = templates_dir() / "http_libraries" / f"{http_library}.py"
    if variant.is_file():
        texts[_HTTP] = variant.read_text(encoding="utf-8")
    return {f"_runtime/{name}.py": text.encode() for name, text in texts.items()}


def _entrance(text: str, needed: frozenset[str]) -> str:
    """Return the entrance without the imports and lazy names of other modules."""
    lines = text.splitlines(keepends=True)
    for module, first, last in _module_lines(ast.parse(text)):
        if module not in needed:
            lines[first - 1 : last] = [""] * (last - first + 1)
    return "".join(lines)


def _module_lines(tree: ast.Module) -> Iterator[tuple[str, int, int]]:
    """Yield modules of the runtime, and the lines in which the entrance names them."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.level == 1 and node.module:
            yield node.module, node.lineno, node.end_lineno or node.lineno
        elif isinstance(node, ast.Dict):
            for key, value in zip(node.keys, node.values, strict=True):
                if isinstance(key, ast.Constant):
                    module = str(key.value).removeprefix(".")
                    yield module, key.lineno, value.end_lineno or value.lineno


def _always(text: str) -> frozenset[str]:
    """Return the modules that the entrance imports at once."""
    return frozenset(
        node.module
        for node in ast.parse(text).body
        if isinstance(node, ast.ImportFrom) and node.level == 1 and node.module
    )


@cache
def _modules() -> Mapping[str, _Module]:
    paths = sorted((templates_dir() / "runtime").glob("*.py"))
    names = {path.stem for path in paths}
    return {path.stem: _read(path.read_text(encoding="utf-8"), names) for path in paths}


def _read(text: str, names: set[str]) -> _Module:
    tree = ast.parse(text)
    imports: set[str] = set()
    exports: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.level == 1:
            imports |= {node.module} if node.module else {a.name for a in node.names}
        elif isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            exports |= set(ast.literal_eval(node.value))
    return _Module(text, frozenset(imports & names), frozenset(exports))
