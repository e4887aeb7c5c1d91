"""Packages reach the disk whole or not at all, and never over other people's work."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from clientsmith.diagnostics import DiagnosticError
from clientsmith.output import FileState, PlannedPackage, check, write

MANIFEST = ".clientsmith.json"
OLD = {"__init__.py": b"one = 1\n", "same.py": b"same = 0\n", "sub/gone.py": b"x\n"}
NEW = {"__init__.py": b"two = 2\n", "same.py": b"same = 0\n", "new/api.py": b"y\n"}


def plan(directory: Path, files: Mapping[str, bytes] = OLD) -> PlannedPackage:
    return PlannedPackage(directory, files, "d" * 64, "c" * 64)


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def on_disk(directory: Path) -> dict[str, bytes]:
    """Every file below the folder except the manifest."""
    return {
        path.relative_to(directory).as_posix(): path.read_bytes()
        for path in sorted(directory.rglob("*"))
        if path.is_file() and path.name != MANIFEST
    }


def findings(error: pytest.ExceptionInfo[DiagnosticError], root: Path) -> list[str]:
    """Each finding as `path: message`, the path relative to `root`."""
    found = []
    for diagnostic in error.value.diagnostics:
        assert diagnostic.code == "output"
        assert diagnostic.location is not None
        path = diagnostic.location.path.relative_to(root).as_posix()
        found.append(f"{path}: {diagnostic.message}")
    return found


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A package as an earlier run left it."""
    directory = tmp_path / "kernel"
    write([plan(directory)])
    return directory


# Writing


def test_a_first_run_writes_files_and_manifest(tmp_path: Path) -> None:
    directory = tmp_path / "deep" / "kernel"
    (written,) = write([plan(directory)])
    assert on_disk(directory) == OLD
    assert (written.created, written.updated, written.removed) == (4, 0, 0)
    assert (directory / MANIFEST).read_text() == (
        "{\n"
        f'  "configuration": "{"c" * 64}",\n'
        f'  "document": "{"d" * 64}",\n'
        '  "files": {\n'
        f'    "__init__.py": "{sha256(OLD["__init__.py"])}",\n'
        f'    "same.py": "{sha256(OLD["same.py"])}",\n'
        f'    "sub/gone.py": "{sha256(OLD["sub/gone.py"])}"\n'
        "  },\n"
        '  "tool": "0.1.0"\n'
        "}\n"
    )


def test_files_are_readable_by_everyone_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0o077)
    try:
        write([plan(tmp_path / "kernel")])
    finally:
        os.umask(before)
    modes = {
        path.stat().st_mode & 0o777 for path in tmp_path.rglob("*.*") if path.is_file()
    }
    assert modes == {0o644}


def test_a_second_run_replaces_adds_and_removes(package: Path) -> None:
    (written,) = write([plan(package, NEW)])
    assert on_disk(package) == NEW
    assert not (package / "sub").exists()
    assert (written.created, written.updated, written.removed) == (1, 2, 1)
    assert written.unchanged == 1


def test_nothing_is_touched_when_nothing_changed(package: Path) -> None:
    before = {path: path.stat() for path in [package, *package.rglob("*")]}
    (written,) = write([plan(package)])
    after = {path: path.stat() for path in [package, *package.rglob("*")]}
    assert after == before
    assert (written.created, written.updated, written.removed) == (0, 0, 0)


def test_unchanged_files_keep_their_modification_time(package: Path) -> None:
    os.utime(package / "same.py", (1, 1))
    write([plan(package, NEW)])
    assert (package / "same.py").stat().st_mtime == 1


def test_a_deleted_manifest_of_an_intact_package_needs_force(package: Path) -> None:
    (package / MANIFEST).unlink()
    with pytest.raises(DiagnosticError):
        write([plan(package)])
    write([plan(package)], force=True)
    assert check(plan(package)).is_fresh


def test_a_deleted_file_comes_back(package: Path) -> None:
    (package / "same.py").unlink()
    write([plan(package)])
    assert on_disk(package) == OLD


def test_an_edit_that_equals_the_plan_is_no_conflict(package: Path) -> None:
    (package / "__init__.py").write_bytes(NEW["__init__.py"])
    write([plan(package, NEW)])
    assert on_disk(package) == NEW


@pytest.mark.parametrize(
    "name",
    ["/etc/x", "../x", "a/../x", "a//b", "./a", "", "a\\b", "c:x", MANIFEST, "a\0b"],
)
def test_a_planned_name_cannot_leave_the_folder(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="planned file name"):
        plan(tmp_path / "kernel", {name: b""})


