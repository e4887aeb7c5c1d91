"""A method: signature, documentation and one call."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from clientsmith.model.api import Operation
from clientsmith.model.bodies import body_forms, success_responses
from clientsmith.python.context import RUNTIME, Context
from clientsmith.python.source.docstrings import paragraphs, section, summary
from clientsmith.python.source.imports import Imports
from clientsmith.python.source.literals import literal
from clientsmith.python.types.annotations import AnnotationWriter
from clientsmith.python.views.arguments import Argument
from clientsmith.python.views.model import MethodView, PartView, SignatureView
from clientsmith.python.views.operation import OperationWriter
from clientsmith.python.views.signature import Signature, SignatureBuilder

_STATUS_ERRORS = {
    "400": "BadRequestError",
    "401": "AuthenticationError",
    "403": "PermissionDeniedError",
    "404": "NotFoundError",
    "409": "ConflictError",
    "422": "UnprocessableEntityError",
    "429": "RateLimitError",
}
# The keywords of the call, in the order in which they are written.
_PLACES = (
    "path",
    "query",
    "header",
    "cookie",
    "body",
    "content",
    "content_type",
    "accept",
)
# Docstrings of methods are indented by two levels.
_INDENT = 8


class MethodBuilder:
    """Builds the methods of a module.

    `writer` writes for signatures, where the names of the class' members hide
    builtins.
    """

    def __init__(
        self,
        context: Context,
        imports: Imports,
        operations: OperationWriter,
        signatures: SignatureBuilder,
        writer: AnnotationWriter,
    ) -> None:
        self._context = context
        self._imports = imports
        self._operations = operations
        self._signatures = signatures
        self._writer = writer

    def view(self, operation: Operation) -> MethodView:
        """Return the method of one operation."""
        signatures = self._signatures.signatures(operation)
        whole = signatures.whole
        if operation.deprecated:
            self._imports.name(RUNTIME, "deprecated")
        if not all(argument.required for argument in whole.arguments):
            self._imports.names(RUNTIME, ("Omit", "omit"))
        if signatures.overloads:
            self._imports.name("typing", "overload")
        return MethodView(
            name=self._context.names.methods[operation.key].method,
            signature=self._signature(whole),
            overloads=tuple(map(self._signature, signatures.overloads)),
            cast_to=whole.result.cast_to,
            async_cast_to=whole.result.async_cast_to,
            paged=operation.paging.pagination is not None,
            deprecated=operation.deprecated,
            doc=self._doc(operation, whole.arguments),
            operation=self._operations.constant(operation),
            parts=tuple(self._parts(operation, whole.arguments)),
        )

    def _signature(self, signature: Signature) -> SignatureView:
        views = [
            (argument, argument.view(self._writer)) for argument in signature.arguments
        ]
        return SignatureView(
            positional=tuple(
                view for argument, view in views if argument.place == "path"
            ),
            keywords=tuple(
                view for argument, view in views if argument.place != "path"
            ),
            returns=signature.result.returns,
            async_returns=signature.result.async_returns,
        )

    def _parts(
        self, operation: Operation, arguments: Iterable[Argument]
    ) -> Iterator[PartView]:
        listed = [*arguments]
        keys = self._body_keys(operation)
        for place in _PLACES:
            given = [argument for argument in listed if argument.place == place]
            if given and not given[0].wire:
                yield PartView(place, (), given[0].name)
            elif place == "body" and keys is not None:
                members = (
                    (literal(keys[argument.wire]), argument.name) for argument in given
                )
                yield PartView(place, tuple(members))
            elif given:
                members = (
                    (literal(argument.wire), argument.name) for argument in given
                )
                yield PartView(place, tuple(members))

    def _body_keys(self, operation: Operation) -> Mapping[str, str] | None:
        """Return the Python keys of the body's properties by wire name, or None.

        Those that several objects have under different names keep that of the wire,
        which is read as well.
        """
        fields = self._context.names.types.fields
        keys: dict[str, str] = {}
        objects = [
            form.members
            for form in body_forms(operation, self._context.api.graph)
            if form.members is not None
        ]
        for object_ in objects:
            for wire, key in fields[object_.source].items():
                keys[wire] = key if keys.get(wire, key) == key else wire
        return keys if objects else None

    def _doc(self, operation: Operation, arguments: Iterable[Argument]) -> str:
        title = summary(operation.summary or "")
        body = operation.description or ""
        if summary(body).startswith(title[:-1]):
            title = ""
        documented = [
            (argument.name, argument.doc) for argument in arguments if argument.doc
        ]
        parts = (
            paragraphs([title, body], _INDENT),
            section("Args", documented, _INDENT),
            section("Raises", [*self._raises(operation)], _INDENT),
            paragraphs([self._headers(operation)], _INDENT),
            operation.key,
        )
        return "\n\n".join(part for part in parts if part)

    def _headers(self, operation: Operation) -> str:
        """Return the types of the documented response headers."""
        classes = self._context.names.types.response
        objects = [response.header_object for response in success_responses(operation)]
        named = [classes[object_.source] for object_ in objects if object_ is not None]
        if not named:
            return ""
        names = " or ".join(f"`{name}`" for name in dict.fromkeys(named))
        return f"The raw response has typed headers: `parse_headers` of {names}."

    def _raises(self, operation: Operation) -> Iterator[tuple[str, str]]:
        """Return the documented errors, grouped by body."""
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
