"""Lines of Python: all of them, and those with code."""

from __future__ import annotations

import ast
import io
import tokenize
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.environments import GENERATED, Environment
from benchmarks.report import Row, lines

RUNTIME_GOAL = 2000
_NO_CODE = {
    tokenize.COMMENT,
    tokenize.DEDENT,
    tokenize.ENCODING,
    tokenize.ENDMARKER,
    tokenize.INDENT,
    tokenize.NEWLINE,
    tokenize.NL,
}


@dataclass(frozen=True, slots=True)
class Lines:
    """All lines (those that `wc -l` counts), and those with code."""

    all: int
    code: int

    def __add__(self, other: Lines) -> Lines:
        return Lines(self.all + other.all, self.code + other.code)


def count(source: str) -> Lines:
    """Code: without blank lines, comments, and strings that are statements."""
    code: set[int] = set()
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type not in _NO_CODE:
            code.update(range(token.start[0], token.end[0] + 1))
    return Lines(source.count("\n"), len(code.difference(_docstrings(source))))


def _docstrings(source: str) -> Iterator[int]:
    """The lines of docstrings: of modules, classes, functions and attributes."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Expr(ast.Constant(str()), end_lineno=int(end)):
                yield from range(node.lineno, end + 1)


def count_files(files: Iterable[Path]) -> Lines:
    return sum((count(file.read_text("utf-8")) for file in files), Lines(0, 0))


def whole(package: Path) -> list[Path]:
    return sorted(package.rglob("*.py"))


def own_runtime(package: Path) -> list[Path]:
    return sorted((package / "_runtime").rglob("*.py"))


def vendor_runtime(package: Path) -> list[Path]:
    """The files that are the same for every API in SDKs of the vendors' kind."""
    from_document = {"__init__.py", "_client.py"}
    private = [p for p in package.glob("_*.py") if p.name not in from_document]
    shared = [*private, *package.glob("_utils/**/*.py"), package / "pagination.py"]
    return sorted(path for path in shared if path.exists())


def measure(vendor: Environment | None) -> list[Row]:
    """Rows for the committed Kernel client and the vendor's SDK."""
    ours = GENERATED / "kernel"
    theirs = vendor.package("kernel") if vendor else None
    runtime = vendor_runtime(theirs) if theirs else []
    package = whole(theirs) if theirs else []
    return [
        *_rows("runtime", own_runtime(ours), runtime, RUNTIME_GOAL),
        *_rows("package", whole(ours), package),
    ]


def _rows(
    part: str, ours: list[Path], theirs: list[Path], goal: int | None = None
) -> list[Row]:
    own, other = count_files(ours), count_files(theirs)
    all_, code = (lines(other.all), lines(other.code)) if theirs else (None, None)
    return [
        Row(f"{part}, all lines", lines(own.all), all_, goal),
        Row(f"{part}, lines of code", lines(own.code), code),
    ]
