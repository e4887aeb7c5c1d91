"""An OpenAPI document as the judge reads it: plain data, references followed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from benchmarks.trips.files import whole
from benchmarks.trips.json_values import Json, Schema, pointed_at
from benchmarks.trips.schemas import Schemas

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
# OpenAPI 3.1, Parameter Object: these header parameters are ignored.
_IGNORED = frozenset({"accept", "content-type", "authorization"})
_SPECIAL = frozenset({204, 205, 206, 401, 407, 408, 409, 429, 503})
_STYLES = {"query": "form", "cookie": "form", "path": "simple", "header": "simple"}


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter; `style` is `json` where its value is a JSON text."""

    name: str
    place: str
    required: bool
    style: str
    explode: bool
    schema: Schema


@dataclass(frozen=True, slots=True)
class Content:
    """A representation of a body; `schema` None: the document says nothing."""

    media_type: str
    schema: Schema | None
    encodings: Mapping[str, Json]

    @property
    def essence(self) -> str:
        return self.media_type.partition(";")[0].strip().lower()

    @property
    def is_json(self) -> bool:
        return is_json(self.essence)


@dataclass(frozen=True, slots=True)
class Answer:
    """A documented response, with a status that it is meant for."""

    status: int
    contents: tuple[Content, ...]


@dataclass(frozen=True, slots=True)
class Operation:
    """The description of one method on one path in the document."""

    method: str
    path: str
    parameters: tuple[Parameter, ...]
    bodies: tuple[Content, ...]
    body_required: bool
    answers: tuple[Answer, ...]
    failures: tuple[Answer, ...] = ()

    @property
    def key(self) -> str:
        return f"{self.method} {self.path}"


def is_json(essence: str) -> bool:
    """Return whether a media type without parameters is that of one JSON value."""
    return essence in ("application/json", "text/json", "application/x-json") or (
        essence.endswith("+json")
    )


