"""Choose members whose types are built when they first have a value.

pydantic builds a class with all classes that its members lead to, one inside another, by
functions that call themselves. Where hundreds of classes lead to one another that is more
than Python allows. So no way through the members that are built at once is long.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from clientsmith.document.documents import Source
from clientsmith.model.bodies import receivable
from clientsmith.model.schemas import (
    Object,
    Reference,
    Schema,
    SchemaGraph,
    children,
)

N = TypeVar("N")

# Classes on a chain; each takes 20 to 40 of the 1,000 nested calls that Python allows.
LONGEST_WAY = 12
# Classes that are built at once: each takes about half a millisecond once, and reading
# a deferred member takes longer each time.
_MOST_CLASSES = 24

FURTHER = ""
"""Stands for the members without a name; no member of an object is called so here."""


def deferred_members(
    objects: Mapping[Source, Object], graph: SchemaGraph
) -> Mapping[Source, frozenset[str]]:
    """Return the members to defer, for each object that has some."""
    links = _Links(objects, graph)
    plan = _Plan({source: links.of(objects[source]) for source in sorted(objects)})
    return plan.deferred()


@dataclass(frozen=True, slots=True)
class _Member:
    name: str
    targets: tuple[Source, ...]


class _Links:
    """The objects that members refer to through lists, unions and names."""

    def __init__(self, objects: Collection[Source], graph: SchemaGraph) -> None:
        self._objects = objects
        self._graph = graph
        self._behind: dict[Source, tuple[Source, ...]] = {}

    def of(self, schema: Object) -> tuple[_Member, ...]:
        members = [
            (property_.name, property_.schema) for property_ in receivable(schema)
        ]
        if schema.additional is not None:
            members.append((FURTHER, schema.additional))
        found = ((name, self._targets(part)) for name, part in members)
        return tuple(_Member(name, targets) for name, targets in found if targets)

    def _targets(self, schema: Schema) -> tuple[Source, ...]:
        if isinstance(schema, Reference):
            found = self._behind.get(schema.target)
            if found is None:
                found = self._behind[schema.target] = self._found(schema)
            return found
        return self._found(schema)

    def _found(self, schema: Schema) -> tuple[Source, ...]:
        found: set[Source] = set()
        seen: set[Source] = set()
        waiting = [schema]
        while waiting:
            part = waiting.pop()
            if isinstance(part, Reference):
                if part.target not in seen:
                    seen.add(part.target)
                    waiting.append(self._graph.schemas[part.target])
            elif isinstance(part, Object):
                if part.source in self._objects:
                    found.add(part.source)
            else:
                waiting.extend(children(part))
        return tuple(sorted(found))


class _Plan:
    """Decides from the leaves upwards; cycles come after everything they refer to."""

    def __init__(self, members: Mapping[Source, Sequence[_Member]]) -> None:
        self._members = members
        self._length: dict[Source, int] = {}
        self._built: dict[Source, frozenset[Source]] = {}
        self._deferred: dict[Source, set[str]] = {}

    def deferred(self) -> Mapping[Source, frozenset[str]]:
        for circle in circles(
            {
                source: [target for member in members for target in member.targets]
                for source, members in self._members.items()
            }
        ):
            if len(circle) > LONGEST_WAY:
                self._cut(sorted(circle))
            else:
                self._keep(circle)
        return {source: frozenset(names) for source, names in self._deferred.items()}

    def _keep(self, circle: Collection[Source]) -> None:
        """Keep a small cycle whole, as pydantic can build it."""
        inside, built, longest = {*circle}, {*circle}, 0
        beyond = [
            (source, replace(member, targets=outside))
            for source in circle
            for member in self._members[source]
            if (
                outside := tuple(
                    target for target in member.targets if target not in inside
                )
            )
        ]
        for source, member in sorted(beyond, key=lambda member: self._weight(*member)):
            length = max(self._length[target] for target in member.targets)
            more = built.union(*(self._built[target] for target in member.targets))
            if length + len(inside) > LONGEST_WAY or len(more) > _MOST_CLASSES:
                self._defer(source, member)
            else:
                longest, built = max(longest, length), more
        self._length.update(dict.fromkeys(inside, longest + len(inside)))
        self._built.update(dict.fromkeys(inside, frozenset(built)))

    def _weight(self, source: Source, member: _Member) -> tuple[int, Source, str]:
        """Return the sort key: members that lead to few classes come first."""
        built = frozenset[Source]().union(
            *(self._built.get(target, ()) for target in member.targets)
        )
        return len(built), source, member.name

    def _cut(self, circle: Sequence[Source]) -> None:
        """Cut a large cycle, so that nothing leads back to its start."""
        for start in circle:
            if start not in self._length:
                self._walk(start, {*circle})

    def _walk(self, start: Source, inside: Collection[Source]) -> None:
        """Walk depth-first without recursion."""
        begun = {start}
        stack = [(start, self._next(start, inside))]
        while stack:
            source, rest = stack[-1]
            target = next(
                (candidate for candidate in rest if candidate not in self._length), None
            )
            if target is None:
                stack.pop()
                self._settle(source)
            elif target not in begun:
                begun.add(target)
                stack.append((target, self._next(target, inside)))

    def _next(self, source: Source, inside: Collection[Source]) -> Iterator[Source]:
        for member in self._members[source]:
            yield from (target for target in member.targets if target in inside)

    def _settle(self, source: Source) -> None:
        """Cut what is not decided yet and leads back here."""
        built, longest = {source}, 0
        for member in sorted(
            self._members[source], key=lambda member: self._weight(source, member)
        ):
            length = max(
                self._length.get(target, LONGEST_WAY) for target in member.targets
            )
            more = built.union(
                *(self._built.get(target, ()) for target in member.targets)
            )
            if length >= LONGEST_WAY or len(more) > _MOST_CLASSES:
                self._defer(source, member)
            else:
                longest, built = max(longest, length), more
        self._length[source] = longest + 1
        self._built[source] = frozenset(built)

    def _defer(self, source: Source, member: _Member) -> None:
        self._deferred.setdefault(source, set()).add(member.name)


def circles(graph: Mapping[N, Sequence[N]]) -> Iterator[list[N]]:
    """Return strongly connected components, leaves first (Tarjan)."""
    index: dict[N, int] = {}
    low: dict[N, int] = {}
    open_: dict[N, None] = {}
    for root in graph:
        if root in index:
            continue
        stack = [(root, iter(graph[root]))]
        index[root] = low[root] = len(index)
        open_[root] = None
        while stack:
            node, rest = stack[-1]
            target = next(rest, None)
            if target is None:
                stack.pop()
                if stack:
                    parent = stack[-1][0]
                    low[parent] = min(low[parent], low[node])
                if low[node] == index[node]:
                    circle: list[N] = []
                    while node not in circle[-1:]:
                        circle.append(open_.popitem()[0])
                    yield circle
            elif target not in index:
                index[target] = low[target] = len(index)
                open_[target] = None
                stack.append((target, iter(graph[target])))
            elif target in open_:
                low[node] = min(low[node], index[target])
