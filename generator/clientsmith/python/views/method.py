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
# Method docstrings stand two levels in.
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
        """The method of one operation."""
        signatures = self._signatures.signatures(operation)
        whole = signatures.whole
        if operation.deprecated:
            self._imports.name(RUNTIME, "deprecated")
        if not all(each.required for each in whole.arguments):
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
        views = [(each, each.view(self._writer)) for each in signature.arguments]
        return SignatureView(
            positional=tuple(view for each, view in views if each.place == "path"),
            keywords=tuple(view for each, view in views if each.place != "path"),
            returns=signature.result.returns,
            async_returns=signature.result.async_returns,
        )

    def _parts(
        self, operation: Operation, arguments: Iterable[Argument]
    ) -> Iterator[PartView]:
        listed = [*arguments]
        keys = self._body_keys(operation)
        for place in _PLACES:
            given = [each for each in listed if each.place == place]
            if given and not given[0].wire:
                yield PartView(place, (), given[0].name)
            elif place == "body" and keys is not None:
                members = ((literal(keys[each.wire]), each.name) for each in given)
                yield PartView(place, tuple(members))
            elif given:
                members = ((literal(each.wire), each.name) for each in given)
                yield PartView(place, tuple(members))

    def _body_keys(self, operation: Operation) -> Mapping[str, str] | None:
        """The keys of the body's members by wire name; None if there are none.

        Those that several objects have under different names keep that of the wire,
        which is read as well.
        """
        fields = self._context.names.types.fields
        keys: dict[str, str] = {}
        objects = [
            each.members
            for each in body_forms(operation, self._context.api.graph)
            if each.members is not None
        ]
        for each in objects:
            for wire, key in fields[each.source].items():
                keys[wire] = key if keys.get(wire, key) == key else wire
        return keys if objects else None

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
            paragraphs([self._headers(operation)], _INDENT),
            operation.key,
        )
        return "\n\n".join(part for part in parts if part)

    def _headers(self, operation: Operation) -> str:
        """How the documented headers of the success are read."""
        classes = self._context.names.types.response
        objects = [each.header_object for each in success_responses(operation)]
        named = [classes[each.source] for each in objects if each is not None]
        if not named:
            return ""
        names = " or ".join(f"`{each}`" for each in dict.fromkeys(named))
        return f"The raw response has typed headers: `parse_headers` of {names}."

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
