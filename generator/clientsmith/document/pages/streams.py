"""Merge an operation that one page describes plainly and another one as a stream."""

from __future__ import annotations

from collections.abc import Mapping

from clientsmith.document.documents import Node
from clientsmith.document.pages.uniting import fingerprint
from clientsmith.document.pointers import parse_pointer
from clientsmith.document.structure import KINDS
from clientsmith.document.values import JsonObject, JsonValue

_EVENTS = "text/event-stream"
_STREAMED = ("event-stream", "ndjson", "jsonl", "json-seq", "stream+json")
_FLAG = "stream"
_SWITCH: JsonObject = {"type": "boolean", "description": "Stream the answer."}


def with_stream(first: Node, second: Node) -> JsonValue | None:
    """Merge both forms into one operation; None unless exactly one of them streams."""
    if not isinstance(first.value, dict) or not isinstance(second.value, dict):
        return None
    if _streams(first) is _streams(second):
        return None
    plain, stream = (second, first) if _streams(first) else (first, second)
    assert isinstance(plain.value, dict)
    assert isinstance(stream.value, dict)
    body = _body(plain, stream)
    result: JsonObject = {
        **plain.value,
        "parameters": _parameters(plain.value, stream.value),
        "responses": _responses(plain.value, stream.value),
        **({"requestBody": body} if body else {}),
    }
    return {key: value for key, value in result.items() if key in plain.value or value}


def _streams(operation: Node) -> bool:
    responses = operation.get("responses")
    for _, response in responses.items() if responses else ():
        content = response.get("content")
        for media_type, _ in content.items() if content else ():
            if any(word in media_type.lower() for word in _STREAMED):
                return True
    return _flag(operation) is True


def _flag(operation: Node) -> JsonValue:
    """Return the only value that the request's member `stream` may have, if any."""
    properties = (_schema(operation) or {}).get("properties")
    flag = properties.get(_FLAG) if isinstance(properties, dict) else None
    if not isinstance(flag, dict):
        return None
    values = flag.get("enum", [flag["const"]] if "const" in flag else [])
    return values[0] if isinstance(values, list) and len(values) == 1 else None


def _schema(operation: Node) -> JsonObject | None:
    """Return the first schema of the request body, following a `$ref`."""
    content = operation.at("requestBody", "content")
    for _, media in content.items() if content else ():
        found = media.get("schema")
        for _ in range(10):
            reference = found.get("$ref") if found is not None else None
            if reference is None or not str(reference.value).startswith("#/"):
                break
            tokens = parse_pointer(str(reference.value)[1:])
            found = operation.document.root.at(*tokens)
        if found is not None and isinstance(found.value, dict):
            return found.value
    return None


def _responses(plain: JsonObject, stream: JsonObject) -> JsonObject:
    result = dict(_members(plain.get("responses")))
    for status, response in _members(stream.get("responses")).items():
        known = result.get(status)
        if not isinstance(known, dict) or not isinstance(response, dict):
            result.setdefault(status, response)
            continue
        content = dict(_members(known.get("content")))
        for name, media in _members(response.get("content")).items():
            if name not in content:
                content[name] = media
            elif not _same(content[name], media):
                content.setdefault(_EVENTS, media)
        if content:
            result[status] = {**known, "content": content}
    return result


def _same(first: JsonValue, second: JsonValue) -> bool:
    kind = KINDS["Media Type"]
    return fingerprint(first, kind) == fingerprint(second, kind)


def _parameters(plain: JsonObject, stream: JsonObject) -> list[JsonValue]:
    found: dict[str, JsonValue] = {}
    for operation in (plain, stream):
        listed = operation.get("parameters")
        for value in listed if isinstance(listed, list) else ():
            known = value if isinstance(value, dict) else {}
            key = known.get("$ref") or f"{known.get('in')} {known.get('name')}"
            found.setdefault(str(key), value)
    return list(found.values())


def _body(plain: Node, stream: Node) -> JsonObject | None:
    """Return the plain page's body with a boolean instead of a constant `stream`."""
    assert isinstance(plain.value, dict)
    assert isinstance(stream.value, dict)
    body, own, streamed = (
        plain.value.get("requestBody"),
        _schema(plain),
        _schema(stream),
    )
    if own is None or streamed is None or not isinstance(body, dict):
        return None
    properties = {
        **_members(streamed.get("properties")),
        **_members(own.get("properties")),
    }
    if _flag(stream) is None and _flag(plain) is None and _FLAG not in properties:
        return None
    properties[_FLAG] = _SWITCH
    required = [
        value
        for value in _list(own.get("required"))
        if value != _FLAG and value in _list(streamed.get("required"))
    ]
    schema: JsonObject = {**own, "properties": properties, "required": list(required)}
    if not required:
        del schema["required"]
    content: JsonObject = {
        name: {**_members(media), "schema": schema}
        for name, media in _members(body.get("content")).items()
    }
    return {**body, "content": content}


def _members(value: JsonValue) -> Mapping[str, JsonValue]:
    return value if isinstance(value, dict) else {}


def _list(value: JsonValue) -> list[JsonValue]:
    return value if isinstance(value, list) else []
