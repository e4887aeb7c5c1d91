"""The kind of a change in a few words: what happened, and to what.

Reports count by kind, and give advice once for each.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from clientsmith.diff.changes import Change
from clientsmith.diff.rules.wording import VALUE_CHANGES

_ROLES = {
    "request-parameter-property": "parameters",
    "request-parameter": "parameters",
    "request-property": "request properties",
    "request-body": "request bodies",
    "response-property": "response properties",
    "response-header": "response headers",
    "response-body": "response bodies",
}
_SENT = "webhook payloads"
_ANSWERED = "webhook responses"
# Words for actions of values, where the id's own words would not be clear.
_WORDS = {
    "min": "minimum",
    "max": "maximum",
    "set": "added",
    "unset": "removed",
}
_ACTIONS = {
    "enum-removed": "enum removed",
    "const-added": "became constant",
    "const-changed": "constant changed",
    "const-removed": "no longer constant",
    "one-of-added": "alternative added",
    "one-of-removed": "alternative removed",
    "any-of-added": "alternative added",
    "any-of-removed": "alternative removed",
    "one-of-overlap-added": "`oneOf` overlap added",
    "one-of-overlap-removed": "`oneOf` overlap removed",
    "all-of-added": "`allOf` schema added",
    "all-of-removed": "`allOf` schema removed",
    "list-of-types-widened": "types added",
    "list-of-types-narrowed": "types removed",
    "x-extensible-enum-value-added": "known value added",
    "x-extensible-enum-value-removed": "known value removed",
    "undescribed-member-became-required": "became required",
    "undescribed-member-became-optional": "became optional",
    "sunset-deleted": "sunset date deleted",
    "sunset-parse": "sunset date unreadable",
    "sunset-date-too-small": "sunset date in the past",
    "sunset-date-changed-too-small": "sunset date moved forward",
}
_OTHERS: Mapping[str, tuple[str, str]] = {
    "endpoint-added": ("operation added", ""),
    "api-removed-without-deprecation": ("operation removed", ""),
    "api-path-removed-without-deprecation": ("operation removed", ""),
    "api-removed-before-sunset": ("operation removed before its sunset date", ""),
    "api-path-removed-before-sunset": ("operation removed before its sunset date", ""),
    "api-removed-without-sunset": ("deprecated operation removed", ""),
    "api-path-removed-without-sunset": ("deprecated operation removed", ""),
    "api-removed-with-deprecation": ("operation removed after its sunset date", ""),
    "api-path-removed-with-deprecation": (
        "operation removed after its sunset date",
        "",
    ),
    "api-path-moved": ("operation moved", ""),
    "endpoint-deprecated": ("operation deprecated", ""),
    "endpoint-deprecated-with-sunset": ("operation deprecated", ""),
    "endpoint-reactivated": ("operation no longer deprecated", ""),
    "new-required-request-property": ("required property added", "request properties"),
    "new-required-request-property-with-default": (
        "required property added",
        "request properties",
    ),
    "new-optional-request-property": ("optional property added", "request properties"),
    "request-property-removed": ("property removed", "request properties"),
    "request-property-removed-from-closed": ("property removed", "request properties"),
    "response-required-property-added": ("property added", "response properties"),
    "response-optional-property-added": (
        "optional property added",
        "response properties",
    ),
    "response-property-added-to-closed": (
        "property added to a closed object",
        "response properties",
    ),
    "response-required-property-removed": (
        "required property removed",
        "response properties",
    ),
    "response-optional-property-removed": (
        "optional property removed",
        "response properties",
    ),
    "new-required-request-parameter": ("required parameter added", ""),
    "new-request-path-parameter": ("path parameter added", ""),
    "new-optional-request-parameter": ("optional parameter added", ""),
    "request-parameter-removed": ("parameter removed", ""),
    "request-parameter-removed-before-sunset": (
        "parameter removed before its sunset date",
        "",
    ),
    "request-parameter-removed-with-deprecation": (
        "parameter removed after its sunset date",
        "",
    ),
    "response-success-status-added": ("success status added", "responses"),
    "response-success-status-removed": ("success status removed", "responses"),
    "response-non-success-status-added": ("error status added", "responses"),
    "response-non-success-status-removed": ("error status removed", "responses"),
    "response-media-type-added": ("media type added", "responses"),
    "response-media-type-removed": ("media type removed", "responses"),
    "response-media-type-name-specialized": ("media type narrowed", "responses"),
    "response-header-added": ("header added", ""),
    "required-response-header-removed": ("required header removed", ""),
    "optional-response-header-removed": ("optional header removed", ""),
    "response-link-added": ("link added", ""),
    "response-link-removed": ("link removed", ""),
    "response-link-changed": ("link changed", ""),
    "api-description-changed": ("summary or description changed", ""),
    "python-api-changed": ("generated package changed", ""),
    "part-not-compared": ("part not compared", ""),
}
_WHOLE = (
    "operation removed",
    "webhook removed",
    "callback removed",
    "deprecated operation removed",
    "client removed",
)
_PARTS = (
    "alternative",
    "header",
    "link",
    "media type",
    "parameter",
    "property",
    "server",
    "status",
    "value",
)


@dataclass(frozen=True, slots=True)
class Kind:
    """`became nullable`, in `response properties`."""

    label: str
    where: str

    @property
    def title(self) -> str:
        """Action and subject, as a heading."""
        label = self.label[:1].upper() + self.label[1:]
        return f"{label}: {self.where}" if self.where else label

    @property
    def rank(self) -> int:
        """A sort key: whole removals, then other removals, then the rest."""
        if self.label.startswith(_WHOLE):
            return 0
        parts = any(part in self.label for part in _PARTS)
        return 1 if parts and self.label.endswith("removed") else 2


def kind_of(change: Change) -> Kind:
    """Return the kind of a change."""
    label, where = _named(change.id)
    sent = [is_sent(path) for _, path in change.operations]
    if where.startswith("re") and sent and all(sent):
        where = _SENT if where.startswith("response ") else _ANSWERED
    return Kind(label, where)


def is_whole(change: Change) -> bool:
    """Return whether a whole operation or webhook was added or removed."""
    return (change.direction is None and change.id.endswith("-added")) or (
        kind_of(change).rank == 0
    )


def is_sent(path: str) -> bool:
    """Return whether it is the name of a webhook or callback rather than a path."""
    return not path.startswith("/")


def _named(id_: str) -> tuple[str, str]:
    if id_ in _OTHERS:
        return _OTHERS[id_]
    for role, where in _ROLES.items():
        if id_.startswith(f"{role}-"):
            action = id_.removeprefix(f"{role}-")
            if action in VALUE_CHANGES:
                return _ACTIONS.get(action) or _words(action), where
            return _words(action), where
    if id_.startswith(("request-", "response-")):
        direction, _, action = id_.partition("-")
        return _words(action), f"{direction} properties"
    return _words(id_.removeprefix("api-")), ""


def _words(action: str) -> str:
    return " ".join(_WORDS.get(word, word) for word in action.split("-"))
