"""Pagination schemes as the options of our configuration."""

from __future__ import annotations

from typing import Any

from clientsmith.model.schemas import Scalar, ScalarType
from clientsmith.stainless.plan import PageKind, SchemePlan
from clientsmith.stainless.planning.pages import items_property

# For each type: our kind, then our options by the purpose of a property.
_KINDS = {
    PageKind.CURSOR: "cursor",
    PageKind.CURSOR_ID: "item",
    PageKind.CURSOR_URL: "link",
    PageKind.OFFSET: "offset",
    PageKind.PAGE_NUMBER: "page",
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


def options_of(scheme: SchemePlan) -> dict[str, Any] | None:
    """Return the options; None where ours cannot say it."""
    kind = _KINDS.get(scheme.kind)
    if kind is None:
        return None
    options = {"kind": kind}
    for property_ in scheme.request:
        key = _REQUEST.get(property_.purpose or "")
        if key is not None:
            options[key] = ".".join(property_.path)
        elif (
            property_.purpose is None
            and isinstance(property_.schema, Scalar)
            and property_.schema.type in (ScalarType.INTEGER, ScalarType.NUMBER)
        ):
            options.setdefault("limit", ".".join(property_.path))
    items = items_property(scheme)
    if items is not None and not items.is_top_level:
        options["items"] = ".".join(items.path)
    for property_ in scheme.response:
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
