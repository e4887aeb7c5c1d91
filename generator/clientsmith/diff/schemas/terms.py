"""Compare terms of one keyword that contain no other schemas."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from clientsmith.contract.schemas import (
    Bound,
    Choice,
    Dependent,
    Kind,
    Known,
    Multiples,
    Shape,
    Term,
    Unclear,
    Whole,
    Words,
    words_of,
)
from clientsmith.contract.values import ENCODING_FORMATS, accepts
from clientsmith.diff.facts import Effect, Fact, effect_of, fact
from clientsmith.document.documents import Source
from clientsmith.document.values import JsonValue

_TESTED = (Bound, Multiples, Whole, Words)
_STEMS = {
    "minimum": "min",
    "maximum": "max",
    "exclusiveMinimum": "exclusive-min",
    "exclusiveMaximum": "exclusive-max",
    "minLength": "min-length",
    "maxLength": "max-length",
    "minItems": "min-items",
    "maxItems": "max-items",
    "minProperties": "min-properties",
    "maxProperties": "max-properties",
    "pattern": "pattern",
    "format": "format",
    "contentEncoding": "content-encoding",
    "contentMediaType": "content-media-type",
}
# The integer limits of a format.
_RANGES = {
    "int32": (-(2**31), 2**31 - 1),
    "int64": (-(2**63), 2**63 - 1),
    "uint32": (0, 2**32 - 1),
    "uint64": (0, 2**64 - 1),
}
_BINARY_MEDIA = ("audio/", "font/", "image/", "video/")
# Formats whose values are all valid in another format.
_CONTAINED = frozenset(
    {
        ("int32", "int64"),
        ("int32", "double"),
        ("float", "double"),
        ("email", "idn-email"),
        ("hostname", "idn-hostname"),
        ("uri", "uri-reference"),
        ("uri", "iri"),
        ("uri-reference", "iri-reference"),
        ("iri", "iri-reference"),
        ("uuid", "uri-reference"),
    }
)
# Formats that are known to exclude texts or numbers; others may only be for display.
_KNOWN_FORMATS = frozenset(
    {
        *(format_ for pair in _CONTAINED for format_ in pair),
        *_RANGES,
        *ENCODING_FORMATS.values(),
        "date",
        "date-time",
        "duration",
        "ipv4",
        "ipv6",
        "json-pointer",
        "regex",
        "relative-json-pointer",
        "time",
        "unix-time",
        "uri-template",
    }
)


def compare_terms(base: Shape, revision: Shape) -> Iterator[Fact]:
    """Compare the plain terms of two shapes of one kind."""
    yield from _compare_choice(base, revision)
    decided = _is_listed(base), _is_listed(revision)
    for keyword in dict.fromkeys((*base.terms, *revision.terms)):
        before, after = base.terms.get(keyword), revision.terms.get(keyword)
        if before == after or keyword == "enum":
            continue
        # Listed values have been tested one by one against scalar terms.
        if any(decided) and isinstance(before or after, _TESTED):
            continue
        origins = _origins(base, revision, before, after)
        if keyword == "format":
            yield from _formats(base, revision, *origins)
        elif isinstance(before or after, Bound):
            yield from _bounds(keyword, base, revision, *origins)
        else:
            yield from _compare(keyword, before, after, *origins)


def _is_listed(shape: Shape) -> bool:
    scalar = shape.kind not in (Kind.ARRAY, Kind.OBJECT)
    return scalar and "enum" in shape.terms


def _origins(
    base: Shape, revision: Shape, before: Term | None, after: Term | None
) -> tuple[Source, Source]:
    return (
        base.source if before is None else before.origin,
        revision.source if after is None else after.origin,
    )


def _compare(
    keyword: str,
    before: Term | None,
    after: Term | None,
    base: Source,
    revision: Source,
) -> Iterator[Fact]:
    match before or after:
        case Words():
            yield from _words(keyword, before, after, base, revision)
        case Multiples():
            yield from _multiples(before, after, base, revision)
        case Whole() if keyword == "integer":
            yield _whole(before, base, revision)
        case Whole():
            yield _unique(before, base, revision)
        case Dependent():
            yield from _dependent(before, after, base, revision)
        case Known():
            yield from _known(before, after, base, revision)
        case Unclear():
            yield _unclear(before, after, base, revision)
        case _:
            pass


def _bounds(
    keyword: str, base: Shape, revision: Shape, *origins: Source
) -> Iterator[Fact]:
    before, after = base.terms.get(keyword), revision.terms.get(keyword)
    assert before is None or isinstance(before, Bound)
    assert after is None or isinstance(after, Bound)
    bound = after or before
    assert bound is not None
    written = bound.origin.pointer.rpartition("/")[2]
    stem = _STEMS.get(written, _STEMS[keyword])
    lower = bound.lower
    change = _change(_limit(base, keyword), _limit(revision, keyword), lower)
    if before is None or after is None:
        action = f"{stem}-set" if before is None else f"{stem}-unset"
        if change is not (Effect.NARROWER if before is None else Effect.WIDER):
            return  # the format implies it
    else:
        rises = (change is Effect.NARROWER) is lower
        action = f"{stem}-increased" if rises else f"{stem}-decreased"
        if change is Effect.NEUTRAL:
            return
    yield fact(
        action,
        change,
        *origins,
        before=None if before is None else _written(before),
        after=None if after is None else _written(after),
    )


def _written(bound: Bound) -> int | float:
    """Return the limit as the document says it: `> 0` of an integer is kept as `>= 1`."""
    keyword = bound.origin.pointer.rpartition("/")[2]
    if bound.exclusive or not keyword.startswith("exclusive"):
        return bound.value
    return bound.value - 1 if bound.lower else bound.value + 1


_Limit = tuple[int | float, bool]
"""A value, and whether it is still allowed."""


def _limit(shape: Shape, keyword: str) -> _Limit | None:
    """Return the tightest limit, including the one of an integer's format."""
    bound = shape.terms.get(keyword)
    lower = keyword.startswith("min")
    limits: list[_Limit] = []
    if isinstance(bound, Bound):
        limits.append((bound.value, not bound.exclusive))
    if "integer" in shape.terms and keyword in ("minimum", "maximum"):
        ranges = [_RANGES[word] for word in words_of(shape, "format") & _RANGES.keys()]
        limits += [(range_[0 if lower else 1], True) for range_ in ranges]
    if lower:
        return max(limits, key=lambda limit: (limit[0], not limit[1]), default=None)
    return min(limits, default=None)


