"""The arguments of a method: parameters, and what the request body is made of."""

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
    """An argument together with where it goes.

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
        """How it stands in the signature."""
        annotation = writer.write(self.shape)
        if self.required:
            return ArgumentView(self.name, annotation, None)
        return ArgumentView(self.name, f"{annotation} | Omit", "omit")


class ArgumentBuilder:
    """Builds the arguments of a package's methods."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def parameters(self, operation: Operation) -> Iterator[Argument]:
        """Path arguments in the order of the path, then the others."""
        names = self._context.names.arguments[operation.key].parameters
        shaper = self._context.shaper(Direction.REQUEST, with_models=True)
        # In the order of the path, so that calls read like the URL.
        in_path = sorted(
            (
                each
                for each in operation.parameters
                if each.location is ParameterLocation.PATH
            ),
            key=lambda each: operation.path.find(f"{{{each.name}}}"),
        )
        others = [each for each in operation.parameters if each not in in_path]
        for each in (*in_path, *others):
            yield Argument(
                names[each.location, each.name],
                shaper.shape(each.schema),
                each.required,
                described(each.description, each.schema, deprecated=each.deprecated),
                str(each.location),
                each.name,
            )

    def bodies(self, operation: Operation) -> list[tuple[Argument, ...]]:
        """The arguments of each way to give the body; a single empty one without."""
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
            parts=any(each.kind is MediaKind.MULTIPART for each in form.contents),
        )
        for each in sendable(form.members):
            yield Argument(
                names[each.name],
                shaper.shape(each.schema),
                each.required,
                described(None, each.schema),
                "body",
                each.name,
            )

    def _whole_body(
        self, operation: Operation, form: BodyForm, forms: tuple[BodyForm, ...]
    ) -> Argument:
        """A body that is no object is one argument."""
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
        beside_members = any(each.members for each in forms)
        place = "content" if beside_members else "body"
        return Argument("body", shape, required, doc, place)

    def _content_type(
        self, operation: Operation, form: BodyForm, forms: tuple[BodyForm, ...]
    ) -> Argument:
        """Which representation is sent; the caller must say so for all but the first."""
        name = self._context.names.arguments[operation.key].content_type
        doc = f"How the body is written (default {literal(forms[0].first.sent_as)})."
        if any(each.is_range and not each.is_json for each in form.contents):
            shape: Shape = Plain(ScalarType.STRING)
        else:
            shape = Constants(tuple(each.name for each in form.contents))
        return Argument(name, shape, form is not forms[0], doc, "content_type")


def merged(alternatives: Iterable[tuple[Argument, ...]]) -> tuple[Argument, ...]:
    """Arguments that take what any of the alternatives takes."""
    listed = [*alternatives]
    found: dict[str, list[Argument]] = {}
    for arguments in listed:
        for each in arguments:
            found.setdefault(each.name, []).append(each)
    together = (
        replace(
            same[0],
            shape=_joined([each.shape for each in same]),
            required=len(same) == len(listed) and all(each.required for each in same),
        )
        for same in found.values()
    )
    return tuple(sorted(together, key=lambda each: each.place == "content_type"))


def _joined(shapes: list[Shape]) -> Shape:
    """The union, with all constants in one place."""
    union = one_of(shapes)
    variants = union.variants if isinstance(union, OneOf) else (union,)
    constants = [each for each in variants if isinstance(each, Constants)]
    if len(constants) < 2:
        return union
    values = dict.fromkeys(value for each in constants for value in each.values)
    return one_of(
        [
            Constants(tuple(values)) if each is constants[0] else each
            for each in variants
            if each not in constants[1:]
        ]
    )
