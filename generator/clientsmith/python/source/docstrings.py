"""The contents of docstrings, before they are quoted."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from clientsmith.model.schemas import Array, Enum, Scalar, Schema, Union, ValueNote
from clientsmith.python.source.literals import QUOTES, WIDTH, literal, wrap
from clientsmith.support.texts import shortened

# A longer default does not help a reader.
_LONGEST_DEFAULT = 500
# Values that need no quotes to be distinguished from the text around them.
_WORD = re.compile(r"[^\s`](?:[^`\n]*[^\s`])?")
# Many descriptions begin with it: `**Deprecated**: ...`.
_SAYS_DEPRECATED = re.compile(r"\W*deprecated\b", re.IGNORECASE)


def summary(text: str) -> str:
    """Return a first line that ends like a sentence."""
    return sentence(" ".join(shortened(text).split()))


def sentence(text: str) -> str:
    """Add a full stop where one is missing."""
    return f"{text}." if text and (text[-1].isalnum() or text[-1] in ")]`'") else text


def paragraphs(texts: Iterable[str | None], indent: int) -> str:
    """Join texts as paragraphs, filled for a docstring at the column."""
    given = [shortened(text.strip()) for text in texts if text and text.strip()]
    # Room for the closing quotes, so that a text of one line stays on it.
    width = WIDTH - indent - len(QUOTES)
    return "\n\n".join("\n".join(wrap(text, width)) for text in given)


def section(title: str, entries: Sequence[tuple[str, str]], indent: int) -> str | None:
    """Return `Args:` or a similar section, one entry per line; None if empty."""
    if not entries:
        return None
    return "\n".join(
        [f"{title}:", *(_entry(name, text, WIDTH - indent) for name, text in entries)]
    )


@lru_cache(maxsize=10_000)  # parameters that many operations have
def _entry(name: str, text: str, width: int) -> str:
    flat = " ".join(shortened(text).split())
    lines = textwrap.wrap(
        f"{name}: {flat}",
        width,
        initial_indent=" " * 4,
        subsequent_indent=" " * 8,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return "\n".join(lines)


def marked(text: str, *, deprecated: bool) -> str:
    """Prefix the text with a note of deprecation, if there is one."""
    if not deprecated or _SAYS_DEPRECATED.match(text):
        return text
    return f"Deprecated. {text}".rstrip()


def described(
    description: str | None, schema: Schema, *, deprecated: bool = False
) -> str:
    """Return the meaning of a value, followed by its limits and default."""
    text = with_values(_with_remarks(description, schema), schema)
    return marked(text, deprecated=deprecated or schema.annotations.deprecated)


def with_values(text: str, schema: Schema) -> str:
    """Return the text and the documented values of an enumeration."""
    listed = _documented_values(schema)
    if not listed:
        return text
    return f"{text}\n\n{listed}" if "\n" in text else f"{text} {listed}".lstrip()


def value_list(schema: Schema) -> str | None:
    """Return the documented values of an enumeration, as a list."""
    entries = [f"- {note}" for note in _value_notes(schema)]
    return "\n".join(["Values:", "", *entries]) if entries else None


def _documented_values(schema: Schema) -> str:
    """Return the same as a sentence, including the items of a list."""
    return f"Values: {values}." if (values := "; ".join(_value_notes(schema))) else ""


def _value_notes(schema: Schema) -> Iterator[str]:
    match schema:
        case Array(items=items):
            yield from _value_notes(items)
        case Union(variants=variants):
            for variant in variants:
                yield from _value_notes(variant)
        case Enum(values=values, notes=notes):
            known = {repr(value_note.value): value_note for value_note in notes}
            for value in values:
                note = known.get(repr(value))
                if note is not None and (line := _value_note(note)):
                    yield line
        case _:
            return


def _value_note(note: ValueNote) -> str:
    """Return `1`, Active: It is in use; empty if that only repeats the value."""
    name = " ".join((note.name or "").split())
    if _letters(name) == _letters(str(note.value)):
        name = ""
    description = " ".join((note.description or "").split()).rstrip(".")
    if not name and not description:
        return ""
    value = note.value if isinstance(note.value, str) else literal(note.value)
    quoted = f"`{value}`" if _WORD.fullmatch(value) else literal(note.value)
    named = f"{quoted}, {name}" if name else quoted
    return f"{named}: {description}" if description else named


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text)).lower()


def _with_remarks(description: str | None, schema: Schema) -> str:
    text = (description or schema.annotations.description or "").strip()
    remarks = [*limits(schema)]
    default = schema.annotations.default
    # An empty default says nothing, and many descriptions mention it themselves.
    mentioned = "default" in text.lower()
    if (
        default is not None
        and default.value not in ([], {}, None, "")
        and not mentioned
    ):
        value = literal(default.value)
        if len(value) <= _LONGEST_DEFAULT:
            remarks.append(f"default {value}")
    if not remarks:
        return sentence(text)
    known = ", ".join(remarks)
    if not text:
        return f"{known[0].upper()}{known[1:]}."
    if "\n" in text:
        return f"{text}\n\n{known[0].upper()}{known[1:]}."
    return f"{text[:-1]} ({known})." if text.endswith(".") else f"{text} ({known})."


def limits(schema: Schema) -> Iterable[str]:
    """Return the restrictions that a caller can act upon, in words."""
    match schema:
        case Scalar(limits=restricted):
            yield from _range(restricted.minimum, restricted.maximum, "")
            low, high = restricted.exclusive_minimum, restricted.exclusive_maximum
            if low is not None:
                yield f"more than {_figure(low)}"
            if high is not None:
                yield f"less than {_figure(high)}"
            yield from _range(
                restricted.min_length, restricted.max_length, " characters"
            )
        case Array():
            yield from _range(schema.min_items, schema.max_items, " items")
        case _:
            return


def _range(low: float | None, high: float | None, unit: str) -> Iterable[str]:
    if low is not None and low == high:
        yield f"{_figure(low)}{unit}"
    elif low is not None and high is not None:
        yield f"{_figure(low)} to {_figure(high)}{unit}"
    elif low is not None:
        yield f"at least {_figure(low)}{unit}"
    elif high is not None:
        yield f"at most {_figure(high)}{unit}"


def _figure(value: float) -> str:
    # Floats cannot represent every integer.
    whole = isinstance(value, float) and value.is_integer()
    return str(int(value)) if whole else str(value)
