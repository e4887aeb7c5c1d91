"""What can happen to a value, in one sentence each: the last part of an id.

`{before}` and `{after}` are what the documents say.
"""

from __future__ import annotations

from collections.abc import Mapping

_BOUNDS = {
    "min": "the smallest value",
    "max": "the largest value",
    "exclusive-min": "the value to be exceeded",
    "exclusive-max": "the value not to be reached",
    "min-length": "the shortest length",
    "max-length": "the longest length",
    "min-items": "the smallest number of elements",
    "max-items": "the largest number of elements",
    "min-properties": "the smallest number of members",
    "max-properties": "the largest number of members",
    "min-contains": "the smallest number of elements of the required kind",
    "max-contains": "the largest number of elements of the required kind",
}
_WORDS = {
    "pattern": "the pattern",
    "format": "the format",
    "content-encoding": "the encoding of the content",
    "content-media-type": "the media type of the content",
    "multiple-of": "the step (`multipleOf`)",
    "default-value": "the default",
}
_PARTS = {
    "content-schema": "a schema for the content (`contentSchema`)",
    "property-names": "a restriction of the names (`propertyNames`)",
    "unevaluated-items": "a restriction of further elements (`unevaluatedItems`)",
    "unevaluated-properties": (
        "a restriction of further members (`unevaluatedProperties`)"
    ),
    "dependent-schema": "a schema that depends on a member (`dependentSchemas`)",
    "contains": "a kind of element that must be there (`contains`)",
    "not": "an exclusion (`not`)",
    "if": "a condition (`if`)",
    "then": "what holds under a condition (`then`)",
    "else": "what holds otherwise (`else`)",
    "unique-items": "a demand for elements without repetition (`uniqueItems`)",
}


def _changes() -> dict[str, str]:
    found = {}
    for stem, what in _BOUNDS.items():
        found[f"{stem}-increased"] = f"{what} went up from {{before}} to {{after}}"
        found[f"{stem}-decreased"] = f"{what} went down from {{before}} to {{after}}"
        if stem == "min-contains":
            continue  # 1 is what `contains` means by itself
        found[f"{stem}-set"] = f"{what} is limited now: {{after}}"
        found[f"{stem}-unset"] = f"{what} is not limited any more; it was {{before}}"
    for stem, what in _WORDS.items():
        found[f"{stem}-added"] = f"{what} {{after}} was added"
        found[f"{stem}-removed"] = f"{what} {{before}} was removed"
        found[f"{stem}-changed"] = f"{what} went from {{before}} to {{after}}"
    for stem in ("pattern", "format"):
        for how, more in (("generalized", "more"), ("specialized", "fewer")):
            what = f"{_WORDS[stem]} went from {{before}} to {{after}}"
            found[f"{stem}-{how}"] = f"{what}, which allows {more} values"
    for stem, what in _PARTS.items():
        found[f"{stem}-added"] = f"{what} was added"
        found[f"{stem}-removed"] = f"{what} was removed"
    return found


_OTHERS = {
    "type-changed": "the type went from {before} to {after}",
    "type-generalized": "the type went from {before} to {after}, which takes it in",
    "type-specialized": "the type went from {before} to {after}, which is less",
    "list-of-types-widened": "the type went from {before} to {after}",
    "list-of-types-narrowed": "the type went from {before} to {after}",
    "became-nullable": "null is allowed now",
    "became-not-nullable": "null is not allowed any more",
    "became-possible": "values are possible now, where there were none",
    "became-impossible": "no value is possible any more",
    "became-enum": "only these values are left: {after}",
    "enum-removed": "other values than {before} are possible now",
    "enum-replaced": "another type, and {before} are not told to be known any more",
    "enum-value-added": "values were added: {after}",
    "enum-value-removed": "values were removed: {before}",
    "const-added": "the only value is now {after}",
    "const-changed": "the only value went from {before} to {after}",
    "const-removed": "other values than {before} are possible now",
    "x-extensible-enum-value-added": "known values were added: {after}",
    "x-extensible-enum-value-removed": "known values were removed: {before}",
    "became-required": "it is required now",
    "became-required-with-default": "it is required now, although it has a default",
    "became-optional": "it is optional now",
    "additional-properties-allowed": "further members are possible now",
    "additional-properties-disallowed": "further members are not possible any more",
    "pattern-property-added": "members that match {after} are described",
    "pattern-property-removed": "members that match {before} are not described any more",
    "dependent-required-added": "members need others now: {after}",
    "dependent-required-removed": "members do not need others any more: {before}",
    "dependent-required-changed": "members need other ones: {after}, not {before}",
    "prefix-items-added": "the element number {after} has a schema of its own",
    "prefix-items-removed": "the element number {before} has no schema of its own",
    "one-of-added": "one more alternative: {after}",
    "one-of-removed": "one alternative less: {before}",
    "any-of-added": "one more alternative: {after}",
    "any-of-removed": "one alternative less: {before}",
    "one-of-overlap-added": (
        "values may fit two alternatives of `oneOf` now, and are not valid then: {after}"
    ),
    "one-of-overlap-removed": (
        "values that fitted two alternatives of `oneOf` may be valid now: {before}"
    ),
    "all-of-added": "one more schema must be satisfied: {after}",
    "all-of-removed": "one schema less must be satisfied: {before}",
    "undescribed-member-became-required": "it is required, but described nowhere",
    "undescribed-member-became-optional": (
        "it is not required any more, and described nowhere"
    ),
    "schema-changed": "it is composed in another way, too intricate to be compared",
    "deprecated": "it is deprecated",
    "deprecated-with-sunset": "it is deprecated, and goes away on {after}",
    "reactivated": "it is not deprecated any more",
    "sunset-deleted": "the day it goes away, {before}, is not told any more",
    "sunset-parse": "the day it goes away cannot be read: {after}",
    "sunset-date-too-small": "it is deprecated with a day that has passed: {after}",
    "sunset-date-changed-too-small": "it goes away earlier: {after}, not {before}",
    "sunset-date-postponed": "it goes away later: {after}, not {before}",
    "stability-decreased": "its stability went from {before} to {after}",
    "stability-increased": "its stability went from {before} to {after}",
    "invalid-stability-level": "its stability {after} is no known level",
    "discriminator-added": "the member {after} tells the alternatives apart",
    "discriminator-removed": "the member {before} does not tell alternatives apart",
    "discriminator-property-name-changed": (
        "{after} tells the alternatives apart, not {before}"
    ),
    "discriminator-mapping-added": "{after} selects an alternative",
    "discriminator-mapping-deleted": "{before} selects no alternative any more",
    "discriminator-mapping-changed": (
        "a value selects another alternative: {after}, not {before}"
    ),
}

VALUE_CHANGES: Mapping[str, str] = {**_changes(), **_OTHERS}
