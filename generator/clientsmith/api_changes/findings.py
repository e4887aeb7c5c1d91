"""Changes of a package, with what is needed to find their cause."""

from __future__ import annotations

from dataclasses import dataclass

from clientsmith.diff.changes import PythonChange
from clientsmith.model.usage import Direction


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """The subject of a change: a method, a type, or the client itself (neither).

    `member` is an argument or a field by its Python name. Where something has another
    name now, `before` and `after` differ.
    """

    before: str | None
    after: str | None
    is_type: bool = False
    member: str | None = None
    direction: Direction | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """A change and its subject."""

    change: PythonChange
    subject: Subject
