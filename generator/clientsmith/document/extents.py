"""Parts of a file's text, from the first to the last character."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Extent:
    """The characters from `start` to `end`; `line` is the first line, from 1.

    The text is the whole file's, shared with everything that was read from it.
    """

    text: str = field(repr=False)
    start: int
    end: int
    line: int
