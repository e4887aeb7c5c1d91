"""The sentences for changes of a value, one for each last part of an id.

`{it}` is what changed; `{before}` and `{after}` are what the documents say.
"""

from __future__ import annotations

from collections.abc import Mapping

VALUE_CHANGES: Mapping[str, str] = {
    "min-increased": "the minimum of {it} increased from {before} to {after}",
    "min-decreased": "the minimum of {it} decreased from {before} to {after}",
    "min-set": "{it} has a minimum of {after} now",
    "min-unset": "the minimum of {it} was removed (it was {before})",
    "max-increased": "the maximum of {it} increased from {before} to {after}",
    "max-decreased": "the maximum of {it} decreased from {before} to {after}",
    "max-set": "{it} has a maximum of {after} now",
    "max-unset": "the maximum of {it} was removed (it was {before})",
    "exclusive-min-increased": (
        "the exclusive minimum of {it} increased from {before} to {after}"
    ),
    "exclusive-min-decreased": (
        "the exclusive minimum of {it} decreased from {before} to {after}"
    ),
    "exclusive-min-set": "{it} must exceed {after} now",
    "exclusive-min-unset": "{it} no longer has to exceed {before}",
    "exclusive-max-increased": (
        "the exclusive maximum of {it} increased from {before} to {after}"
    ),
    "exclusive-max-decreased": (
        "the exclusive maximum of {it} decreased from {before} to {after}"
    ),
    "exclusive-max-set": "{it} must be less than {after} now",
    "exclusive-max-unset": "{it} no longer has to be less than {before}",
    "min-length-increased": (
        "the minimum length of {it} increased from {before} to {after}"
    ),
    "min-length-decreased": (
        "the minimum length of {it} decreased from {before} to {after}"
    ),
    "min-length-set": "{it} has a minimum length of {after} now",
    "min-length-unset": "the minimum length of {it} was removed (it was {before})",
    "max-length-increased": (
        "the maximum length of {it} increased from {before} to {after}"
    ),
    "max-length-decreased": (
        "the maximum length of {it} decreased from {before} to {after}"
    ),
    "max-length-set": "{it} has a maximum length of {after} now",
    "max-length-unset": "the maximum length of {it} was removed (it was {before})",
    "min-items-increased": (
        "the minimum number of items of {it} increased from {before} to {after}"
    ),
    "min-items-decreased": (
        "the minimum number of items of {it} decreased from {before} to {after}"
    ),
    "min-items-set": "the number of items of {it} has a minimum of {after} now",
    "min-items-unset": "the minimum number of items of {it} was removed (it was {before})",
    "max-items-increased": (
        "the maximum number of items of {it} increased from {before} to {after}"
    ),
    "max-items-decreased": (
        "the maximum number of items of {it} decreased from {before} to {after}"
    ),
    "max-items-set": "the number of items of {it} has a maximum of {after} now",
    "max-items-unset": "the maximum number of items of {it} was removed (it was {before})",
    "min-properties-increased": (
        "the minimum number of properties of {it} increased from {before} to {after}"
    ),
    "min-properties-decreased": (
        "the minimum number of properties of {it} decreased from {before} to {after}"
    ),
    "min-properties-set": (
        "the number of properties of {it} has a minimum of {after} now"
    ),
    "min-properties-unset": (
        "the minimum number of properties of {it} was removed (it was {before})"
    ),
    "max-properties-increased": (
        "the maximum number of properties of {it} increased from {before} to {after}"
    ),
    "max-properties-decreased": (
        "the maximum number of properties of {it} decreased from {before} to {after}"
    ),
    "max-properties-set": (
        "the number of properties of {it} has a maximum of {after} now"
    ),
    "max-properties-unset": (
        "the maximum number of properties of {it} was removed (it was {before})"
    ),
    # 1 is the default of `minContains`, so it is neither set nor unset.
    "min-contains-increased": (
        "the minimum number of items of {it} that match `contains` increased from "
        "{before} to {after}"
    ),
    "min-contains-decreased": (
        "the minimum number of items of {it} that match `contains` decreased from "
        "{before} to {after}"
    ),
    "max-contains-increased": (
        "the maximum number of items of {it} that match `contains` increased from "
        "{before} to {after}"
    ),
    "max-contains-decreased": (
        "the maximum number of items of {it} that match `contains` decreased from "
        "{before} to {after}"
    ),
    "max-contains-set": (
        "the number of items of {it} that match `contains` has a maximum of {after} now"
    ),
    "max-contains-unset": (
        "the maximum number of items of {it} that match `contains` was removed "
        "(it was {before})"
    ),
    "pattern-added": "{it} must match the pattern {after} now",
    "pattern-removed": "{it} no longer has to match the pattern {before}",
    "pattern-changed": "the pattern of {it} changed from {before} to {after}",
    "pattern-generalized": (
        "the pattern of {it} changed from {before} to {after}, which allows more values"
    ),
    "pattern-specialized": (
        "the pattern of {it} changed from {before} to {after}, which allows fewer "
        "values"
    ),
    "format-added": "{it} has the format {after} now",
    "format-removed": "{it} no longer has the format {before}",
    "format-changed": "the format of {it} changed from {before} to {after}",
    "format-generalized": (
        "the format of {it} changed from {before} to {after}, which allows more values"
    ),
    "format-specialized": (
        "the format of {it} changed from {before} to {after}, which allows fewer values"
    ),
    "content-encoding-added": "{it} has the content encoding {after} now",
    "content-encoding-removed": "{it} no longer has the content encoding {before}",
    "content-encoding-changed": (
        "the content encoding of {it} changed from {before} to {after}"
    ),
    "content-media-type-added": "the content of {it} has the media type {after} now",
    "content-media-type-removed": (
        "the content of {it} no longer has the media type {before}"
    ),
    "content-media-type-changed": (
        "the media type of the content of {it} changed from {before} to {after}"
    ),
    "multiple-of-added": "{it} must be a multiple of {after} now",
    "multiple-of-removed": "{it} no longer has to be a multiple of {before}",
    "multiple-of-changed": "{it} must be a multiple of {after} now, not of {before}",
    "default-value-added": "{it} has the default {after} now",
    "default-value-removed": "the default of {it} was removed (it was {before})",
    "default-value-changed": "the default of {it} changed from {before} to {after}",
    "content-schema-added": "the content of {it} has a schema now (`contentSchema`)",
    "content-schema-removed": (
        "the content of {it} no longer has a schema (`contentSchema`)"
    ),
    "property-names-added": "the property names of {it} are restricted now",
    "property-names-removed": "the property names of {it} are no longer restricted",
    "unevaluated-items-added": (
        "other items of {it} are restricted now (`unevaluatedItems`)"
    ),
    "unevaluated-items-removed": (
        "other items of {it} are no longer restricted (`unevaluatedItems`)"
    ),
    "unevaluated-properties-added": (
        "other properties of {it} are restricted now (`unevaluatedProperties`)"
    ),
    "unevaluated-properties-removed": (
        "other properties of {it} are no longer restricted (`unevaluatedProperties`)"
    ),
    "dependent-schema-added": (
        "{it} has a schema that depends on a property now (`dependentSchemas`)"
    ),
    "dependent-schema-removed": (
        "{it} no longer has a schema that depends on a property (`dependentSchemas`)"
    ),
    "contains-added": "{it} must contain an item of a certain kind now (`contains`)",
    "contains-removed": (
        "{it} no longer has to contain an item of a certain kind (`contains`)"
    ),
    "not-added": "some values of {it} are excluded now (`not`)",
    "not-removed": "an exclusion of values of {it} was removed (`not`)",
    "if-added": "{it} has a condition now (`if`)",
    "if-removed": "{it} no longer has a condition (`if`)",
    "then-added": "{it} must satisfy a schema if its condition holds now (`then`)",
    "then-removed": (
        "{it} no longer has to satisfy a schema if its condition holds (`then`)"
    ),
    "else-added": "{it} must satisfy a schema unless its condition holds now (`else`)",
    "else-removed": (
        "{it} no longer has to satisfy a schema unless its condition holds (`else`)"
    ),
    "unique-items-added": "the items of {it} must be unique now",
    "unique-items-removed": "the items of {it} no longer have to be unique",
    "type-changed": "the type of {it} changed from {before} to {after}",
    "type-generalized": (
        "the type of {it} changed from {before} to {after}, which includes it"
    ),
    "type-specialized": (
        "the type of {it} changed from {before} to {after}, which is narrower"
    ),
    "list-of-types-widened": "the type of {it} changed from {before} to {after}",
    "list-of-types-narrowed": "the type of {it} changed from {before} to {after}",
    "became-nullable": "{it} can be null now",
    "became-not-nullable": "{it} can no longer be null",
    "became-possible": "{it} can have values now, where none was valid",
    "became-impossible": "no value of {it} is valid any longer",
    "became-enum": "{it} is limited to these values now: {after}",
    "enum-removed": "{it} is no longer limited to these values: {before}",
    "enum-replaced": (
        "the type of {it} changed, and its values {before} are no longer listed"
    ),
    "enum-value-added": "{it} has new values: {after}",
    "enum-value-removed": "{it} lost values: {before}",
    "const-added": "{it} is always {after} now",
    "const-changed": "the only value of {it} changed from {before} to {after}",
    "const-removed": "{it} is no longer always {before}",
    "x-extensible-enum-value-added": "{it} has new known values: {after}",
    "x-extensible-enum-value-removed": "{it} lost known values: {before}",
    "became-required": "{it} is required now",
    "became-required-with-default": "{it} is required now, although it has a default",
    "became-optional": "{it} is optional now",
    "additional-properties-allowed": "{it} can have additional properties now",
    "additional-properties-disallowed": "{it} can no longer have additional properties",
    "pattern-property-added": "{it} describes properties that match {after} now",
    "pattern-property-removed": (
        "{it} no longer describes properties that match {before}"
    ),
    "dependent-required-added": "properties of {it} require others now: {after}",
    "dependent-required-removed": (
        "properties of {it} no longer require others: {before}"
    ),
    "dependent-required-changed": (
        "properties of {it} require different properties now: {after}, not {before}"
    ),
    "prefix-items-added": "item {after} of {it} has a schema of its own now",
    "prefix-items-removed": "item {before} of {it} no longer has a schema of its own",
    "one-of-added": "{it} can be {after} now",
    "one-of-removed": "{it} can no longer be {before}",
    "any-of-added": "{it} can be {after} now",
    "any-of-removed": "{it} can no longer be {before}",
    "one-of-overlap-added": (
        "{it} may match two alternatives of `oneOf` now, which is invalid: {after}"
    ),
    "one-of-overlap-removed": (
        "{it} may be valid now where it matched two alternatives of `oneOf`: {before}"
    ),
    "xml-changed": "the XML of {it} changed from {before} to {after}",
    "all-of-added": "{it} must satisfy one more schema: {after}",
    "all-of-removed": "{it} no longer has to satisfy a schema: {before}",
    "undescribed-member-became-required": ("{it} is required now, but not described"),
    "undescribed-member-became-optional": (
        "{it} is no longer required, and not described"
    ),
    "schema-changed": "the composition of {it} changed, and is too complex to be compared",
    "deprecated": "{it} is deprecated",
    "deprecated-with-sunset": "{it} is deprecated, and will be removed on {after}",
    "reactivated": "{it} is no longer deprecated",
    "sunset-deleted": "the date of removal of {it} was deleted (it was {before})",
    "sunset-parse": "the date of removal of {it} cannot be read: {after}",
    "sunset-date-too-small": (
        "{it} is deprecated with a date of removal in the past: {after}"
    ),
    "sunset-date-changed-too-small": (
        "{it} will be removed earlier: on {after}, not on {before}"
    ),
    "sunset-date-postponed": "{it} will be removed later: on {after}, not on {before}",
    "stability-decreased": "the stability of {it} decreased from {before} to {after}",
    "stability-increased": "the stability of {it} increased from {before} to {after}",
    "invalid-stability-level": "the stability of {it}, {after}, is not a known level",
    "discriminator-added": "{after} distinguishes the alternatives of {it} now",
    "discriminator-removed": "{before} no longer distinguishes the alternatives of {it}",
    "discriminator-property-name-changed": (
        "{after} distinguishes the alternatives of {it} now, not {before}"
    ),
    "discriminator-mapping-added": (
        "{after} selects an alternative of {it} now (`discriminator`)"
    ),
    "discriminator-mapping-deleted": (
        "{before} no longer selects an alternative of {it} (`discriminator`)"
    ),
    "discriminator-mapping-changed": (
        "a value selects another alternative of {it}: {after}, not {before}"
    ),
}

# The number is the same; it is now excluded, or included.
SAME_BOUND: Mapping[str, str] = {
    "min-increased": "{it} must exceed {after} now",
    "min-decreased": "{it} can equal {after} now, and no longer has to exceed it",
    "max-increased": "{it} can equal {after} now, and no longer has to be less",
    "max-decreased": "{it} must be less than {after} now",
    "exclusive-min-increased": "{it} must exceed {after} now",
    "exclusive-min-decreased": "{it} can equal {after} now, and no longer has to exceed it",
    "exclusive-max-increased": "{it} can equal {after} now, and no longer has to be less",
    "exclusive-max-decreased": "{it} must be less than {after} now",
}
