"""The arguments of a method: parameters, and the parts of the request body."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from clientsmith.model.api import MediaKind, Operation, ParameterLocation
from clientsmith.model.bodies import (
    BodyForm,
    body_forms,
    chooses_content_type,
    sendable,
)
from clientsmith.model.schemas import ScalarType
from clientsmith.model.usage import Direction
from clientsmith.python.context import Context
from clientsmith.python.source.docstrings import described
from clientsmith.python.source.literals import literal
from clientsmith.python.types.annotations import AnnotationWriter
from clientsmith.python.types.shapes import (
    RAW,
    Anything,
    Constants,
    LinesOf,
    MapOf,
    OneOf,
    Plain,
    Shape,
    one_of,
)
from clientsmith.python.views.model import ArgumentView


@dataclass(frozen=True, slots=True)
class Argument:
    """An argument and its place in the request.

    `place` is the keyword of the call: `query`, `body` and so on; it is empty where
    nothing is sent. `wire` names the member; it is empty where the value is the whole.
    """

    name: str
    shape: Shape
    required: bool
    doc: str
    place: str
    wire: str = ""

    def view(self, writer: AnnotationWriter) -> ArgumentView:
        """Return the argument as the signature shows it."""
        annotation = writer.write(self.shape)
        if self.required:
            return ArgumentView(self.name, annotation, None)
        return ArgumentView(self.name, f"{annotation} | Omit", "omit")


class ArgumentBuilder:
    """Builds the arguments of a package's methods."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def parameters(self, operation: Operation) -> Iterator[Argument]:
        """Return path arguments in path order, then the others."""
        names = self._context.names.arguments[operation.key].parameters
        shaper = self._context.shaper(Direction.REQUEST, with_models=True)
        # In the order of the path, so that calls read like the URL.
        in_path = sorted(
            (
                parameter
                for parameter in operation.parameters
                if parameter.location is ParameterLocation.PATH
            ),
            key=lambda parameter: operation.path.find(f"{{{parameter.name}}}"),
        )
        others = [
            parameter for parameter in operation.parameters if parameter not in in_path
        ]
        for parameter in (*in_path, *others):
            yield Argument(
                names[parameter.location, parameter.name],
                shaper.shape(parameter.schema),
                parameter.required,
                described(
                    parameter.description,
                    parameter.schema,
                    deprecated=parameter.deprecated,
                ),
                str(parameter.location),
                parameter.name,
            )

    def bodies(self, operation: Operation) -> list[tuple[Argument, ...]]:
        """Return the arguments of each form of the body; one empty form without a body."""
        forms = body_forms(operation, self._context.api.graph)
        if not forms:
            return [()]
        chooses = chooses_content_type(forms)
        return [
            (
                *self._body(operation, form, forms),
                *([self._content_type(operation, form, forms)] if chooses else []),
            )
            for form in forms
        ]

    def _body(
        self, operation: Operation, form: BodyForm, forms: tuple[BodyForm, ...]
    ) -> Iterator[Argument]:
        if form.members is None:
            yield self._whole_body(operation, form, forms)
            return
        names = self._context.names.arguments[operation.key].body
        shaper = self._context.shaper(
            Direction.REQUEST,
            with_models=True,
            parts=any(content.kind is MediaKind.MULTIPART for content in form.contents),
        )
        for property_ in sendable(form.members):
            yield Argument(
                names[property_.name],
                shaper.shape(property_.schema),
                property_.required,
                described(None, property_.schema),
                "body",
                property_.name,
            )

    def _whole_body(
        self, operation: Operation, form: BodyForm, forms: tuple[BodyForm, ...]
    ) -> Argument:
        """Return the single argument of a body that is not an object."""
        schema = form.first.schema
        parts = form.first.kind is MediaKind.MULTIPART
        shaper = self._context.shaper(Direction.REQUEST, with_models=True, parts=parts)
        shape: Shape
        if form.first.kind is MediaKind.LINES:
            shape = LinesOf(Anything() if schema is None else shaper.shape(schema))
        elif not form.first.kind.is_structured:
            shape = RAW
        elif schema is not None:
            shape = shaper.shape(schema)
        else:
            json = form.first.kind is MediaKind.JSON
            shape = Anything() if json else MapOf(Anything())
        doc = described(None, schema) if schema is not None else ""
        required = operation.body is not None and operation.body.required
        beside_members = any(body_form.members for body_form in forms)
        place = "content" if beside_members else "body"
        return Argument("body", shape, required, doc, place)

    def _content_type(
        self, operation: Operation, form: BodyForm, forms: tuple[BodyForm, ...]
    ) -> Argument:
        """Return the argument that chooses the representation; required except for the
        first.
        """
        name = self._context.names.arguments[operation.key].content_type
        doc = f"How the body is written (default {literal(forms[0].first.sent_as)})."
        if any(content.is_range and not content.is_json for content in form.contents):
            shape: Shape = Plain(ScalarType.STRING)
        else:
            shape = Constants(tuple(content.name for content in form.contents))
        return Argument(name, shape, form is not forms[0], doc, "content_type")


def merged(alternatives: Iterable[tuple[Argument, ...]]) -> tuple[Argument, ...]:
    """Return arguments that accept what any of the alternatives accepts."""
    listed = [*alternatives]
    found: dict[str, list[Argument]] = {}
    for arguments in listed:
        for argument in arguments:
            found.setdefault(argument.name, []).append(argument)
    together = (
        replace(
            same[0],
            shape=_joined([argument.shape for argument in same]),
            required=len(same) == len(listed)
            and all(argument.required for argument in same),
        )
        for same in found.values()
    )
    return tuple(
        sorted(together, key=lambda argument: argument.place == "content_type")
    )


def _joined(shapes: list[Shape]) -> Shape:
    """Return the union, with all constants in one place."""
    union = one_of(shapes)
    variants = union.variants if isinstance(union, OneOf) else (union,)
    constants = [variant for variant in variants if isinstance(variant, Constants)]
    if len(constants) < 2:
        return union
    values = dict.fromkeys(value for constant in constants for value in constant.values)
    return one_of(
        [
            Constants(tuple(values)) if variant is constants[0] else variant
            for variant in variants
            if variant not in constants[1:]
        ]
    )
