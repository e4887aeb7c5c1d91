"""Compare classes and aliases in the direction in which they are sent."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from clientsmith.api_changes.annotations import same
from clientsmith.api_changes.findings import Found, Subject
from clientsmith.api_changes.methods import Aliases
from clientsmith.api_changes.surface import Type
from clientsmith.diff.changes import PythonChange
from clientsmith.model.usage import Direction

_REQUIRED = "Required["


@dataclass(frozen=True, slots=True)
class TypePair:
    """One type on both sides, with its old and its new name."""

    before: str
    name: str
    directions: frozenset[Direction]
    aliases: Aliases

    def compare(self, was: Type, now: Type) -> Iterator[Found]:
        """Return all changes of the type."""
        if was.alias is not None and now.alias is not None:
            if was.alias != now.alias:
                yield from self._type(None, was.alias, now.alias)
        elif (was.alias is None) != (now.alias is None):
            before, after = (
                type_.alias or f"class {self.name}" for type_ in (was, now)
            )
            yield self._found("type-changed", None, before, after, breaking=True)
        else:
            yield from self._fields(was, now)

    def _fields(self, was: Type, now: Type) -> Iterator[Found]:
        for name, annotation in was.fields.items():
            if name not in now.fields:
                before = f"{name}: {annotation}"
                yield self._found("field-removed", name, before, None, breaking=True)
        for name, annotation in now.fields.items():
            text = f"{name}: {annotation}"
            if name not in was.fields:
                needed = now.is_dictionary and annotation.startswith(_REQUIRED)
                kind = "required-field-added" if needed else "field-added"
                yield self._found(kind, name, None, text, breaking=needed)
            elif was.fields[name] != annotation:
                yield from self._field(name, was, now)

    def _field(self, name: str, was: Type, now: Type) -> Iterator[Found]:
        before, after = was.fields[name], now.fields[name]
        needed = [
            type_.fields[name].startswith(_REQUIRED) and type_.is_dictionary
            for type_ in (was, now)
        ]
        if needed[0] != needed[1]:
            kind = f"field-became-{'required' if needed[1] else 'optional'}"
            texts = f"{name}: {before}", f"{name}: {after}"
            yield self._found(kind, name, *texts, breaking=needed[1])
        yield from self._type(name, before, after)

    def _type(self, name: str | None, before: str, after: str) -> Iterator[Found]:
        if same(before, after):
            return
        accepted = self.aliases.accepts(before, after)
        promised = self.aliases.promises(before, after)
        breaking = (Direction.REQUEST in self.directions and not accepted) or (
            Direction.RESPONSE in self.directions and not promised
        )
        kind = "type-changed" if name is None else "field-type-changed"
        prefix = "" if name is None else f"{name}: "
        texts = f"{prefix}{before}", f"{prefix}{after}"
        yield self._found(kind, name, *texts, breaking=breaking)

    def _found(
        self,
        kind: str,
        member: str | None,
        before: str | None,
        after: str | None,
        *,
        breaking: bool,
    ) -> Found:
        symbol = self.before if member is None else f"{self.before}.{member}"
        one_way = next(iter(self.directions)) if len(self.directions) == 1 else None
        change = PythonChange(
            kind=kind, symbol=symbol, before=before, after=after, breaking=breaking
        )
        subject = Subject(
            before=self.before,
            after=self.name,
            is_type=True,
            member=member,
            direction=one_way,
        )
        return Found(change, subject)
