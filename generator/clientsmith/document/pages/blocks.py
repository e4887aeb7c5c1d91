"""The fenced code blocks of a Markdown page and their surroundings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock

_FENCE = re.compile(r"(`{3,}(?=[^`]*$)|~{3,})(.*)")
# As in CommonMark: a line that is indented more than a fence is content.
_CLOSING_INDENT = 3

OPENAPI_HEADINGS = frozenset({"openapi", "openapi specification", "openapi definition"})
"""Headings that publishers write above the fragment of a page, in lower case."""


@dataclass(frozen=True, slots=True)
class Block:
    """A code block.

    `line` is that of its first line, counted from 0. `heading` is the nearest one above
    it, `title` the nearest one of the first level. `above` are the lines between the
    title and the block, without other code blocks.
    """

    line: int
    info: str
    content: str
    is_closed: bool
    heading: str
    title: str
    above: tuple[str, ...]

    @property
    def is_under_openapi(self) -> bool:
        """Whether the heading names it a fragment of the API description."""
        return self.heading.casefold() in OPENAPI_HEADINGS


def code_blocks(text: str) -> Iterator[Block]:
    """Return all fenced code blocks (CommonMark 4.5) of a file with one or several
    pages.

    Unlike in CommonMark, a fence may be indented by any amount: inside the components
    of a page's framework (MDX) it is. The fence that closes the block is indented about
    as much; one that is indented further is in a description of the block's YAML.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    heading = title = ""
    above: list[str] = []
    done = 0
    tokens = _parser().parse("\n".join(lines))
    for at, token in enumerate(tokens):
        if token.map is None or token.type not in ("fence", "heading_open"):
            continue
        start, end = token.map
        above += lines[done:start]
        done = max(done, end)
        if token.type == "heading_open":
            heading = tokens[at + 1].content.strip().strip("*_").strip()
            if token.tag == "h1" and heading.casefold() not in OPENAPI_HEADINGS:
                title = heading
                above = []
            continue
        content = token.content
        is_closed = end - start == content.count("\n") + 2
        yield Block(
            start + 1, token.info.strip(), content, is_closed, heading, title,
            tuple(above),
        )  # fmt: skip


def outside_of_blocks(text: str) -> list[str]:
    """Return the lines outside code blocks."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    within: set[int] = set()
    for token in _parser().parse("\n".join(lines)):
        if token.type == "fence" and token.map is not None:
            within.update(range(*token.map))
    return [line for at, line in enumerate(lines) if at not in within]


@cache
def _parser() -> MarkdownIt:
    """Return a parser that reads blocks only.

    Indented code and HTML would hide the fences in components of MDX, and so would
    paragraphs, which go on with indented lines.
    """
    from markdown_it import MarkdownIt  # slow to import

    parser = MarkdownIt("commonmark").disable(["code", "html_block", "reference"])
    parser.core.ruler.enableOnly(["block"])
    parser.block.ruler.at("fence", _fence)
    parser.block.ruler.at("paragraph", _one_line)
    return parser


def _fence(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Parse a fenced block, which ends at a fence with about the same indentation."""
    opening = _FENCE.fullmatch(_line(state, start))
    if opening is None:
        return False
    if silent:
        return True
    fence, info = opening.groups()
    indent = state.sCount[start]
    is_closed = False
    at = start
    while not is_closed and (at := at + 1) < end:
        line = _line(state, at)
        if line and state.sCount[at] < state.blkIndent:
            break  # the end of the list that contains the block
        is_closed = (
            line.startswith(fence)
            and not line.strip(fence[0])
            and state.sCount[at] <= indent + _CLOSING_INDENT
        )
    token = state.push("fence", "code", 0)
    token.info = info
    token.content = state.getLines(start + 1, at, indent, True)
    state.line = at + is_closed
    token.map = [start, state.line]
    return True


def _line(state: StateBlock, at: int) -> str:
    start = state.bMarks[at] + state.tShift[at]
    return state.src[start : state.eMarks[at]].rstrip()


def _one_line(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Parse each line of a paragraph on its own, as paragraphs are not needed."""
    del end, silent
    state.line = start + 1
    return True
