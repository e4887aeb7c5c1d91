"""Sample calls of operations: arguments with values, and results."""

from __future__ import annotations

import builtins
from collections.abc import Iterator
from dataclasses import dataclass, replace

from clientsmith.document.values import JsonObject, JsonValue
from clientsmith.model.api import MediaKind, Operation, Parameter, ParameterLocation
from clientsmith.model.bodies import (
    BodyForm,
    body_forms,
    holds_file,
    receivable,
    response_media,
    sendable,
    success_responses,
)
from clientsmith.model.page_parameters import without_null
from clientsmith.model.results import StreamedResult, streamed_result
from clientsmith.model.schemas import Array, Enum, Map, Object, Scalar, Schema
from clientsmith.naming.words import snake, usable
from clientsmith.python.context import Context
from clientsmith.python.docs.sample_values import Sample, SampleMaker
from clientsmith.python.source.literals import literal
from clientsmith.python.views.pages import PageItems
from clientsmith.python.views.results import switch_name

# Members that a program would print rather than the whole object.
_TELLING = ("id", "name", "slug", "title", "key", "status")
_LONGEST_VARIABLE = 24
# Names with another meaning in the samples.
_TAKEN = frozenset(
    {"client", "response", "page", "error", "main", "asyncio", "logging", "httpx2"}
)
# So many candidates are tried until one can be called as documented.
_CANDIDATES = 20
_SAMPLE_LIMIT = 10


@dataclass(frozen=True, slots=True)
class _Value:
    """The source text of an argument; `doubtful` as in `Sample`."""

    source: str
    doubtful: bool = False


_FILE = _Value('b"..."')


@dataclass(frozen=True, slots=True)
class SampleCall:
    """A call and the use of its result, as source text.

    `variable` None: there is no result. `many`: the result is iterated over, and
    `variable` is one item. `shown` is the expression to print. `resource` is the path
    from the client.
    """

    resource: str
    method: str
    arguments: tuple[str, ...]
    variable: str | None
    shown: str
    many: bool
    paged: bool

    def call(self, *options: str, client: str = "client", view: str = "") -> str:
        """Return the call with more arguments, through a view such as
        `with_raw_response`.
        """
        path = ".".join(filter(None, (client, self.resource, view, self.method)))
        return f"{path}({', '.join((*self.arguments, *options))})"


