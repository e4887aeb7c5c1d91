"""The allowed results of a hostile document: findings, or a package that is only a
package.
"""

from __future__ import annotations

import ast
import asyncio
import builtins
import importlib
import inspect
import io
import json
import keyword
import re
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout, suppress
from itertools import count
from pathlib import Path
from typing import Any

import httpx2
import markdown_it
from pydantic import BaseModel, PydanticUserError, TypeAdapter

from clientsmith.commands.inspect import inspection
from clientsmith.commands.tables import print_inspection
from clientsmith.config import one_off
from clientsmith.diagnostics import DiagnosticError, format_diagnostics
from clientsmith.output import write
from clientsmith.pipeline import Described, describe, plan

Json = Any

_packages = count(1)
_FORBIDDEN = {"__import__", "eval", "exec", "compile", "ranAway"}


class HostileTextRanError(BaseException):
    """No handler of ordinary errors hides this one."""


@contextmanager
def marker() -> Iterator[None]:
    """Let `ranAway` raise, which texts of documents call if they are run."""

    def ran(*_: object) -> None:
        raise HostileTextRanError

    builtins.ranAway = ran  # type: ignore[attr-defined]
    try:
        yield
    finally:
        del builtins.ranAway  # type: ignore[attr-defined]


def written(document: Json) -> str:
    """The document as JSON; infinity is a number that is too large for a float."""
    return json.dumps(document).replace("Infinity", "1e999")


def tried(home: Path, text: str, suffix: str = ".json") -> str | None:
    """The findings that refuse a document; None: it became a package that is sound.

    Raises whatever goes wrong on the way.
    """
    package = f"hostile_{next(_packages)}"
    path = home / f"{package}{suffix}"
    path.write_text(text, "utf-8", newline="")
    output = home / package
    before = _tree(home)
    with marker():
        try:
            described = describe(one_off(path, package, output))
            write([plan(described, home)])
        except DiagnosticError as error:
            assert error.diagnostics
            assert _tree(home) == before
            return _shown(format_diagnostics(error.diagnostics))
        inside = {item for item in _tree(home) - before if output in item.parents}
        assert _tree(home) - before == {output, *inside}
        assert {item.name for item in output.iterdir()} == {package}
        _shown(format_diagnostics(described.diagnostics))
        _shown(_tables(described))
        _check_files(output / package)
        _use(described, output)
    return None


def _tree(folder: Path) -> set[Path]:
    return {*folder.rglob("*")}


def _shown(text: str) -> str:
    """Nothing steers the terminal."""
    assert all(word.isprintable() or word == "\n" for word in text), repr(text)
    return text


def _tables(described: Described) -> str:
    text = io.StringIO()
    with redirect_stdout(text):
        print_inspection(inspection(described))
    return text.getvalue()


def _check_files(package: Path) -> None:
    for path in package.rglob("*"):
        if path.suffix == ".py" and "_runtime" not in path.parts:
            text = path.read_text("utf-8")
            with warnings.catch_warnings():
                warnings.simplefilter("error")
                _check_source(ast.parse(text))
            shown = text.replace("\n", "").replace("\t", "")
            assert shown.isprintable(), [x for x in shown if not x.isprintable()]
        elif path.suffix == ".md":
            check_markdown(path.read_text("utf-8"))


def _check_source(tree: ast.Module) -> None:
    """Names are those of the naming scheme, and statements those of the templates."""
    for statement in tree.body:
        if isinstance(statement, ast.Expr):
            assert isinstance(statement.value, ast.Constant), ast.dump(statement)
        else:
            assert isinstance(
                statement,
                ast.ImportFrom | ast.Import | ast.ClassDef | ast.Assign
                | ast.AnnAssign | ast.If,
            ), ast.dump(statement)  # fmt: skip
    for node in ast.walk(tree):
        for name in _names(node):
            for part in name.split("."):
                assert part.isidentifier(), name
                assert part not in _FORBIDDEN, name
        assert not isinstance(node, ast.Lambda | ast.JoinedStr | ast.Global)
        if isinstance(node, ast.Import):
            known = {"builtins", "datetime", "decimal", "typing", "uuid"}
            assert {item.name for item in node.names} <= known, ast.dump(node)