@pytest.mark.parametrize("names", [("a.py", "A.py"), ("a", "a/b"), ("a", "A/b")])
def test_planned_names_that_are_one_file_on_some_systems_are_refused(
    tmp_path: Path, names: tuple[str, str]
) -> None:
    with pytest.raises(ValueError, match="planned"):
        plan(tmp_path / "kernel", dict.fromkeys(names, b""))


# Other people's files


def test_a_foreign_file_that_is_not_in_the_way_stays_the_same_file(
    package: Path,
) -> None:
    notes = package / "sub" / "notes.txt"
    notes.write_text("mine")
    (package / "link").symlink_to("same.py")
    before = notes.stat().st_ino
    write([plan(package, NEW)])
    assert notes.read_text() == "mine"
    assert notes.stat().st_ino == before
    assert (package / "link").readlink() == Path("same.py")
    assert on_disk(package).keys() == {*NEW, "sub/notes.txt", "link"}


def test_every_file_edited_by_hand_is_named_and_nothing_is_written(
    package: Path,
) -> None:
    (package / "__init__.py").write_text("mine")
    (package / "sub" / "gone.py").write_text("mine")
    before = on_disk(package)
    with pytest.raises(DiagnosticError) as error:
        write([plan(package, NEW)])
    assert findings(error, package) == [
        "__init__.py: was edited by hand since it was generated",
        "sub/gone.py: was edited by hand since it was generated",
    ]
    assert error.value.diagnostics[0].hint == (
        "make the change in the configuration or an overlay, or discard it with --force"
    )
    assert on_disk(package) == before
    write([plan(package, NEW)], force=True)
    assert on_disk(package) == NEW


def test_a_foreign_file_in_the_way_is_named_and_kept(package: Path) -> None:
    (package / "new").mkdir()
    (package / "new" / "api.py").write_text("mine")
    with pytest.raises(DiagnosticError) as error:
        write([plan(package, NEW)])
    assert findings(error, package) == [
        "new/api.py: is in the way and was not written by clientsmith"
    ]
    assert (package / "new" / "api.py").read_text() == "mine"
    write([plan(package, NEW)], force=True)
    assert on_disk(package) == NEW


def test_a_folder_of_someone_else_is_refused_and_its_files_are_named(
    tmp_path: Path,
) -> None:
    directory = tmp_path / "kernel"
    directory.mkdir()
    (directory / "thesis.txt").write_text("years of work")
    with pytest.raises(DiagnosticError) as error:
        write([plan(directory)])
    assert findings(error, tmp_path) == [
        "kernel: contains files that clientsmith did not write: thesis.txt"
    ]
    write([plan(directory)], force=True)
    assert on_disk(directory) == OLD | {"thesis.txt": b"years of work"}


def test_an_empty_folder_and_one_with_caches_are_free_to_use(tmp_path: Path) -> None:
    directory = tmp_path / "kernel"
    (directory / "__pycache__").mkdir(parents=True)
    (directory / "__pycache__" / "x.pyc").write_bytes(b"")
    write([plan(directory)])
    assert on_disk(directory) == OLD


@pytest.mark.parametrize("text", ["<<<<<<< HEAD", "[]", '{"files": {"a": 1}}'])
def test_a_damaged_manifest_stops_the_run(package: Path, text: str) -> None:
    (package / MANIFEST).write_text(text)
    with pytest.raises(DiagnosticError) as error:
        write([plan(package, NEW)])
    assert findings(error, package.parent) == [
        (
            "kernel: the manifest .clientsmith.json cannot be read, so it is not known"
            " which files are generated"
        )
    ]
    assert on_disk(package) == OLD


def test_a_folder_in_the_way_of_a_file_is_never_replaced(package: Path) -> None:
    (package / "new.py").mkdir()
    (package / "new.py" / "mine").write_text("mine")
    for force in (False, True):
        with pytest.raises(DiagnosticError) as error:
            write([plan(package, {"new.py": b""})], force=force)
        assert findings(error, package) == [
            "new.py/mine: is in the way of the generated file new.py"
        ]
    assert on_disk(package) == OLD | {"new.py/mine": b"mine"}


def test_a_generated_file_can_become_a_folder(package: Path) -> None:
    files = {"same.py/deep.py": b""}
    write([plan(package, files)])
    assert on_disk(package) == files


