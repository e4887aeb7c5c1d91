"""A method: signature, documentation and one call."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from generator.model.api import Operation, ParameterLocation
from generator.model.bodies import argument_object
from generator.python.arguments_view import Argument, ArgumentBuilder
from generator.python.context import RUNTIME, Context
from generator.python.documentation import paragraphs, section, summary
from generator.python.imports import Imports
from generator.python.literals import literal
from generator.python.operation_view import OperationWriter
from generator.python.results_view import ResultWriter
from generator.python.views import MethodView, PartView

_STATUS_ERRORS = {
    "400": "BadRequestError",
    "401": "AuthenticationError",
    "403": "PermissionDeniedError",
    "404": "NotFoundError",
    "409": "ConflictError",
    "422": "UnprocessableEntityError",
    "429": "RateLimitError",
}
# Method docstrings stand two levels in.
_INDENT = 8


class MethodBuilder:
    """Builds the methods of a module."""

    def __init__(
        self,
        context: Context,
        imports: Imports,
        operations: OperationWriter,
        arguments: ArgumentBuilder,
        results: ResultWriter,
    ) -> None:
        self._context = context
        self._imports = imports
        self._operations = operations
        self._arguments = arguments
        self._results = results

    def view(self, operation: Operation) -> MethodView:
        """The method of one operation."""
        arguments = [*self._arguments.arguments(operation)]
        path = [each for each in arguments if each.location is ParameterLocation.PATH]
        rest = [each for each in arguments if each not in path]
        rest.sort(key=lambda each: not each.required)
        if operation.deprecated:
            self._imports.name("typing_extensions", "deprecated")
        if not all(each.required for each in rest):
            self._imports.names(RUNTIME, ("Omit", "omit"))
        result = self._results.result(operation)
        return MethodView(
            name=self._context.names.methods[operation.key].method,
            positional=tuple(each.view() for each in path),
            keywords=tuple(each.view() for each in rest),
            returns=result.returns,
            async_returns=result.async_returns,
            cast_to=result.cast_to,
            async_cast_to=result.async_cast_to,
            paged=operation.paging.pagination is not None,
            deprecated=operation.deprecated,
            doc=self._doc(operation, [*path, *rest]),
            operation=self._operations.constant(operation),
            parts=tuple(self._parts(operation, arguments)),
        )

    def _parts(
        self, operation: Operation, arguments: Iterable[Argument]
    ) -> Iterator[PartView]:
        by_place: dict[ParameterLocation | None, list[Argument]] = {}
        for each in arguments:
            by_place.setdefault(each.location, []).append(each)
        for location in ParameterLocation:
            if location in by_place:
                members = (
                    (literal(each.wire), each.name) for each in by_place[location]
                )
                yield PartView(str(location), tuple(members))
        in_body = by_place.get(None, [])
        schema = argument_object(operation, self._context.api.graph)
        if schema is not None:
            keys = self._context.names.types.fields[schema.source]
            members = ((literal(keys[each.wire]), each.name) for each in in_body)
            yield PartView("body", tuple(members))
        elif in_body:
            yield PartView("body", (), in_body[0].name)

    def _doc(self, operation: Operation, arguments: Iterable[Argument]) -> str:
        title = summary(operation.summary or "")
        body = operation.description or ""
        if summary(body).startswith(title[:-1]):
            title = ""
        documented = [(each.name, each.doc) for each in arguments if each.doc]
        parts = (
            paragraphs([title, body], _INDENT),
            section("Args", documented, _INDENT),
            section("Raises", [*self._raises(operation)], _INDENT),
            operation.key,
        )
        return "\n\n".join(part for part in parts if part)

    def _raises(self, operation: Operation) -> Iterator[tuple[str, str]]:
        """The documented failures, those with the same body together."""
        by_type: dict[str, dict[str, None]] = {}
        for status, type_ in self._operations.errors(operation):
            by_type.setdefault(type_, {})[_error_class(status)] = None
        for type_, errors in by_type.items():
            article = "an" if type_[0] in "AEIOU" else "a"
            yield ", ".join(errors), f"The body is {article} `{type_}`."


def _error_class(status: str) -> str:
    if status.startswith("5"):
        return "InternalServerError"
    return _STATUS_ERRORS.get(status, "APIStatusError")
