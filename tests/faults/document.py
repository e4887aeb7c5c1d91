"""The API of these tests: one operation for each kind of request and of credential."""

from __future__ import annotations

from typing import Any

_KINDS: dict[str, dict[str, Any]] = {
    "bearer": {"type": "http", "scheme": "bearer"},
    "basic": {"type": "http", "scheme": "basic"},
    "headerKey": {"type": "apiKey", "in": "header", "name": "X-Tenant"},
    "queryKey": {"type": "apiKey", "in": "query", "name": "auth key"},
    "cookieKey": {"type": "apiKey", "in": "cookie", "name": "sid"},
    "oauth": {
        "type": "oauth2",
        "flows": {"clientCredentials": {"tokenUrl": "/token", "scopes": {}}},
    },
}

SECURED = ("bearer", "basic", "header_key", "query_key", "cookie_key", "oauth")
"""The methods of `client.secured`, one for each scheme."""


def document() -> dict[str, Any]:
    """Things to get, list, post, put and delete, and one page per security scheme."""
    secured = {
        f"/secured/{scheme}": {
            "get": _operation("Thing", [], security=[{scheme: []}]),
            "post": _operation("Thing", [], security=[{scheme: []}], body=True),
        }
        for scheme in _KINDS
    }
    identified = [{"name": "id", "in": "path", "required": True, "schema": _STRING}]
    key = {"name": "Idempotency-Key", "in": "header", "schema": _STRING}
    cursor = {"name": "cursor", "in": "query", "schema": _STRING}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Faults", "version": "1"},
        "servers": [{"url": "https://faults.invalid"}],
        "paths": {
            "/things": {
                "get": _operation("ThingList", [cursor]),
                "post": _operation("Thing", [], body=True),
            },
            "/things/{id}": {
                "get": _operation("Thing", identified),
                "put": _operation("Thing", identified, body=True),
                "patch": _operation("Thing", identified, body=True),
                "delete": _operation("Thing", identified),
            },
            "/linked": {"get": _linked()},
            "/events": {"get": _streaming("text/event-stream")},
            "/lines": {"get": _streaming("application/x-ndjson")},
            "/uploads": {"put": _uploading(), "post": _uploading()},
            "/downloads/{id}": {"get": _downloading(identified)},
            "/keyed": {"post": _operation("Thing", [key], body=True)},
            **secured,
        },
        "components": {"securitySchemes": _KINDS, "schemas": _SCHEMAS},
    }


METHODS = {
    "GET /things": "things.list",
    "POST /things": "things.create",
    "GET /things/{id}": "things.retrieve",
    "PUT /things/{id}": "things.update",
    "PATCH /things/{id}": "things.change",
    "DELETE /things/{id}": "things.delete",
    "POST /keyed": "things.create_once",
    "GET /linked": "things.list_linked",
    "GET /events": "streams.events",
    "GET /lines": "streams.lines",
    "GET /downloads/{id}": "downloads.retrieve",
    "PUT /uploads": "uploads.replace",
    "POST /uploads": "uploads.create",
    **{
        f"{verb} /secured/{scheme}": f"secured.{prefix}{method}"
        for scheme, method in zip(_KINDS, SECURED, strict=True)
        for verb, prefix in (("GET", ""), ("POST", "post_"))
    },
}

ARGUMENTS = {
    "cookieKey": {"arguments": {"key": "cookie_key"}},
    "headerKey": {"arguments": {"key": "header_key"}},
    "queryKey": {"arguments": {"key": "query_key"}},
}
"""The schemes whose arguments would be named alike."""

_STRING = {"type": "string"}
_SCHEMAS: dict[str, Any] = {
    "Thing": {
        "type": "object",
        "required": ["id"],
        "properties": {
            "id": _STRING,
            "made": {"type": "string", "format": "date-time"},
            "state": {"enum": ["new", "old"]},
            "parts": {"type": "array", "items": {"$ref": "#/components/schemas/Part"}},
        },
    },
    "Part": {
        "type": "object",
        "required": ["name"],
        "properties": {"name": _STRING, "size": {"type": "integer"}},
    },
    "ThingList": {
        "type": "object",
        "required": ["things"],
        "properties": {
            "things": {
                "type": "array",
                "items": {"$ref": "#/components/schemas/Thing"},
            },
            "nextCursor": _STRING,
        },
    },
    "Error": {
        "type": "object",
        "required": ["message"],
        "properties": {"message": _STRING, "code": {"type": "integer"}},
    },
}


def _streaming(media_type: str) -> dict[str, Any]:
    thing = {"schema": {"$ref": "#/components/schemas/Thing"}}
    operation = _operation("Thing", [])
    operation["responses"]["200"] = {"description": "", "content": {media_type: thing}}
    return operation


def _linked() -> dict[str, Any]:
    trace = {"name": "X-Trace", "in": "header", "schema": _STRING}
    crumb = {"name": "crumb", "in": "cookie", "schema": _STRING}
    operation = _operation(
        "ThingList",
        [trace, crumb],
        security=[{"bearer": [], "headerKey": [], "queryKey": [], "cookieKey": []}],
    )
    operation["responses"]["200"]["headers"] = {"Link": {"schema": _STRING}}
    return operation


def _uploading() -> dict[str, Any]:
    operation = _operation("Thing", [])
    content: dict[str, Any] = {"application/octet-stream": {}}
    return {**operation, "requestBody": {"required": True, "content": content}}


def _downloading(parameters: list[dict[str, Any]]) -> dict[str, Any]:
    operation = _operation("Thing", parameters)
    # What the server gives instead of the file while it is not ready.
    content = operation["responses"]["200"]["content"]
    content["application/octet-stream"] = {}
    return operation


def _operation(
    result: str,
    parameters: list[dict[str, Any]],
    *,
    security: list[dict[str, list[str]]] | None = None,
    body: bool = False,
) -> dict[str, Any]:
    def content(schema: dict[str, Any]) -> dict[str, Any]:
        return {"content": {"application/json": {"schema": schema}}}

    def referring(name: str) -> dict[str, Any]:
        return content({"$ref": f"#/components/schemas/{name}"})

    sent = {"type": "object", "properties": {"name": _STRING}}
    return {
        "parameters": parameters,
        "security": security or [],
        **({"requestBody": content(sent)} if body else {}),
        "responses": {
            "200": {"description": "Done", **referring(result)},
            "default": {"description": "Failed", **referring("Error")},
        },
    }
