"""What a method returns, and what the runtime is told to make of the body."""

from __future__ import annotations

from dataclasses import dataclass

from generator.model.api import Operation, Response
from generator.model.bodies import response_media, success_responses
from generator.model.usage import Direction
from generator.python.annotations import AnnotationWriter
from generator.python.context import PAGES, RUNTIME, Context
from generator.python.imports import Imports
from generator.python.pages_view import PageItems
from generator.python.shapes import Anything


@dataclass(frozen=True, slots=True)
class Result:
    """Source texts: the annotations, and the types that are parsed, of both forms."""

    returns: str
    async_returns: str
    cast_to: str
    async_cast_to: str


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

    def result(self, operation: Operation) -> Result:
        """The result of one operation."""
        if operation.paging.pagination is not None:
            return self._paged(operation)
        returns = self._success(operation, self._writer)
        cast_to = self._success(operation, self._inside(operation))
        if "BinaryAPIResponse" in cast_to:
            asynchronous = self._imports.name(RUNTIME, "AsyncBinaryAPIResponse")
            return Result(returns, asynchronous, returns, asynchronous)
        return Result(returns, returns, cast_to, cast_to)

    def _inside(self, operation: Operation) -> AnnotationWriter:
        """Writes inside the method, where its arguments hide other names."""
        names = self._context.names.arguments[operation.key]
        hidden = frozenset((*names.parameters.values(), *names.body.values()))
        return self._context.writer(self._imports, Direction.RESPONSE, hidden)

    def _success(self, operation: Operation, writer: AnnotationWriter) -> str:
        """The union of the success bodies' types; `None` where there is no body."""
        types = {
            self._body(response, writer): None
            for response in success_responses(operation)
        }
        if "BinaryAPIResponse" in types:
            return "BinaryAPIResponse"
        if "object" in types:
            return "object"
        return " | ".join(sorted(types, key=lambda each: each == "None")) or "None"

    def _body(self, response: Response, writer: AnnotationWriter) -> str:
        media = response_media(response)
        if media is None:
            return "None"
        if media.is_text:
            return "str"
        if not media.is_json:
            return self._imports.name(RUNTIME, "BinaryAPIResponse")
        if media.schema is None:
            return "object"
        shape = self._context.shaper(Direction.RESPONSE).shape(media.schema)
        # `Any` would switch the caller's type checker off.
        return "object" if shape == Anything() else writer.write(shape)

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
        self._imports.names(f"..types.{PAGES}", (page, f"Async{page}"))
        returned = f"{paginator}[Async{page}, {item}]"
        return Result(page, returned, page, f"Async{page}")
