"""Verbs and small words in the names of operations, as data."""

from __future__ import annotations

from collections.abc import Mapping

VERBS: Mapping[str, str] = {
    "list": "list",
    "get": "get",
    "fetch": "get",
    "read": "get",
    "retrieve": "get",
    "show": "get",
    "create": "create",
    "add": "create",
    "insert": "create",
    "post": "create",
    "update": "update",
    "patch": "update",
    "edit": "update",
    "modify": "update",
    "put": "update",
    "replace": "replace",
    "delete": "delete",
    "remove": "delete",
    "destroy": "delete",
}
# The names of HTTP methods as verbs.
WRITES: Mapping[str, str] = {"post": "create", "put": "update", "patch": "update"}
# These precede a verb at the end: `circuits_bulk_delete`.
MODIFIERS = frozenset({"bulk", "batch", "partial"})
# A word after one of these belongs to it: `is_prime`, `csv_to_json`.
BINDING = frozenset(
    """and are as at by can end for from has in into is non not of on or per than to via
    with""".split()  # noqa: SIM905
)
# Where a name ends in one of these and the resource, both can be left out.
BELONGING = frozenset({"for", "from", "in", "of", "on"})
# Verbs that end a path: what is done with the item before.
ACTIONS = frozenset(
    """accept activate add answer apply approve archive assign attach authorize ban
    block cancel capture cleanup clear clone close complete confirm connect convert
    copy deactivate decline delete deliver detach disable disconnect download
    duplicate edit enable execute expire export fail fetch finalize forward generate
    import invalidate invite invoke join kick leave lock merge move notify pause pay pin post
    preview process promote publish reactivate read reboot rebuild redact refresh
    refund regenerate register reject release remove rename reopen replace resend
    reset resize resolve restart restore restrict resume retry return reverse revert
    revoke rollback rotate run send set share shutdown sign start stop submit
    subscribe suspend swap sync terminate test transfer trigger unarchive unassign
    unban unblock unlock unpin unpublish unregister unshare unsubscribe update
    upgrade upload validate verify void""".split()  # noqa: SIM905
)
# Uses of a GET on a collection, or on an item, other than reading it.
QUERIES = frozenset(
    {"download", "export", "find", "lookup", "preview", "search", "validate", "verify"}
)


def is_verb(word: str) -> bool:
    """Return whether a word says what an operation does."""
    return word in ACTIONS or word in VERBS
