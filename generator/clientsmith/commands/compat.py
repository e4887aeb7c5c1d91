"""`clientsmith compat`: whether one package can take the place of another."""

from __future__ import annotations

import json
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from clientsmith.commands.console import reporting, write_out

if TYPE_CHECKING:
    from clientsmith.compat.comparison import Comparison

# The same as of `check`; bad input is 2, see `reporting`.
_FOUND = 1
_Globs = list[str] | None


class CompatFormat(StrEnum):
    """Output formats of `compat`."""

    TEXT = "text"
    JSON = "json"
    MARKDOWN = "markdown"


def compat(
    old: Annotated[
        str,
        typer.Argument(help="A package: a folder, a wheel, or one that is installed."),
    ],
    new: Annotated[
        str, typer.Argument(help="What is to replace it, given in the same way.")
    ],
    include: Annotated[
        _Globs, typer.Option(metavar="GLOB", help="Compare only these modules.")
    ] = None,
    exclude: Annotated[
        _Globs, typer.Option(metavar="GLOB", help="Leave these modules out.")
    ] = None,
    private: Annotated[
        _Globs,
        typer.Option(
            metavar="GLOB",
            help="Compare these names with underscores, too, as in _types or _utils.is_*.",
        ),
    ] = None,
    stainless: Annotated[
        bool,
        typer.Option(
            "--stainless",
            help="Compare what packages made by Stainless promise to their owners' code.",
        ),
    ] = False,
    annotations: Annotated[
        bool,
        typer.Option("--annotations", help="Compare annotations of functions, too."),
    ] = False,
    fail_under: Annotated[
        float,
        typer.Option(
            min=0, max=100, metavar="PERCENT", help="Exit with 1 below this share."
        ),
    ] = 100,
    format_: Annotated[CompatFormat, typer.Option("--format")] = CompatFormat.TEXT,
) -> None:
    """Compare two packages name by name, and say how much of OLD is left in NEW."""
    from clientsmith.compat.comparison import compare
    from clientsmith.compat.packages import read_package
    from clientsmith.compat.selection import STAINLESS, Selection

    with reporting():
        promised = STAINLESS if stainless else ()
        names = (*(private or ()), *promised)
        selection = Selection((*(include or ()),), (*(exclude or ()),), names)
        packages = read_package(old), read_package(new)
        found = compare(*packages, selection, annotations=annotations)
        write_out(_report(found, format_))
    if found.percentage < fail_under:
        raise typer.Exit(_FOUND)


def _report(comparison: Comparison, format_: CompatFormat) -> str:
    from clientsmith.compat.reports import json_report, markdown_report, text_report

    match format_:
        case CompatFormat.TEXT:
            return text_report(comparison)
        case CompatFormat.MARKDOWN:
            return markdown_report(comparison)
        case CompatFormat.JSON:
            report = json_report(comparison)
            return json.dumps(report, indent=2, ensure_ascii=False) + "\n"
