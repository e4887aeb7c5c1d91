"""Two packages compared: what is missing, what changed, and how much is left."""

from __future__ import annotations

import zipfile
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from clientsmith.commands.app import app
from clientsmith.compat.comparison import Comparison, compare
from clientsmith.compat.packages import read_package
from clientsmith.compat.selection import STAINLESS, Selection
from clientsmith.diagnostics import DiagnosticError

Files = dict[str, str]


def package(folder: Path, files: Files) -> Path:
    for name, text in {"__init__.py": "", **files}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text), encoding="utf-8")
    return folder


def compared(
    tmp_path: Path,
    old: Files,
    new: Files,
    selection: Selection = Selection(),  # noqa: B008
    *,
    annotations: bool = False,
) -> Comparison:
    before = read_package(str(package(tmp_path / "old" / "acme", old)))
    after = read_package(str(package(tmp_path / "new" / "acme", new)))
    return compare(before, after, selection, annotations=annotations)


def found(comparison: Comparison) -> dict[str, str | tuple[str, ...]]:
    """Differences by dotted name: the reasons, or else the state."""
    return {
        ".".join(filter(None, (difference.module, difference.name))): difference.reasons
        or difference.state
        for difference in comparison.differences
    }


@pytest.mark.parametrize(
    ("old", "new", "reasons"),
    [
        ("(a, b=1)", "(a, b=1, c=2)", ()),
        ("(a, *, b=1)", "(a, *, c=2, b=1)", ()),
        ("(a)", "(*args, **kwargs)", ()),
        ("(*, a)", "(a)", ()),
        ("(*, a)", "(*, a=None)", ()),
        ("(a, b)", "(a)", ("`b` is removed",)),
        ("(a, *, b)", "(a)", ("`b` is removed",)),
        ("(a, b)", "(a, *, b)", ("`b` is keyword-only",)),
        (
            "(a, b)",
            "(b, a)",
            ("`b` is in the place of `a`", "`a` is in the place of `b`"),
        ),
        ("(a)", "(a, /)", ("`a` is positional-only", "`a` is removed")),
        ("(a, /)", "(b)", ()),
        ("(a=1)", "(a)", ("`a` is required",)),
        ("(a)", "(a, *, b)", ("`b` is new and required",)),
        ("(a)", "(a, b)", ("`b` is new and required",)),
        ("(*args)", "()", ("`*args` is removed",)),
        ("(**kwargs)", "(a=1)", ("`**kwargs` is removed",)),
        ("(a=1)", "(a=2)", ("the default of `a` was 1, is 2",)),
        ("(a=1)", "(a=ONE)", ()),
        ("(a=None)", "(a=omit)", ("the default of `a` was None, is omit",)),
        ("(a=NOT_GIVEN)", "(a=omit)", ()),
    ],
)
def test_signatures(
    old: str, new: str, reasons: tuple[str, ...], tmp_path: Path
) -> None:
    text = "ONE = 1\nomit = object()\nNOT_GIVEN = object()\ndef call{}: ...\n"
    before, after = ({"__init__.py": text.format(side)} for side in (old, new))
    assert found(compared(tmp_path, before, after)) == (
        {"call": reasons} if reasons else {}
    )


def test_what_is_missing_or_added_and_the_share(tmp_path: Path) -> None:
    old = {
        "__init__.py": "from ._client import Client\nLIMIT = 3\n",
        "_client.py": "class Client:\n    def get(self): ...\n    def put(self): ...\n",
        "extra.py": "x: int = 1\n",
    }
    new = {
        "__init__.py": "from .other import Client\n",
        "other.py": "class Client:\n    def get(self): ...\n    def post(self): ...\n",
    }
    comparison = compared(tmp_path, old, new)
    assert found(comparison) == {
        "LIMIT": "missing",
        "Client.put": "missing",
        "Client.post": "added",
        "extra": "missing",
        "extra.x": "missing",
        "other": "added",
    }
    # Two modules; Client, get, put, LIMIT; x.
    assert (comparison.offered, comparison.compatible) == (7, 3)
    assert comparison.percentage == 42.85


def test_re_exports_stars_and_aliases_lead_to_the_same_class(tmp_path: Path) -> None:
    old = {
        "__init__.py": """
            from acme.types import *
            from ._client import Acme, Client
            __all__ = ["Acme", "Client", "Pet"]
            """,
        "_client.py": "class Acme:\n    def get(self): ...\nClient = Acme\n",
        "types/__init__.py": "from .pet import Pet as Pet\n",
        "types/pet.py": "class Pet: ...\n",
    }
    assert found(compared(tmp_path, old, old)) == {}
    new = {**old, "_client.py": "class Acme:\n    def get(self): ...\nClient = 1\n"}
    again = compared(tmp_path, old, new)
    assert found(again) == {"Client": ("was a class, is a value",)}