def _names(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name) | ast.arg(arg=name):
            yield name
        case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
            yield name
        case ast.keyword(arg=str(name)) | ast.alias(name=name):
            yield name


def check_markdown(text: str) -> None:
    """No HTML, no link but to what is there; code blocks are those of the templates."""
    assert all(word.isprintable() or word == "\n" for word in text)
    reader = markdown_it.MarkdownIt("commonmark").enable("table")
    # It would leave links to scripts out by itself; other readers do not.
    reader.validateLink = lambda url: True  # type: ignore[method-assign]
    tokens = reader.parse(text)
    for token in (child for top in tokens for child in (top, *(top.children or ()))):
        assert not token.type.startswith("html"), token.content
        assert token.type not in ("image", "code_block"), token.content
        if token.type == "fence":
            assert token.info in ("python", "toml", "sh", ""), token.info
        if token.type == "link_open":
            target = str(token.attrGet("href"))
            assert re.match(r"#|[\w/]+\.(md|py)\b|https://", target), target


def _use(described: Described, output: Path) -> None:
    """Import all modules, build all types, and call all operations."""
    package = described.names.client.package
    sys.path.insert(0, str(output))
    try:
        importlib.invalidate_caches()
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            modules = [*_imported(output, package)]
        with warnings.catch_warnings():
            # Some schemas have no JSON Schema in every part; operations are deprecated.
            warnings.simplefilter("ignore")
            for module in modules:
                if ".types" in module.__name__:
                    _build(module)
            _call(importlib.import_module(package), described)
    finally:
        sys.path.remove(str(output))
        for name in [*sys.modules]:
            if name == package or name.startswith(f"{package}."):
                del sys.modules[name]


def _imported(output: Path, package: str) -> Iterator[Any]:
    for path in sorted((output / package).rglob("*.py")):
        parts = path.relative_to(output).with_suffix("").parts
        yield importlib.import_module(".".join(parts).removesuffix(".__init__"))


def _build(module: Any) -> None:
    for name in getattr(module, "__all__", dir(module)):
        value = getattr(module, name)
        if name.startswith("_") or getattr(value, "__module__", "") == "typing":
            continue
        if isinstance(value, type) and issubclass(value, BaseModel):
            value.model_json_schema()
        elif name in getattr(module, "__annotations__", {}):
            with suppress(PydanticUserError):
                TypeAdapter(value)


def _call(module: Any, described: Described) -> None:
    names = described.names
    transport = httpx2.MockTransport(lambda request: httpx2.Response(200, json={}))
    given = {
        credential.argument: "secret"
        for credential in names.client.credentials.values()
    }
    client = getattr(module, names.client.client)(
        http_client=httpx2.Client(transport=transport),
        max_retries=0,
        base_url="https://x.test",
        **given,
    )
    other = getattr(module, names.client.async_client)(
        http_client=httpx2.AsyncClient(transport=transport),
        max_retries=0,
        base_url="https://x.test",
        **given,
    )
    error = getattr(module, names.client.error)
    for operation in described.api.operations:
        dotted = names.methods[operation.key].dotted
        for one in (client, other):
            method = one
            for part in dotted.split("."):
                assert not keyword.iskeyword(part)
                method = getattr(method, part)
            try:
                result = method(**_arguments(method))
                if inspect.isawaitable(result):
                    asyncio.run(_awaited(result))
            except (error, TypeError, ValueError, httpx2.InvalidURL):
                pass  # what cannot be called as it is described


async def _awaited(result: Any) -> Any:
    return await result


def _arguments(method: Any) -> dict[str, Any]:
    parameters = inspect.signature(method).parameters.values()
    return {
        parameter.name: "x"
        for parameter in parameters
        if parameter.default is parameter.empty
        and parameter.kind in (parameter.POSITIONAL_OR_KEYWORD, parameter.KEYWORD_ONLY)
    }
