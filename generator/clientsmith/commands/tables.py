"""`inspect` and `add` for people: describe a client on standard output.

Lines fit the terminal: what is too long goes on below, and no name is cut.
"""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from rich import markup
from rich.console import Console
from rich.table import Table

from clientsmith.support.texts import printable
from clientsmith.support.urls import shown

if TYPE_CHECKING:
    from clientsmith.document.pages.grouping import Group
    from clientsmith.sources.linked import LinkedDocument

_INDENT = "    "
_NO_AUTH = "none"
# Where a path or a name is continued that is longer than a line.
_BREAKS = "/._-?&{"


def print_inspection(document: dict[str, Any], *, why: bool = False) -> None:
    """Print the client, its credentials and its methods; `why`: with the reasons."""
    console = _console()
    _print_head(document, console)
    operations = document["operations"]
    usual = _usual_auth(operations)
    if usual is not None:
        needed = "no credentials" if usual == _NO_AUTH else usual
        _print(console, f"  methods need {needed}, unless noted otherwise")
    if operations:
        console.print()
    widths = _widths(operations, console.width)
    for operation in operations:
        for line in _row(operation, widths, console.width, usual):
            console.print(escape(line), soft_wrap=True)
        if why:
            _print_reasons(operation, console)
    if document["webhook_signature"]:
        _print(console, f"webhooks are signed: {document['webhook_signature']}")
    for webhook in document["webhooks"]:
        _print(
            console,
            f"webhook  {webhook['name']}: {webhook['payload'] or 'no JSON body'}",
        )
    for operation in document["skipped"]:
        line = (
            f"skipped {operation['method']} {operation['path']}: {operation['reason']}"
        )
        _print(console, line, style="yellow")
    if document["excluded"]:
        _print(console, _excluded(document))


def print_summary(document: dict[str, Any]) -> None:
    """Print a few lines about the client, however large it is."""
    console = _console()
    _print_head(document, console)
    operations, webhooks = document["operations"], document["webhooks"]
    counts = [
        _counted(len({operation["resource"] for operation in operations}), "resource"),
        _counted(len(operations), "method"),
    ]
    paged = sum(operation["pagination"] is not None for operation in operations)
    if paged:
        counts.append(f"{paged} of them with pages")
    if webhooks:
        counts.append(_counted(len(webhooks), "webhook"))
    _print(console, f"  {', '.join(counts)}")
    if document["skipped"]:
        skipped = _counted(len(document["skipped"]), "operation")
        _print(console, f"  skipped: {skipped}", style="yellow")
    if document["excluded"]:
        _print(console, f"  {_excluded(document)}")


def print_documents(documents: Iterable[Group]) -> None:
    """Print the documents that the pages belong to."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("document", "title", "operations", "pages"):
        is_number = heading in ("operations", "pages")
        table.add_column(
            heading, justify="right" if is_number else "left", overflow="fold"
        )
    for document in documents:
        counts = str(document.operations), str(document.pages)
        table.add_row(escape(document.name), escape(document.title), *counts)
    _console().print(table)


def print_linked(documents: Iterable[LinkedDocument]) -> None:
    """Print the documents that a site links to, and how many pages use each one."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("document", "address", "title"):
        table.add_column(heading, overflow="fold")
    for heading in ("operations", "pages"):
        table.add_column(heading, justify="right")
    for document in documents:
        pages = "?" if document.pages is None else str(document.pages)
        cells = map(escape, (document.name, shown(document.url), document.title))
        table.add_row(*cells, str(document.operations), pages)
    _console().print(table)


def _console() -> Console:
    return Console(highlight=False, emoji=False)


