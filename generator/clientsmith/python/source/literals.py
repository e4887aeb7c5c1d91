"""Quote text from documents as Python source: the only place that does."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence
from functools import lru_cache

from clientsmith.document.values import JsonValue
from clientsmith.support.texts import printable

# Black's line length; docstrings are wrapped to fit it.
WIDTH = 88
QUOTES = '"""'

# Lines with a meaning in Markdown are left as they are: lists, tables, code, headings.
_VERBATIM = re.compile(r"\s*([-*+#>|]|\d+[.)]|`{3}|~{3}| {4})")

_LEADING_TABS = re.compile(r"^ *\t[ \t]*", re.MULTILINE)
_ENDING = re.compile(r'"""|"\Z')


def literal(value: JsonValue) -> str:
    """Return a Python expression for the value.

    `repr` escapes quotes, backslashes and whatever is not printable, bidirectional
    marks among it; Black settles the kind of quotes.
    """
    if isinstance(value, list):
        return f"[{', '.join(map(literal, value))}]"
    if isinstance(value, dict):
        members = (f"{key!r}: {literal(member)}" for key, member in value.items())
        return f"{{{', '.join(members)}}}"
    return repr(value)


@lru_cache(maxsize=10_000)  # most texts are in two classes, and many in several methods
def docstring(text: str, indent: int) -> str:
    """Return the text as a docstring at a column; lines must be wrapped already.

    Nothing in the text can end the docstring or be read as an escape.
    """
    # As Black prints it: no tabs on the left, the leftmost line at the column of the
    # quotes, no spaces at the end of lines, and the quotes of the text separated from
    # those of the docstring.
    first, *others = _LEADING_TABS.sub(_spaces, _escaped(text.strip())).split("\n")
    rest = textwrap.dedent("\n".join(others)).split("\n") if others else []
    inside = "\n".join(printable(line.rstrip(), keep="\t") for line in (first, *rest))
    if inside.startswith('"'):
        inside = f" {inside}"
    if "\n" in inside:
        inside += "\n"
    elif inside.endswith('"'):
        inside += " "
    return textwrap.indent(f'"""{inside}"""', " " * indent, _is_text).lstrip()


def inline(text: str) -> str:
    """Return the text for a one-line docstring."""
    plain = " ".join(text.split()).replace("\\", "\\\\").replace('"', '\\"')
    return printable(plain, keep="\t")


def wrap(text: str, width: int) -> list[str]:
    """Fill paragraphs to `width` columns, and keep lines that Markdown needs."""
    lines: list[str] = []
    paragraph: list[str] = []
    fenced = False

    def flush() -> None:
        if paragraph:
            lines.extend(_filled(" ".join(paragraph), width, first=not lines))
            paragraph.clear()

    for line in text.strip().splitlines():
        fence = line.lstrip().startswith(("```", "~~~"))
        if fenced or fence or not line.strip() or _VERBATIM.match(line):
            flush()
            listed = not (fenced or fence) and re.match(r"\s*([-*+]|\d+[.)]) ", line)
            lines.extend(
                _item(line, listed.end(), width) if listed else [line.rstrip()]
            )
            fenced ^= fence
        else:
            paragraph.append(line.strip())
    flush()
    return lines or [""]


@lru_cache(maxsize=10_000)
def _filled(text: str, width: int, *, first: bool) -> Sequence[str]:
    # The first line of a docstring has three quotes in front of it.
    filled = textwrap.wrap(
        text,
        width,
        initial_indent="   " if first else "",
        break_long_words=False,
        break_on_hyphens=False,
    )
    return [filled[0].lstrip(), *filled[1:]]


@lru_cache(maxsize=10_000)
def _item(line: str, hang: int, width: int) -> Sequence[str]:
    return textwrap.wrap(
        line,
        width,
        subsequent_indent=" " * hang,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _spaces(tabs: re.Match[str]) -> str:
    return tabs[0].expandtabs()


def _is_text(line: str) -> bool:
    return bool(line.strip())


def _escaped(text: str) -> str:
    """Double backslashes, and escape quotes that would end a docstring."""
    doubled = text.replace("\\", "\\\\")
    return _ENDING.sub(lambda quotes: quotes[0].replace('"', '\\"'), doubled)
