"""Tests of the storage, order and format of findings."""

from pathlib import Path

import pytest

from clientsmith.diagnostics import (
    Diagnostic,
    DiagnosticError,
    Diagnostics,
    Location,
    Severity,
    format_diagnostic,
    format_diagnostics,
)


def at(line: int, path: str = "specs/kernel.yaml") -> Location:
    return Location(Path(path), line, 9, "/paths/~1x/get")


def test_a_finding_is_one_line_then_pointer_and_hint() -> None:
    found = Diagnostic("schema", Severity.ERROR, "it is wrong", at(112), "mend it")
    assert format_diagnostic(found) == (
        "specs/kernel.yaml:112:9: error[schema]: it is wrong\n"
        "  at #/paths/~1x/get\n"
        "  hint: mend it"
    )


def test_a_finding_without_a_place_is_written_too() -> None:
    assert format_diagnostic(Diagnostic("x", Severity.INFO, "so")) == "info[x]: so"
    file_only = Diagnostic("x", Severity.WARNING, "so", Location(Path("a.yaml")))
    assert format_diagnostic(file_only) == "a.yaml: warning[x]: so"


def test_paths_below_the_working_directory_are_shown_relative(folder: Path) -> None:
    inside = Diagnostic("x", Severity.ERROR, "m", Location(folder / "a" / "b.yaml", 1))
    outside = Diagnostic("x", Severity.ERROR, "m", Location(folder.parent / "b.yaml"))
    assert format_diagnostic(inside).startswith("a/b.yaml:1: ")
    assert format_diagnostic(outside).startswith(f"{folder.parent.as_posix()}/b.yaml: ")


def test_control_characters_from_a_document_are_escaped() -> None:
    found = Diagnostic("x", Severity.ERROR, "key `\x1b[2J\nother.yaml:1: error`")
    assert format_diagnostic(found) == (
        "error[x]: key `\\x1b[2J\\nother.yaml:1: error`"
    )


def test_findings_come_in_file_order_and_once() -> None:
    found = Diagnostics()
    for line in (20, 3, 20):
        found.error("schema", "wrong", at(line))
    found.warning("schema", "odd", at(5, "specs/a.yaml"))
    assert [(item.location and item.location.line) for item in found] == [5, 3, 20]
    assert len(found) == 3


def test_only_errors_stop_a_run() -> None:
    found = Diagnostics()
    found.warning("a", "odd")
    found.info("b", "by the way")
    found.raise_if_errors()
    found.error("c", "wrong")
    with pytest.raises(DiagnosticError) as caught:
        found.raise_if_errors()
    assert str(caught.value) == format_diagnostics(found)
    assert [diagnostic.code for diagnostic in caught.value.diagnostics] == [
        "a",
        "b",
        "c",
    ]


def test_strictness_turns_warnings_but_not_remarks_into_errors() -> None:
    found = Diagnostics()
    found.warning("a", "odd")
    found.info("b", "by the way")
    assert not found.has_errors
    found.promote_warnings()
    assert [diagnostic.severity for diagnostic in found] == [
        Severity.ERROR,
        Severity.INFO,
    ]
