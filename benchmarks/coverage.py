"""`python -m benchmarks.coverage PAGE FOLDER...`: what comes out of real documents.

Writes a section for each folder into a Markdown page; its other sections stay. A
section's table says of how many operations of each document our generator and its peers
make methods, whether the package imports, whether ours is clean for `mypy --strict` and
for pyright in strict mode, and how many of its operations come through a round trip.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from benchmarks.environments import ROOT
from benchmarks.generators import OURS, PEERS, Generator, declared_operations
from benchmarks.round_trip import OK, Outcome, in_a_process

_SUFFIXES = frozenset({".json", ".yaml", ".yml"})
# What the file at the top of a document has, and those that it refers to have not.
_ROOT_KEY = re.compile(r"""^\s*[{]?\s*["']?(openapi|swagger)["']?\s*:""", re.MULTILINE)
# A file in the first column of a table in Markdown.
_LISTED = re.compile(r"^\| *`?([^|`\s]+\.(?:json|ya?ml))`? *\|", re.MULTILINE)
_SECTION = re.compile(r"^## (?=\S)", re.MULTILINE)
_HEAD = """# Coverage

Real documents from the wild, and what each generator makes of them: the number of
operations for which there is a method, in bold where it is all of them, and `fails to
import` where a module of the package cannot be imported. `types` is what
`mypy --strict` and pyright in strict mode find in ours. `round trip` counts the
operations of ours whose requests, made from random arguments that are valid by the
document, reach a server as they were meant, and whose random valid responses are
parsed strictly, are of the classes and types that the document says, and are dumped to
the same JSON, of all or, where it says `tried`, of a sample; the others are listed
below the table.
Made by `make coverage CORPUS=FOLDER...`; not edited by hand.
"""


@dataclass(frozen=True, slots=True)
class Result:
    """What one generator made of a document."""

    operations: int
    imports: bool


@dataclass(frozen=True, slots=True)
class Row:
    """A document; `typed` says what type checkers find in ours, `trips` how it fares."""

    document: str
    declared: int
    results: tuple[Result, ...]
    typed: str
    trips: tuple[Outcome, ...] = ()

    def cells(self) -> Iterator[str]:
        yield self.document
        yield str(self.declared)
        for result in self.results:
            count = str(result.operations)
            shown = f"**{count}**" if result.operations >= self.declared else count
            yield (
                shown
                if result.imports or not result.operations
                else (f"{count}, fails to import")
            )
        yield self.typed if self.results[0].operations else "nothing to check"
        sampled = " tried" if self.tried < self.declared else ""
        yield f"{self.arrived}/{self.tried}{sampled}"

    @property
    def arrived(self) -> int:
        """How many operations come through a round trip."""
        return sum(each.verdict == OK for each in self.trips)

    @property
    def tried(self) -> int:
        """How many operations were sent there and back; all, if there is no package."""
        return len(self.trips) or self.declared

    def notes(self) -> Iterator[str]:
        """The operations that do not, and why."""
        for each in self.trips:
            if each.verdict != OK:
                reason = " ".join(each.reason.split()).replace("`", "'")
                # A bracket in a pattern or in a value would begin a link.
                reason = reason.replace("[", "\\[")
                yield f"- {self.document}, `{each.operation}`: {each.verdict}: {reason}"
        if not self.trips:
            yield f"- {self.document}: nothing was tried"


def main(arguments: Sequence[str] | None = None) -> None:
    """Write the sections into the page."""
    parser = argparse.ArgumentParser(prog="coverage", description=__doc__)
    parser.add_argument("page", type=Path)
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("--build", type=Path, default=ROOT / "build" / "coverage")
    parser.add_argument("--no-peers", action="store_true")
    parser.add_argument(
        "--sample", type=int, help="Of each document, try so many operations alone."
    )
    options = parser.parse_args(arguments)
    generators = (OURS,) if options.no_peers else (OURS, *PEERS)
    for folder in options.folders:
        build = options.build / folder.name
        documents = documents_in(folder)
        rows = _rows(documents, generators, build, folder.resolve(), options.sample)
        page = options.page.read_text("utf-8") if options.page.exists() else ""
        text = with_section(page, folder.name, _table(rows, generators))
        options.page.write_text(text, "utf-8")


def with_section(page: str, name: str, table: str) -> str:
    """The page with this table as the section of that name, at its place or the end."""
    sections = {
        title: body.strip("\n")
        for title, _, body in (
            each.partition("\n") for each in _SECTION.split(page)[1:]
        )
    }
    sections[name] = table.strip("\n")
    written = (f"\n## {title}\n\n{body}\n" for title, body in sections.items())
    return _HEAD + "".join(written)


def documents_in(folder: Path) -> list[Path]:
    """The documents in a folder, or in the folders of their vendors inside it.

    A vendor's document may consist of many files, and lie beside others: a table in the
    folder's README names those that count.
    """
    files = [each for each in sorted(folder.iterdir()) if each.suffix in _SUFFIXES]
    readme = folder / "README.md"
    if not files and readme.exists():
        names = _LISTED.findall(readme.read_text("utf-8"))
        files = [folder / each for each in sorted(names)]
    if not files:
        files = [
            each
            for each in sorted(folder.rglob("*"))
            if each.suffix in _SUFFIXES and _ROOT_KEY.search(each.read_text("utf-8"))
        ]
    return [each.resolve() for each in files]


def _rows(
    documents: Sequence[Path],
    generators: Sequence[Generator],
    build: Path,
    folder: Path,
    sample: int | None,
) -> list[Row]:
    shutil.rmtree(build, ignore_errors=True)
    with ThreadPoolExecutor(2) as pool:
        results = [*pool.map(lambda each: _results(each, generators, build), documents)]
        trips = [*pool.map(lambda each: _trips(each, build, sample), documents)]
    checks = _TypeChecks(build / OURS.name)
    return [
        Row(
            path.relative_to(folder).as_posix(),
            declared_operations(path),
            found,
            checks.of(_name(path)),
            tried,
        )
        for path, found, tried in zip(documents, results, trips, strict=True)
    ]


def _trips(document: Path, build: Path, sample: int | None) -> tuple[Outcome, ...]:
    folder = (build / OURS.name / _name(document)).resolve()
    found = in_a_process(document, folder, sample=sample)
    arrived = sum(each.verdict == OK for each in found)
    sys.stderr.write(f"{document.name}: {arrived} of {len(found)} there and back\n")
    return found


def _results(
    document: Path, generators: Iterable[Generator], build: Path
) -> tuple[Result, ...]:
    found = []
    for generator in generators:
        folder = (build / generator.name / _name(document)).resolve()
        generator.run(document, folder)
        operations = generator.operations(document, folder)
        found.append(Result(operations, generator.imports(folder)))
    sys.stderr.write(f"{document.name}: {[each.operations for each in found]}\n")
    return tuple(found)


def _name(document: Path) -> str:
    # Documents of several vendors have one file name.
    place = "_".join([*document.parts[-3:-1], document.stem])
    return "d_" + "".join(each if each.isalnum() else "_" for each in place)


class _TypeChecks:
    """What both type checkers find in all packages, run once."""

    def __init__(self, folder: Path) -> None:
        settings = {"typeCheckingMode": "strict", "pythonVersion": "3.11"}
        (folder / "pyrightconfig.json").write_text(json.dumps(settings))
        for each in folder.iterdir():  # packages of the same name need a parent
            if each.is_dir():
                (each / "__init__.py").touch()
        python = [sys.executable, "-m"]
        mypy = self._run(folder, [*python, "mypy", "--strict", "--config-file=", "."])
        pyright = self._run(
            folder,
            [*python, "pyright", "--outputjson", "--pythonpath", sys.executable],
        )
        errors = [
            line.split("/")[0] for line in mypy.splitlines() if " error: " in line
        ]
        self._mypy = {name: errors.count(name) for name in errors}
        found = [
            Path(each["file"]).relative_to(folder.resolve()).parts[0]
            for each in json.loads(pyright)["generalDiagnostics"]
            if each["severity"] == "error"
        ]
        self._pyright = {name: found.count(name) for name in found}

    def of(self, name: str) -> str:
        """`clean`, or the number of errors in a package."""
        mypy, pyright = self._mypy.get(name, 0), self._pyright.get(name, 0)
        if mypy or pyright:
            return f"mypy {mypy}, pyright {pyright}"
        return "clean"

    def _run(self, folder: Path, command: list[str]) -> str:
        done = subprocess.run(
            command, cwd=folder, capture_output=True, text=True, check=False
        )
        return done.stdout


def _table(rows: Sequence[Row], generators: Sequence[Generator]) -> str:
    names = [each.name for each in generators]
    head = ["document", "operations", *names, "types", "round trip"]
    complete = [
        sum(
            row.results[at].operations >= row.declared and row.results[at].imports
            for row in rows
        )
        for at in range(len(generators))
    ]
    total = [
        f"all {len(rows)}",
        str(sum(row.declared for row in rows)),
        *(f"complete: {count}" for count in complete),
        f"clean: {sum(row.typed == 'clean' for row in rows)}",
        f"{sum(row.arrived for row in rows)}/{sum(row.tried for row in rows)}",
    ]
    lines = [head, ["---"] * len(head), *(row.cells() for row in rows), total]
    table = "".join(f"| {' | '.join(line)} |\n" for line in lines)
    notes = [note for row in rows for note in row.notes()]
    if not notes:
        return table
    listed = "".join(f"{note}\n" for note in notes)
    return f"{table}\nNo round trip:\n\n{listed}"


if __name__ == "__main__":
    main()