def test_inherited_members_count(tmp_path: Path) -> None:
    old = {
        "a.py": "from ._base import Base\nclass A(Base): ...\n",
        "_base.py": "class Base(Hidden): ...\nclass Hidden:\n    def get(self): ...\n",
    }
    new = {"a.py": "class A:\n    def get(self): ...\n"}
    first = compared(tmp_path / "1", old, {"a.py": "class A: ...\n"})
    assert found(first) == {"a.A.get": "missing"}
    assert found(compared(tmp_path / "2", old, new)) == {}


@pytest.mark.parametrize(
    ("old", "new", "reasons"),
    [
        ("x: Optional[List[str]] = None", "x: list[str] | None = None", ()),
        ("x: Union[Literal['a', 'b'], None]", "x: Literal['b', 'a'] | None", ()),
        ("x: Kind", "x: Literal['a', 'b']", ()),
        ("x: 'Kind'", "x: Kind", ()),
        ("x: str", "x: int", ("the type of the field was str, is int",)),
        ("x: int = Field(alias='X')", "x: Annotated[int, Field(alias='X')]", ()),
        ("x: int = Field(alias='X')", "x: int", ("the alias was X, is none",)),
        ("x: int = 1", "x: int", ("is required",)),
        ("x: int = Field(default=1)", "x: int = Field(alias=None)", ("is required",)),
        ("x: int", "x: int\n    y: int = 1", "added"),
        ("x: int", "x: int\n    y: int", ("is new and required",)),
    ],
)
def test_fields_of_models(
    old: str, new: str, reasons: tuple[str, ...] | str, tmp_path: Path
) -> None:
    head = """\
from typing import *
from pydantic import BaseModel, Field
Kind = Literal["a", "b"]
class Model(BaseModel):
    """
    before, after = ({"__init__.py": f"{head}{side}\n"} for side in (old, new))
    name = "Model.y" if "y:" in new else "Model.x"
    assert found(compared(tmp_path, before, after)) == (
        {name: reasons} if reasons else {}
    )


@pytest.mark.parametrize(
    ("old", "new", "differences"),
    [
        ("x: Required[int]", "x: int", {}),
        ("x: int", "x: Required[int]", {"Params.x": ("is required",)}),
        ("x: int", "x: int\n    y: Required[str]", {"Params.y": ("is new and required",)}),
        ("x: int", "x: Union[int, str]", {}),
        (
            "x: int",
            "x: int\nclass Inner(Params): ...",
            {"Inner": "added"},
        ),
        ("x: Union[int, str]", "x: int", {"Params.x": ("the type of the field was int | str, is int",)}),
        (
            "x: Annotated[str, PropertyInfo(alias='X')]",
            "x: Annotated[str, PropertyInfo(alias='y')]",
            {"Params.x": ("the alias was X, is y",)},
        ),
    ],
)  # fmt: skip
def test_keys_of_typed_dicts(
    old: str, new: str, differences: dict[str, Any], tmp_path: Path
) -> None:
    head = """\
from typing_extensions import *
_Words = TypedDict("_Words", {"from": str}, total=False)
class Params(_Words, total=False):
    """
    before, after = ({"__init__.py": f"{head}{side}\n"} for side in (old, new))
    assert found(compared(tmp_path, before, after)) == differences


def test_overloads_properties_and_kinds_of_methods(tmp_path: Path) -> None:
    old = """
        from typing import overload
        class A:
            @overload
            def a(self, *, stream: bool): ...
            @overload
            def a(self, *, n: int = 1): ...
            def a(self, **more): ...
            @property
            def b(self) -> int: ...
            @b.setter
            def b(self, value): ...
            @classmethod
            def c(cls): ...
            async def d(self): ...
            def __init__(self):
                self.e = 1
        """
    new = """
        class A:
            def a(self, *, n: int = 1): ...
            @property
            def b(self) -> int: ...
            def c(self): ...
            def d(self): ...
            def __init__(self): ...
        """
    assert found(compared(tmp_path, {"__init__.py": old}, {"__init__.py": new})) == {
        "A.a": ("`stream` is removed",),
        "A.b": ("cannot be set",),
        "A.c": ("was a class method, is a method",),
        "A.d": ("was async, is sync",),
        "A.e": "missing",
    }