def test_a_link_is_not_followed_out_of_the_folder(
    package: Path, tmp_path: Path
) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (package / "new").symlink_to(outside, target_is_directory=True)
    for force in (False, True):
        with pytest.raises(DiagnosticError) as error:
            write([plan(package, NEW)], force=force)
        assert findings(error, package) == [
            "new: is in the way of the generated file new/api.py"
        ]
    assert list(outside.iterdir()) == []


def test_a_link_in_place_of_a_generated_file_is_an_edit(
    package: Path, tmp_path: Path
) -> None:
    outside = tmp_path / "outside.py"
    outside.write_text("mine")
    (package / "__init__.py").unlink()
    (package / "__init__.py").symlink_to(outside)
    with pytest.raises(DiagnosticError) as error:
        write([plan(package, NEW)])
    assert findings(error, package) == [
        "__init__.py: was edited by hand since it was generated"
    ]
    write([plan(package, NEW)], force=True)
    assert outside.read_text() == "mine"
    assert not (package / "__init__.py").is_symlink()


@pytest.mark.parametrize("kind", ["file", "link"])
def test_a_package_folder_that_is_none_is_refused(tmp_path: Path, kind: str) -> None:
    directory = tmp_path / "kernel"
    if kind == "file":
        directory.write_text("mine")
    else:
        (tmp_path / "target").mkdir()
        directory.symlink_to(tmp_path / "target")
    with pytest.raises(DiagnosticError) as error:
        write([plan(directory)], force=True)
    assert findings(error, tmp_path) == [
        "kernel: is in the way of the package's folder"
    ]


# Several packages


def test_a_conflict_in_one_package_keeps_all_as_they_were(tmp_path: Path) -> None:
    first, second = tmp_path / "a", tmp_path / "b"
    write([plan(first), plan(second)])
    (second / "same.py").write_text("mine")
    (second / "__init__.py").write_text("mine")
    with pytest.raises(DiagnosticError) as error:
        write([plan(first, NEW), plan(second, NEW)])
    assert [line.split(":")[0] for line in findings(error, tmp_path)] == [
        "b/__init__.py",
        "b/same.py",
    ]
    assert on_disk(first) == OLD


# Checking


def test_a_fresh_package_has_no_diff(package: Path) -> None:
    freshness = check(plan(package))
    assert freshness.is_fresh
    assert freshness.diff == ""


