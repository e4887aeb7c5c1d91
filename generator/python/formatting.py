"""Black decides how the source looks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from importlib.metadata import version

from black import Mode, format_str
from black.mode import TargetVersion
from black.parsing import InvalidInput

from generator.cache import NO_CACHE, Cache
from generator.python.layout import laid_out
from generator.python.pieces import Piece, split
from generator.workers import result_of, workers

_MODE = Mode(target_versions={TargetVersion.PY311})
_VERSION = f"black {version('black')}"

# Below so many characters, starting processes takes longer than it saves; a process
# gets so many at a time.
_WORTH_PROCESSES = 150_000
_BATCH = 30_000
_CLASS = "class _:\n"


class FormattingError(Exception):
    """What was rendered is no Python: a defect of the templates, never of the input."""


def formatted(source: str, name: str) -> str:
    """The module as Black prints it. Raises `FormattingError`."""
    return formatted_modules({name: source}, NO_CACHE)[name]


def formatted_modules(modules: Mapping[str, str], cache: Cache) -> dict[str, str]:
    """Modules by name as Black prints them. Raises `FormattingError`."""
    keys = {name: _key("module", source) for name, source in modules.items()}
    known = cache.get(keys.values())
    pieces = {
        name: _split(source, name)
        for name, source in modules.items()
        if keys[name] not in known
    }
    printed = _printed_pieces(
        [each for some in pieces.values() for each in some], cache
    )
    new = {
        keys[name]: "".join("\n" * each.blank_lines + printed[each] for each in some)
        for name, some in pieces.items()
    }
    cache.put(new)
    known |= new
    return {name: known[keys[name]] for name in modules}


def _printed_pieces(pieces: Iterable[Piece], cache: Cache) -> dict[Piece, str]:
    known = {each: laid_out(each.text) for each in pieces}
    left = _printed_by_black([each for each, text in known.items() if not text], cache)
    return {each: text or left[each] for each, text in known.items()}


def _printed_by_black(pieces: Iterable[Piece], cache: Cache) -> dict[Piece, str]:
    keys = {
        each: _key(f"{each.is_method} {each.is_head}", each.text) for each in pieces
    }
    known = cache.get(keys.values())
    missing = [each for each, key in keys.items() if key not in known]
    texts = _print(missing)
    new = {keys[each]: text for each, text in zip(missing, texts, strict=True)}
    cache.put(new)
    known |= new
    return {each: known[key] for each, key in keys.items()}


def _split(source: str, name: str) -> list[Piece]:
    try:
        return [*split(source)]
    except (SyntaxError, ValueError) as error:
        raise FormattingError(f"{name}: {error}") from error


def _key(kind: str, text: str) -> str:
    return sha256(f"{_VERSION} {kind}\n{text}".encode()).hexdigest()


def _print(pieces: Sequence[Piece]) -> list[str]:
    size = sum(len(each.text) for each in pieces)
    with workers(worthwhile=size > _WORTH_PROCESSES) as pool:
        batches = [
            (batch, pool.submit(_print_batch, batch)) for batch in _batches(pieces)
        ]
        return [
            text
            for batch, future in batches
            for text in result_of(future, _print_batch, batch)
        ]


def _batches(pieces: Iterable[Piece]) -> Iterator[list[Piece]]:
    batch: list[Piece] = []
    size = 0
    for each in pieces:
        batch.append(each)
        size += len(each.text)
        if size > _BATCH:
            yield batch
            batch, size = [], 0
    yield batch


def _print_batch(pieces: Iterable[Piece]) -> list[str]:
    return [*map(_printed, pieces)]


def _printed(piece: Piece) -> str:
    """What Black makes of the piece where it stands."""
    text = piece.text
    try:
        if piece.is_method:
            return format_str(_CLASS + text, mode=_MODE).removeprefix(_CLASS)
        if piece.is_head and text.rstrip().endswith(":"):
            # Without a body, its first method would be part of the piece.
            return format_str(f"{text.rstrip()}\n    pass", mode=_MODE)[
                : -len("    pass\n")
            ]
        return format_str(text, mode=_MODE)
    except InvalidInput as error:
        raise FormattingError(str(error)) from error