def _print_head(document: dict[str, Any], console: Console) -> None:
    classes = ", ".join(document["classes"])
    api = f"{document['title']} {document['version']}"
    lines = _wrapped(f"{document['package']}: {classes} ({api})", console.width)
    package = len(printable(document["package"]))
    console.print(
        f"[bold]{escape(lines[0][:package])}[/]{escape(lines[0][package:])}",
        soft_wrap=True,
    )
    for line in lines[1:]:
        console.print(escape(line), soft_wrap=True)
    for server in document["servers"]:
        name = (
            f"  environment={server['environment']!r}" if server["environment"] else ""
        )
        _print(console, f"  server  {server['url'] + name}")
    for credential in document["credentials"]:
        line = f"{credential['argument']}= or {credential['env']}, for {credential['scheme']}"
        _print(console, f"  auth    {line}")


def _print(console: Console, line: str, style: str | None = None) -> None:
    for part in _wrapped(line, console.width):
        console.print(escape(part), style=style, soft_wrap=True)


def _print_reasons(operation: dict[str, Any], console: Console) -> None:
    reasons = (
        ("name", operation["name_reason"]),
        ("auth", operation["auth_reason"]),
        ("pages", operation["pagination_reason"]),
    )
    for what, reason in reasons:
        _print(console, f"{_INDENT}{what}: {reason}", style="dim")


def _row(
    operation: dict[str, Any], widths: tuple[int, int], width: int, usual: str | None
) -> Iterator[str]:
    """Lay out name, request, security and pagination in one line, or in several."""
    name, wire, auth = operation["python"], _wire(operation), _auth(operation)
    rest = [f"pages by {operation['pagination']}"] if operation["pagination"] else []
    rest += [f"auth {auth}"] if auth != usual else []
    columns = [name.ljust(widths[0]), wire.ljust(widths[1]), ", ".join(rest)]
    line = "  ".join(columns).rstrip()
    if len(printable(line)) <= width:
        yield line
        return
    yield from _wrapped(name, width)
    line = f"{_INDENT}{wire}  {', '.join(rest)}".rstrip()
    if len(printable(line)) <= width:
        yield line
        return
    for part in (wire, *rest):
        yield from _wrapped(f"{_INDENT}{part}", width)


def _widths(operations: Iterable[dict[str, Any]], width: int) -> tuple[int, int]:
    """Return column widths that fit most names and requests."""
    names = [len(operation["python"]) for operation in operations]
    wires = [
        len(_wire(operation)) for operation in operations if operation["pagination"]
    ]
    return (
        max((name for name in names if name <= width // 2), default=0),
        max((wire for wire in wires if wire <= width // 3), default=0),
    )


def _wire(operation: dict[str, Any]) -> str:
    return f"{operation['method']} {operation['path']}"


def _auth(operation: dict[str, Any]) -> str:
    alternatives = [" + ".join(names) or _NO_AUTH for names in operation["auth"]]
    return " or ".join(alternatives) or _NO_AUTH


def _usual_auth(operations: Iterable[dict[str, Any]]) -> str | None:
    """Return the security of most operations; None without any."""
    found = Counter(_auth(operation) for operation in operations)
    # Choose the same one among equally frequent ones, whatever the order of the
    # document.
    return min(found, key=lambda auth: (-found[auth], auth), default=None)


def _excluded(document: dict[str, Any]) -> str:
    return f"excluded by the configuration: {len(document['excluded'])}"


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'s' * (number != 1)}"


def _wrapped(line: str, width: int) -> list[str]:
    """Wrap the line to the width; break text without spaces at punctuation."""
    text = printable(line)
    if len(text) <= width:
        return [text]
    start = text[: len(text) - len(text.lstrip())]
    below = f"{start}{_INDENT}"
    pieces = textwrap.wrap(
        text.strip(),
        width,
        initial_indent=start,
        subsequent_indent=below,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return [part for piece in pieces for part in _divided(piece, below, width)]


def _divided(line: str, below: str, width: int) -> Iterator[str]:
    while len(line) > width:
        at = max(line.rfind(separator, len(below) + 1, width) for separator in _BREAKS)
        at = at if at > len(below) else width
        yield line[:at]
        line = below + line[at:]
    yield line


def escape(text: str) -> str:
    """Escape markup and control characters in text from a document."""
    return markup.escape(printable(text))
