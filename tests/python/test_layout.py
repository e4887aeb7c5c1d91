"""Source is printed as Black prints it, piece by piece or as a whole."""

from __future__ import annotations

from pathlib import Path

import black
import pytest
from black.mode import TargetVersion
from hypothesis import given, settings
from hypothesis import strategies as st

from clientsmith.python.source.formatting import FormattingError, formatted

GENERATED = Path(__file__).parents[2] / "generated"
MODE = black.Mode(target_versions={TargetVersion.PY311})

STATEMENTS = (
    '"""Text."""\n',
    "from __future__ import annotations\n",
    "import a, b\nfrom c import (d,\n e)\n",
    "if True:\n    from x import y\n",
    "X = Call('a', 'b', {'some': 'thing', 'more': [1, 2, 3]}, and_another='one that is')\n",
    "Alias: TypeAlias = 'One | Two'\n",
)
METHODS = (
    "    @property\n    def a(self) -> int:\n        'Text.'\n        return 1\n",
    "    def b(self, *, name: str = 'x', other: Literal['one', 'two', 'three'] | None"
    " = None, **options) -> None:\n        return f(a, b=[1], c={'key': name})\n",
    # Black would let stubs stand without empty lines; the templates do not.
    "    @overload\n    def c(self, x: int) -> int: ...\n\n    @overload\n"
    "    def c(self, x: str) -> str: ...\n\n    def c(self, x): return x\n",
    '    async def d(self):\n        """Long.\n\n        class Not: ...\n        """\n',
    "    # About e.\n    def e(self): pass\n",
)
HEADS = (
    "class A(B):\n",
    'class A(B[C]):\n    """Text."""\n',
    'class A:\n    """Text."""\n\n    x: int = 1\n    y = raw(x)\n',
)
WHOLE = ("class E(Exception): pass\n", "class F:\n    x: int\n\n\n    y: str = 'a'\n")


@st.composite
def modules(draw: st.DrawFn) -> str:
    """Modules of the kind that templates render, with blank lines anywhere."""
    gaps = st.integers(0, 4).map(lambda number: "\n" * number)
    parts = [draw(st.sampled_from(STATEMENTS)) for _ in range(draw(st.integers(0, 3)))]
    for _ in range(draw(st.integers(0, 3))):
        if draw(st.booleans()):
            parts.append(draw(st.sampled_from(WHOLE)))
            continue
        methods = draw(st.lists(st.sampled_from(METHODS), min_size=1, max_size=4))
        head = draw(st.sampled_from(HEADS))
        parts.append(head + "".join(draw(gaps) + method for method in methods))
    # An import of the future stands first.
    parts.sort(key=lambda part: not part.startswith(('"""', "from __future__")))
    return "".join(draw(gaps) + part for part in parts)


@given(modules())
@settings(max_examples=300, deadline=None, derandomize=True)
def test_pieces_are_printed_as_the_whole(source: str) -> None:
    assert formatted(source, "x.py") == black.format_str(source, mode=MODE)


@pytest.mark.parametrize("package", ["browserbase", "c1", "kernel", "bctrl"])
def test_generated_modules_are_as_black_prints_them(package: str) -> None:
    for path in sorted((GENERATED / package).rglob("*.py")):
        source = path.read_text("utf-8")
        assert black.format_str(source, mode=MODE) == source, path


@pytest.mark.parametrize("source", ["class", "x = 'a\0b'", "def f(:\n    pass\n"])
def test_what_is_no_python_is_an_error_with_its_file(source: str) -> None:
    with pytest.raises(FormattingError, match=r"^a/b\.py: "):
        formatted(source, "a/b.py")
