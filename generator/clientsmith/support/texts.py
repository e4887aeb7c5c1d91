"""Text from documents for readers, whatever it is printed in."""

from __future__ import annotations

# Longer than any description that we know; with `$ref`s, one is said again and again.
_LONGEST = 20_000


def shortened(text: str) -> str:
    """A text for readers, cut where nobody would read on."""
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST].rstrip()} ..."
