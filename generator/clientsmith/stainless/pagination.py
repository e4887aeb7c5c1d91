"""Pagination schemes as the options of our configuration, and what they fit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from clientsmith.document.documents import Node
from clientsmith.stainless.config import PaginationScheme
from clientsmith.stainless.endpoints import Endpoint

_MARK = "x-stainless-pagination-property"
# For each type: our kind, then our options by the purpose of a property.
_KINDS = {
    "cursor": "cursor",
    "cursor_id": "item",
    "cursor_url": "link",
    "offset": "offset",
    "page_number": "page",
}
_REQUEST = {
    "next_cursor_param": "cursor",
    "next_cursor_id_param": "cursor",
    "previous_cursor_id_param": "before",
    "offset_count_param": "offset",
    "page_number_param": "page",
}
_RESPONSE = {
    "items": "items",
    "has_next_page": "more",
    "next_cursor_field": "next",
    "cursor_url_field": "next",
    "cursor_item_id": "id",
    "offset_total_count_field": "total",
    "offset_count_start_field": "current",
    "current_page_number_field": "current",
    "total_page_count_field": "pages",
}
_NEEDED = {"cursor": "cursor", "item": "cursor", "offset": "offset", "page": "page"}


@dataclass(frozen=True, slots=True)
class Property:
    """A member of the request or the response, by its path, and what it is for."""

    path: tuple[str, ...]
    purpose: str | None
    header: str | None
    is_top: bool
    schema: Node


def options_of(scheme: PaginationScheme) -> dict[str, str] | None:
    """Return the options; None where ours cannot say it."""
    kind = _KINDS.get(scheme.type)
    if kind is None:
        return None
    options = {"kind": kind}
    for property_ in _properties(scheme.request):
        key = _REQUEST.get(property_.purpose or "")
        if key is not None:
            options[key] = ".".join(property_.path)
        elif property_.purpose is None and _kind(property_.schema) in (
            "integer",
            "number",
        ):
            options.setdefault("limit", ".".join(property_.path))
    items = _items(scheme)
    if items is not None and not items.is_top:
        options["items"] = ".".join(items.path)
    for property_ in _properties(scheme.response):
        key = _RESPONSE.get(property_.purpose or "", "items")
        if property_.header is not None:
            options[f"{key}_header"] = property_.header
        elif key == "id":
            options[key] = property_.path[-1]
        elif key != "items":
            options[key] = ".".join(property_.path)
    if kind == "item" and "id" not in options:
        options["id"] = "id"
    needed = _NEEDED.get(kind)
    has_next = kind != "cursor" or options.keys() & {"next", "next_header"}
    return options if has_next and (needed is None or needed in options) else None


def fits(scheme: PaginationScheme, endpoint: Endpoint) -> bool:
    """Return whether an endpoint has the parameters and the items of a scheme."""
    given = endpoint.body() if scheme.param_location == "body" else endpoint.query()
    needed = {
        property_.path[0]
        for property_ in _properties(scheme.request)
        if property_.purpose
    }
    items = _items(scheme)
    if items is None or not needed <= given:
        return False
    schema = endpoint.response()
    if items.is_top:
        return endpoint.is_array(schema)
    for name in items.path:
        schema = endpoint.members(schema).get(name)
    return endpoint.is_array(schema)


def _items(scheme: PaginationScheme) -> Property | None:
    """Return the property with the items: the one that says so, or else the first list."""
    found = [*_properties(scheme.response)]
    marked = [
        property_
        for property_ in found
        if property_.purpose == "items" or property_.is_top
    ]
    lists = [property_ for property_ in found if _kind(property_.schema) == "array"]
    return next(iter((*marked, *lists)), None)


def _properties(node: Node | None, path: tuple[str, ...] = ()) -> Iterator[Property]:
    """Yield the members, and those of objects and of the items of lists in them."""
    for name, member in () if node is None else node.items():
        mark = member.get(_MARK)
        purpose, header, top = (
            None if mark is None or (found := mark.get(key)) is None else found.value
            for key in ("purpose", "from_header", "is_top_level_array")
        )
        inner = (*path, name)
        yield Property(inner, _text(purpose), _text(header), top is True, member)
        yield from _properties(member.get("properties"), inner)
        yield from _properties(member.at("items", "properties"), inner)


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _kind(schema: Node) -> object:
    kind = schema.get("type")
    return None if kind is None else kind.value
