"""`inspect` for people: tables on standard output."""

from __future__ import annotations

from typing import Any

from rich import markup
from rich.console import Console
from rich.table import Table

from generator.diagnostics import printable


def print_inspection(document: dict[str, Any]) -> None:
    """The client as a heading, its credentials, and a table of its methods."""
    console = Console(highlight=False, emoji=False)
    classes = ", ".join(document["classes"])
    console.print(
        f"[bold]{escape(document['package'])}[/]: {escape(classes)} "
        f"({escape(document['title'])} {escape(document['version'])})",
        soft_wrap=True,
    )
    for server in document["servers"]:
        name = (
            f"  environment={server['environment']!r}" if server["environment"] else ""
        )
        console.print(f"  server  {escape(server['url'] + name)}", soft_wrap=True)
    for each in document["credentials"]:
        line = f"{each['argument']}= or {each['env']}, for {each['scheme']}"
        console.print(f"  auth    {escape(line)}", soft_wrap=True)
    console.print(_methods(document["operations"]))
    for each in document["webhooks"]:
        line = f"webhook  {each['name']}: {each['payload'] or 'no JSON body'}"
        console.print(escape(line), soft_wrap=True)
    for each in document["skipped"]:
        line = f"skipped {each['method']} {each['path']}: {each['reason']}"
        console.print(escape(line), style="yellow", soft_wrap=True)
    if document["excluded"]:
        console.print(f"excluded by the configuration: {len(document['excluded'])}")


def _methods(operations: list[dict[str, Any]]) -> Table:
    table = Table(show_lines=True)
    for title in ("Method", "On the wire", "Auth", "Pages"):
        table.add_column(title, overflow="fold")
    for each in operations:
        alternatives = [" + ".join(names) or "none" for names in each["auth"]]
        paging = each["pagination_reason"]
        if each["pagination"]:
            paging = f"{each['pagination']}: {paging}"
        table.add_row(
            _cell(each["python"], each["name_reason"]),
            escape(f"{each['method']} {each['path']}"),
            _cell(" or ".join(alternatives) or "none", each["auth_reason"]),
            escape(paging),
        )
    return table


def _cell(what: str, why: str) -> str:
    return f"{escape(what)}\n[dim]{escape(why)}[/]"


def escape(text: str) -> str:
    """Text from a document: no markup, and nothing that steers the terminal."""
    return markup.escape(printable(text))
