"""Every id that a comparison can report: what it means, how much it matters, what to do.

Severity follows from one rule, see `severity`. The few ids with a severity of their own
are about what sets of values cannot tell, each with the reason.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from generator.diff.advice import (
    ADDRESS,
    ANYWHERE,
    CREDENTIALS,
    GOING,
    GONE,
    KEEP_THE_DAY,
    NO_ADVICE,
    READ,
    SEND,
    SENT,
    SILENT,
    UNREAD,
    UNSENT,
    USUAL,
    Advice,
)
from generator.diff.changes import Severity
from generator.diff.facts import Effect
from generator.diff.wording import VALUE_CHANGES
from generator.model.usage import Direction

_ROLES = (
    "request-parameter",
    "request-parameter-property",
    "request-body",
    "request-property",
    "response-header",
    "response-body",
    "response-property",
)
# What happens to whole members is an id of its own, see below.
_RULED: Mapping[Direction | None, Mapping[Effect, Severity]] = {
    Direction.REQUEST: {
        Effect.WIDER: Severity.INFO,
        Effect.NARROWER: Severity.BREAKING,
        Effect.PERHAPS_WIDER: Severity.INFO,
        Effect.PERHAPS_NARROWER: Severity.WARNING,
    },
    Direction.RESPONSE: {
        Effect.WIDER: Severity.BREAKING,
        Effect.NARROWER: Severity.INFO,
        Effect.PERHAPS_WIDER: Severity.WARNING,
        Effect.PERHAPS_NARROWER: Severity.INFO,
    },
}


@dataclass(frozen=True, slots=True)
class Rule:
    """One id. `severity` None: the rule decides; else `why` says why it does not.

    `wire` False: it is about the generated package alone, whatever it breaks.
    """

    id: str
    sentence: str
    severity: Severity | None = None
    why: str | None = None
    advice: Advice | None = None
    addition: bool = False
    wire: bool = True


def severity(
    rule: Rule, effect: Effect, direction: Direction | None, *, inverted: bool
) -> Severity:
    """How much a change matters.

    Requests may only be accepted more widely, answers only be promised more narrowly;
    what the documents cannot decide is a warning. Operations count as requests.
    """
    if rule.severity is not None and not inverted:
        return rule.severity
    if effect is Effect.NEUTRAL:
        return Severity.INFO
    if effect is Effect.UNKNOWN:
        return Severity.WARNING
    if effect is Effect.BOTH:
        return Severity.BREAKING
    return _RULED[direction or Direction.REQUEST][effect]


def advice(rule: Rule, severity_: Severity, direction: Direction | None) -> Advice:
    """What to do about it."""
    own = rule.advice or NO_ADVICE
    if severity_ is Severity.INFO:
        return own if own.always else NO_ADVICE
    usual = USUAL[severity_, direction]
    return Advice(own.callers or usual.callers, own.owners or usual.owners)


_DEFAULT = "a request without it means something else than before, which no set of values shows"
_IGNORED = "readers ignore members that they do not know"
_MISSED = "a reader that copes without it goes on, but finds nothing"
_BREAKING, _WARNING, _INFO = Severity.BREAKING, Severity.WARNING, Severity.INFO
_PROMISE = "a promise to callers is taken back"

# Ids of values with a severity of their own.
_VALUE_SEVERITIES: Mapping[str, tuple[Severity, str]] = {
    **{
        f"request-parameter-default-value-{each}": (_BREAKING, _DEFAULT)
        for each in ("added", "changed", "removed")
    },
    **{
        f"{role}-default-value-changed": (_WARNING, _DEFAULT)
        for role in ("request-body", "request-property", "request-parameter-property")
    },
    **{
        f"{role}-enum-replaced": (
            _BREAKING,
            "the enumeration told what the server understands; where the type changed as "
            "well, nothing tells that it still does",
        )
        for role in _ROLES
    },
    **{
        f"{role}-all-of-removed": (_INFO, "the other schemas promise the same")
        for role in ("response-header", "response-body", "response-property")
    },
    **{
        f"{role}-pattern-{action}": (
            _WARNING,
            "what a text is made of, hardly any reader checks; but some may",
        )
        for role in ("response-header", "response-body", "response-property")
        for action in ("removed", "generalized", "changed")
    },
    **{
        f"{role}-x-extensible-enum-value-added": (
            _INFO,
            "the document said that there would be more",
        )
        for role in _ROLES
    },
    **{
        f"{role}-{action}": (_BREAKING, _PROMISE)
        for role in _ROLES
        for action in (
            "sunset-deleted",
            "sunset-parse",
            "sunset-date-too-small",
            "sunset-date-changed-too-small",
            "stability-decreased",
            "invalid-stability-level",
        )
    },
}

_MEMBERS = (
    Rule("new-required-request-property", "it was added, and is required", advice=SEND),
    Rule(
        "new-required-request-property-with-default",
        "it was added, and is required although it has a default",
        advice=SEND,
    ),
    Rule(
        "new-optional-request-property", "it was added, and is optional", addition=True
    ),
    Rule(
        "request-property-removed",
        "it was removed",
        _WARNING,
        "a server ignores members that it does not know, so requests still pass, "
        "but without effect",
        UNSENT,
    ),
    Rule(
        "request-property-removed-from-closed",
        "it was removed, and unknown members are refused",
    ),
    Rule(
        "response-required-property-added",
        "it was added",
        _INFO,
        _IGNORED,
        addition=True,
    ),
    Rule(
        "response-optional-property-added",
        "it was added, and may be missing",
        _INFO,
        _IGNORED,
        addition=True,
    ),
    Rule(
        "response-property-added-to-closed",
        "it was added, although the document promised that nothing else comes",
        advice=Advice(
            "Look at code of your own that refuses unknown members; generated clients "
            "take them.",
            "Strict readers refuse it. If no caller is strict, override this id in the "
            "configuration, and drop `additionalProperties: false`.",
        ),
    ),
    Rule(
        "response-required-property-removed",
        "it was removed, and was required",
        _BREAKING,
        "every reader could rely on it",
        UNREAD,
    ),
    Rule(
        "response-optional-property-removed",
        "it was removed",
        _WARNING,
        _MISSED,
        Advice(
            UNREAD.callers, "Make sure that nobody needs it, or deprecate it first."
        ),
    ),
    Rule(
        "request-required-property-became-read-only",
        "it is read-only now: it need not be sent",
    ),
    Rule(
        "request-optional-property-became-read-only",
        "it is read-only now: it need not be sent",
    ),
    Rule(
        "request-required-property-became-not-read-only",
        "it is not read-only any more, and must be sent",
        advice=SEND,
    ),
    Rule(
        "request-optional-property-became-not-read-only",
        "it is not read-only any more, and may be sent",
        addition=True,
    ),
    Rule(
        "response-required-property-became-write-only",
        "it is write-only now: it does not come",
    ),
    Rule(
        "response-optional-property-became-write-only",
        "it is write-only now: it does not come",
    ),
    Rule(
        "response-required-property-became-not-write-only",
        "it is not write-only any more: it comes",
        addition=True,
    ),
    Rule(
        "response-optional-property-became-not-write-only",
        "it is not write-only any more: it may come",
        addition=True,
    ),
)

_PARAMETERS = (
    Rule(
        "new-required-request-parameter", "it was added, and is required", advice=SEND
    ),
    Rule(
        "new-request-path-parameter",
        "it was added to the path",
    ),
    Rule(
        "new-optional-request-parameter", "it was added, and is optional", addition=True
    ),
    Rule(
        "request-parameter-removed",
        "it was removed",
        why="a warning, since most servers ignore parameters that they do not know; "
        "breaking where the API sent it with every request (webhooks)",
        advice=UNSENT,
    ),
    Rule(
        "request-parameter-removed-before-sunset",
        "it was removed before the day that was told",
        _BREAKING,
        _PROMISE,
        Advice(UNSENT.callers, "Keep it until the day that callers were told."),
    ),
    Rule(
        "request-parameter-removed-with-deprecation",
        "it was removed after the day that was told",
        _INFO,
        "callers had been told",
    ),
    Rule(
        "request-parameter-empty-value-allowed",
        "it may be sent without a value",
        addition=True,
    ),
    Rule(
        "request-parameter-empty-value-disallowed",
        "it may not be sent without a value any more",
    ),
    Rule(
        "request-parameter-reserved-allowed",
        "reserved characters may be sent as they are",
        addition=True,
    ),
    Rule(
        "request-parameter-reserved-disallowed",
        "reserved characters may not be sent as they are any more",
    ),
    Rule(
        "request-parameter-content-changed",
        "it is written as {after} now, not as {before}",
    ),
    Rule(
        "request-parameter-encoding-changed",
        "its encoding in the form went from {before} to {after}",
    ),
    Rule(
        "request-parameter-style-changed",
        "it is written in the style {after} now, not {before}",
    ),
    Rule(
        "request-parameter-explode-changed",
        "`explode` went from {before} to {after}: several values are written "
        "differently",
    ),
)

_BODIES = (
    Rule("request-body-added-required", "it was added, and is required"),
    Rule("request-body-added-optional", "it was added, and is optional", addition=True),
    Rule("request-body-removed", "it was removed"),
    Rule("request-body-media-type-added", "it may be {after}, too", addition=True),
    Rule("request-body-media-type-removed", "it may not be {before} any more"),
    Rule("response-media-type-added", "{after} can be asked for, too", addition=True),
    Rule(
        "response-media-type-removed",
        "{before} does not come any more",
        advice=Advice(
            "Read one of the media types that are left.",
            "Keep offering it, or release a new major version.",
        ),
    ),
    Rule(
        "response-media-type-name-specialized",
        "it was {before}, and is {after} now, which readers of {before} can read",
    ),
    *(
        rule
        for role in ("request-body", "response-body")
        for rule in (
            Rule(f"{role}-media-type-schema-added", "a schema was added"),
            Rule(f"{role}-media-type-schema-removed", "the schema was removed"),
            Rule(
                f"{role}-encoding-changed",
                "its encoding in forms went from {before} to {after}",
            ),
            Rule(
                f"{role}-streaming-changed", "it is read item by item, or not any more"
            ),
        )
    ),
    Rule(
        "response-success-status-added",
        "it was added",
        _WARNING,
        "callers may not know what to do with it",
        Advice(
            "Look at code that asks for the status: generated clients treat it as any "
            "success.",
            "Tell callers when it comes.",
        ),
        addition=True,
    ),
    Rule(
        "response-success-status-removed",
        "it does not come any more",
        _BREAKING,
        "callers wait for it",
        Advice(
            "Look at code that waits for this status, or for what came with it.",
            "Keep answering with it, or release a new major version.",
        ),
    ),
    Rule(
        "response-non-success-status-added",
        "it was added",
        _INFO,
        "any call can fail, and clients know errors by their range",
        addition=True,
    ),
    Rule(
        "response-non-success-status-removed",
        "it is not described any more",
        _INFO,
        "any call can fail, and clients know errors by their range",
    ),
    Rule("response-header-added", "it was added", addition=True),
    Rule("required-response-header-removed", "it was removed, and was required"),
    Rule(
        "optional-response-header-removed",
        "it was removed",
        _WARNING,
        _MISSED,
        Advice(UNREAD.callers, "Make sure that nobody needs it."),
    ),
)

_OPERATIONS = (
    *(
        Rule(f"{noun}-added", "it was added", addition=True)
        for noun in ("endpoint", "webhook", "callback")
    ),
    *(
        Rule(f"{noun}-removed", "it was removed", advice=SILENT)
        for noun in ("webhook", "callback")
    ),
    *(
        rule
        for prefix in ("api", "api-path")
        for rule in (
            Rule(
                f"{prefix}-removed-without-deprecation",
                "it was removed",
                advice=GONE,
            ),
            Rule(
                f"{prefix}-removed-before-sunset",
                "it was removed before the day that was told",
                advice=Advice(
                    GONE.callers, "Keep it until the day that callers were told."
                ),
            ),
            Rule(
                f"{prefix}-removed-without-sunset",
                "it was removed; it was deprecated, but no day was told",
                _WARNING,
                "callers had been told, but not until when they could count on it",
                Advice(GONE.callers, "Make sure that nobody calls it any more."),
            ),
            Rule(
                f"{prefix}-removed-with-deprecation",
                "it was removed after the day that was told",
                _INFO,
                "callers had been told",
            ),
        )
    ),
    Rule(
        "api-path-moved",
        "its path went from {before} to {after}, as the server's "
        "URL changed: the address is the same",
    ),
    Rule("endpoint-deprecated", "it is deprecated", advice=GOING),
    Rule(
        "endpoint-deprecated-with-sunset",
        "it is deprecated, and goes away on {after}",
        advice=GOING,
    ),
    Rule("endpoint-reactivated", "it is not deprecated any more"),
    Rule(
        "sunset-deleted",
        "the day it goes away, {before}, is not told any more",
        _BREAKING,
        _PROMISE,
        Advice("Ask until when you can count on it.", "Tell the day again."),
    ),
    Rule(
        "api-deprecated-sunset-parse",
        "the day it goes away cannot be read: {after}",
        _BREAKING,
        "callers cannot know how long they can count on it",
        Advice(
            "Ask until when you can count on it.",
            "Write `x-sunset` as a date, such as 2030-01-31.",
        ),
    ),
    Rule(
        "api-sunset-date-too-small",
        "it is deprecated with a day that has passed: {after}",
        _BREAKING,
        _PROMISE,
        Advice(KEEP_THE_DAY.callers, "Give callers time: name a later day."),
    ),
    Rule(
        "api-sunset-date-changed-too-small",
        "it goes away earlier: {after}, not " "{before}",
        _BREAKING,
        _PROMISE,
        KEEP_THE_DAY,
    ),
    Rule("api-sunset-date-postponed", "it goes away later: {after}, not {before}"),
    Rule(
        "api-stability-decreased",
        "its stability went from {before} to {after}",
        _BREAKING,
        _PROMISE,
        Advice("Expect that it changes without notice."),
    ),
    Rule("api-stability-increased", "its stability went from {before} to {after}"),
    Rule(
        "api-invalid-stability-level",
        "its stability {after} is no known level",
        _BREAKING,
        "callers cannot know what they can rely on",
        Advice(
            "Ask how far you can rely on it.",
            "Write `draft`, `alpha`, `beta` or `stable`.",
        ),
    ),
    Rule("api-operation-id-added", "its operationId is {after}"),
    Rule("api-operation-id-removed", "it has no operationId any more; it was {before}"),
    Rule("api-operation-id-changed", "its operationId went from {before} to {after}"),
    Rule("api-tag-added", "it has the tag {after}"),
    Rule("api-tag-removed", "it does not have the tag {before} any more"),
    Rule("api-description-changed", "its summary or description changed"),
    Rule("api-security-added", "they may be {after}, too", addition=True),
    Rule(
        "api-security-removed",
        "{before} is not enough any more; needed is {after}",
        advice=CREDENTIALS,
    ),
    Rule(
        "api-security-became-required",
        "requests without credentials are refused; needed is {after}",
        advice=Advice("Give the client credentials, where it had none."),
    ),
    Rule(
        "api-security-became-optional",
        "requests without credentials are accepted",
        addition=True,
    ),
    Rule(
        "api-security-scope-added",
        "{before} was enough; needed is {after}",
        advice=Advice("Make sure that your credentials have the scopes."),
    ),
    Rule("api-security-scope-removed", "less is enough: {after}", addition=True),
)

# Found by comparing the generated packages, when that is asked for.
_PYTHON = (
    Rule(
        "python-api-changed",
        "the generated package changed, though nothing on the wire did",
        why="a warning if Python code that worked may fail, otherwise info",
        advice=Advice(
            "Change the code that uses it; where only names changed, the options "
            "`methods`, `types` and `arguments` of the configuration keep the old ones.",
            "Keep names and kinds as they were, or release a new major version.",
        ),
        wire=False,
    ),
)

# Found by comparing the configurations of two revisions.
_CLIENTS = (
    Rule(
        "client-added",
        "it is new: there was no document of it before",
        _INFO,
        "nobody has been using it",
        addition=True,
        wire=False,
    ),
    Rule(
        "client-removed",
        "it is not configured any more, so no package is generated",
        _BREAKING,
        "those who import the package have nothing to import",
        Advice(
            "Replace what is imported from the package.",
            "Keep the package as long as it is imported, or tell its users what to "
            "import instead.",
        ),
        wire=False,
    ),
    Rule(
        "client-package-renamed",
        "it is imported as {after} now, not as {before}",
        _BREAKING,
        "imports of the old package fail",
        Advice(
            "Import the package by its new name, or keep the old one with the option "
            "`package`.",
            "Keep the name with the option `package`, or tell those who import it.",
        ),
        wire=False,
    ),
    Rule(
        "client-operation-added",
        "it is part of the client now: `include` or `exclude` leaves it in",
        _INFO,
        "on the wire nothing changed",
        addition=True,
        wire=False,
    ),
    Rule(
        "client-operation-removed",
        "it is not part of the client any more: `include` or `exclude` leaves it out; "
        "the API has it as before",
        _WARNING,
        "on the wire nothing changed, but its method is gone",
        Advice(
            "Make sure that nobody calls its method, or leave it in.",
            "Make sure that nobody calls its method, or release a new major version of "
            "the package.",
        ),
        wire=False,
    ),
)

_DOCUMENTS = (
    Rule(
        "part-not-compared",
        "not compared: what is behind it may have changed",
        advice=Advice(
            "Look at what is behind it in both documents: anything may have changed.",
            "Repair the reference, or put what it names beside the document.",
        ),
    ),
    Rule("api-title-changed", "its title went from {before} to {after}"),
    Rule("api-version-changed", "its version went from {before} to {after}"),
    Rule("api-server-added", "it is served at {after}, too", addition=True),
    Rule(
        "api-server-removed",
        "{before} is not among its servers any more",
        advice=ADDRESS,
    ),
    Rule("api-server-variable-value-removed", "it cannot be {before} any more"),
    Rule(
        "api-server-variable-default-changed",
        "its default went from {before} to {after}",
        advice=ADDRESS,
    ),
    Rule("api-security-component-added", "it was added", addition=True),
    Rule("api-security-component-removed", "it was removed"),
    Rule("api-security-component-type-changed", "it went from {before} to {after}"),
    Rule(
        "api-security-component-oauth-flow-added",
        "the flow {after} was added",
        addition=True,
    ),
    Rule("api-security-component-oauth-flow-removed", "the flow {before} was removed"),
    Rule(
        "api-security-component-oauth-url-changed",
        "a URL went from {before} to " "{after}",
    ),
    Rule(
        "api-security-component-oauth-token-url-changed",
        "tokens come from {after}, not from {before}",
    ),
    Rule(
        "api-security-component-oauth-scope-added",
        "the scope {after} was added",
        addition=True,
    ),
    Rule(
        "api-security-component-oauth-scope-removed", "the scope {before} was removed"
    ),
    Rule(
        "api-security-component-oauth-scope-changed",
        "the scope {after} is described in other words",
    ),
)


def _value_rules() -> Iterator[Rule]:
    for role in _ROLES:
        known = {**ANYWHERE, **(SENT if role.startswith("request") else READ)}
        for action, sentence in VALUE_CHANGES.items():
            id_ = f"{role}-{action}"
            level, why = _VALUE_SEVERITIES.get(id_, (None, None))
            yield Rule(id_, sentence, level, why, known.get(action))


SECTIONS: Mapping[str, tuple[Rule, ...]] = {
    "Operations": _OPERATIONS,
    "Parameters": _PARAMETERS,
    "Bodies, answers and headers": _BODIES,
    "Members of objects": _MEMBERS,
    "The document as a whole": _DOCUMENTS,
    "Python": _PYTHON,
    "Configuration of clients, with `--against`": _CLIENTS,
    "Values": tuple(_value_rules()),
}
RULES: Mapping[str, Rule] = {
    rule.id: rule for rules in SECTIONS.values() for rule in rules
}
