"""Compare two packages: everything that callers can name, on both sides."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from clientsmith.api_changes.findings import Found, Subject
from clientsmith.api_changes.methods import Aliases, MethodPair
from clientsmith.api_changes.packages import Package
from clientsmith.api_changes.surface import Signature, Surface, Type
from clientsmith.api_changes.types import TypePair
from clientsmith.diff.changes import PythonChange
from clientsmith.model.usage import Direction

_PLACEHOLDER = re.compile(r"\{[^}]*\}")
# Strings stay as they are; names may be replaced.
_TOKEN = re.compile(r"'[^']*'|\"[^\"]*\"|[A-Za-z_]\w*")


def compare_packages(
    base: Package, revision: Package, moved: Mapping[str, str]
) -> tuple[Found, ...]:
    """Return every change in a stable order; `moved`: the new `METHOD /path` of
    operations by the old one.
    """
    renamed = _renamed_types(base, revision)
    before = _with_names(base.surface, renamed)
    aliases = Aliases(before.aliases, revision.surface.aliases)
    comparison = _Comparison(base, revision, before, aliases, renamed, moved)
    return (*comparison.client(), *comparison.methods(), *comparison.types())


@dataclass(frozen=True, slots=True)
class _Comparison:
    """`before` has the types under the names that they have now."""

    base: Package
    revision: Package
    before: Surface
    aliases: Aliases
    renamed: Mapping[str, str]
    moved: Mapping[str, str]

    def client(self) -> Iterator[Found]:
        was, now = self.base.surface.client, self.revision.surface.client
        if was != now:
            yield _whole("class-renamed", Subject(before=None, after=None), was, now)

    def methods(self) -> Iterator[Found]:
        was, now = self.before.methods, self.revision.surface.methods
        pairs = self._method_pairs()
        for name in was:
            if name not in pairs:
                subject = Subject(before=name, after=None)
                text = was[name].text(_symbol(self.base, name))
                yield _whole("method-removed", subject, text, None)
        paired = {*pairs.values()}
        for name in now:
            if name not in paired:
                subject = Subject(before=None, after=name)
                text = now[name].text(_symbol(self.revision, name))
                yield _whole("method-added", subject, None, text)
        for old, new in pairs.items():
            subject = Subject(before=old, after=new)
            texts = (
                self.base.surface.methods[old].text(_symbol(self.base, old)),
                now[new].text(_symbol(self.revision, new)),
            )
            if old != new:
                yield _whole("method-renamed", subject, *texts)
            # The old name, as the caller's code has not been changed yet.
            symbol = _symbol(self.base, old)
            pair = MethodPair(subject, symbol, texts, self.aliases)
            yield from pair.compare(was[old], now[new])

    def _method_pairs(self) -> dict[str, str]:
        """Match methods of the same operation, then those of the same name."""
        was, now = self.before.methods, self.revision.surface.methods
        pairs: dict[str, str] = {}
        for key_of in (str, _general):
            keys = {
                key_of(key): name
                for name, key in self.revision.operations.items()
                if name in now and name not in pairs.values()
            }
            for name, key in self.base.operations.items():
                found = keys.get(key_of(self.moved.get(key, key)))
                if name in was and name not in pairs and found is not None:
                    pairs[name] = found
        taken = {*pairs.values()}
        left = {
            name: name
            for name in was
            if name not in pairs and name in now and name not in taken
        }
        return pairs | left

    def types(self) -> Iterator[Found]:
        was, now = self.before.types, self.revision.surface.types
        originals = {new: old for old, new in self.renamed.items()}
        for name in was:
            if name not in now:
                subject = Subject(before=name, after=None, is_type=True)
                text = _type_text(name, was[name])
                yield _whole("class-removed", self._directed(subject), text, None)
        for name in now:
            if name not in was:
                subject = Subject(before=None, after=name, is_type=True)
                text = _type_text(name, now[name])
                yield _whole("class-added", self._directed(subject), None, text)
        for name in now:
            if name in was:
                old = originals.get(name, name)
                if old != name:
                    subject = Subject(before=old, after=name, is_type=True)
                    texts = (f"class {old}", f"class {name}")
                    yield _whole("class-renamed", subject, *texts)
                directions = self._directions(old, name)
                pair = TypePair(old, name, directions, self.aliases)
                yield from pair.compare(was[name], now[name])

    def _directions(self, old: str | None, new: str | None) -> frozenset[Direction]:
        found = frozenset[Direction]()
        if old is not None:
            found |= self.base.directions(old)
        if new is not None:
            found |= self.revision.directions(new)
        return found or frozenset((Direction.REQUEST, Direction.RESPONSE))

    def _directed(self, subject: Subject) -> Subject:
        directions = self._directions(subject.before, subject.after)
        only = next(iter(directions)) if len(directions) == 1 else None
        return replace(subject, direction=only)


def _whole(kind: str, subject: Subject, before: str | None, after: str | None) -> Found:
    """Report an addition, a removal, or a rename."""
    named = (before if before is not None else after) or ""
    symbol = re.split(r"[(:]", named, maxsplit=1)[0].removeprefix("class ")
    breaking = before is not None
    return Found(
        PythonChange(
            kind=kind, symbol=symbol, before=before, after=after, breaking=breaking
        ),
        subject,
    )


def _symbol(package: Package, dotted: str) -> str:
    return f"client.{dotted}" if dotted else package.surface.client


def _general(key: str) -> str:
    """Return `GET /things/{}`, as the names of placeholders do not matter."""
    return _PLACEHOLDER.sub("{}", key)


def _type_text(name: str, type_: Type) -> str:
    return f"class {name}" if type_.alias is None else f"{name}: {type_.alias}"


def _renamed_types(base: Package, revision: Package) -> dict[str, str]:
    """Return the new names of types: the same schema, or the same content."""
    renamed: dict[str, str] = {}
    now = revision.surface.types
    while True:
        was = _with_names(base.surface, renamed).types
        removed = {name: type_ for name, type_ in was.items() if name not in now}
        new = {name: type_ for name, type_ in now.items() if name not in was}
        more = dict(_same_types(removed, new, (base, revision)))
        if not more:
            return renamed
        renamed |= more


def _same_types(
    removed: Mapping[str, Type],
    new: Mapping[str, Type],
    packages: tuple[Package, Package],
) -> Iterator[tuple[str, str]]:
    """Match names; by content only where no other type has the same content."""
    base, revision = packages
    places = {source: name for name in new for source in revision.sources(name)}
    contents = _by_content(new)
    taken: set[str] = set()
    for content, names in _by_content(removed).items():
        same = contents.get(content, ())
        for name in names:
            sources = sorted(base.sources(name) & places.keys())
            found = [places[source] for source in sources]
            if len(names) == len(same) == 1 and _is_telling(removed[name]):
                found.extend(same)
            for candidate in found:
                alike = removed[name].is_dictionary == new[candidate].is_dictionary
                if alike and candidate not in taken:
                    taken.add(candidate)
                    yield name, candidate
                    break


def _is_telling(type_: Type) -> bool:
    """Return whether two types with this content are likely the same type."""
    return bool(type_.fields or type_.alias or len(type_.bases) > 1)


def _by_content(types: Mapping[str, Type]) -> dict[tuple[object, ...], list[str]]:
    found: dict[tuple[object, ...], list[str]] = {}
    for name, type_ in types.items():
        content = type_.bases, frozenset(type_.fields.items()), type_.alias
        found.setdefault(content, []).append(name)
    return found


def _with_names(surface: Surface, renamed: Mapping[str, str]) -> Surface:
    """Replace the names of types everywhere."""
    if not renamed:
        return surface

    def rename(text: str) -> str:
        return _TOKEN.sub(lambda found: renamed.get(found[0], found[0]), text)

    types = {
        renamed.get(name, name): Type(
            {field: rename(text) for field, text in type_.fields.items()},
            tuple(map(rename, type_.bases)),
            None if type_.alias is None else rename(type_.alias),
        )
        for name, type_ in surface.types.items()
    }
    methods = {
        name: _renamed_signature(method, rename)
        for name, method in surface.methods.items()
    }
    return Surface(surface.client, methods, types)


def _renamed_signature(signature: Signature, rename: Callable[[str], str]) -> Signature:
    arguments = {
        name: replace(argument, annotation=rename(argument.annotation))
        for name, argument in signature.arguments.items()
    }
    return Signature(arguments, rename(signature.returns))
