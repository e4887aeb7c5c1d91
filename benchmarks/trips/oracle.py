"""Answers of each documented kind, and whether the right values come of them.

For each documented status and media type of an operation, answers are drawn until
each variant, value and type of the schema came up once; what the method returns, or
the body of the error that it raises, is judged by the document alone. So are requests:
each variant of a body has to be a value of the annotated argument.
"""

from __future__ import annotations

import json
import typing
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random
from typing import Any, get_args

from benchmarks.trips.document import Answer, Content, Document, Operation
from benchmarks.trips.json_types import ALL, json_types
from benchmarks.trips.json_values import Json, changed_at
from benchmarks.trips.leaves import UnsatisfiableError
from benchmarks.trips.operations import Traveller, Trip, TripError, trips
from benchmarks.trips.package import (
    Client,
    Telling,
    argument_types,
    is_binary,
    is_stream,
    variants,
)
from benchmarks.trips.schemas import Schemas
from benchmarks.trips.server import Response, Served
from benchmarks.trips.turns import Drawing, EachInTurn, Turns
from benchmarks.trips.typed import Judge
from benchmarks.trips.values import Values

UNKNOWN = "zz-unknown"
"""A value that no discriminator knows."""

_LINES = frozenset(
    {"application/jsonl", "application/x-ndjson", "application/x-jsonlines",
     "application/ndjson", "application/jsonlines", "application/x-jsonl",
     "application/stream+json", "application/json-lines"}
)  # fmt: skip
_EVENTS = "text/event-stream"
_EVENT_FIELDS = frozenset({"event", "data", "id", "retry", "comment"})
# Of unknown values of discriminators, this many places are tried.
_UNKNOWNS = 8
_LEAST = 5


@dataclass(frozen=True, slots=True)
class Examined:
    """One kind of answer: a documented status with one of its representations."""

    operation: Operation
    answer: Answer
    content: Content

    @property
    def place(self) -> str:
        return f"{self.answer.status} {self.content.media_type}"


