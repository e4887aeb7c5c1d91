"""Reads requests as OpenAPI says: where they are not what was meant."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote, unquote_plus

from benchmarks.trips.comparison import difference, says
from benchmarks.trips.document import Content, Operation, Parameter, is_json
from benchmarks.trips.json_values import Json
from benchmarks.trips.server import Request

_PARAMETER = re.compile(r"\{([^{}]+)\}")
_SEPARATORS = {
    "spaceDelimited": re.compile("%20|\\+"),
    "pipeDelimited": re.compile(r"%7[Cc]|\|"),
}
_COMMA = re.compile(",")


@dataclass(frozen=True, slots=True)
class Meant:
    """The intended contents of a request; parameters by place and name."""

    parameters: Mapping[tuple[str, str], Json] = field(default_factory=dict)
    content: Content | None = None
    body: Json = None


def problems(
    operation: Operation,
    meant: Meant,
    request: Request,
    prefixes: frozenset[str],
    credentials: frozenset[tuple[str, str]],
) -> Iterator[str]:
    """Everything in a request that is not as it was meant."""
    if request.method != operation.method:
        yield f"the method is {request.method}"
    path, _, query = request.target.partition("?")
    yield from _path(operation, meant, path, prefixes)
    fields = {"query": _Fields.of(query), "cookie": _cookies(request)}
    if any(place == "header" and name.lower() == "cookie"
           for place, name in meant.parameters):  # fmt: skip
        fields["cookie"] = _Fields({})  # all of them are one parameter
    template = operation.path.partition("#")[0].partition("?")[2]
    for pair in filter(None, template.split("&")):  # a path that has a query
        if ("query", pair.partition("=")[0]) in meant.parameters:
            continue  # a parameter is that pair
        yield from _pair(pair, meant, fields["query"])
    for parameter in operation.parameters:
        key = parameter.place, parameter.name
        if parameter.place == "header":
            given = key in credentials
            yield from _header(parameter, meant.parameters.get(key), request, given)
        elif parameter.place != "path" and key in meant.parameters:
            style = "json" if parameter.style == "json" else parameter.style
            yield from fields[parameter.place].problems(
                parameter.name, meant.parameters[key], style, parameter.explode
            )
    for place, left in fields.items():
        for name in left.values:
            if (place, name) not in credentials:
                yield f"the {place} has {name!r}, which was not meant"
    yield from _body(meant, request)


@dataclass
class _Fields:
    """Pairs of a query or form, still encoded values by decoded names."""

    values: dict[str, list[str]]

    @classmethod
    def of(cls, text: str) -> _Fields:
        values: dict[str, list[str]] = {}
        for pair in filter(None, text.split("&")):
            name, _, value = pair.partition("=")
            values.setdefault(unquote_plus(name), []).append(value)
        return cls(values)

    def take(self, name: str) -> list[str]:
        return self.values.pop(name, [])

    def problems(
        self, name: str, value: Json, style: str, explode: bool
    ) -> Iterator[str]:
        """Yield the fields that do not have the value; remove those that do."""
        if style == "json":
            yield from self._text(name, value, as_json=True)
        elif value in ([], {}) and not isinstance(value, bool):
            # RFC 6570, section 2.3: what is empty is undefined.
            if any(text not in ("", "[]", "{}") for text in self.take(name)):
                yield f"{name} is not empty"
        elif style == "deepObject":
            yield from self._deep(name, value)
        elif explode and isinstance(value, dict):
            for key, member in value.items():
                yield from self._text(key, member)
        elif explode and isinstance(value, list):
            yield from self._items(name, [*map(unquote_plus, self.take(name))], value)
        elif isinstance(value, list | dict):
            texts = self.take(name)
            if len(texts) != 1:
                yield f"{name} came {len(texts)} times"
                return
            parts = _SEPARATORS.get(style, _COMMA).split(texts[0])
            decoded = [*map(unquote_plus, parts)]
            yield from self._items(name, decoded, _listed(value))
        else:
            yield from self._text(name, value)

    def _text(self, name: str, value: Json, as_json: bool = False) -> Iterator[str]:
        texts = [*map(unquote_plus, self.take(name))]
        if len(texts) != 1:
            yield f"{name} came {len(texts)} times"
        elif as_json:
            problem = _json_problem(texts[0], value)
            if problem:
                yield f"{name}: {problem}"
        elif not says(texts[0], value):
            yield f"{name} is {texts[0]!r}, not {value!r}"

    def _items(self, name: str, texts: list[str], value: list[Json]) -> Iterator[str]:
        if len(texts) != len(value):
            yield f"{name} has {len(texts)} items, not {len(value)}"
            return
        for text, element in zip(texts, value, strict=True):
            if not says(text, element):
                yield f"an item of {name} is {text!r}, not {element!r}"

    def _deep(self, name: str, value: Json) -> Iterator[str]:
        if isinstance(value, dict):
            for key, member in value.items():
                yield from self.problems(f"{name}[{key}]", member, "deepObject", True)
        elif isinstance(value, list) and not any(
            isinstance(element, list | dict) for element in value
        ):
            # Whichever way of writing lists: OpenAPI leaves it open.
            texts = self.take(name) or self.take(f"{name}[]")
            texts = texts or [
                text for at in range(len(value)) for text in self.take(f"{name}[{at}]")
            ]
            yield from self._items(name, [*map(unquote_plus, texts)], value)
        elif isinstance(value, list):
            for at, element in enumerate(value):
                yield from self.problems(f"{name}[{at}]", element, "deepObject", True)
        else:
            yield from self._text(name, value)


def _path(
    operation: Operation, meant: Meant, path: str, prefixes: frozenset[str]
) -> Iterator[str]:
    template = operation.path.partition("#")[0].partition("?")[0]
    template = f"/{template.lstrip('/')}"
    parameters = {
        parameter.name: parameter
        for parameter in operation.parameters
        if parameter.place == "path"
    }
    pieces = _PARAMETER.split(template)
    pattern = "".join(
        "([^/]*)" if at % 2 else re.escape(unquote(piece))
        for at, piece in enumerate(pieces)
    )
    names = pieces[1::2]
    found: list[str] = []
    for prefix in sorted(prefixes, key=len, reverse=True):
        # An encoded slash is no separator, and stays encoded for the match.
        match = re.fullmatch(
            re.escape(prefix) + pattern, _literal(path), flags=re.DOTALL
        )
        if match is not None:
            texts = dict(zip(names, match.groups(), strict=True))
            found = [
                problem
                for name, text in texts.items()
                if name in parameters
                for problem in _segment(
                    parameters[name], text, meant.parameters["path", name]
                )
            ]
            if not found:
                return
    yield from found or [f"the path is {path!r}"]


def _pair(template: str, meant: Meant, fields: _Fields) -> Iterator[str]:
    """A pair of a query that stands in the path, with parameters or without."""
    wanted = [_value_of(value, meant) for value in template.partition("=")[::2]]
    for name in [*fields.values]:
        if says(name, wanted[0]):
            texts = [*map(unquote_plus, fields.take(name))]
            if any(says(text, wanted[1]) for text in texts):
                return
    yield f"the query of the path lacks {wanted[0]}={wanted[1]}"


def _value_of(template: str, meant: Meant) -> Json:
    """A part of a path with the values of its parameters; a parameter as it is."""
    if (alone := _PARAMETER.fullmatch(template)) is not None:
        return meant.parameters["path", alone[1]]
    return _PARAMETER.sub(
        lambda match: _plain(meant.parameters["path", match[1]]), template
    )


def _literal(path: str) -> str:
    """The path with what needs no encoding decoded, as templates are written."""
    return re.sub(
        "%([0-9A-Fa-f]{2})",
        lambda entry: (
            chr(int(entry[1], 16))
            if chr(int(entry[1], 16)) in "~-._!$&'()*+;:@ {}|^`<>\"\\#?"
            else entry[0]
        ),
        path,
    )


def _segment(parameter: Parameter, text: str, value: Json) -> Iterator[str]:
    style, explode, own = parameter.style, parameter.explode, parameter.name
    separator = ","
    if style in ("label", "matrix"):
        mark = "." if style == "label" else ";"
        if not text.startswith(mark):
            yield f"the path parameter {own} does not begin with {mark!r}"
        text = text[1:]
        separator = mark if explode else ","
        if style == "matrix" and not (explode and isinstance(value, dict)):
            text = text.replace(f"{own}=", "")
    yield from _parts(f"the path parameter {own}", text, value, separator, explode)


def _parts(
    name: str, text: str, value: Json, separator: str, explode: bool
) -> Iterator[str]:
    """Problems of an array or object in one text, or of a scalar."""
    if isinstance(value, dict) and explode:
        value = [f"{key}={_plain(member)}" for key, member in value.items()]
    if isinstance(value, list | dict):
        texts = text.split(separator)
        items = _listed(value)
    else:
        texts, items = [text], [value]
    if len(texts) != len(items):
        yield f"{name} is {text!r}, not {value!r}"
        return
    for found, item in zip(texts, items, strict=True):
        if not says(unquote(found), item):
            yield f"{name} is {unquote(found)!r}, not {item!r}"


def _plain(value: Json) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _listed(value: Json) -> list[Json]:
    """An object as the list of its names and values."""
    if isinstance(value, dict):
        return [part for pair in value.items() for part in pair]
    return [*value]


def _header(
    parameter: Parameter, value: Json, request: Request, given: bool
) -> Iterator[str]:
    text = request.header(parameter.name)
    if value is None:
        # What HTTP libraries write, and a key that makes a request repeatable.
        made_up = ("accept-encoding", "idempotency-key", "user-agent")
        usual = parameter.name.lower() in made_up
        if text is not None and not usual and not given:
            yield f"the header {parameter.name} came, which was not meant"
        return
    if text is None:
        if value not in ([], {}):
            yield f"the header {parameter.name} is missing"
    elif parameter.style == "json":
        problem = _json_problem(text, value)
        if problem:
            yield f"the header {parameter.name}: {problem}"
    else:
        quoted = text.replace("%", "%25")  # nothing in headers is encoded
        yield from _parts(
            f"the header {parameter.name}", quoted, value, ",", parameter.explode
        )


def _cookies(request: Request) -> _Fields:
    pairs = (request.header("cookie") or "").split(";")
    return _Fields.of("&".join(pair.strip().replace("+", "%2B") for pair in pairs))


def _body(meant: Meant, request: Request) -> Iterator[str]:
    content = meant.content
    if content is None:
        if request.body:
            yield f"there is a body: {request.body[:80]!r}"
        return
    sent_as = request.header("content-type") or ""
    essence = sent_as.partition(";")[0].strip().lower()
    if content.essence == "multipart/form-data" and not meant.body and not request.body:
        return  # there is no multipart body without parts (RFC 2046, 5.1.1)
    if "*" not in content.essence and essence != content.essence:
        yield f"the body is sent as {sent_as!r}, not as {content.media_type!r}"
    elif essence == "application/x-www-form-urlencoded":
        yield from _form(content, meant.body, request.body.decode())
    elif essence == "multipart/form-data":
        yield from _multipart(meant.body, sent_as, request.body)
    elif isinstance(meant.body, bytes):
        if request.body != meant.body:
            yield f"the body is {request.body[:80]!r}, not {meant.body!r}"
    elif is_json(essence) or not isinstance(meant.body, str):
        problem = _json_problem(request.body.decode(), meant.body)
        if problem:
            yield f"the body: {problem}"
    elif request.body.decode() != meant.body:
        yield f"the body is {request.body[:80]!r}, not {meant.body!r}"


def _form(content: Content, value: Json, text: str) -> Iterator[str]:
    fields = _Fields.of(text)
    for name, member in value.items():
        encoding = content.encodings.get(name) or {}
        style, explode = encoding.get("style"), encoding.get("explode")
        if style is None and explode is None:
            told = is_json(str(encoding.get("contentType", "")))
            style = "json" if told or isinstance(member, dict) else "form"
        style = style or "form"
        explode = style in ("form", "deepObject") if explode is None else explode
        yield from fields.problems(name, member, style, explode)
    for name in fields.values:
        yield f"the form has {name!r}, which was not meant"


def _multipart(value: Json, sent_as: str, body: bytes) -> Iterator[str]:
    parts: dict[str, list[bytes]] = {}
    boundary = sent_as.partition("boundary=")[2].strip('"').encode()
    for word in body.split(b"--" + boundary)[1:-1]:
        head, _, content = word.partition(b"\r\n\r\n")
        match = re.search(rb'[ ;]name="((?:[^"\\]|\\.)*)"', head)
        name = match[1].decode() if match else ""
        name = name.replace("%22", '"').replace('\\"', '"')
        parts.setdefault(name, []).append(content.removesuffix(b"\r\n"))
    for name, member in value.items():
        items = member if isinstance(member, list) else [member]
        found = parts.pop(name, [])
        if len(found) != len(items):
            yield f"there are {len(found)} parts {name!r}, not {len(items)}"
            continue
        for part, item in zip(found, items, strict=True):
            same = (
                part == item if isinstance(item, bytes) else says(part.decode(), item)
            )
            if not same:
                yield f"the part {name!r} is {part[:80]!r}, not {item!r}"
    for name in parts:
        yield f"there is a part {name!r}, which was not meant"


def _json_problem(text: str, value: Json) -> str | None:
    try:
        found = json.loads(text)
    except ValueError:
        return f"no JSON: {text[:80]!r}"
    return difference(value, found)