def test_annotations_of_functions_are_compared_if_asked_for(tmp_path: Path) -> None:
    head = "class Pet: ...\nclass Dog: ...\n"
    old = {"__init__.py": f"{head}def get(a: str, b: int | Omit = omit) -> Pet: ...\n"}
    new = {"__init__.py": f"{head}def get(a: str | int, b: str = omit) -> Dog: ...\n"}
    assert found(compared(tmp_path / "1", old, new)) == {}
    assert found(compared(tmp_path / "2", old, new, annotations=True)) == {
        "get": (
            "the type of `b` was int, is str",
            "the type of the result was Pet, is Dog",
        )
    }


def test_private_names_count_if_named(tmp_path: Path) -> None:
    old = {
        "_types.py": "class Omit: ...\n",
        "_utils/__init__.py": "from ._guards import is_given as is_given, other as other",
        "_utils/_guards.py": "def is_given(x): ...\ndef other(x): ...\n",
        "_base_client.py": "class BaseClient:\n    def _build_request(self): ...\n",
    }
    assert found(compared(tmp_path / "1", old, {})) == {}
    selection = Selection(private=STAINLESS)
    assert found(compared(tmp_path / "2", old, {}, selection)) == {
        "_types": "missing",
        "_types.Omit": "missing",
        "_utils.is_given": "missing",
        "_base_client.BaseClient": "missing",
        "_base_client.BaseClient._build_request": "missing",
    }


def test_modules_are_included_and_excluded_by_globs(tmp_path: Path) -> None:
    old = {"types/a.py": "A = 1\n", "types/b.py": "B = 1\n", "c.py": "C = 1\n"}
    selection = Selection(include=("types.*",), exclude=("acme.types.b",))
    assert found(compared(tmp_path, old, {}, selection)) == {
        "types.a": "missing",
        "types.a.A": "missing",
    }


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["compat", *map(str, arguments)])


def test_a_wheel_against_its_folder_and_the_exit_codes(tmp_path: Path) -> None:
    old = package(tmp_path / "old" / "acme", {"a.py": "raise SystemExit(9)\nX = 1\n"})
    wheel = tmp_path / "acme-1.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        for name in ("__init__.py", "a.py"):
            archive.write(old / name, f"acme/{name}")
        archive.writestr("acme_tests/__init__.py", "")
    same = run(wheel, old.parent)
    assert (same.exit_code, same.stdout.count("100 % compatible: 3 of 3")) == (0, 1)
    new = package(tmp_path / "new" / "acme", {"a.py": ""})
    less = run(wheel, new)
    assert less.exit_code == 1
    assert less.stdout.startswith("acme.a\n  missing  X\n\n66.66 % compatible")
    assert run(wheel, new, "--fail-under", "60").exit_code == 0
    markdown = run(wheel, new, "--format", "markdown").stdout
    assert "### `acme.a`\n\n- missing `X`\n" in markdown
    json = run(wheel, new, "--format", "json").stdout
    assert '"state": "missing",\n          "name": "X"' in json


def test_an_installed_package_is_read_by_either_name() -> None:
    assert run("yaml", "pyyaml", "--include", "yaml.error").exit_code == 0


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("no_such_package", "there is no such package"),
        ("empty", "holds no package"),
        ("text.whl", "cannot be read as a wheel"),
        ("text.whl/x", "is neither a folder nor a wheel"),
    ],
)
def test_bad_input(source: str, message: str, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "text.whl").write_text("x", encoding="utf-8")
    given = source if source.isidentifier() and source != "empty" else tmp_path / source
    done = run(given, "yaml")
    assert (done.exit_code, done.stdout) == (2, "")
    assert message in done.stderr


def test_a_module_that_is_not_python_is_an_error_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(DiagnosticError) as error:
        compared(tmp_path, {"a.py": "x = 1\nclass:\n"}, {})
    assert "old/acme/a.py:2: error[package]: cannot be parsed" in str(error.value)


def test_keys_are_required_as_the_class_says_that_has_them(tmp_path: Path) -> None:
    text = """
        from typing import TypedDict
        class _Base(TypedDict, total=False):
            x: int
            {more}
        class Params(_Base):
            y: int
        """
    old = {"__init__.py": text.format(more="")}
    new = {"__init__.py": text.format(more="z: int")}
    assert found(compared(tmp_path, old, new)) == {}


def test_branches_for_pydantic_1_do_not_count(tmp_path: Path) -> None:
    source = """
class Model:
    if PYDANTIC_V1:
        def old(self): ...
    else:
        def new(self): ...
    if not PYDANTIC_V1:
        other: int
    if not PYDANTIC_V2:
        older: int
    elif TYPE_CHECKING:
        typed: int
"""
    missing = found(
        compared(tmp_path, {"a.py": source}, {"a.py": "class Model: ...\n"})
    )
    assert {*missing} == {"a.Model.new", "a.Model.other", "a.Model.typed"}
