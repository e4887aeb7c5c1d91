"""Repair responses under odd keys, and bodies without a media type."""

from __future__ import annotations

import re

from clientsmith.document.repairs.site import Site, without
from clientsmith.document.values import JsonObject, JsonValue

_STATUS = re.compile(r"default|[1-5]([0-9]{2}|XX)")
# `200 OK`, `HTTP 200`, `4xx - error`, `2**`.
_INSIDE = re.compile(r"\D*?\b([1-5])([0-9]{2}|[xX*]{2})\b.*", re.DOTALL)
_JSON = "application/json"


def statuses(responses: JsonObject, site: Site) -> JsonValue:
    """Read keys that contain a status code; two responses with one code stay apart."""
    renamed: dict[str, str] = {}
    for key in responses:
        if _STATUS.fullmatch(key) or key.startswith("x-") or not _is_responses(site):
            continue
        match = _INSIDE.fullmatch(key)
        meant = "default" if key.strip().lower() in ("default", "error") else None
        if match is not None:
            meant = match[1] + match[2].replace("*", "X").upper()
        if meant is None or meant in responses or meant in renamed.values():
            continue
        site.warn("response", f"the status `{key}` is read as `{meant}`", key)
        site.moved((meant,), (key,))
        renamed[key] = meant
    if not renamed:
        return responses
    return {renamed.get(key, key): response for key, response in responses.items()}


def _is_responses(site: Site) -> bool:
    """Return whether the map belongs to an operation; in `components`, keys are names."""
    return "components" not in site.pointer[:1]


def inline_content(response: JsonObject, site: Site) -> JsonValue:
    """Read `schema` in a response or request body, as in Swagger 2.0, as JSON."""
    if "schema" not in response or not {"content", "$ref"}.isdisjoint(response):
        return response
    site.warn(
        "content",
        f"`schema` outside of `content` is read as that of `{_JSON}`",
        "schema",
    )
    site.moved(("content", _JSON, "schema"), ("schema",))
    media: JsonObject = {"schema": response["schema"]}
    return {**without(response, "schema"), "content": {_JSON: media}}


def request_bodies(operation: JsonObject, site: Site) -> JsonValue:
    """Read a body without content as any JSON, and drop an empty one."""
    body = operation.get("requestBody")
    if body != [] and not isinstance(body, dict):
        return operation
    members = body if isinstance(body, dict) else {}
    if not {"content", "schema", "$ref"}.isdisjoint(members):
        return operation
    if not members:
        site.warn("content", "`requestBody` is empty: it is ignored", "requestBody")
        return without(operation, "requestBody")
    site.warn(
        "content",
        f"`requestBody` has no `content`: any `{_JSON}` is read",
        "requestBody",
    )
    return {**operation, "requestBody": {**members, "content": {_JSON: {}}}}


def media_types(content: JsonObject, site: Site) -> JsonValue:
    """Read `content: {schema: ...}`, which lacks a media type, as JSON."""
    if "schema" not in content or any("/" in key for key in content):
        return content
    site.warn("content", f"`content` without a media type is read as `{_JSON}`")
    site.moved((_JSON,), ())
    return {_JSON: content}
