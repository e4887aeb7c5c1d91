"""The Jinja environment: layout only, with undefined names as errors."""

from __future__ import annotations

from functools import cache

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from clientsmith.python.source.imports import import_order
from clientsmith.python.source.literals import docstring, inline
from clientsmith.support.resources import templates_dir


@cache
def environment() -> Environment:
    """Return the environment of `templates/package`, and of `stainless/...`."""
    root = templates_dir()
    created = Environment(
        loader=FileSystemLoader([root / "package", root]),
        undefined=StrictUndefined,
        autoescape=False,  # Python source; text goes through `docstring` and `literal`
        keep_trailing_newline=True,
        auto_reload=False,
    )
    created.filters["docstring"] = docstring
    created.filters["import_order"] = import_order
    created.filters["inline"] = inline
    return created


def render(template: str, **context: object) -> str:
    """Return the template's text, unformatted."""
    return environment().get_template(f"{template}.jinja").render(**context)
