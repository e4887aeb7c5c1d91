"""One operation there and back, with values that Hypothesis draws."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from hypothesis import strategies as st

from benchmarks.trips.comparison import difference
from benchmarks.trips.document import Answer, Content, Document, Operation, Parameter
from benchmarks.trips.json_values import Json
from benchmarks.trips.leaves import Place, UnsatisfiableError
from benchmarks.trips.package import (
    Client,
    MisfitError,
    Telling,
    argument_types,
    dumped,
    is_binary,
    is_page,
    is_stream,
)
from benchmarks.trips.schemas import Schemas
from benchmarks.trips.server import Request, Response, Served
from benchmarks.trips.values import Values
from benchmarks.trips.wire import Meant, problems

_PLACES = {
    "path": Place.SEGMENT, "query": Place.FIELD, "cookie": Place.FIELD,
    "header": Place.HEADER,
}  # fmt: skip
_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
# More optional parameters are not given at once.
_MOST = 20


class TripError(Exception):
    """A request or a response did not come through, and why."""


@dataclass(frozen=True, slots=True)
class Trip:
    """One attempt: a representation of the body, and a response."""

    operation: Operation
    inspected: Json
    content: Content | None
    form: Json
    answer: Answer | None


def trips(operation: Operation, inspected: Json) -> Iterator[Trip]:
    """So many that each representation and each success comes once.

    Raises `TripError` for a body that cannot be given.
    """
    offered = [
        (replace(content, media_type=name), form)
        for content in operation.bodies
        for form in inspected["bodies"]
        for name in _names(content)
        if name in form["content_types"]
    ]
    if operation.bodies and not offered:
        raise TripError("there is no argument for the body")
    bodies: list[tuple[Content | None, Json]] = [*offered] or [(None, None)]
    answers: list[Answer | None] = [*operation.answers] or [None]
    for at in range(max(len(bodies), len(answers))):
        content, form = bodies[at % len(bodies)]
        yield Trip(operation, inspected, content, form, answers[at % len(answers)])


class Traveller:
    """Makes the trips of one document with its client."""

    def __init__(self, document: Document, client: Client, served: Served) -> None:
        self.document = document
        self.client = client
        self.served = served
        self._prefixes = document.prefixes()
        self._credentials = document.credentials()

    def travel(self, trip: Trip, draw: Any) -> bool:
        """Send and receive once; False: without the body, which is optional.

        Raises:
            UnsatisfiableError: There is no data.
            TripError: What came is not what was meant.
        """
        meant = self.meant(trip, draw)
        arguments = self.arguments(trip, meant, Telling(draw(st.booleans())))
        answers = self._answers(trip, draw)
        served = self.served
        served.requests.clear()
        served.respond = lambda request: _chosen(answers, request)[0]
        method = self.client.method(trip.inspected)
        try:
            result = method(**arguments)
        except Exception as error:
            self.judge(trip, meant)
            raise TripError(f"{type(error).__name__}: {error}"[:400]) from error
        self.judge(trip, meant)
        value = _chosen(answers, served.requests[-1])[1]
        problem = _received(result, value, trip.operation.method)
        if problem:
            raise TripError(f"the result: {problem}")
        return (meant.content is None) == (trip.content is None)

    def values(self, draw: Any, schemas: Schemas, **options: Any) -> Values:
        """Return the source of values."""
        return Values(draw, schemas, **options)

    def judge(self, trip: Trip, meant: Meant) -> None:
        """Raises `TripError` where the request is not what was meant."""
        if len(self.served.requests) != 1:
            if self.served.requests:
                raise TripError("there was more than one request")
            return
        found = problems(
            trip.operation,
            meant,
            self.served.requests[0],
            self._prefixes,
            self._credentials,
        )
        for problem in found:
            raise TripError(f"the request: {problem}"[:400])

    def meant(self, trip: Trip, draw: Any) -> Meant:
        """Return the intended contents of a request. Raises `UnsatisfiableError`."""
        sent = self.document.sent
        parameters: dict[tuple[str, str], Json] = {}
        for parameter in _chosen_parameters(trip.operation, draw):
            place = (
                Place.JSON if parameter.style == "json" else _PLACES[parameter.place]
            )
            try:
                made = self.values(draw, sent).value(parameter.schema, place)
            except UnsatisfiableError as error:
                if parameter.required:
                    raise UnsatisfiableError(f"{parameter.name}: {error}") from error
                continue
            if made is not None:
                parameters[parameter.place, parameter.name] = made
        content, body = trip.content, None
        # Where its members are arguments there is always a body, at least `{}`.
        whole = trip.form is not None and all(
            argument["sent_as"] is None for argument in trip.form["arguments"]
        )
        optional = whole and not trip.operation.body_required
        if optional and draw(st.integers(0, 4)) == 4:
            content = None
        if content is not None:
            body = self._body(content, trip, draw)
        return Meant(parameters, content, body)

    def _body(self, content: Content, trip: Trip, draw: Any) -> Json:
        if _is_raw(content):
            return draw(st.binary(min_size=1, max_size=20))
        place = Place.FIELD if content.essence in _FORMS else Place.JSON
        files: bool | None = content.essence == "multipart/form-data"
        if not files and "multipart/form-data" in trip.form["content_types"]:
            files = None  # the arguments take files
        schema = {"type": "object"} if content.schema is None else content.schema
        values = self.values(draw, self.document.sent, files=files)
        body = values.value(schema, place)
        if content.essence in _FORMS and not isinstance(body, dict):
            raise UnsatisfiableError(f"a form has members, unlike {body!r}")
        return body

    def arguments(self, trip: Trip, meant: Meant, telling: Telling) -> dict[str, Any]:
        """The arguments that say it. Raises `TripError` where their types do not."""
        types = argument_types(self.client.method(trip.inspected))
        arguments: dict[str, Any] = {}
        names = {
            (argument["in"], argument["sent_as"]): argument["name"]
            for argument in trip.inspected["arguments"]
        }
        try:
            for key, value in meant.parameters.items():
                if key not in names:
                    raise TripError(f"there is no argument for {key[1]!r}")
                name = names[key]
                arguments[name] = telling.told(value, types[name], name)
            if meant.content is not None:
                arguments |= _body_arguments(trip.form, meant, types, telling)
        except MisfitError as error:
            raise TripError(f"the argument {error}") from error
        return arguments

    def _answers(self, trip: Trip, draw: Any) -> list[tuple[Response, Json]]:
        """The first representation of each kind, with the value that it stands for."""
        answer = trip.answer
        if answer is None or not answer.contents:
            return [(Response(answer.status if answer else 204), None)]
        found: list[tuple[Response, Json]] = []
        by_kind = {
            _sent_as_json(content): content for content in reversed(answer.contents)
        }
        for as_json, content in sorted(by_kind.items(), reverse=True):
            media_type = content.media_type
            value: Json
            if as_json:
                media_type = "application/json" if "*" in media_type else media_type
                schema = True if content.schema is None else content.schema
                received = self.document.received
                value = self.values(draw, received, further=True).value(schema)
                data = json.dumps(value).encode()
            else:
                media_type = media_type.replace("/*", "/plain").replace("*", "text")
                value = draw(st.text("abc é\n", min_size=1, max_size=9)).encode()
                data = value
            found.append((Response(answer.status, media_type, data), value))
        return found


def _chosen(
    answers: list[tuple[Response, Json]], request: Request
) -> tuple[Response, Json]:
    """The representation that is asked for, or the first."""
    accepted = (request.header("accept") or "").lower()
    for answer in answers:
        if (answer[0].media_type or "").lower() == accepted:
            return answer
    return answers[0]


def _received(result: Any, value: Json, method: str) -> str | None:
    """Return the problem of a result, given the value that was sent."""
    if method == "HEAD":
        return None
    if is_stream(result):  # one after the other, and no document says how many
        result.close()
        return None
    if is_binary(result):
        data: bytes = result.read()
        result = data if value is None or isinstance(value, bytes) else json.loads(data)
        if value is None:
            return f"{data!r} instead of nothing" if data else None
    if value is None and is_page(result):
        return None if dumped(result) in ([], {}) else f"{result!r} instead of nothing"
    if value is None or isinstance(value, bytes):
        found = result.encode() if isinstance(result, str) else result
        return None if found == value else f"{result!r}, not {value!r}"
    return difference(value, dumped(result))


def _chosen_parameters(operation: Operation, draw: Any) -> list[Parameter]:
    """The required ones, and none, some or all of the others."""
    optional = [
        parameter for parameter in operation.parameters if not parameter.required
    ]
    fullness = draw(st.integers(0, 2))
    start = draw(st.integers(0, max(0, len(optional) - _MOST))) if fullness else 0
    window = optional[start : start + _MOST]
    chosen = [
        parameter
        for parameter in window
        if fullness == 2 or (fullness == 1 and draw(st.booleans()))
    ]
    return [
        *(parameter for parameter in operation.parameters if parameter.required),
        *chosen,
    ]


def _body_arguments(
    form: Json, meant: Meant, types: Any, telling: Telling
) -> dict[str, Any]:
    arguments: dict[str, Any] = {}
    members: dict[str, str] = {}
    assert meant.content is not None
    for argument in form["arguments"]:
        name = argument["name"]
        if argument["in"] == "content_type":
            arguments[name] = meant.content.media_type
        elif argument["sent_as"] is None:
            arguments[name] = telling.told(meant.body, types[name], name)
        else:
            members[argument["sent_as"]] = name
    if any(argument["sent_as"] is None and argument["in"] != "content_type"
           for argument in form["arguments"]):  # fmt: skip
        return arguments
    if not isinstance(meant.body, dict):
        raise MisfitError(f"s make no {meant.body!r} for the body")
    further: dict[str, Json] = {}
    for wire, value in meant.body.items():
        if wire in members:
            name = members[wire]
            arguments[name] = telling.told(value, types[name], name)
        else:
            further[wire] = value
    if further or not meant.body:
        arguments["extra_body"] = further
    return arguments


def _names(content: Content) -> tuple[str, ...]:
    """Return the names of a representation in clients: a range of JSON types is plain
    JSON.
    """
    ranged = "*" in content.essence
    return (content.media_type, *(("application/json",) if ranged else ()))


def _is_raw(content: Content) -> bool:
    """Return whether the client takes the bytes as they are."""
    structured = content.is_json or content.essence in _FORMS
    return not structured and not content.essence.endswith("+yaml")


def _sent_as_json(content: Content) -> bool:
    return content.is_json or (content.essence == "*/*" and content.schema is not None)
