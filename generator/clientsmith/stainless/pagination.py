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
    for each in _properties(scheme.request):
        key = _REQUEST.get(each.purpose or "")
        if key is not None:
            options[key] = ".".join(each.path)
        elif each.purpose is None and _kind(each.schema) in ("integer", "number"):
            options.setdefault("limit", ".".join(each.path))
    items = _items(scheme)
    if items is not None and not items.is_top:
        options["items"] = ".".join(items.path)
    for each in _properties(scheme.response):
        key = _RESPONSE.get(each.purpose or "", "items")
        if each.header is not None:
            options[f"{key}_header"] = each.header
        elif key == "id":
            options[key] = each.path[-1]
        elif key != "items":
            options[key] = ".".join(each.path)
    if kind == "item" and "id" not in options:
        options["id"] = "id"
    needed = _NEEDED.get(kind)
    has_next = kind != "cursor" or options.keys() & {"next", "next_header"}
    return options if has_next and (needed is None or needed in options) else None


def fits(scheme: PaginationScheme, endpoint: Endpoint) -> bool:
    """Return whether an endpoint has the parameters and the items of a scheme."""
    given = endpoint.body() if scheme.param_location == "body" else endpoint.query()
    needed = {each.path[0] for each in _properties(scheme.request) if each.purpose}
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
    marked = [each for each in found if each.purpose == "items" or each.is_top]
    lists = [each for each in found if _kind(each.schema) == "array"]
    return next(iter((*marked, *lists)), None)


def _properties(node: Node | None, path: tuple[str, ...] = ()) -> Iterator[Property]:
    """Yield the members, and those of objects and of the items of lists in them."""
    for name, each in () if node is None else node.items():
        mark = each.get(_MARK)
        purpose, header, top = (
            None if mark is None or (found := mark.get(key)) is None else found.value
            for key in ("purpose", "from_header", "is_top_level_array")
        )
        inner = (*path, name)
        yield Property(inner, _text(purpose), _text(header), top is True, each)
        yield from _properties(each.get("properties"), inner)
        yield from _properties(each.at("items", "properties"), inner)


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _kind(schema: Node) -> object:
    kind = schema.get("type")
    return None if kind is None else kind.value
