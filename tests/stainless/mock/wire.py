"""What the document says of a request: the operation that it is for, and its parts."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from email.message import Message
from pathlib import Path
from typing import Any

import httpx
import yaml

_PARAMETER = re.compile(r"\{(\w+)\}")
# The switch of a stream depends on the overload.
_LEFT_OUT = frozenset({"stream"})


@dataclass(frozen=True)
class Wire:
    """The document, with the path of the server before all of its paths."""

    document: Mapping[str, Any]

    @classmethod
    def read(cls, path: Path) -> Wire:
        """Return the wire that a file describes."""
        return cls(yaml.safe_load(path.read_text(encoding="utf-8")))

    def path_names(self, request: httpx.Request) -> list[str]:
        """Return the names of the path parameters of a request."""
        return _PARAMETER.findall(self._operation(request)[0])

    def missing(self, request: httpx.Request) -> list[str]:
        """Return the parts that the operation has and the request has not."""
        path, operation = self._operation(request)
        query = {name.partition("[")[0] for name in request.url.params}
        found = [
            parameter["name"]
            for parameter in self._parameters(path, operation)
            if not self._has(parameter, request, query)
        ]
        return [*found, *self._missing_properties(operation, request)]

    def _operation(self, request: httpx.Request) -> tuple[str, Mapping[str, Any]]:
        raw = request.url.raw_path.decode().partition("?")[0]
        for path, item in self.document["paths"].items():
            pattern = _PARAMETER.sub("[^/]+", path)
            if re.fullmatch(pattern, raw) and request.method.lower() in item:
                return path, item[request.method.lower()]
        raise AssertionError(f"{request.method} {raw} is not in the document")

    def _parameters(
        self, path: str, operation: Mapping[str, Any]
    ) -> Iterator[Mapping[str, Any]]:
        common = self.document["paths"][path].get("parameters", [])
        for parameter in [*common, *operation.get("parameters", [])]:
            if "x-stainless-skip" not in parameter["schema"]:
                yield parameter

    def _has(
        self, parameter: Mapping[str, Any], request: httpx.Request, query: set[str]
    ) -> bool:
        places = {"query": query, "header": request.headers}
        return parameter["name"] in places.get(
            parameter["in"], {parameter["name"]: None}
        )

    def _missing_properties(
        self, operation: Mapping[str, Any], request: httpx.Request
    ) -> Iterator[str]:
        content = operation.get("requestBody", {}).get("content", {})
        variants = [
            variant
            for media in content.values()
            for variant in self._objects(media["schema"])
        ]
        sent = _sent_names(request)
        if len(variants) == 1:
            yield from sorted(variants[0] - sent)
        elif variants and not any(variant <= sent for variant in variants):
            yield f"the properties of any of {variants}"

    def _objects(self, schema: Mapping[str, Any]) -> Iterator[set[str]]:
        """Yield the names of the properties that each variant of a body can have."""
        while "$ref" in schema:
            schema = self.document["components"]["schemas"][
                schema["$ref"].rpartition("/")[2]
            ]
        for variant in schema.get("oneOf", ()):
            yield from self._objects(variant)
        if "properties" in schema:
            members = schema["properties"].items()
            names = {name for name, member in members if not member.get("readOnly")}
            yield names - _LEFT_OUT


def _sent_names(request: httpx.Request) -> set[str]:
    kind = request.headers.get("content-type", "")
    content = request.read() if "json" in kind or "multipart" in kind else b""
    if "json" in kind:
        value = json.loads(content or b"null")
        return set(value) if isinstance(value, dict) else set()
    names = set()
    for part in content.split(b"\r\n"):
        header = Message()
        name, _, text = part.partition(b":")
        if name.lower() == b"content-disposition":
            header["content-disposition"] = text.decode().strip()
            field = header.get_param("name", header="content-disposition")
            names.add(str(field).removesuffix("[]"))
    return names