def _change(before: _Limit | None, after: _Limit | None, lower: bool) -> Effect:
    if before == after:
        return Effect.NEUTRAL
    if before is None or after is None:
        return Effect.NARROWER if before is None else Effect.WIDER
    if before[0] == after[0]:
        return Effect.WIDER if after[1] else Effect.NARROWER
    return Effect.NARROWER if (after[0] > before[0]) is lower else Effect.WIDER


def _words(
    keyword: str,
    before: Term | None,
    after: Term | None,
    base: Source,
    revision: Source,
) -> Iterator[Fact]:
    old = before.words if isinstance(before, Words) else frozenset()
    new = after.words if isinstance(after, Words) else frozenset()
    stem = _STEMS[keyword]
    action = "added" if not old else "removed" if not new else "changed"
    if new > old:
        effect = Effect.NARROWER
    elif new < old:
        effect = Effect.WIDER
    else:
        effect = Effect.UNKNOWN if keyword == "pattern" else Effect.BOTH
    if keyword == "pattern" and action == "changed" and effect is not Effect.UNKNOWN:
        action = "generalized" if effect is Effect.WIDER else "specialized"
    yield fact(
        f"{stem}-{action}",
        effect,
        base,
        revision,
        before=_listed(old),
        after=_listed(new),
    )


