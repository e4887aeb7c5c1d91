"""What to do about a change: for those who call the API, and for those who offer it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from generator.diff.changes import Severity
from generator.model.usage import Direction


@dataclass(frozen=True, slots=True)
class Advice:
    """One sentence or two for each side; empty: nothing to do, or the usual advice.

    `always`: to be given even where nothing breaks.
    """

    callers: str = ""
    owners: str = ""
    always: bool = False


NO_ADVICE = Advice()

# The usual advice, by what travels which way.
USUAL: Mapping[tuple[Severity, Direction | None], Advice] = {
    (Severity.BREAKING, Direction.REQUEST): Advice(
        "Look at what your calls send here: what was accepted may be refused.",
        "Keep accepting what was accepted before, or release a new major version and "
        "tell callers what to send instead.",
    ),
    (Severity.BREAKING, Direction.RESPONSE): Advice(
        "Make the code that reads it ready for values that did not come before.",
        "Keep the old promise, or release a new major version; callers must be ready "
        "for the new values before the server sends them.",
    ),
    (Severity.BREAKING, None): Advice(
        "Change your calls before the old way stops working.",
        "Keep the old way until callers have moved, or release a new major version.",
    ),
    (Severity.WARNING, Direction.REQUEST): Advice(
        "Try a call like yours: the documents do not tell whether it still works.",
        "Find out whether requests that were accepted before still are; if so, accept "
        "the change in the configuration.",
    ),
    (Severity.WARNING, Direction.RESPONSE): Advice(
        "Look at the code that reads it: the documents do not tell whether other "
        "values than before can come.",
        "Find out whether answers can differ from what callers were promised; if not, "
        "accept the change in the configuration.",
    ),
    (Severity.WARNING, None): Advice(
        "Try a call like yours: the documents do not tell whether it still works.",
        "Find out whether what callers use keeps working; if so, accept the change in "
        "the configuration.",
    ),
}

SEND = Advice(
    "Give it in every call, before calls without it are refused.",
    "Make it optional with a default, or release a new major version.",
)
UNSENT = Advice(
    "Stop sending it: it has no effect any more, or is refused. Where you rely on its "
    "effect, find another way.",
    "Make sure that nobody relies on its effect, and that the server still ignores it.",
)
UNREAD = Advice(
    "Find the code that reads it: there will be nothing to read.",
    "Keep it, deprecate it, and remove it with a new major version.",
)
GONE = Advice(
    "Replace the calls: they will fail.",
    "Deprecate it first, with `x-sunset`, and remove it when that day has passed.",
)
SILENT = Advice(
    "Find another way to learn of it: it will not come any more.",
    GONE.owners,
)
KEEP_THE_DAY = Advice(
    "Replace the calls now: there is less time than you were told.",
    "Keep the day that callers were told.",
)
GOING = Advice("Plan to do without it: it is on its way out.", always=True)
CREDENTIALS = Advice(
    "Make sure that your credentials are of the kind that is needed now.",
    USUAL[Severity.BREAKING, None].owners,
)
ADDRESS = Advice(
    "Look at which address your client uses (`base_url`).",
    "Find out whether the old address goes on answering.",
)
DEFAULTED = Advice(
    "Give the old default in calls that leave it out, where you rely on it.",
    "Keep the old default, or release a new major version.",
)

# For what happens to values in requests, by the last part of the id.
SENT: Mapping[str, Advice] = {
    "became-required": SEND,
    "became-required-with-default": SEND,
    **{f"default-value-{each}": DEFAULTED for each in ("added", "changed", "removed")},
}
# The same in answers.
READ: Mapping[str, Advice] = {
    "became-nullable": Advice(
        "Handle null (`None`) wherever it is read.",
        USUAL[Severity.BREAKING, Direction.RESPONSE].owners,
    ),
    "became-optional": Advice(
        "Handle that it may be missing (`None`), wherever it is read.",
        USUAL[Severity.BREAKING, Direction.RESPONSE].owners,
    ),
    "enum-value-added": Advice(
        "Handle the new values wherever your code tells the known ones apart.",
        USUAL[Severity.BREAKING, Direction.RESPONSE].owners,
    ),
}
# In both.
ANYWHERE: Mapping[str, Advice] = {
    "deprecated": GOING,
    "deprecated-with-sunset": GOING,
    "sunset-date-changed-too-small": KEEP_THE_DAY,
    "sunset-date-too-small": KEEP_THE_DAY,
}
