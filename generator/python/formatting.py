"""Black decides how the source looks."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from functools import lru_cache
from hashlib import sha256
from importlib.metadata import version

from black import Mode, format_str
from black.mode import TargetVersion
from black.parsing import InvalidInput

from generator.cache import NO_CACHE, Cache
from generator.python.layout import laid_out
from generator.version import __version__
from generator.workers import result_of, workers

_MODE = Mode(target_versions={TargetVersion.PY311})
_VERSION = f"clientsmith {__version__} black {version('black')}"

# Below so many characters, starting processes takes longer than it saves.
_WORTH_PROCESSES = 400_000


class FormattingError(Exception):
    """What was rendered is no Python: a defect of the templates, never of the input."""


def formatted(source: str, name: str) -> str:
    """The module as Black prints it. Raises `FormattingError`."""
    return formatted_modules({name: source}, NO_CACHE)[name]


def formatted_modules(modules: Mapping[str, str], cache: Cache) -> dict[str, str]:
    """Modules by name as Black prints them. Raises `FormattingError`."""
    keys = {name: _key(source) for name, source in modules.items()}
    known = cache.get(keys.values())
    missing = {
        name: source for name, source in modules.items() if keys[name] not in known
    }
    new = {keys[name]: text for name, text in _print(missing).items()}
    cache.put(new)
    known |= new
    return {name: known[keys[name]] for name in modules}


def _key(text: str) -> str:
    return sha256(f"{_VERSION}\n{text}".encode()).hexdigest()


def _print(modules: Mapping[str, str]) -> dict[str, str]:
    size = sum(map(len, modules.values()))
    # The longest first: none of them is left to a single process at the end.
    ordered = sorted(modules.items(), key=lambda each: -len(each[1]))
    with workers(worthwhile=size > _WORTH_PROCESSES) as pool:
        printed = [
            (name, source, pool.submit(_printed, source, name))
            for name, source in ordered
        ]
        return {
            name: result_of(future, _printed, source, name)
            for name, source, future in printed
        }


def _printed(source: str, name: str) -> str:
    try:
        ast.parse(source)
        text = laid_out(source, _black)
        return _black(source) if text is None else text
    except (InvalidInput, SyntaxError, ValueError) as error:
        raise FormattingError(f"{name}: {error}") from error


@lru_cache(maxsize=1000)
def _black(source: str) -> str:
    return format_str(source, mode=_MODE)