def _formats(base: Shape, revision: Shape, *origins: Source) -> Iterator[Fact]:
    """Compare formats and encodings, all of which apply together."""
    old, new = words_of(base, "format"), words_of(revision, "format")
    effect = effect_of(
        gained=not all(_is_implied(format_, revision) for format_ in old),
        lost=not all(_is_implied(format_, base) for format_ in new),
    )
    if (old ^ new) - _KNOWN_FORMATS:
        effect = Effect.UNKNOWN
    if effect is Effect.NEUTRAL:
        return
    written = {
        place.pointer.rpartition("/")[2]
        for place, words in zip(origins, (old, new), strict=True)
        if words
    }
    keyword = written.pop() if len(written) == 1 else "format"
    stem = _STEMS.get(keyword, "format")
    action = "added" if not old else "removed" if not new else "changed"
    ordered = effect in (Effect.WIDER, Effect.NARROWER)
    if stem == "format" and action == "changed" and ordered:
        action = "generalized" if effect is Effect.WIDER else "specialized"
    yield fact(
        f"{stem}-{action}",
        effect,
        *origins,
        before=_listed(_shown(old, keyword)),
        after=_listed(_shown(new, keyword)),
    )


def _shown(formats: frozenset[str], keyword: str) -> frozenset[str]:
    """Return encodings as documents name them."""
    names = {word: name for name, word in ENCODING_FORMATS.items()}
    if keyword == "format":
        return formats
    return frozenset(names.get(format_, format_) for format_ in formats)


def _is_implied(format_: str, shape: Shape) -> bool:
    """Return whether the values of a shape have the format anyway."""
    if any(_is_format(word, format_) for word in words_of(shape, "format")):
        return True
    if format_ == "binary":
        media = words_of(shape, "contentMediaType")
        return any(media_type.startswith(_BINARY_MEDIA) for media_type in media)
    if shape.kind is not Kind.NUMBER:
        return False
    if format_ == "double":
        return True  # as most readers represent JSON numbers
    if format_ not in _RANGES or "integer" not in shape.terms:
        return False
    low, high = _limit(shape, "minimum"), _limit(shape, "maximum")
    least, most = _RANGES[format_]
    return bool(low and high and low[0] >= least and high[0] <= most)


def _is_format(inner: str, outer: str) -> bool:
    return inner == outer or (inner, outer) in _CONTAINED


def _listed(words: frozenset[str]) -> JsonValue:
    listed: list[JsonValue] = [*sorted(words)]
    if len(listed) > 1:
        return listed
    return listed[0] if listed else None


def _multiples(
    before: Term | None, after: Term | None, base: Source, revision: Source
) -> Iterator[Fact]:
    old = before.steps if isinstance(before, Multiples) else frozenset()
    new = after.steps if isinstance(after, Multiples) else frozenset()
    gained = not all(any((n / o).denominator == 1 for n in new) for o in old)
    lost = not all(any((o / n).denominator == 1 for o in old) for n in new)
    if not gained and not lost:
        return
    action = "added" if not old else "removed" if not new else "changed"
    yield Fact(
        action=f"multiple-of-{action}",
        effect=effect_of(gained=gained, lost=lost),
        before=_steps(old),
        after=_steps(new),
        base=base,
        revision=revision,
    )


def _steps(steps: frozenset[Fraction]) -> JsonValue:
    if not steps:
        return None
    return ", ".join(f"{float(step):g}" for step in sorted(steps))


def _whole(before: Term | None, base: Source, revision: Source) -> Fact:
    generalized = before is not None
    return Fact(
        action="type-generalized" if generalized else "type-specialized",
        effect=Effect.WIDER if generalized else Effect.NARROWER,
        before="integer" if generalized else "number",
        after="number" if generalized else "integer",
        base=base,
        revision=revision,
    )


def _unique(before: Term | None, base: Source, revision: Source) -> Fact:
    removed = before is not None
    return Fact(
        action=f"unique-items-{'removed' if removed else 'added'}",
        effect=Effect.WIDER if removed else Effect.NARROWER,
        before=removed,
        after=not removed,
        base=base,
        revision=revision,
    )


