"""The reference page of the commands, from the argument parser."""

from __future__ import annotations

import re

from typer import Context
from typer.cli import get_docs_for_click
from typer.main import get_group

from clientsmith.commands.app import app

_HEAD = """\
# Commands

The exit code is 0 if all is well, 1 if a command that compares found a difference, 2 for
bad input or usage, and 130 after Ctrl-C.

This page is made from the argument parser by `make reference`.
"""


def page() -> str:
    """Return the reference page in Markdown."""
    group = get_group(app)
    context = Context(group, info_name="clientsmith")
    text = get_docs_for_click(obj=group, ctx=context, name="clientsmith")
    summaries = (
        f"* [`{name}`](#clientsmith-{name}): {(command.help or '').splitlines()[0]}\n"
        for name, command in group.commands.items()
    )
    _, _, commands = text.partition("\n## ")
    # The kind of a list says nothing that `...` does not say.
    commands = re.sub(r" <list\[\w+\]>", "", commands).rstrip()
    return f"{_HEAD}\n{''.join(summaries)}\n## {commands}\n"
