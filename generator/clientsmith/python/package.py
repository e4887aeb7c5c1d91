"""All files of a generated package."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from importlib import import_module
from typing import TypeAlias

from clientsmith.python.context import Context
from clientsmith.python.fingerprints import Fingerprints
from clientsmith.python.runtime import (
    feature_exports,
    needed_modules,
    runtime_files,
)
from clientsmith.python.units import Unit, exports_file, units_of
from clientsmith.support.cache import NO_CACHE, Cache
from clientsmith.support.workers import do_all

_Built: TypeAlias = list[tuple[str, str]]

# With fewer operations and types, starting processes takes longer than it gains.
_WORTH_PROCESSES = 150


def render_package(context: Context, salt: str, cache: Cache) -> dict[str, bytes]:
    """Return every file of the package: content by path inside the package.

    `salt` stands for what decides the output besides the model and its names.
    """
    texts: dict[str, list[str]] = {}
    for built in _all_built(context, [*units_of(context)], salt, cache):
        for name, text in built:
            texts.setdefault(name, []).append(text)
    whole = {name: "".join(parts) for name, parts in texts.items()}
    needed = needed_modules(
        text for name, text in whole.items() if name.endswith(".py")
    )
    whole |= exports_file(context, feature_exports(needed))
    files = {name: text.encode() for name, text in whole.items()}
    files |= runtime_files(needed, context.config.http_library)
    files["py.typed"] = b""
    return dict(sorted(files.items()))


def _all_built(
    context: Context, units: Sequence[Unit], salt: str, cache: Cache
) -> Iterable[_Built]:
    """Build all units, except those known from earlier runs."""
    if cache is NO_CACHE:
        return _build(context, units).values()
    fingerprints = Fingerprints(context, salt)
    keys = {unit: fingerprints.of(unit) for unit in units}
    known = cache.get(keys.values())
    new = _build(context, [unit for unit in units if keys[unit] not in known])
    cache.put({keys[unit]: json.dumps(built) for unit, built in new.items()})
    return [
        new[unit] if unit in new else json.loads(known[keys[unit]]) for unit in units
    ]


def _build(context: Context, units: Iterable[Unit]) -> dict[Unit, _Built]:
    """Build in parallel, the largest first, so that no process works alone at the end."""
    sizes = {unit: unit.size(context) for unit in units}
    ordered = sorted(sizes, key=lambda unit: -sizes[unit])
    worthwhile = sum(sizes.values()) > _WORTH_PROCESSES
    if worthwhile:  # before processes are started that would all do so
        for name in ("black", "clientsmith.python.types.codegen"):
            import_module(name)
    built = do_all(_built, context, ordered, worthwhile=worthwhile)
    found = dict(zip(ordered, built, strict=True))
    return {size: found[size] for size in sizes}


def _built(context: Context, unit: Unit) -> _Built:
    return [*unit.build(context)]
