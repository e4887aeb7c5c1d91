"""Lay out minified JSON in lines, so that people can find a position.

Only the white space between tokens changes. Names, their order, numbers and escapes stay
as they were written, so that a later version differs where the API does.
"""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path

from clientsmith.diagnostics import DiagnosticError
from clientsmith.document.json_reader import parse_json

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+')
_INDENT = "  "
# No layout made for people has longer lines on average.
_WIDEST = 500


def laid_out(text: str, path: Path) -> str:
    """Return JSON that has no lines with one member per line; other text unchanged."""
    if not text.lstrip().startswith(("{", "[")) or _has_layout(text):
        return text
    with suppress(DiagnosticError):  # errors are reported for the original text
        parse_json(text, path)
        return _with_lines(text)
    return text


def _has_layout(text: str) -> bool:
    indented = "\n " in text or "\n\t" in text
    return indented and len(text) < _WIDEST * text.count("\n")


def _with_lines(text: str) -> str:
    pieces: list[str] = []
    margin = "\n"
    before = ""
    for token in _TOKEN.findall(text):
        closes = token in ("}", "]")
        if closes:
            margin = margin[: -len(_INDENT)]
        opened = before in ("{", "[")
        # Keep empty brackets, `{}`, together.
        if before == "," or (before and opened != closes):
            pieces.append(margin)
        pieces.append(": " if token == ":" else token)
        if token in ("{", "["):
            margin += _INDENT
        before = token
    return "".join((*pieces, "\n"))
