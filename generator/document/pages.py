"""Documentation pages to one OpenAPI document.

Publishers of API documentation put a fragment of the API description, enough for one
operation, into a fenced code block of each Markdown page. The fragments of an API
are merged into one document again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from generator.diagnostics import DiagnosticError, Diagnostics, Location, display_path
from generator.document.documents import Document, parse_values
from generator.document.merging import merge_fragments
from generator.document.source_text import read_text
from generator.document.values import JsonObject

_OPENING_FENCE = re.compile(
    r"(?P<indentation>[ \t]*(?:(?:[-*+]|[0-9]+[.)])[ \t]+)?)"
    r"(?P<fence>`{3,}(?=[^`]*$)|~{3,})"
)
_OPENAPI_KEY = re.compile(r"""["']?openapi["']?[ \t]*:""")
_TOP_KEY = re.compile(r"""["']?(?:openapi|swagger)["']?[ \t]*:""")


def ingest(
    pages: Iterable[Path], texts: Mapping[Path, str] | None = None
) -> JsonObject:
    """The document that the OpenAPI blocks of the pages make up together.

    The order of pages and of keys is kept and nothing is dropped; what several pages
    say alike is there once. `texts` are those of pages that need not be read. Raises DiagnosticError with all problems of all pages:
    pages that cannot be read or hold no OpenAPI block, blocks that cannot be parsed,
    and everything about which two pages disagree.
    """
    diagnostics = Diagnostics()
    fragments: list[Document] = []
    for page in pages:
        try:
            text = (texts or {}).get(page)
            text = read_text(page) if text is None else text
            fragments.extend(find_fragments(text, page))
        except DiagnosticError as error:
            diagnostics.extend(error.diagnostics)
    diagnostics.raise_if_errors()
    merged = merge_fragments(fragments, diagnostics)
    diagnostics.raise_if_errors()
    return merged


def is_page(text: str) -> bool:
    """Whether OpenAPI is in the text's code blocks, rather than being the text."""
    inside = any(_OPENAPI_KEY.search(content) for _, content in _fenced_blocks(text))
    return inside and not text.lstrip().startswith("{") and not _outside(text)


def _outside(text: str) -> bool:
    """Whether a line that is in no code block is a document's top-level key."""
    within: set[int] = set()
    for start, content in _fenced_blocks(text):
        within.update(range(start, start + content.count("\n")))
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return any(
        _TOP_KEY.match(line) for at, line in enumerate(lines) if at not in within
    )


def find_fragments(text: str, page: Path) -> list[Document]:
    """The OpenAPI documents in the fenced code blocks of a Markdown page.

    A block counts when its content is YAML or JSON with a key `openapi` at the top,
    whatever its info string says. Raises DiagnosticError when there is none, or when
    what looks like one cannot be parsed.
    """
    diagnostics = Diagnostics()
    found: list[Document] = []
    for line, content in _fenced_blocks(text):
        if not _OPENAPI_KEY.search(content):
            continue
        try:
            # Blank lines in front make the lines count as in the page.
            document = parse_values("\n" * line + content, page, display_path(page))
        except DiagnosticError as error:
            if _looks_like_openapi(content):
                diagnostics.extend(error.diagnostics)
            continue
        if isinstance(document.value, dict) and "openapi" in document.value:
            found.append(document)
    if not found and not diagnostics.has_errors:
        diagnostics.error(
            "page",
            "no OpenAPI block in this page",
            Location(page),
            hint="expected a fenced code block with a top-level `openapi` key",
        )
    diagnostics.raise_if_errors()
    return found


def _fenced_blocks(text: str) -> Iterator[tuple[int, str]]:
    """Line (from 0) and content of each fenced code block (CommonMark 4.5).

    Unlike in CommonMark a fence may be indented by any amount: inside the components
    of the page's framework (MDX) it is, and a Markdown parser would not see it.
    """
    # Not splitlines(): it also splits at characters that are content here.
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    number = 0
    while number < len(lines):
        opening = _OPENING_FENCE.match(lines[number])
        number += 1
        if opening is None:
            continue
        indentation, fence = len(opening["indentation"]), opening["fence"]
        start = number
        while number < len(lines) and not _closes(lines[number], fence):
            number += 1
        content = [_dedented(line, indentation) for line in lines[start:number]]
        yield start, "\n".join([*content, ""])
        number += 1


def _closes(line: str, fence: str) -> bool:
    stripped = line.strip()
    return len(stripped) >= len(fence) and not stripped.strip(fence[0])


def _dedented(line: str, width: int) -> str:
    return line[:width].lstrip(" \t") + line[width:]


def _looks_like_openapi(content: str) -> bool:
    """Whether `openapi` starts the block, so that a failure to parse it matters."""
    start = content.lstrip(" \t\r\n{")
    return _OPENAPI_KEY.match(start) is not None