def test_check_tells_how_each_file_differs_and_writes_nothing(
    package: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(package.parent)
    (package / "same.py").write_text("mine")
    (package / "foreign.py").write_text("mine")
    before = on_disk(package)
    freshness = check(plan(package, NEW))
    assert freshness.states == {
        MANIFEST: FileState.STALE,
        "__init__.py": FileState.STALE,
        "new/api.py": FileState.MISSING,
        "same.py": FileState.EDITED,
        "sub/gone.py": FileState.EXTRA,
    }
    assert freshness.diff.partition("--- a/kernel/__init__.py")[2] == (
        "\n+++ b/kernel/__init__.py\n"
        "@@ -1 +1 @@\n"
        "-one = 1\n"
        "+two = 2\n"
        "--- /dev/null\n"
        "+++ b/kernel/new/api.py\n"
        "@@ -0,0 +1 @@\n"
        "+y\n"
        "--- a/kernel/same.py\n"
        "+++ b/kernel/same.py\n"
        "@@ -1 +1 @@\n"
        "-mine\n"
        "\\ No newline at end of file\n"
        "+same = 0\n"
        "--- a/kernel/sub/gone.py\n"
        "+++ /dev/null\n"
        "@@ -1 +0,0 @@\n"
        "-x\n"
    )
    assert on_disk(package) == before


def test_check_sees_another_document_behind_the_same_files(package: Path) -> None:
    other = PlannedPackage(package, OLD, "e" * 64, "c" * 64)
    assert check(other).states == {MANIFEST: FileState.STALE}


def test_check_of_a_package_that_was_never_generated(tmp_path: Path) -> None:
    states = check(plan(tmp_path / "kernel")).states
    assert set(states.values()) == {FileState.MISSING}
    assert not list(tmp_path.iterdir())


def test_bytes_that_are_no_text_are_compared_all_the_same(package: Path) -> None:
    (package / "same.py").write_bytes(b"\xff\xfe")
    freshness = check(plan(package))
    assert freshness.states == {"same.py": FileState.EDITED}
    assert freshness.diff.startswith("Binary files a/")


# Accidents. The run happens in another process, which an audit hook stops at the
# n-th time that the interpreter asks the system to open, rename, link or remove.

SABOTAGED = """
import errno, os, signal, sys
from pathlib import Path
from clientsmith.diagnostics import DiagnosticError
from clientsmith.output import PlannedPackage, write

manner, after, root, files = sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[4]
WATCHED = {"os.rename", "os.mkdir", "os.link", "os.remove", "os.rmdir", "open"}
count = 0

def hook(event, arguments):
    global count
    if event not in WATCHED or root + "/" not in str(arguments[0]):
        return
    if manner == "full" and event in ("os.remove", "os.rmdir"):
        return
    if event == "open" and arguments[1] not in ("x", "w", "xb", "wb"):
        return
    count += 1
    if count == after:
        if manner == "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

contents = {k: v.encode() for k, v in eval(files).items()}
plans = [
    PlannedPackage(Path(root) / name, contents, "d" * 64, "c" * 64)
    for name in ("a", "b")
]
sys.addaudithook(hook)
try:
    write(plans)
except DiagnosticError as error:
    print(error)
    sys.exit(2)
print("undisturbed" if count < after else "disturbed")
"""


def sabotage(manner: str, after: int, root: Path) -> subprocess.CompletedProcess[str]:
    files = {name: data.decode() for name, data in NEW.items()}
    arguments = [manner, str(after), str(root), repr(files)]
    return subprocess.run(
        [sys.executable, "-c", SABOTAGED, *arguments],
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[2],
        check=False,
    )


def two_packages(root: Path) -> list[Path]:
    directories = [root / "a", root / "b"]
    write([plan(directory) for directory in directories])
    for directory in directories:
        (directory / "foreign.txt").write_text("mine")
    return directories


FOREIGN = {"foreign.txt": b"mine"}


def test_a_full_disk_leaves_the_old_output_and_no_litter(tmp_path: Path) -> None:
    failures = 0
    for after in range(1, 100):
        root = tmp_path / str(after)
        directories = two_packages(root)
        result = sabotage("full", after, root)
        states = [on_disk(directory) for directory in directories]
        assert sorted(path.name for path in root.iterdir()) == ["a", "b"]
        if result.returncode == 0:
            # A folder that exists already needs no room, and a link can be a copy.
            assert states == [NEW | FOREIGN] * 2
            if "undisturbed" in result.stdout:
                break
        else:
            failures += 1
            assert result.returncode == 2, result.stderr
            assert "No space left on device; nothing was changed" in result.stdout
            assert states == [OLD | FOREIGN] * 2
    assert failures > 10


def test_a_kill_leaves_old_or_new_output_and_the_next_run_clears_up(
    tmp_path: Path,
) -> None:
    seen = set()
    for after in range(1, 200):
        root = tmp_path / str(after)
        directories = two_packages(root)
        result = sabotage("kill", after, root)
        for directory in directories:
            aside = root / f".{directory.name}.clientsmith-old"
            found = on_disk(directory if directory.exists() else aside)
            assert found in (OLD | FOREIGN, NEW | FOREIGN)
            seen.add((found == NEW | FOREIGN, directory.exists()))
        write([plan(directory, NEW) for directory in directories])
        assert sorted(path.name for path in root.iterdir()) == ["a", "b"]
        assert [on_disk(directory) for directory in directories] == [NEW | FOREIGN] * 2
        if result.returncode == 0:
            break
        assert result.returncode == -signal.SIGKILL, result.stderr
    assert seen == {(False, True), (False, False), (True, True)}


def test_a_folder_that_cannot_be_made_is_reported(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(DiagnosticError) as error:
        write([plan(tmp_path / "file" / "kernel")])
    assert findings(error, tmp_path) == [
        "file: cannot be written: File exists; nothing was changed"
    ]


def test_a_file_saved_into_the_old_package_meanwhile_is_not_lost(
    package: Path,
) -> None:
    aside = package.with_name(".kernel.clientsmith-old")
    package.rename(aside)
    (aside / "late.txt").write_text("mine")
    fresh = package.with_name("fresh")
    write([plan(fresh, NEW)])
    fresh.rename(package)
    write([plan(package, NEW)])
    assert on_disk(package) == NEW | {"late.txt": b"mine"}
    assert not aside.exists()


def test_the_manifest_lists_exactly_the_generated_files(package: Path) -> None:
    (package / "foreign.py").write_text("")
    write([plan(package, NEW)])
    manifest = json.loads((package / MANIFEST).read_text())
    assert manifest["files"].keys() == NEW.keys()
