"""Format source as Black does."""

from __future__ import annotations

import ast
from functools import lru_cache

from clientsmith.python.source.layout import laid_out


class FormattingError(Exception):
    """The rendered text is not Python: a defect of the templates, never of the input."""


def formatted(source: str, name: str) -> str:
    """Return the module as Black formats it. Raises `FormattingError`."""
    try:
        ast.parse(source)
        text = laid_out(source, _black)
        return _black(source) if text is None else text
    except (SyntaxError, ValueError) as error:
        raise FormattingError(f"{name}: {error}") from error


@lru_cache(maxsize=1000)
def _black(source: str) -> str:
    # Imported when needed: most modules do not need it.
    from black import Mode, format_str
    from black.mode import TargetVersion

    return format_str(source, mode=Mode(target_versions={TargetVersion.PY311}))
