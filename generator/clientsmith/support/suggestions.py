"""Suggestions for words that are probably misspelled."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

_SIMILAR = 0.6


def nearest(word: str, known: Iterable[str], cutoff: float = _SIMILAR) -> str | None:
    """Return the known word that is most similar, if one is similar enough.

    `cutoff` is the least ratio of `difflib.SequenceMatcher`, from 0 to 1.
    """
    return next(iter(get_close_matches(word, [*known], n=1, cutoff=cutoff)), None)


def did_you_mean(word: str, known: Iterable[str], quote: str = "`") -> str | None:
    """Return the nearest known word as a hint."""
    close = nearest(word, known)
    return None if close is None else f"did you mean {quote}{close}{quote}?"
