"""Every id that a comparison can report: meaning, severity and advice.

Severity follows from one rule, see `severity`. The few ids with a severity of their own
are about what sets of values cannot tell, each with the reason.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from clientsmith.diff.changes import Severity
from clientsmith.diff.facts import Effect
from clientsmith.diff.rules.advice import (
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
from clientsmith.diff.rules.wording import VALUE_CHANGES
from clientsmith.model.usage import Direction

_ROLES = (
    "request-parameter",
    "request-parameter-property",
    "request-body",
    "request-property",
    "response-header",
    "response-body",
    "response-property",
)
# Added and removed members have ids of their own, see below.
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
    """One id; `severity` None: the general rule decides, otherwise `why` gives the
    reason.

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
    """Return the severity of a change.

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
    """Return the advice about a change."""
    own = rule.advice or NO_ADVICE
    if severity_ is Severity.INFO:
        return own if own.always else NO_ADVICE
    usual = USUAL[severity_, direction]
    return Advice(own.callers or usual.callers, own.owners or usual.owners)


_DEFAULT = "a request without it has another meaning than before, which sets of values cannot show"
_IGNORED = "readers ignore members that they do not know"
_MISSED = "it was optional, so callers handle its absence, but no longer receive it"
_BREAKING, _WARNING, _INFO = Severity.BREAKING, Severity.WARNING, Severity.INFO
_PROMISE = "a promise to callers is taken back"

# Ids of values with a severity of their own.
_VALUE_SEVERITIES: Mapping[str, tuple[Severity, str]] = {
    **{
        f"request-parameter-default-value-{action}": (_BREAKING, _DEFAULT)
        for action in ("added", "changed", "removed")
    },
    **{
        f"{role}-default-value-changed": (_WARNING, _DEFAULT)
        for role in ("request-body", "request-property", "request-parameter-property")
    },
    **{
        f"{role}-enum-replaced": (
            _BREAKING,
            "the enumeration listed what the server understands; if the type changed as "
            "well, the document does not say that it still does",
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
            "few readers check the characters of a text, but some may",
        )
        for role in ("response-header", "response-body", "response-property")
        for action in ("removed", "generalized", "changed")
    },
    **{
        f"{role}-max-{what}-{action}": (
            _INFO,
            "few readers rely on the maximum size of a text or list; "
            "override the id where yours does",
        )
        for role in ("response-header", "response-body", "response-property")
        for what in ("length", "items", "properties")
        for action in ("unset", "increased")
    },
    **{
        f"{role}-one-of-overlap-removed": (
            _WARNING,
            "few readers check that a response matches only one alternative",
        )
        for role in ("response-header", "response-body", "response-property")
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
    Rule(
        "new-required-request-property", "{it} was added, and is required", advice=SEND
    ),
    Rule(
        "new-required-request-property-with-default",
        "{it} was added, and is required although it has a default",
        advice=SEND,
    ),
    Rule(
        "new-optional-request-property",
        "{it} was added, and is optional",
        addition=True,
    ),
    Rule(
        "request-property-removed",
        "{it} was removed",
        _WARNING,
        "a server ignores members that it does not know, so requests still pass, "
        "but without effect",
        UNSENT,
    ),
    Rule(
        "request-property-removed-from-closed",
        "{it} was removed, and unknown properties are refused",
    ),
    *(
        Rule(
            f"{direction}-property-removed-with-deprecation",
            "{it} was removed after its sunset date",
            _INFO,
            "the removal was announced",
        )
        for direction in ("request", "response")
    ),
    Rule(
        "response-required-property-added",
        "{it} was added",
        _INFO,
        _IGNORED,
        addition=True,
    ),
    Rule(
        "response-optional-property-added",
        "{it} was added, and may be missing",
        _INFO,
        _IGNORED,
        addition=True,
    ),
    Rule(
        "response-property-added-to-closed",
        "{it} was added, although additional properties were not allowed",
        _INFO,
        "readers ignore members that they do not know, generated clients among them; "
        "override the id where yours are strict",
        addition=True,
    ),
    Rule(
        "response-required-property-removed",
        "{it}, which was required, was removed",
        _BREAKING,
        "every reader could rely on it",
        UNREAD,
    ),
    Rule(
        "response-optional-property-removed",
        "{it} was removed",
        _WARNING,
        _MISSED,
        Advice(
            UNREAD.callers, "Make sure that nobody needs it, or deprecate it first."
        ),
    ),
    Rule(
        "request-required-property-became-read-only",
        "{it} is read-only now, and need not be sent",
    ),
    Rule(
        "request-optional-property-became-read-only",
        "{it} is read-only now, and need not be sent",
    ),
    Rule(
        "request-required-property-became-not-read-only",
        "{it} is no longer read-only, and must be sent",
        advice=SEND,
    ),
    Rule(
        "request-optional-property-became-not-read-only",
        "{it} is no longer read-only, and may be sent",
        addition=True,
    ),
    Rule(
        "response-required-property-became-write-only",
        "{it} is write-only now, and not returned",
    ),
    Rule(
        "response-optional-property-became-write-only",
        "{it} is write-only now, and not returned",
    ),
    Rule(
        "response-required-property-became-not-write-only",
        "{it} is no longer write-only, and is returned",
        addition=True,
    ),
    Rule(
        "response-optional-property-became-not-write-only",
        "{it} is no longer write-only, and may be returned",
        addition=True,
    ),
)

_PARAMETERS = (
    Rule(
        "new-required-request-parameter", "{it} was added, and is required", advice=SEND
    ),
    Rule(
        "new-request-path-parameter",
        "{it} was added to the path",
    ),
    Rule(
        "new-optional-request-parameter",
        "{it} was added, and is optional",
        addition=True,
    ),
    Rule(
        "request-parameter-removed",
        "{it} was removed",
        why="a warning, since most servers ignore parameters that they do not know; "
        "breaking where the API sent it with every request (webhooks)",
        advice=UNSENT,
    ),
    Rule(
        "request-parameter-removed-before-sunset",
        "{it} was removed before its sunset date",
        _BREAKING,
        _PROMISE,
        Advice(UNSENT.callers, "Keep it until the date that was announced."),
    ),
    Rule(
        "request-parameter-removed-with-deprecation",
        "{it} was removed after its sunset date",
        _INFO,
        "the removal was announced",
    ),
    Rule(
        "request-parameter-empty-value-allowed",
        "{it} may be sent without a value now",
        addition=True,
    ),
    Rule(
        "request-parameter-empty-value-disallowed",
        "{it} may no longer be sent without a value",
    ),
    Rule(
        "request-parameter-reserved-allowed",
        "reserved characters of {it} may be sent as they are",
        addition=True,
    ),
    Rule(
        "request-parameter-reserved-disallowed",
        "reserved characters of {it} may no longer be sent as they are",
    ),
    Rule(
        "request-parameter-content-changed",
        "{it} is serialised as {after} now, not as {before}",
    ),
    Rule(
        "request-parameter-encoding-changed",
        "the encoding of {it} in the form changed from {before} to {after}",
    ),
    Rule(
        "request-parameter-style-changed",
        "the style of {it} changed from {before} to {after}",
    ),
    Rule(
        "request-parameter-explode-changed",
        "`explode` of {it} changed from {before} to {after}, so lists are serialised "
        "differently",
    ),
)

_BODIES = (
    Rule("request-body-added-required", "{it} was added, and is required"),
    Rule(
        "request-body-added-optional", "{it} was added, and is optional", addition=True
    ),
    Rule("request-body-removed", "{it} was removed"),
    Rule("request-body-media-type-added", "{it} can also be {after}", addition=True),
    Rule("request-body-media-type-removed", "{it} can no longer be {before}"),
    Rule("response-media-type-added", "{it} can also be {after}", addition=True),
    Rule(
        "response-media-type-removed",
        "{it} is no longer available as {before}",
        advice=Advice(
            "Read one of the other media types.",
            "Keep offering it, or release a new major version.",
        ),
    ),
    Rule(
        "response-media-type-name-specialized",
        "{it} is {after} now, which readers of {before} can read",
    ),
    *(
        rule
        for role in ("request-body", "response-body")
        for rule in (
            Rule(f"{role}-media-type-schema-added", "{it} has a schema now"),
            Rule(f"{role}-media-type-schema-removed", "{it} no longer has a schema"),
            Rule(
                f"{role}-encoding-changed",
                "the encoding of {it} changed from {before} to {after}",
            ),
            Rule(
                f"{role}-streaming-changed",
                "{it} starts or stops being a stream of items",
            ),
        )
    ),
    Rule(
        "response-success-status-added",
        "{it} was added",
        _WARNING,
        "callers may not know what to do with it",
        Advice(
            "Check code that looks at the status: generated clients treat it like any "
            "success.",
            "Tell callers when it is returned.",
        ),
        addition=True,
    ),
    Rule(
        "response-success-status-removed",
        "{it} was removed",
        _BREAKING,
        "callers rely on it",
        Advice(
            "Check code that expects this status, or what was returned with it.",
            "Keep returning it, or release a new major version.",
        ),
    ),
    Rule(
        "response-non-success-status-added",
        "{it} was added",
        _INFO,
        "any call can fail, and clients recognise errors by their range",
        addition=True,
    ),
    Rule(
        "response-non-success-status-removed",
        "{it} is no longer described",
        _INFO,
        "any call can fail, and clients recognise errors by their range",
    ),
    Rule(
        "response-header-removed-with-deprecation",
        "{it} was removed after its sunset date",
        _INFO,
        "the removal was announced",
    ),
    Rule("response-header-added", "{it} was added", addition=True),
    Rule("required-response-header-removed", "{it}, which was required, was removed"),
    Rule(
        "optional-response-header-removed",
        "{it} was removed",
        _WARNING,
        _MISSED,
        Advice(UNREAD.callers, "Make sure that nobody needs it."),
    ),
    Rule("response-link-added", "{it} was added"),
    Rule("response-link-removed", "{it} was removed"),
    Rule("response-link-changed", "{it} changed"),
)

_OPERATIONS = (
    *(
        Rule(f"{noun}-added", "{it} was added", addition=True)
        for noun in ("endpoint", "webhook", "callback")
    ),
    *(
        Rule(f"{noun}-removed", "{it} was removed", advice=SILENT)
        for noun in ("webhook", "callback")
    ),
    *(
        rule
        for prefix in ("api", "api-path")
        for rule in (
            Rule(
                f"{prefix}-removed-without-deprecation",
                "{it} was removed",
                advice=GONE,
            ),
            Rule(
                f"{prefix}-removed-before-sunset",
                "{it} was removed before its sunset date",
                advice=Advice(
                    GONE.callers, "Keep it until the date that was announced."
                ),
            ),
            Rule(
                f"{prefix}-removed-without-sunset",
                "{it}, which was deprecated without a sunset date, was removed",
                _WARNING,
                "it was deprecated, but without a date until which callers could rely on it",
                Advice(GONE.callers, "Make sure that nobody calls it any more."),
            ),
            Rule(
                f"{prefix}-removed-with-deprecation",
                "{it} was removed after its sunset date",
                _INFO,
                "the removal was announced",
            ),
        )
    ),
    Rule(
        "api-path-moved",
        "the path of {it} changed from {before} to {after} along with the server's "
        "URL; the address is the same",
    ),
    Rule("endpoint-deprecated", "{it} is deprecated", advice=GOING),
    Rule(
        "endpoint-deprecated-with-sunset",
        "{it} is deprecated, and will be removed on {after}",
        advice=GOING,
    ),
    Rule("endpoint-reactivated", "{it} is no longer deprecated"),
    Rule(
        "sunset-deleted",
        "the sunset date of {it} was deleted (it was {before})",
        _BREAKING,
        _PROMISE,
        Advice("Ask how long it will be available.", "State the date again."),
    ),
    Rule(
        "api-deprecated-sunset-parse",
        "the sunset date of {it} cannot be read: {after}",
        _BREAKING,
        "callers cannot know how long they can count on it",
        Advice(
            "Ask how long it will be available.",
            "Write `x-sunset` as a date, such as 2030-01-31.",
        ),
    ),
    Rule(
        "api-sunset-date-too-small",
        "{it} is deprecated with a sunset date in the past: {after}",
        _BREAKING,
        _PROMISE,
        Advice(KEEP_THE_DAY.callers, "Give callers time: set a later date."),
    ),
    Rule(
        "api-sunset-date-changed-too-small",
        "{it} will be removed earlier: on {after}, not on {before}",
        _BREAKING,
        _PROMISE,
        KEEP_THE_DAY,
    ),
    Rule(
        "api-sunset-date-postponed",
        "{it} will be removed later: on {after}, not on {before}",
    ),
    Rule(
        "api-stability-decreased",
        "the stability of {it} decreased from {before} to {after}",
        _BREAKING,
        _PROMISE,
        Advice("Expect changes without notice."),
    ),
    Rule(
        "api-stability-increased",
        "the stability of {it} increased from {before} to {after}",
    ),
    Rule(
        "api-invalid-stability-level",
        "the stability of {it}, {after}, is not a known level",
        _BREAKING,
        "callers cannot know what they can rely on",
        Advice(
            "Ask how far you can rely on it.",
            "Write `draft`, `alpha`, `beta` or `stable`.",
        ),
    ),
    Rule("api-operation-id-added", "{it} has the operationId {after} now"),
    Rule(
        "api-operation-id-removed",
        "the operationId of {it} was removed (it was {before})",
    ),
    Rule(
        "api-operation-id-changed",
        "the operationId of {it} changed from {before} to {after}",
    ),
    Rule("api-tag-added", "{it} has the tag {after} now"),
    Rule("api-tag-removed", "{it} no longer has the tag {before}"),
    Rule("api-description-changed", "the summary or description of {it} changed"),
    Rule("api-security-added", "{it} can also be {after}", addition=True),
    Rule(
        "api-security-removed",
        "{before} is no longer sufficient; {after} is required",
        advice=CREDENTIALS,
    ),
    Rule(
        "api-security-became-required",
        "requests without credentials are refused now; {after} is required",
        advice=Advice("Give the client credentials if it had none."),
    ),
    Rule(
        "api-security-became-optional",
        "requests without credentials are accepted now",
        addition=True,
    ),
    Rule(
        "api-security-scope-added",
        "{before} was sufficient; {after} is required now",
        advice=Advice("Make sure that your credentials have these scopes."),
    ),
    Rule(
        "api-security-scope-removed",
        "fewer scopes are sufficient: {after}",
        addition=True,
    ),
)

# Reported only if the generated packages are compared.
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

# Reported when the configurations of two revisions are compared.
_CLIENTS = (
    Rule(
        "client-added",
        "{it} is new: it had no document before",
        _INFO,
        "no code uses it yet",
        addition=True,
        wire=False,
    ),
    Rule(
        "client-removed",
        "{it} is no longer configured, so no package is generated",
        _BREAKING,
        "imports of the package fail",
        Advice(
            "Replace what is imported from the package.",
            "Keep the package as long as it is imported, or tell its users what to "
            "import instead.",
        ),
        wire=False,
    ),
    Rule(
        "client-package-renamed",
        "{it} is imported as {after} now, not as {before}",
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
        "{it} is part of the client now: `include` or `exclude` selects it",
        _INFO,
        "on the wire nothing changed",
        addition=True,
        wire=False,
    ),
    Rule(
        "client-operation-removed",
        "{it} is no longer part of the client: `include` or `exclude` leaves it out; "
        "the API has it as before",
        _WARNING,
        "on the wire nothing changed, but its method was removed",
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
        "{it} was not compared: its definition may have changed",
        advice=Advice(
            "Compare its definition in both documents: anything may have changed.",
            "Repair the reference, or put the file that it names beside the document.",
        ),
    ),
    Rule(
        "document-invalid",
        "{it} does not conform to OpenAPI",
        why="a warning, since a mistake in the document looks like a change of the API; "
        "info where it was repaired, or its meaning is clear",
        advice=Advice(
            "Ask whether the changes around it are intended.",
            "Correct the document, and compare again.",
        ),
    ),
    Rule("api-title-changed", "the title of {it} changed from {before} to {after}"),
    Rule("api-version-changed", "the version of {it} changed from {before} to {after}"),
    Rule("api-server-added", "{it} is also served at {after}", addition=True),
    Rule(
        "api-server-removed",
        "{it} is no longer served at {before}",
        advice=ADDRESS,
    ),
    Rule("api-server-variable-value-removed", "{it} can no longer be {before}"),
    Rule(
        "api-server-variable-default-changed",
        "the default of {it} changed from {before} to {after}",
        advice=ADDRESS,
    ),
    Rule("api-security-component-added", "{it} was added", addition=True),
    Rule("api-security-component-removed", "{it} was removed"),
    Rule(
        "api-security-component-type-changed", "{it} changed from {before} to {after}"
    ),
    Rule(
        "api-security-component-oauth-flow-added",
        "the flow {after} of {it} was added",
        addition=True,
    ),
    Rule(
        "api-security-component-oauth-flow-removed",
        "the flow {before} of {it} was removed",
    ),
    Rule(
        "api-security-component-oauth-url-changed",
        "a URL of {it} changed from {before} to {after}",
    ),
    Rule(
        "api-security-component-oauth-token-url-changed",
        "the token URL of {it} changed from {before} to {after}",
    ),
    Rule(
        "api-security-component-oauth-scope-added",
        "the scope {after} of {it} was added",
        addition=True,
    ),
    Rule(
        "api-security-component-oauth-scope-removed",
        "the scope {before} of {it} was removed",
    ),
    Rule(
        "api-security-component-oauth-scope-changed",
        "the description of the scope {after} of {it} changed",
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
    "Bodies, responses and headers": _BODIES,
    "Properties": _MEMBERS,
    "The document as a whole": _DOCUMENTS,
    "Python": _PYTHON,
    "Configuration of clients, with `--against`": _CLIENTS,
    "Values": tuple(_value_rules()),
}
RULES: Mapping[str, Rule] = {
    rule.id: rule for rules in SECTIONS.values() for rule in rules
}
