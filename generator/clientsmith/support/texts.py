"""Text from documents, prepared for people."""

from __future__ import annotations

# Longer than any description that we know; `$ref`s may repeat one many times.
_LONGEST = 20_000


def shortened(text: str, longest: int = _LONGEST) -> str:
    """Return the text, cut at a length beyond which nobody reads."""
    return text if len(text) <= longest else f"{text[:longest].rstrip()} ..."


def printable(text: str, keep: str = "") -> str:
    """Return the text with characters that nobody sees written as escapes.

    Control and bidirectional characters could steer a terminal, or make text read as
    something else. `keep`: characters that stay as they are.
    """
    if text.isprintable():
        return text
    return "".join(
        (
            character
            if character.isprintable() or character in keep
            else repr(character)[1:-1]
        )
        for character in text
    )