class Document:
    """A document with the schemas of requests and of answers."""

    def __init__(self, path: Path) -> None:
        self.value = whole(path, read)
        self.sent = Schemas(self.value, "readOnly")
        self.received = Schemas(self.value, "writeOnly")

    def operations(self) -> Iterator[Operation]:
        """In the order of the document."""
        for path, item in self.value["paths"].items():
            if path.startswith("x-"):
                continue
            item = self._resolved(item)
            for method in METHODS:
                if method in item:
                    yield self._operation(path, method, item)

    def credentials(self) -> frozenset[tuple[str, str]]:
        """Place and name of parameters that only carry API keys."""
        schemes = self.value.get("components", {}).get("securitySchemes", {})
        return frozenset(
            (scheme["in"], scheme["name"])
            for scheme in map(self._resolved, schemes.values())
            if scheme.get("type") == "apiKey"
        )

    def _operation(self, path: str, method: str, item: Json) -> Operation:
        definition = self._resolved(item[method])
        parameters: dict[tuple[str, str], Json] = {}
        for owner in (item, definition):
            for declared in self._resolved(owner.get("parameters")) or ():
                found = self._resolved(declared)
                parameters[found["in"], found["name"]] = found
        for name in re.findall(r"\{([^{}]+)\}", path.partition("?")[0]):
            text = {"name": name, "in": "path", "schema": {"type": "string"}}
            parameters.setdefault(("path", name), text)
        body = self._resolved(definition.get("requestBody") or {})
        for key in [parameter for parameter in parameters if parameter[0] == "body"]:
            # As in Swagger 2.0, which other tools take in OpenAPI 3, too.
            old = parameters.pop(key)
            content = {"application/json": {"schema": old.get("schema", {})}}
            body = body or {"content": content, "required": old.get("required")}
        responses = self._resolved(definition.get("responses") or {})
        return Operation(
            method=method.upper(),
            path=path,
            parameters=tuple(
                self._parameter(parameter)
                for (place, name), parameter in parameters.items()
                if not (place == "header" and name.lower() in _IGNORED)
            ),
            bodies=tuple(self._contents(body, self.sent)),
            body_required=body.get("required") is True,
            answers=self._with_schemas(self._answers(responses)),
            failures=tuple(self._failures(responses)),
        )

    def _parameter(self, parameter: Json) -> Parameter:
        place = parameter["in"]
        content = parameter.get("content") or {}
        style = parameter.get("style") or _STYLES[place]
        schema = parameter.get("schema", {})
        if content:
            style, schema = "json", next(iter(content.values())).get("schema", {})
        explode = parameter.get("explode")
        return Parameter(
            name=parameter["name"],
            place=place,
            required=place == "path" or parameter.get("required") is True,
            style=style,
            explode=style == "form" if explode is None else explode is True,
            schema=self.sent.converted(schema),
        )

    def _contents(self, owner: Json, schemas: Schemas) -> Iterator[Content]:
        for media_type, media in (self._resolved(owner.get("content")) or {}).items():
            media = self._resolved(media)
            schema = media.get("schema")
            yield Content(
                media_type,
                None if schema is None else schemas.converted(schema),
                media.get("encoding") or {},
            )

    def _answers(self, responses: Json) -> Iterator[Answer]:
        success = [response for response in responses if str(response).startswith("2")]
        for status in success or [
            response for response in responses if response == "default"
        ]:
            code = _code("2XX" if status == "default" else str(status), responses)
            yield self._answer(code, responses[status])

    @staticmethod
    def _with_schemas(answers: Iterable[Answer]) -> tuple[Answer, ...]:
        """JSON without a schema is taken to be what other successes are."""
        listed = [*answers]
        contents = [content for answer in listed for content in answer.contents]
        told = [
            content.schema for content in contents if content.is_json and content.schema
        ]
        if not told:
            return tuple(listed)
        return tuple(
            replace(
                answer,
                contents=tuple(
                    (
                        replace(content, schema=told[0])
                        if content.is_json and content.schema is None
                        else content
                    )
                    for content in answer.contents
                ),
            )
            for answer in listed
        )

    def _failures(self, responses: Json) -> Iterator[Answer]:
        for status, response in responses.items():
            if str(status)[:1] in ("4", "5"):
                yield self._answer(_code(str(status), responses), response)
            elif status == "default" and any(
                str(value)[:1] == "2" for value in responses
            ):
                free = [method for method in ("4XX", "5XX") if method not in responses]
                if free:
                    yield self._answer(_code(free[0], responses), response)

    def _answer(self, code: int, response: Json) -> Answer:
        resolved = self._resolved(response)
        return Answer(code, tuple(self._contents(resolved, self.received)))

    def _resolved(self, value: Json) -> Json:
        while isinstance(value, dict) and isinstance(value.get("$ref"), str):
            value = pointed_at(self.value, value["$ref"])
        return value

    def prefixes(self) -> frozenset[str]:
        """The paths of all servers, below which operations may be."""
        found: set[str] = {""}
        waiting: list[Any] = [self.value.get("servers") or []]
        for item in map(self._resolved, self.value["paths"].values()):
            if isinstance(item, dict):
                waiting.append(item.get("servers") or [])
                waiting += [
                    self._resolved(item[method]).get("servers") or []
                    for method in METHODS
                    if isinstance(item.get(method), dict)
                ]
        for servers in waiting:
            found |= {urlsplit(server["url"]).path.rstrip("/") for server in servers}
        return frozenset(found)


def _code(status: str, responses: Json) -> int:
    """The status, or one of a range that is not documented by itself."""
    if status.isdigit():
        return int(status)
    first = int(status[0]) * 100
    # Some mean more than that a call failed or succeeded.
    codes = (code for code in range(first, first + 100) if code not in _SPECIAL)
    return next(code for code in codes if str(code) not in responses)


def read(path: Path) -> Json:
    """JSON or YAML; dates stay text, and keys are strings."""
    text = path.read_text("utf-8")
    if text.lstrip()[:1] == "{":  # or YAML in the style of JSON
        with suppress(ValueError):
            return json.loads(text)
    import yaml

    base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

    class Loader(base):  # type: ignore[misc]
        def construct_mapping(self, node: Any, deep: bool = False) -> dict[str, Any]:
            mapping = super().construct_mapping(node, deep)
            return {str(key): value for key, value in mapping.items()}

    prefix = "tag:yaml.org,2002:"
    dropped = (f"{prefix}timestamp", f"{prefix}bool")
    Loader.yaml_implicit_resolvers = {
        first: [rule for rule in rules if rule[0] not in dropped]
        for first, rules in base.yaml_implicit_resolvers.items()
    }
    # YAML 1.2: `on` and `no` are words.
    words = re.compile("(?:true|True|TRUE|false|False|FALSE)$")
    Loader.add_implicit_resolver(f"{prefix}bool", words, [*"tTfF"])
    return yaml.load(text, Loader)
