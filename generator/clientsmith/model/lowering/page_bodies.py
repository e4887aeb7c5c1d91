"""The success body of an operation as a page of a list."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from clientsmith.model.page_parameters import plain_name, variants, without_null
from clientsmith.model.pagination import Path
from clientsmith.model.schemas import (
    AnyValue,
    Array,
    Enum,
    Object,
    Property,
    Scalar,
    ScalarType,
    Schema,
    SchemaGraph,
)

_ITEMS = ("items", "data", "results", "list", "records", "values", "entries", "content")
# Arrays beside the results, which are not results themselves.
_ASIDE = (
    "errors",
    "warnings",
    "messages",
    "links",
    "link",
    "included",
    "schemas",
    "sort",
)
# Objects around the whole page, and objects that describe the page.
_WRAPPERS = ("data", "result", "response", "embedded", "payload")
_ENVELOPES = (
    "pagination", "meta", "metadata", "page", "pages", "paging", "pageinfo",
    "resultinfo", "links", "info",
)  # fmt: skip
_INNER = ("next", "cursors", "links", "pagination", "paging", "page")
# Lists of links, and the names of their URLs.
_RELATED = ("links", "link")
_URLS = ("href", "url", "uri")
_NEXT = re.compile(r"\bnext\b", re.IGNORECASE)
_TOTAL = re.compile(r"\b(total|overall|altogether)\b", re.IGNORECASE)


class PageBody:
    """The place of the results (`items` None if unclear), and their siblings."""

    def __init__(self, schema: Schema, graph: SchemaGraph) -> None:
        self._graph = graph
        root = without_null(schema, graph)
        self.items: Path | None = None
        self.item: Schema | None = None
        # Objects that may describe the page, the nearest first.
        self._objects: list[tuple[Path, dict[str, Property]]] = []
        if isinstance(root, Array):
            self.items, self.item = (), root.items
        elif isinstance(root, Object):
            self._find_items(root)
            self._find_objects(root)

    def find(self, names: Iterable[str], *types: ScalarType) -> Path:
        """Return a scalar property with one of the names, or an empty path.

        A name that is better comes first, and then a place that is nearer.
        """
        for name in names:
            for path, members in self._objects:
                found = members.get(name)
                if found is not None and self._is(found.schema, types):
                    return (*path, found.name)
        return ()

    def find_link(self) -> Path:
        """Return a property with the URL of the next page, by format or by place."""
        for path, members in self._objects:
            owner = plain_name(path[-1]) if path else ""
            names = ("href", "url") if owner == "next" else ("next",)
            for property_ in (members[name] for name in names if name in members):
                is_link = owner in ("next", "links") or self._is_url(property_.schema)
                if is_link and self._is(property_.schema, (ScalarType.STRING,)):
                    return (*path, property_.name)
        return ()

    def find_relation(self, *, surely: bool) -> Path:
        """Return the next page's URL in a list of links that have a relation.

        Such a list may have no such link: unless the operation is `surely` paged, the
        document has to speak of one.
        """
        for path, members in self._objects:
            for property_ in (members[name] for name in _RELATED if name in members):
                plain = without_null(property_.schema, self._graph)
                item = (
                    without_null(plain.items, self._graph)
                    if isinstance(plain, Array)
                    else None
                )
                if not isinstance(item, Object):
                    continue
                link = {plain_name(member.name): member for member in item.properties}
                relation = link.get("rel") or link.get("relation")
                url = next((link[name] for name in _URLS if name in link), None)
                if (
                    relation
                    and url
                    and (surely or self._says_next(property_, relation))
                ):
                    return (*path, property_.name, "next", url.name)
        return ()

    def _says_next(self, *members: Property) -> bool:
        for member in members:
            plain = without_null(member.schema, self._graph)
            texts = [
                member.schema.annotations.description,
                plain.annotations.description,
            ]
            if any(_NEXT.search(text or "") for text in texts):
                return True
            if isinstance(plain, Enum) and "next" in map(str, plain.values):
                return True
        return False

    def says_total(self, path: Path) -> bool:
        """Return whether a number is described as the count of all results."""
        members = dict(self._objects)[path[:-1]]
        schema = members[plain_name(path[-1])].schema
        plain = without_null(schema, self._graph).annotations
        description = schema.annotations.description or plain.description or ""
        return bool(_TOTAL.search(description))

    @property
    def items_have_id(self) -> bool:
        """Return whether each item has an `id` that is a string or a number."""
        return self.item is not None and self._has_id(self.item, 0)

    def _has_id(self, schema: Schema, depth: int) -> bool:
        plain = without_null(schema, self._graph)
        if isinstance(plain, Object):
            return any(
                property_.name == "id"
                and self._is(property_.schema, (ScalarType.STRING, ScalarType.INTEGER))
                for property_ in plain.properties
            )
        kinds = [*variants(plain, self._graph)]
        several = len(kinds) > 1 and depth < 3
        return several and all(self._has_id(kind, depth + 1) for kind in kinds)

    def _find_items(self, root: Object) -> None:
        owners: list[tuple[Path, Object]] = [((), root)]
        owners += [
            ((name,), inner)
            for name, inner in self._inner(root)
            if plain_name(name) in _WRAPPERS
        ]
        for path, owner in owners:
            found = self._list_in(owner)
            if found is not None:
                self.items, self.item = (*path, found[0]), found[1]
            if found is not None or self._arrays(owner):
                return  # ambiguous

    def _list_in(self, owner: Object) -> tuple[str, Schema] | None:
        arrays = self._arrays(owner)
        named = {k: v for k, v in arrays.items() if plain_name(k) in _ITEMS}
        objects = {
            name: item
            for name, item in arrays.items()
            if isinstance(without_null(item, self._graph), Object)
        }
        for members in (arrays, named, objects):
            if len(members) == 1:
                return next(iter(members.items()))
        return None

    def _arrays(self, owner: Object) -> dict[str, Schema]:
        found = {
            property_.name: plain.items
            for property_ in owner.properties
            if isinstance(plain := without_null(property_.schema, self._graph), Array)
        }
        main = {k: v for k, v in found.items() if plain_name(k) not in _ASIDE}
        return main or found

    def _find_objects(self, root: Object) -> None:
        owners: list[tuple[Path, Object]] = [((), root)]
        if self.items is not None and len(self.items) > 1:
            wrapper = self.items[0]
            owners += [((k,), inner) for k, inner in self._inner(root) if k == wrapper]
        found = [*owners]
        for outer, owner in owners:
            for name, inner in self._inner(owner):
                if plain_name(name) in _ENVELOPES:
                    found.append(((*outer, name), inner))
                    found += [
                        ((*outer, name, below), deepest)
                        for below, deepest in self._inner(inner)
                        if plain_name(below) in _INNER
                    ]
        self._objects += [
            (
                path,
                {
                    plain_name(property_.name): property_
                    for property_ in reversed(owner.properties)
                },
            )
            for path, owner in found
        ]

    def _inner(self, owner: Object) -> Iterator[tuple[str, Object]]:
        for property_ in owner.properties:
            plain = without_null(property_.schema, self._graph)
            if isinstance(plain, Object):
                yield property_.name, plain

    def _is(self, schema: Schema, types: tuple[ScalarType, ...]) -> bool:
        return any(
            isinstance(variant, AnyValue)
            or (isinstance(variant, Scalar) and variant.type in types)
            for variant in variants(schema, self._graph)
        )

    def _is_url(self, schema: Schema) -> bool:
        return any(
            isinstance(variant, Scalar)
            and (variant.format or "").startswith(("uri", "url"))
            for variant in variants(schema, self._graph)
        )
