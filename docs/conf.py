"""How Sphinx builds the site: `make site`."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx.util import logging

if TYPE_CHECKING:
    from sphinx.application import Sphinx

project = "Clientsmith"
project_copyright = "the authors of Clientsmith"
extensions = ["myst_parser", "sphinx_copybutton"]
exclude_patterns = ["tools"]
html_theme = "furo"
html_title = "Clientsmith"
html_show_sphinx = False
html_copy_source = False
html_extra_path = ["configuration.schema.json", "diff.schema.json"]
# Anchors of headings, as GitHub makes them; links to missing ones are warnings.
myst_heading_anchors = 4
# Reports begin with headings of every level, and code has dialects of its own.
suppress_warnings = ["myst.header", "misc.highlighting_failure"]
copybutton_prompt_text = "$ "

_REPOSITORY = "https://github.com/clientsmith/clientsmith/blob/main"
_DOCS = Path(__file__).parent
_OUTWARD = re.compile(r"\]\((?P<path>\.\./[^)#\s]+)")


def _to_repository(app: Sphinx, name: str, source: list[str]) -> None:
    """Let links to files beside `docs/` lead to the repository."""
    folder = (_DOCS / name).parent

    def link(match: re.Match[str]) -> str:
        target = (folder / match["path"]).resolve()
        if target.is_relative_to(_DOCS):
            return match[0]
        if not target.exists():
            logging.getLogger(__name__).warning("%s: no file %s", name, match["path"])
        return f"]({_REPOSITORY}/{target.relative_to(_DOCS.parent).as_posix()}"

    source[0] = _OUTWARD.sub(link, source[0])


def setup(app: Sphinx) -> None:
    """Register the hook."""
    app.connect("source-read", _to_repository)
