"""Changes as one HTML page, with both documents side by side.

The template in `templates/reports/` lays out what `html_view` prepares, and escapes it.
The page refers to nothing outside of it, and its policy (CSP Level 3) lets nothing run
and nothing be loaded but its own style and script, by their hashes.
"""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections.abc import Iterable
from functools import cache

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from clientsmith.diff.changes import Comparison
from clientsmith.diff.reports.html_view import page_view
from clientsmith.support.resources import templates_dir


def html_report(comparisons: Iterable[Comparison]) -> str:
    """Return all comparisons in one page."""
    style, script = _source("diff.css"), _source("diff.js")
    template = _environment().get_template("diff.html.jinja")
    return template.render(
        page=page_view(tuple(comparisons)),
        # The only texts that are not escaped; they are part of this package.
        style=Markup(style),
        script=Markup(script),
        style_hash=_hash(style),
        script_hash=_hash(script),
    )


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(templates_dir() / "reports"),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )


def _source(name: str) -> str:
    return (templates_dir() / "reports" / name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    """Return a hash for a Content Security Policy (CSP Level 3, section 2.3.1)."""
    return "sha256-" + b64encode(hashlib.sha256(text.encode()).digest()).decode()
