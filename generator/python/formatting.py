"""Black decides how the source looks."""

from __future__ import annotations

from black import Mode, format_str
from black.mode import TargetVersion
from black.parsing import InvalidInput

_MODE = Mode(target_versions={TargetVersion.PY311})


class FormattingError(Exception):
    """What was rendered is no Python: a defect of the templates, never of the input."""


def formatted(source: str, name: str) -> str:
    """The module as Black prints it. Raises `FormattingError`."""
    try:
        return format_str(source, mode=_MODE)
    except InvalidInput as error:
        raise FormattingError(f"{name}: {error}") from error