class Oracle(Traveller):
    """Examines the operations of one package, all with the same classes in mind."""

    def __init__(
        self, document: Document, client: Client, lenient: Client, served: Served
    ) -> None:
        super().__init__(document, client, served)
        self._lenient = lenient
        self._judge = Judge(document.received, client.exported)
        self._turns = Turns(Random(0))

    def values(self, draw: Any, schemas: Schemas, **options: Any) -> Values:
        return EachInTurn(draw, schemas, **options, turns=self._turns)

    def examine(self, operation: Operation, inspected: Json, most: int) -> str:
        """Draw at most so many values of each kind; why there were none.

        Raises `TripError` for a value that is not right.
        """
        random = Random(zlib.crc32(operation.key.encode()))
        tried = [*trips(operation, inspected)]
        lacking = ""
        for trip in {str(item.content): item for item in tried}.values():
            lacking = lacking or self._send(trip, random, most)
        kinds = [
            Examined(operation, answer, content)
            for answer in (*operation.answers, *operation.failures)
            for content in answer.contents
        ]
        self._look_at_result(operation, inspected)
        for kind in kinds:
            try:
                reason = self._receive(kind, tried[0], random, most)
            except TripError as error:
                raise TripError(f"{kind.place}: {error}") from error
            lacking = lacking or reason
        return lacking

    def _send(self, trip: Trip, random: Random, most: int) -> str:
        """Each variant of a body is an argument, and comes as it was meant."""
        if trip.content is None:
            return ""

        def send(draw: Drawing) -> None:
            meant = self.meant(trip, draw)
            arguments = self.arguments(trip, meant, Telling(random.random() < 0.5))
            self._call(self._lenient, trip, arguments, Response(204))
            self.judge(trip, meant)

        return self._each(send, random, most)

    def _receive(self, kind: Examined, trip: Trip, random: Random, most: int) -> str:
        schema = _described(kind.content)
        if schema is None and not _is_plain(kind):
            return ""
        try:
            meant = self._meant_in(trip, Drawing(random))
        except UnsatisfiableError as error:
            return str(error)
        arguments = self.arguments(trip, meant, Telling())
        arguments |= self._choice(trip, kind.content)
        if arguments.get("stream") is True:
            arguments["stream"] = False
        if schema is None:
            self._compare_bytes(kind, trip, arguments)
            return ""
        unknown: dict[str, Json] = {}
        self._judge.tagged.clear()

        def receive(draw: Drawing) -> None:
            received = self.document.received
            value = self.values(draw, received, further=True).value(schema)
            self._judge.tagged.clear()
            self._compare(self.client, kind, trip, arguments, value)
            for place, name in self._judge.tagged.items():
                general = "".join(text for text in place if not text.isdigit())
                if len(unknown) < _UNKNOWNS:
                    changed = changed_at(value, place, name, UNKNOWN)
                    unknown.setdefault(f"{general} {name}", changed)

        lacking = self._each(receive, random, most)
        for value in unknown.values():
            self._compare(self._lenient, kind, trip, arguments, value)
        return lacking

    def _meant_in(self, trip: Trip, draw: Drawing) -> Any:
        self._turns = Turns(draw.random)
        return self.meant(trip, draw)

    def _each(
        self, attempt: Callable[[Drawing], None], random: Random, most: int
    ) -> str:
        """Repeat until every option of every choice was taken."""
        self._turns = turns = Turns(random)
        made, reason, known, still = 0, "", 0, 0
        for at in range(most):
            try:
                attempt(Drawing(random))
                made += 1
            except UnsatisfiableError as error:
                reason = str(error)
            still = 0 if turns.seen > known else still + 1
            known = turns.seen
            if at + 1 >= _LEAST and (still >= _LEAST + 3 or not turns.missing):
                break
        return "" if made else reason

    def _choice(self, trip: Trip, content: Content) -> dict[str, str]:
        """The argument that asks for a representation, where there is one."""
        known = {argument["name"] for argument in trip.inspected["arguments"]}
        hints = argument_types(self.client.method(trip.inspected))
        for name, hint in hints.items():
            if name.startswith("accept") and name not in known:
                choices = [get_args(variant) for variant in variants(hint)]
                if any(content.media_type in choice for choice in choices):
                    return {name: content.media_type}
        return {}

    def _compare(
        self,
        client: Client,
        kind: Examined,
        trip: Trip,
        arguments: Mapping[str, Any],
        value: Json,
    ) -> None:
        """Answer with a value, and judge what comes of it."""
        schema = _described(kind.content)
        essence = kind.content.essence
        data = _written(value, essence)
        media_type = kind.content.media_type
        if "*" in media_type:
            media_type = "application/json"
        response = Response(kind.answer.status, media_type, data)
        succeeded = response.status < 400
        try:
            found = self._call(client, trip, arguments, response)
        except Exception as error:
            status = getattr(error, "status_code", None)
            if succeeded or status != kind.answer.status:
                raise TripError(f"{type(error).__name__}: {error}"[:400]) from error
            found = typing.cast(Any, error).body
        if trip.operation.method == "HEAD":
            return
        if is_stream(found) and not _is_streamed(essence):
            found.close()  # a switch among the arguments asked for it
            return
        if is_stream(found):
            items = [*found]
            if len(items) != 1:
                raise TripError(f"a stream of one item has {len(items)}")
            found = items[0]
        elif _is_streamed(essence):
            return  # the caller did not ask for a stream
        if is_binary(found):
            return
        problem = self._judge.problem(schema, value, found)
        if problem:
            raise TripError(f"the value: {problem}"[:400])

    def _compare_bytes(
        self, kind: Examined, trip: Trip, arguments: Mapping[str, Any]
    ) -> None:
        """Answer with what is no JSON: a text, or bytes to read."""
        data = "zwölf,12\n".encode()
        response = Response(kind.answer.status, kind.content.media_type, data)
        try:
            found = self._call(self.client, trip, arguments, response)
        except Exception as error:
            if not self._asked_for(kind.content):
                return
            raise TripError(f"{type(error).__name__}: {error}"[:400]) from error
        if trip.operation.method == "HEAD" or not self._asked_for(kind.content):
            return
        if is_binary(found):
            found = found.read().decode()
        if found != data.decode():
            raise TripError(f"the value is {found!r}, not {data.decode()!r}")

    def _asked_for(self, content: Content) -> bool:
        """Return whether the last request accepts a representation."""
        accepted = (self.served.requests[-1].header("accept") or "*/*").lower()
        names = [word.partition(";")[0].strip() for word in accepted.split(",")]
        return "*/*" in names or content.essence in names

    def _call(
        self,
        client: Client,
        trip: Trip,
        arguments: Mapping[str, Any],
        response: Response,
    ) -> Any:
        self.served.requests.clear()
        self.served.respond = lambda _: response
        return client.method(trip.inspected)(**arguments)

    def _look_at_result(self, operation: Operation, inspected: Json) -> None:
        """Check that a result without a schema does not widen the type of one with a
        schema.
        """
        hints = argument_types(self.client.method(inspected))
        contents = [
            content for answer in operation.answers for content in answer.contents
        ]
        schemas = [
            content.schema for content in contents if content.is_json and content.schema
        ]
        types = [json_types(schema, self.document.received) for schema in schemas]
        if types and ALL not in types:
            for variant in variants(hints.get("return", Any)):
                if variant is Any or variant is object:
                    raise TripError(f"the result is annotated as {hints['return']}")


def _described(content: Content) -> Json | None:
    """The schema of a body of JSON, or of an item of a stream."""
    schema = content.schema
    if content.is_json:
        return True if schema is None else schema
    if "*" in content.essence:
        return schema
    if content.essence in _LINES and isinstance(schema, dict):
        return schema.get("items", schema)
    return None


def _is_plain(kind: Examined) -> bool:
    """Return whether it is a success that is a text or a file, and nothing else."""
    content = kind.content
    known = content.is_json or "*" in content.essence or _is_streamed(content.essence)
    return kind.answer.status < 300 and not known


def _is_streamed(essence: str) -> bool:
    return essence in _LINES or essence == _EVENTS


def _written(value: Json, essence: str) -> bytes:
    text = json.dumps(value)
    if essence in _LINES:
        return f"{text}\n".encode()
    return text.encode()