class SampleCalls:
    """Chooses operations to show, and writes their calls."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._graph = context.api.graph
        self._samples = SampleMaker(self._graph, context.names.types.fields)

    def best(self) -> Operation | None:
        """Return the operation that illustrates method calls best."""
        return self._first(self._context.api.operations)

    def best_paged(self) -> Operation | None:
        """Return the best operation that returns pages."""
        operations = self._context.api.operations
        paged = (
            operation
            for operation in operations
            if operation.paging.pagination is not None
        )
        return self._first(tuple(paged))

    def best_stream(self) -> Operation | None:
        """Return the best operation that can be read item by item."""
        operations = self._context.api.operations
        return self._first(
            tuple(operation for operation in operations if self._stream(operation))
        )

    def best_upload(self) -> Operation | None:
        """Return the best operation that requires a file."""
        operations = self._context.api.operations
        return self._first(
            tuple(operation for operation in operations if self._sends_file(operation))
        )

    def best_download(self) -> Operation | None:
        """Return the best operation that returns a file."""
        operations = self._context.api.operations
        return self._first(
            tuple(operation for operation in operations if _brings_file(operation))
        )

    def write(self, operation: Operation) -> SampleCall:
        """Return the call with its required arguments."""
        name = self._context.names.methods[operation.key]
        path, keywords = self._arguments(operation)
        variable, shown, many = self._result(operation)
        return SampleCall(
            resource=".".join(name.resource),
            method=name.method,
            arguments=(
                *(value.source for value in path.values()),
                *(f"{key}={keyword.source}" for key, keyword in keywords.items()),
            ),
            variable=variable,
            shown=shown,
            many=many,
            paged=operation.paging.pagination is not None,
        )

    def write_streamed(self, operation: Operation) -> SampleCall:
        """Return the call that requests a stream."""
        call, stream = self.write(operation), self._stream(operation)
        if stream is None or stream.alone or stream.usual:
            return call
        argument = f"{switch_name(self._context, operation, stream)}=True"
        return replace(call, arguments=(*call.arguments, argument))

    def write_limited(self, operation: Operation) -> SampleCall:
        """Return the call for a small page, if the page size is an argument."""
        call = self.write(operation)
        pagination = operation.paging.pagination
        names = self._context.names.arguments[operation.key].parameters
        for parameter in operation.parameters:
            is_limit = pagination is not None and (parameter.name,) == pagination.limit
            fits = self._samples.fits(_SAMPLE_LIMIT, parameter.schema)
            if is_limit and not parameter.required and fits:
                argument = (
                    f"{names[parameter.location, parameter.name]}={_SAMPLE_LIMIT}"
                )
                return replace(call, arguments=(*call.arguments, argument))
        return call

    def _stream(self, operation: Operation) -> StreamedResult | None:
        return streamed_result(operation, self._graph)

    def _sends_file(self, operation: Operation) -> bool:
        return any(
            _FILE.source in value.source for value in self._body(operation).values()
        )

    def _first(self, operations: tuple[Operation, ...]) -> Operation | None:
        ordered = sorted(operations, key=self._cost)[:_CANDIDATES]
        sure = (operation for operation in ordered if self._is_sure(operation))
        return next(sure, ordered[0] if ordered else None)

    def _cost(self, operation: Operation) -> tuple[bool, bool, int, int, str]:
        """Return a sort key that prefers lists and creations with few arguments."""
        method = self._context.names.methods[operation.key].method
        form = self._form(operation)
        stream = self._stream(operation)
        special = form is not None and not form.first.is_json
        special |= _brings_file(operation) or (stream is not None and stream.alone)
        step = 0 if method in ("list", "create") else 1 + (operation.method != "GET")
        variable, _, many = self._result(operation)
        step += (variable is None) + (not many)
        cost = len([*self._required(operation)]) + step
        depth = operation.path.count("/")
        return operation.deprecated, special, cost, depth, operation.key

    def _required(self, operation: Operation) -> Iterator[str]:
        yield from (
            parameter.name for parameter in operation.parameters if parameter.required
        )
        form = self._form(operation)
        if form is not None and form.members is not None:
            yield from (
                property_.name
                for property_ in sendable(form.members)
                if property_.required
            )
        elif operation.body is not None and operation.body.required:
            yield "body"

    def _is_sure(self, operation: Operation) -> bool:
        path, keywords = self._arguments(operation)
        return not any(value.doubtful for value in (*path.values(), *keywords.values()))

    def _arguments(
        self, operation: Operation
    ) -> tuple[dict[str, _Value], dict[str, _Value]]:
        """Return positional arguments in path order, and keyword arguments."""
        names = self._context.names.arguments[operation.key].parameters
        path: dict[str, _Value] = {}
        keywords: dict[str, _Value] = {}
        for parameter in sorted(
            operation.parameters, key=lambda parameter: _place(operation, parameter)
        ):
            name = names[parameter.location, parameter.name]
            if parameter.required:
                in_path = parameter.location is ParameterLocation.PATH
                sample = _value(
                    self._samples.sample(parameter.schema, name, parameter.examples)
                )
                (path if in_path else keywords)[name] = sample
        return path, keywords | self._body(operation)

    def _body(self, operation: Operation) -> dict[str, _Value]:
        """Return the properties of the body that are arguments, or the whole body."""
        form = self._form(operation)
        if form is None or operation.body is None:
            return {}
        if form.members is not None:
            return self._members(operation, form, form.members)
        if not operation.body.required:
            return {}
        media = form.first
        if not media.kind.is_structured:
            return {"body": _FILE}
        if media.schema is None:
            return {"body": _Value('{"key": "value"}')}
        if media.kind is MediaKind.MULTIPART and holds_file(media.schema, self._graph):
            return {"body": self._files(media.schema)}
        sample = self._samples.sample(media.schema, "body", media.examples)
        return {"body": _value(sample)}

    def _members(
        self, operation: Operation, form: BodyForm, members: Object
    ) -> dict[str, _Value]:
        names = self._context.names.arguments[operation.key].body
        example = self._body_example(form.first.examples, members)
        parts = any(content.kind is MediaKind.MULTIPART for content in form.contents)
        return {
            names[property_.name]: (
                self._files(property_.schema)
                if parts and holds_file(property_.schema, self._graph)
                else _value(
                    self._samples.sample(
                        property_.schema,
                        names[property_.name],
                        [example[property_.name]] if property_.name in example else (),
                    )
                )
            )
            for property_ in sendable(members)
            if property_.required
        }

    def _files(self, schema: Schema) -> _Value:
        """Return a file, or a list where several are allowed."""
        found = self._graph.resolve(schema)
        if isinstance(found, Array):
            return _Value(f"[{_FILE.source}]")
        if isinstance(found, Map):
            return _Value(f'{{"name": {_FILE.source}}}')
        return _FILE

    def _form(self, operation: Operation) -> BodyForm | None:
        """Return the usual form of the body."""
        return next(iter(body_forms(operation, self._graph)), None)

    def _body_example(
        self, examples: tuple[JsonValue, ...], schema: Object
    ) -> JsonObject:
        for example in (*examples, *schema.annotations.examples):
            if isinstance(example, dict) and self._samples.fits(example, schema):
                return example
        return {}

    def _result(self, operation: Operation) -> tuple[str | None, str, bool]:
        """Return the variable, the expression to print, and whether there are several."""
        if operation.paging.pagination is not None:
            return (
                *self._shown(PageItems(self._context, operation).item, "item"),
                True,
            )
        responses = success_responses(operation)
        bodies = [
            media_type
            for media_type in map(response_media, responses)
            if media_type is not None
        ]
        if not bodies:
            return None, "", False
        schema = bodies[0].schema if bodies[0].is_json and len(bodies) == 1 else None
        if schema is None or len(bodies) < len(responses):
            return "result", "result", False
        found = self._graph.resolve(schema)
        if isinstance(found, Array):
            return (*self._shown(found.items, "item"), True)
        return (*self._shown(schema, "result"), False)

    def _shown(self, schema: Schema, otherwise: str) -> tuple[str, str]:
        """Return a variable for a value, and the part of it to print."""
        found = self._graph.resolve(schema)
        if not isinstance(found, Object):
            return otherwise, otherwise
        class_name = self._context.names.types.response.get(found.source, "")
        variable = usable(snake(class_name), otherwise)
        package = self._context.names.client.package
        taken = hasattr(builtins, variable) or variable in {*_TAKEN, package}
        if taken or len(variable) > _LONGEST_VARIABLE:
            variable = otherwise
        fields = self._context.names.types.fields.get(found.source, {})
        plain = [
            fields[property_.name]
            for property_ in receivable(found)
            if property_.name in fields and self._is_plain(property_.schema)
        ]
        member = next((name for name in _TELLING if name in plain), None)
        return variable, f"{variable}.{member}" if member else variable

    def _is_plain(self, schema: Schema) -> bool:
        return isinstance(without_null(schema, self._graph), Scalar | Enum)


def _brings_file(operation: Operation) -> bool:
    medias = map(response_media, success_responses(operation))
    return all(media is not None and media.kind is MediaKind.BINARY for media in medias)


def _value(sample: Sample) -> _Value:
    return _Value(literal(sample.value), sample.doubtful)


def _place(operation: Operation, parameter: Parameter) -> int:
    """Return a sort key: path parameters in path order, then the others."""
    if parameter.location is ParameterLocation.PATH:
        return operation.path.find(f"{{{parameter.name}}}")
    return len(operation.path)
