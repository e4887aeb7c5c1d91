"""Compare methods: what callers can still write, and what they receive."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from clientsmith.api_changes.annotations import Annotation, covers, same
from clientsmith.api_changes.findings import Found, Subject
from clientsmith.api_changes.surface import Argument, Signature
from clientsmith.diff.changes import PythonChange
from clientsmith.model.usage import Direction


@dataclass(frozen=True, slots=True)
class Aliases:
    """The aliases of types on both sides."""

    before: Mapping[str, str]
    after: Mapping[str, str]

    def accepts(self, before: str, after: str) -> bool:
        """Return whether every value that was accepted still is."""
        return covers(Annotation(after, self.after), Annotation(before, self.before))

    def promises(self, before: str, after: str) -> bool:
        """Return whether only values are returned that were returned before."""
        return covers(Annotation(before, self.before), Annotation(after, self.after))


@dataclass(frozen=True, slots=True)
class MethodPair:
    """The method of one operation on both sides; `symbol` is its old name."""

    subject: Subject
    symbol: str
    texts: tuple[str, str]
    aliases: Aliases

    def compare(self, before: Signature, after: Signature) -> Iterator[Found]:
        """Return all changes, one by one."""
        request = Direction.REQUEST
        for name in before.arguments:
            if name not in after.arguments:
                yield self._found(
                    "argument-removed",
                    name,
                    request,
                    parts=(before.arguments[name].text, None),
                    breaking=True,
                )
        for name, now in after.arguments.items():
            was = before.arguments.get(name)
            if was is None:
                needed = now.required
                kind = "required-argument-added" if needed else "argument-added"
                yield self._found(
                    kind, name, request, parts=(None, now.text), breaking=needed
                )
            else:
                yield from self._argument(was, now)
        if not same(before.returns, after.returns):
            kept = self.aliases.promises(before.returns, after.returns)
            yield self._found(
                "return-type-changed",
                None,
                Direction.RESPONSE,
                parts=(f"-> {before.returns}", f"-> {after.returns}"),
                breaking=not kept,
            )

    def _argument(self, was: Argument, now: Argument) -> Iterator[Found]:
        found: list[tuple[str, bool]] = []
        if was.required != now.required:
            kind = "required" if now.required else "optional"
            found.append((f"argument-became-{kind}", now.required))
        if was.positional != now.positional:
            found.append(("argument-moved", was.positional is not None))
        if not same(was.annotation, now.annotation):
            kept = self.aliases.accepts(was.annotation, now.annotation)
            found.append(("argument-type-changed", not kept))
        for kind, breaking in found:
            yield self._found(
                kind,
                now.name,
                Direction.REQUEST,
                parts=(was.text, now.text),
                breaking=breaking,
            )

    def _found(
        self,
        kind: str,
        member: str | None,
        direction: Direction | None,
        *,
        parts: tuple[str | None, str | None] = (None, None),
        breaking: bool,
    ) -> Found:
        before, after = self.texts
        symbol = self.symbol if member is None else f"{self.symbol}({member})"
        subject = Subject(
            before=self.subject.before,
            after=self.subject.after,
            member=member,
            direction=direction,
        )
        change = PythonChange(
            kind=kind,
            symbol=symbol,
            before=before,
            after=after,
            breaking=breaking,
            part_before=parts[0],
            part_after=parts[1],
        )
        return Found(change, subject)
