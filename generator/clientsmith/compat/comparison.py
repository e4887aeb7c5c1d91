"""Two packages compared: what the old one offers, and whether the new one offers it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from clientsmith.compat.annotations import Reader
from clientsmith.compat.definitions import Class, Function, Member
from clientsmith.compat.members import Judge, Side
from clientsmith.compat.packages import SourcePackage
from clientsmith.compat.resolving import Package, Resolved
from clientsmith.compat.selection import Selection
from clientsmith.compat.signatures import text_of


class State(StrEnum):
    """A way in which a name differs."""

    MISSING = "missing"
    CHANGED = "changed"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Difference:
    """One name that differs; `name` is empty for a module itself.

    `old` and `new` show functions that changed. `reasons` say what callers notice.
    """

    module: str
    name: str
    state: State
    reasons: tuple[str, ...] = ()
    old: str | None = None
    new: str | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """The result: how many names the old package offers, and what differs."""

    old: str
    new: str
    offered: int
    differences: tuple[Difference, ...]

    @property
    def compatible(self) -> int:
        """The number of names of the old package that the new package offers compatibly."""
        added = State.ADDED
        return self.offered - sum(
            difference.state is not added for difference in self.differences
        )

    @property
    def percentage(self) -> float:
        """The share of compatible names, rounded down: 100 is all of them."""
        if not self.offered:
            return 100.0
        return self.compatible * 10_000 // self.offered / 100


def compare(
    old: SourcePackage,
    new: SourcePackage,
    selection: Selection,
    *,
    annotations: bool = False,
) -> Comparison:
    """Compare what two packages offer. Raises DiagnosticError."""
    before, after = (
        _Offer.of(Package(source_package), selection) for source_package in (old, new)
    )
    shared = before.names.keys() & after.names.keys()
    judge = Judge(_side(before, shared), _side(after, shared), annotations)
    found = _Comparing(before, after, judge, selection)
    found.run()
    return Comparison(old.name, new.name, found.offered, (*found.differences,))


Name = tuple[str, str]


@dataclass(frozen=True, slots=True)
class _Offer:
    """The modules that a package offers, and the resolved names in them."""

    package: Package
    modules: frozenset[str]
    names: dict[Name, Resolved]

    @classmethod
    def of(cls, package: Package, selection: Selection) -> _Offer:
        """Read all modules that may offer something."""
        modules = set()
        names: dict[Name, Resolved] = {}
        for module in sorted(package.source.texts):
            if not selection.has_module(module, package.source.name):
                continue
            if selection.offers(module):
                modules.add(module)
            elif not selection.private:
                continue
            for name in package.public_names(module):
                if selection.offers(_dotted(module, name)):
                    found = package.resolve(module, name)
                    if found is not None:
                        names[module, name] = found
        return cls(package, frozenset(modules), names)

    def primary(self) -> dict[int, Name]:
        """Return for each class the name under which its members are compared."""
        found: dict[int, Name] = {}
        for name, resolved in self.names.items():
            if isinstance(resolved, Class):
                is_own = name == (resolved.module, resolved.name)
                if is_own or id(resolved) not in found:
                    found[id(resolved)] = name
        return found


def _side(offer: _Offer, shared: Iterable[Name]) -> Side:
    keys: dict[Class, str] = {}
    for name in sorted(shared):
        found = offer.names[name]
        if isinstance(found, Class):
            keys.setdefault(found, _dotted(*name))
    for name in sorted(offer.names):
        found = offer.names[name]
        if isinstance(found, Class):
            keys.setdefault(found, found.name)
    return Side(
        offer.package,
        Reader(offer.package, keys),
        Reader(offer.package, keys, expand=True),
    )


def _dotted(*parts: str) -> str:
    return ".".join(filter(None, parts))


@dataclass(slots=True)
class _Comparing:
    """Counts and collects, module by module."""

    old: _Offer
    new: _Offer
    judge: Judge
    selection: Selection
    offered: int = 0
    differences: list[Difference] = field(default_factory=list)

    def run(self) -> None:
        """Compare everything."""
        for module in sorted(self.old.modules):
            self._count(module, "", None if self._has_module(module) else State.MISSING)
        for module in sorted(self.new.modules - self.old.modules):
            self.differences.append(Difference(module, "", State.ADDED))
        primary = self.old.primary()
        for name, was in sorted(self.old.names.items(), key=lambda item: item[0]):
            now = self._counterpart(*name)
            is_primary = primary.get(id(was)) == name
            self._name(name, was, now)
            if isinstance(was, Class) and is_primary:
                self._class(name, was, now if isinstance(now, Class) else None)
        for module, added in sorted(self.new.names.keys() - self.old.names.keys()):
            if module in self.old.modules:
                self.differences.append(Difference(module, added, State.ADDED))

    def _has_module(self, module: str) -> bool:
        return module in self.new.package.source.texts

    def _counterpart(self, module: str, name: str) -> Resolved | None:
        if not self._has_module(module):
            return None
        return self.new.package.resolve(module, name)

    def _count(
        self,
        module: str,
        name: str,
        state: State | None,
        reasons: tuple[str, ...] = (),
        texts: tuple[str | None, str | None] = (None, None),
    ) -> None:
        self.offered += 1
        if state is not None:
            self.differences.append(Difference(module, name, state, reasons, *texts))

    def _name(self, name: Name, was: Resolved, now: Resolved | None) -> None:
        if now is None:
            self._count(*name, State.MISSING)
            return
        reasons = (*self.judge.names(name[1], was, now),)
        state = State.CHANGED if reasons else None
        self._count(*name, state, reasons, _texts(name[1], was, now))

    def _class(self, name: Name, was: Class, now: Class | None) -> None:
        """Compare the members that belong to no other class that is offered."""
        module, own = name
        kind = self.judge.kind(self.judge.old, was)
        members = {} if now is None else self.new.package.members(now)
        known = self.old.package.members(was)
        for member, before in sorted(self._own_members(was, _dotted(*name)).items()):
            dotted = _dotted(own, member)
            after = members.get(member)
            if after is None:
                self._count(module, dotted, State.MISSING)
            else:
                reasons = (*self.judge.members(before, after, kind),)
                state = State.CHANGED if reasons else None
                self._count(
                    module, dotted, state, reasons, _texts(dotted, before, after)
                )
        for member in sorted(members.keys() - known.keys()):
            if now is None or not self.selection.offers(_dotted(*name, member)):
                continue
            if self.judge.needed(members[member], kind):
                # Callers that leave it out, as they had to, fail now.
                reasons = ("is new and required",)
                self._count(module, _dotted(own, member), State.CHANGED, reasons)
            elif member in now.members:
                dotted = _dotted(own, member)
                self.differences.append(Difference(module, dotted, State.ADDED))

    def _own_members(self, class_: Class, dotted: str) -> dict[str, Member]:
        """Return the members of a class, and of bases that have no public name."""
        found: dict[str, Member] = {}
        for ancestor in self.old.package.ancestors(class_):
            is_own = ancestor is class_ or ancestor not in self.judge.old.plain.keys
            if isinstance(ancestor, Class) and is_own:
                for name, member in ancestor.members.items():
                    if self.selection.offers(f"{dotted}.{name}"):
                        found.setdefault(name, member)
        return found


def _texts(
    name: str, old: Resolved | Member, new: Resolved | Member
) -> tuple[str | None, str | None]:
    """Return both functions as text."""
    last = name.rpartition(".")[2]
    if isinstance(old, Function) and isinstance(new, Function):
        return text_of(old, last), text_of(new, last)
    return None, None


def modules_of(
    differences: Iterable[Difference],
) -> Iterator[tuple[str, list[Difference]]]:
    """Yield the differences of each module."""
    groups: dict[str, list[Difference]] = {}
    for difference in differences:
        groups.setdefault(difference.module, []).append(difference)
    for module in sorted(groups):
        order = [*State]
        yield module, sorted(
            groups[module], key=lambda one: (order.index(one.state), one.name)
        )
