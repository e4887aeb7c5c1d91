"""The return types of a method, and the types that the runtime parses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from clientsmith.model.api import MediaKind, MediaType, Operation, Parameter
from clientsmith.model.results import (
    StreamedResult,
    accepted_media,
    streamed_result,
    success_bodies,
)
from clientsmith.model.schemas import ScalarType
from clientsmith.model.usage import Direction
from clientsmith.python.context import RUNTIME, TYPES, Context
from clientsmith.python.source.imports import Imports
from clientsmith.python.source.literals import literal
from clientsmith.python.types.annotations import AnnotationWriter
from clientsmith.python.types.shapes import Anything, Constants, Named, Plain, Shape
from clientsmith.python.views.arguments import Argument
from clientsmith.python.views.pages import PageItems

BINARY = "BinaryAPIResponse"


@dataclass(frozen=True, slots=True)
class Result:
    """Annotations and parsed types of both forms: source texts."""

    returns: str
    async_returns: str
    cast_to: str
    async_cast_to: str


@dataclass(frozen=True, slots=True)
class Choice:
    """A result, and the value of the argument that selects it.

    `usual`: it comes without the argument as well.
    """

    result: Result
    shape: Shape
    usual: bool = False


@dataclass(frozen=True, slots=True)
class Results:
    """The results of a method: all together, and by the value of an argument.

    `argument` is the client's own, or `switch` names one of the document's.
    """

    result: Result
    choices: tuple[Choice, ...] = ()
    argument: Argument | None = None
    switch: str | None = None


def switch_name(context: Context, operation: Operation, stream: StreamedResult) -> str:
    """Return the argument that requests the stream: the API's own, or the client's."""
    names = context.names.arguments[operation.key]
    if stream.switch is None:
        return names.stream
    if isinstance(stream.switch, Parameter):
        return names.parameters[stream.switch.location, stream.switch.name]
    return names.body[stream.switch.name]


class ResultWriter:
    """Writes the results of a module's methods.

    `writer` writes for signatures, where the names of the class' members hide
    builtins.
    """

    def __init__(
        self, context: Context, imports: Imports, writer: AnnotationWriter
    ) -> None:
        self._context = context
        self._imports = imports
        self._writer = writer

    def results(self, operation: Operation) -> Results:
        """Return the results of one operation."""
        if operation.paging.pagination is not None:
            return Results(self._paged(operation))
        graph = self._context.api.graph
        stream = streamed_result(operation, graph)
        if stream is not None:
            return self._streamed(operation, stream)
        accepted = accepted_media(operation, graph)
        if accepted:
            return self._accepted(operation, accepted)
        return Results(self._plain(operation))

    def _plain(self, operation: Operation, accepted: MediaType | None = None) -> Result:
        returns = self._success(operation, accepted, self._writer)
        cast_to = self._success(operation, accepted, self._inside(operation))
        forms = (returns, self._asynchronous(returns))
        parsed = (cast_to, self._asynchronous(cast_to))
        return Result(*(" | ".join(form) for form in (*forms, *parsed)))

    def _asynchronous(self, types: Sequence[str]) -> Sequence[str]:
        if BINARY not in types:
            return types
        twin = self._imports.name(RUNTIME, f"Async{BINARY}")
        return [twin if type_ == BINARY else type_ for type_ in types]

    def _accepted(self, operation: Operation, accepted: Sequence[MediaType]) -> Results:
        """Return one result for each representation that the caller can choose."""
        usual, *_ = accepted
        by_result: dict[Result, list[str]] = {}
        for media in accepted:
            result = self._plain(operation, None if media is usual else media)
            by_result.setdefault(result, []).append(media.name)
        name = self._context.names.arguments[operation.key].accept
        (_, first), *others = by_result.items()
        whole, *_ = by_result
        for result, types in others:
            condition = (
                f"{name} == {literal(types[0])}"
                if len(types) == 1
                else f"{name} in ({', '.join(map(literal, types))})"
            )
            whole = self._either(result, condition, whole)
        doc = f"What the answer is to be (default {literal(usual.name)})."
        shape = Constants(tuple(media_type.name for media_type in accepted))
        argument = Argument(name, shape, False, doc, "accept")
        if not others:
            return Results(whole, argument=argument)
        choices = tuple(
            Choice(result, Constants(tuple(types)), usual=types is first)
            for result, types in by_result.items()
        )
        return Results(whole, choices, argument)

    def _streamed(self, operation: Operation, stream: StreamedResult) -> Results:
        items = self._items(operation, stream.media)
        if stream.alone:
            return Results(items)
        plain, switch = self._plain(operation), stream.switch
        name, argument = switch_name(self._context, operation, stream), None
        boolean = Plain(ScalarType.BOOLEAN)
        if switch is None:
            doc = "Whether the answer is read item by item, as it comes."
            argument = Argument(name, boolean, False, doc, "")
        off, on = Choice(plain, Constants((False,))), Choice(items, Constants((True,)))
        if stream.usual:
            whole = self._either(plain, f"{name} is False", items)
            first, second = on, off
        else:
            whole = self._either(items, name, plain)
            first, second = off, on
        first = replace(first, usual=True)
        choices = (first, second, Choice(whole, boolean))
        return Results(whole, choices, argument, name if switch else None)

    def _items(self, operation: Operation, media: MediaType) -> Result:
        stream = self._imports.name(RUNTIME, "Stream")
        asynchronous = self._imports.name(RUNTIME, "AsyncStream")
        texts = (
            f"{kind}[{self._item(media, writer)}]"
            for writer in (self._writer, self._inside(operation))
            for kind in (stream, asynchronous)
        )
        return Result(*texts)

    def _item(self, media: MediaType, writer: AnnotationWriter) -> str:
        """Return the type of a stream's item: an event where its data is text."""
        if media.schema is not None:
            return self._typed(media, writer)
        if media.kind is MediaKind.EVENTS:
            return self._imports.name(RUNTIME, "ServerSentEvent")
        return writer.builtin("object")

    def _inside(self, operation: Operation) -> AnnotationWriter:
        """Write inside the method, where its arguments shadow other names."""
        hidden = self._context.names.arguments[operation.key].all
        return self._context.writer(
            self._imports, Direction.RESPONSE, hidden, selecting=True, types=TYPES
        )

    def _success(
        self,
        operation: Operation,
        accepted: MediaType | None,
        writer: AnnotationWriter,
    ) -> Sequence[str]:
        """Return the types of the success bodies; `None` where there is no body.

        A body of which nothing is known does not widen the others.
        """
        types = dict.fromkeys(
            self._body(media, writer) for media in success_bodies(operation, accepted)
        )
        if len(types.keys() - {"None"}) > 1:
            types.pop(writer.builtin("object"), None)
        if BINARY in types:  # an empty file is a file
            types.pop("None", None)
        return sorted(types, key=lambda type_: type_ == "None") or ["None"]

    def _body(self, media: MediaType | None, writer: AnnotationWriter) -> str:
        if media is None:
            return "None"
        if not media.is_json and not media.is_text:
            return self._imports.name(RUNTIME, BINARY)
        return self._typed(media, writer)

    def _typed(self, media: MediaType, writer: AnnotationWriter) -> str:
        # `Any` would switch the caller's type checker off.
        return body_type(self._context, media, writer) or writer.builtin("object")

    def _either(self, first: Result, condition: str, second: Result) -> Result:
        """Return the first result where the condition holds, else the second."""
        casts = (
            f"{self._form(cast)} if {condition} else {self._form(other_cast)}"
            for cast, other_cast in (
                (first.cast_to, second.cast_to),
                (first.async_cast_to, second.async_cast_to),
            )
        )
        return Result(
            _union(second.returns, first.returns),
            _union(second.async_returns, first.async_returns),
            *casts,
        )

    def _form(self, type_: str) -> str:
        """Return a type as a branch that mypy evaluates."""
        if "Literal[" not in type_ or " if " in type_:
            return type_
        return f"{self._imports.name('typing_extensions', 'TypeForm')}({type_})"

    def _paged(self, operation: Operation) -> Result:
        paginator = self._imports.name(RUNTIME, "AsyncPaginator")
        items = PageItems(self._context, operation)
        item = self._writer.write(items.shape)
        if items.bare:
            self._imports.names(RUNTIME, ("AsyncListPage", "ListPage"))
            plain = self._inside(operation).write(items.shape)
            return Result(
                f"ListPage[{item}]",
                f"{paginator}[AsyncListPage[{item}], {item}]",
                f"ListPage[{plain}]",
                f"AsyncListPage[{plain}]",
            )
        page = self._context.names.pages[operation.key]
        forms = Named(page), Named(f"Async{page}")
        walked, asynchronous = map(self._writer.write, forms)
        parsed = map(self._inside(operation).write, forms)
        return Result(walked, f"{paginator}[{asynchronous}, {item}]", *parsed)


def body_type(
    context: Context, media: MediaType, writer: AnnotationWriter
) -> str | None:
    """Return the type of a body that is not a file; None for anything."""
    if media.is_text:
        return writer.builtin("str")
    if media.schema is None:
        return None
    shape = context.shaper(Direction.RESPONSE).shape(media.schema)
    return None if shape == Anything() else writer.write(shape)


def _union(first: str, second: str) -> str:
    return f"{first} | {second}"
