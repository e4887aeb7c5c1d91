"""Advice about a change, for callers and for providers of the API."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from clientsmith.diff.changes import Severity
from clientsmith.model.usage import Direction


@dataclass(frozen=True, slots=True)
class Advice:
    """One or two sentences for each side; empty: nothing to do, or the default advice.

    `always`: to be given even where nothing breaks.
    """

    callers: str = ""
    owners: str = ""
    always: bool = False


NO_ADVICE = Advice()

# The default advice by subject and direction.
USUAL: Mapping[tuple[Severity, Direction | None], Advice] = {
    (Severity.BREAKING, Direction.REQUEST): Advice(
        "Check what your calls send here: values that were accepted may be rejected.",
        "Keep accepting the old values, or release a new major version and tell callers "
        "what to send instead.",
    ),
    (Severity.BREAKING, Direction.RESPONSE): Advice(
        "Prepare the code that reads it for values that were never returned before.",
        "Return only the old values, or release a new major version; callers must be "
        "prepared before the server returns the new ones.",
    ),
    (Severity.BREAKING, None): Advice(
        "Change your calls before the old way stops working.",
        "Support the old way until callers have migrated, or release a new major version.",
    ),
    (Severity.WARNING, Direction.REQUEST): Advice(
        "Try a call like yours: the documents do not say whether it still works.",
        "Find out whether requests that were accepted before still are; if so, accept "
        "the change in the configuration.",
    ),
    (Severity.WARNING, Direction.RESPONSE): Advice(
        "Check the code that reads it: the documents do not say whether new values can "
        "be returned.",
        "Find out whether responses can differ from what callers were promised; if not, "
        "accept the change in the configuration.",
    ),
    (Severity.WARNING, None): Advice(
        "Try a call like yours: the documents do not say whether it still works.",
        "Find out whether what callers use keeps working; if so, accept the change in "
        "the configuration.",
    ),
}

SEND = Advice(
    "Send it with every call before calls without it are rejected.",
    "Make it optional with a default, or release a new major version.",
)
UNSENT = Advice(
    "Stop sending it: it is ignored or rejected. If you rely on its effect, find another "
    "way.",
    "Make sure that nobody relies on it, and that the server still ignores it.",
)
UNREAD = Advice(
    "Find the code that reads it: it is no longer returned.",
    "Deprecate it first, and remove it in a new major version.",
)
GONE = Advice(
    "Replace the calls: they will fail.",
    "Deprecate it first, with an `x-sunset` date, and remove it after that date.",
)
SILENT = Advice(
    "Find another way to be notified: it is no longer sent.",
    GONE.owners,
)
KEEP_THE_DAY = Advice(
    "Replace the calls now: there is less time than announced.",
    "Keep the date that was announced.",
)
GOING = Advice("Plan to do without it: it will be removed.", always=True)
CREDENTIALS = Advice(
    "Make sure that you have credentials of the kind that is required now.",
    USUAL[Severity.BREAKING, None].owners,
)
ADDRESS = Advice(
    "Check which address your client uses (`base_url`).",
    "Make sure that the old address keeps working, or tell callers to move.",
)
DEFAULTED = Advice(
    "Send the old default explicitly where you rely on it.",
    "Keep the old default, or release a new major version.",
)

# For changes of values in requests, by the last part of the id.
SENT: Mapping[str, Advice] = {
    "became-required": SEND,
    "became-required-with-default": SEND,
    **{
        f"default-value-{action}": DEFAULTED
        for action in ("added", "changed", "removed")
    },
}
# The same for responses.
READ: Mapping[str, Advice] = {
    "became-nullable": Advice(
        "Handle null (`None`) wherever it is read.",
        USUAL[Severity.BREAKING, Direction.RESPONSE].owners,
    ),
    "became-optional": Advice(
        "Handle a missing value (`None`) wherever it is read.",
        USUAL[Severity.BREAKING, Direction.RESPONSE].owners,
    ),
    "enum-value-added": Advice(
        "Handle the new values wherever your code distinguishes the known ones.",
        USUAL[Severity.BREAKING, Direction.RESPONSE].owners,
    ),
}
# For both directions.
ANYWHERE: Mapping[str, Advice] = {
    "deprecated": GOING,
    "deprecated-with-sunset": GOING,
    "sunset-date-changed-too-small": KEEP_THE_DAY,
    "sunset-date-too-small": KEEP_THE_DAY,
}
