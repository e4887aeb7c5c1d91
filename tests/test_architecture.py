"""The shape of the code: one direction of imports, short functions, a clean runtime."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

ROOT = Path(__file__).parents[1]
GENERATOR = ROOT / "generator" / "clientsmith"
RUNTIME = ROOT / "templates" / "runtime"
FACES = ROOT / "templates" / "stainless" / "runtime"
HTTP_LIBRARIES = ROOT / "templates" / "http_libraries"

# The rooms, lowest floor first; a module may import from its own room and below.
FLOORS = (
    "version",
    "support",
    "diagnostics",
    "config",
    "document",
    "openapi",
    "model",
    "contract",
    "naming",
    "stainless",
    "python",
    "output",
    "sources",
    "diff",
    "pipeline",
    "api_changes",
    "compat",
    "commands",
    "__main__",
)
LONGEST_FUNCTION = 60
# typing_extensions comes with pydantic, anyio with the HTTP library.
RUNTIME_DEPENDENCIES = {"anyio", "pydantic", "pydantic_core", "typing_extensions"}


@cache
def modules(folder: Path) -> dict[str, ast.Module]:
    """Syntax tree of each module below a folder, by dotted name from its parent."""
    found = {}
    for path in sorted(folder.rglob("*.py")):
        parts = path.relative_to(folder.parent).with_suffix("").parts
        name = ".".join(parts).removesuffix(".__init__")
        found[name] = ast.parse(path.read_text(encoding="utf-8"))
    return found


def imports(name: str, tree: ast.Module) -> Iterator[str]:
    """Every module that is imported anywhere in another, type checking included."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name} imports relatively"
            assert node.module is not None
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def floor(module: str) -> int:
    return FLOORS.index(module.split(".")[1])


def test_every_module_of_the_generator_has_its_floor() -> None:
    rooms = {name.split(".")[1] for name in modules(GENERATOR) if "." in name}
    assert rooms
    assert rooms - set(FLOORS) == set()


def test_imports_in_the_generator_point_down_only() -> None:
    upward = [
        f"{name} imports {target}"
        for name, tree in modules(GENERATOR).items()
        for target in imports(name, tree)
        if "." in name and target.startswith("clientsmith.")
        if floor(target) > floor(name)
    ]
    assert upward == []


def test_no_two_modules_of_the_generator_need_each_other() -> None:
    trees = modules(GENERATOR)
    graph = {
        name: {target for target in imports(name, tree) if target in trees} - {name}
        for name, tree in trees.items()
    }
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        raise AssertionError(" -> ".join(error.args[1])) from None


def test_no_two_modules_of_the_runtime_need_each_other() -> None:
    trees = modules(RUNTIME)
    graph = {
        name: {target for target in relative_imports(tree) if target in trees} - {name}
        for name, tree in trees.items()
        if name != "runtime"
    }
    assert graph["runtime.pages"] >= {"runtime.results", "runtime.pagination"}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        raise AssertionError(" -> ".join(error.args[1])) from None


def relative_imports(tree: ast.Module) -> Iterator[str]:
    """Yield the modules of the runtime that a module imports, also for type checking."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.level == 1:
            names = [node.module] if node.module else [a.name for a in node.names]
            yield from (f"runtime.{name}" for name in names)


def test_no_function_is_too_long() -> None:
    trees = modules(GENERATOR) | modules(RUNTIME) | modules(FACES)
    long = [
        f"{name}.{node.name}: {node.end_lineno - node.lineno + 1} lines"
        for name, tree in trees.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        if node.end_lineno is not None
        if node.end_lineno - node.lineno >= LONGEST_FUNCTION
    ]
    assert long == []


def test_the_runtime_imports_itself_relatively_and_http_in_one_module_only() -> None:
    trees = modules(RUNTIME)
    assert trees
    foreign = {
        (name, root)
        for name, tree in trees.items()
        for root in absolute_imports(tree)
        if root not in RUNTIME_DEPENDENCIES
    }
    assert foreign == {("runtime._http", "httpx2")}


def test_each_other_http_library_is_imported_by_its_own_variant_only() -> None:
    variants = modules(HTTP_LIBRARIES)
    assert variants
    for name, tree in variants.items():
        library = name.rpartition(".")[2]
        assert set(absolute_imports(tree)) - RUNTIME_DEPENDENCIES == {library}


def absolute_imports(tree: ast.Module) -> Iterator[str]:
    """Top-level packages outside the standard library that a module imports."""
    for node in ast.walk(tree):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            names = [node.module or ""]
        for name in names:
            root = name.partition(".")[0]
            if root not in sys.stdlib_module_names:
                yield root