def _dependent(
    before: Term | None, after: Term | None, base: Source, revision: Source
) -> Iterator[Fact]:
    old = before.names if isinstance(before, Dependent) else {}
    new = after.names if isinstance(after, Dependent) else {}
    for name in dict.fromkeys((*old, *new)):
        was, now = old.get(name, frozenset()), new.get(name, frozenset())
        if was == now:
            continue
        action = "added" if not was else "removed" if not now else "changed"
        yield Fact(
            action=f"dependent-required-{action}",
            effect=effect_of(gained=bool(was - now), lost=bool(now - was)),
            before=[f"{name}: {property_}" for property_ in sorted(was)] or None,
            after=[f"{name}: {property_}" for property_ in sorted(now)] or None,
            base=base,
            revision=revision,
        )


def _known(
    before: Term | None, after: Term | None, base: Source, revision: Source
) -> Iterator[Fact]:
    old = before.values if isinstance(before, Known) else {}
    new = after.values if isinstance(after, Known) else {}
    removed = [value for key, value in old.items() if key not in new]
    added = [value for key, value in new.items() if key not in old]
    if removed and new:
        yield Fact(
            action="x-extensible-enum-value-removed",
            effect=Effect.NARROWER,
            before=removed,
            after=None,
            base=base,
            revision=revision,
        )
    if added and old:
        yield Fact(
            action="x-extensible-enum-value-added",
            effect=Effect.WIDER,
            before=None,
            after=added,
            base=base,
            revision=revision,
        )


def _unclear(
    before: Term | None, after: Term | None, base: Source, revision: Source
) -> Fact:
    old = before.texts if isinstance(before, Unclear) else frozenset()
    new = after.texts if isinstance(after, Unclear) else frozenset()
    effect = Effect.UNKNOWN
    if old < new or new < old:
        effect = Effect.NARROWER if old < new else Effect.WIDER
    return Fact(
        action="schema-changed",
        effect=effect,
        before=None,
        after=None,
        base=base,
        revision=revision,
    )


def _compare_choice(base: Shape, revision: Shape) -> Iterator[Fact]:
    """Compare enumerations by testing each value against the other side."""
    before, after = base.terms.get("enum"), revision.terms.get("enum")
    old = _values(before)
    new = _values(after)
    if old is None and new is None:
        return
    origins = _origins(base, revision, before, after)
    removed = _refused(old, revision)
    added = _refused(new, base)
    if old is None or new is None:
        const = _is_const(before or after)
        yield from _listing(old, new, removed, added, const, *origins)
    elif _is_const(before) and _is_const(after) and removed and added:
        yield fact(
            "const-changed", Effect.BOTH, *origins, before=removed[0], after=added[0]
        )
    else:
        if removed:
            yield fact(
                "enum-value-removed", Effect.NARROWER, *origins, before=[*removed]
            )
        if added:
            yield fact("enum-value-added", Effect.WIDER, *origins, after=[*added])


def _listing(
    old: Mapping[str, JsonValue] | None,
    new: Mapping[str, JsonValue] | None,
    removed: list[JsonValue],
    added: list[JsonValue],
    const: bool,
    base: Source,
    revision: Source,
) -> Iterator[Fact]:
    """Report an enumeration that was added or removed."""
    if old is None:
        assert new is not None
        after: list[JsonValue] = [*new.values()]
        # Values that the other terms did not allow before are new.
        effect = effect_of(gained=bool(added), lost=True)
        action = "const-added" if const else "became-enum"
        yield fact(action, effect, base, revision, after=after)
    else:
        before: list[JsonValue] = [*old.values()]
        effect = effect_of(gained=True, lost=bool(removed))
        action = "const-removed" if const else "enum-removed"
        yield fact(action, effect, base, revision, before=before)


def _values(term: Term | None) -> Mapping[str, JsonValue] | None:
    return term.values if isinstance(term, Choice) else None


def _is_const(term: Term | None) -> bool:
    return isinstance(term, Choice) and term.const and len(term.values) == 1


def _refused(values: Mapping[str, JsonValue] | None, shape: Shape) -> list[JsonValue]:
    """Return the values that the other shape does not certainly accept."""
    if values is None:
        return []
    listed = _values(shape.terms.get("enum"))
    if listed is not None:
        return [value for key, value in values.items() if key not in listed]
    return [value for value in values.values() if accepts(shape, value) is not True]
