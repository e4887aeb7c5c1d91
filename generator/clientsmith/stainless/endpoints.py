"""The endpoints of a document, as far as a configuration has to be matched with them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

_VERBS = frozenset(
    {"get", "put", "post", "delete", "options", "head", "patch", "trace"}
)
_DEEPEST = 20


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One operation of the document; `place` is where it stands."""

    place: tuple[str, str, str]
    operation: Mapping[str, Any]
    item: Mapping[str, Any]
    root: Mapping[str, Any]

    @property
    def key(self) -> str:
        """The operation as `GET /pets`."""
        return f"{self.place[2].upper()} {self.place[1]}"

    def query(self) -> set[str]:
        """Return the names of the query parameters."""
        given = [
            *self.item.get("parameters", ()),
            *self.operation.get("parameters", ()),
        ]
        found = (self._resolved(each) for each in given)
        return {each["name"] for each in found if each.get("in") == "query"}

    def body(self) -> set[str]:
        """Return the names of the body's members."""
        body = self._resolved(self.operation.get("requestBody"))
        return {*self.members(_json_schema(body))}

    def response(self) -> Any:
        """Return the schema of the first success in JSON."""
        responses = self.operation.get("responses") or {}
        for status in sorted(map(str, responses)):
            if status.startswith("2"):
                schema = _json_schema(self._resolved(responses.get(status)))
                if schema is not None:
                    return self._resolved(schema)
        return {}

    def members(self, schema: Any, depth: int = 0) -> dict[str, Any]:
        """Return the properties of a schema, those of its parts too."""
        plain = self._resolved(schema)
        found: dict[str, Any] = {}
        if depth < _DEEPEST:
            for part in plain.get("allOf") or ():
                found |= self.members(part, depth + 1)
        properties = plain.get("properties")
        return found | (properties if isinstance(properties, dict) else {})

    def is_array(self, schema: Any) -> bool:
        """Return whether a schema is that of a list."""
        kind = self._resolved(schema).get("type")
        return kind == "array" or (isinstance(kind, list) and "array" in kind)

    def _resolved(self, value: Any) -> dict[str, Any]:
        for _ in range(_DEEPEST):
            reference = value.get("$ref") if isinstance(value, dict) else None
            if not isinstance(reference, str):
                break
            value = at_pointer(self.root, reference)
        return value if isinstance(value, dict) else {}


def endpoints_of(root: Any) -> dict[str, Endpoint]:
    """Return the endpoints by `GET /pets`."""
    return {endpoint.key: endpoint for endpoint in _endpoints(root)}


def _endpoints(root: Any) -> Iterator[Endpoint]:
    paths = root.get("paths") if isinstance(root, dict) else None
    for path, item in (paths or {}).items():
        for verb, operation in item.items() if isinstance(item, dict) else ():
            if verb in _VERBS and isinstance(operation, dict):
                yield Endpoint(("paths", path, verb), operation, item, root)


def at_pointer(root: Any, reference: str) -> Any:
    """Return what a reference into the same document leads to; None if nothing."""
    if not reference.startswith("#/"):
        return None
    value = root
    for token in reference[2:].split("/"):
        name = token.replace("~1", "/").replace("~0", "~")
        if isinstance(value, list) and name.isdigit() and int(name) < len(value):
            value = value[int(name)]
        else:
            value = value.get(name) if isinstance(value, dict) else None
    return value


def _json_schema(holder: Mapping[str, Any]) -> Any:
    content = holder.get("content")
    for media_type, each in content.items() if isinstance(content, dict) else ():
        if "json" in media_type and isinstance(each, dict):
            return each.get("schema")
    return holder.get("schema")
