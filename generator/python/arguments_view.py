"""The arguments of a method: parameters, and the members of a JSON object body."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from generator.model.api import MediaType, Operation, ParameterLocation
from generator.model.bodies import argument_object, request_media, sendable
from generator.model.schemas import Schema
from generator.model.usage import Direction
from generator.python.annotations import AnnotationWriter
from generator.python.context import Context
from generator.python.documentation import described
from generator.python.views import ArgumentView


@dataclass(frozen=True, slots=True)
class Argument:
    """An argument together with where it goes. `location` None: the body."""

    name: str
    annotation: str
    required: bool
    doc: str
    location: ParameterLocation | None
    wire: str

    def view(self) -> ArgumentView:
        """How it stands in the signature."""
        default = None if self.required else "omit"
        return ArgumentView(self.name, self.annotation, default)


class ArgumentBuilder:
    """Builds the arguments of a module's methods."""

    def __init__(self, context: Context, writer: AnnotationWriter) -> None:
        self._context = context
        self._writer = writer

    def arguments(self, operation: Operation) -> Iterator[Argument]:
        """Path arguments in the order of the path, then the others, then the body."""
        names = self._context.names.arguments[operation.key]
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
            name = names.parameters[each.location, each.name]
            yield Argument(
                name,
                self._annotation(each.schema, each.required),
                each.required,
                described(each.description, each.schema),
                each.location,
                each.name,
            )
        yield from self._body_arguments(operation, names.body)

    def _body_arguments(
        self, operation: Operation, names: Mapping[str, str]
    ) -> Iterator[Argument]:
        schema = argument_object(operation, self._context.api.graph)
        if schema is not None:
            for each in sendable(schema):
                yield Argument(
                    names[each.name],
                    self._annotation(each.schema, each.required),
                    each.required,
                    described(None, each.schema),
                    None,
                    each.name,
                )
            return
        media = request_media(operation)
        if media is not None and operation.body is not None:
            yield self._whole_body(media, operation.body.required)

    def _whole_body(self, media: MediaType, required: bool) -> Argument:
        """A body that is no JSON object is one argument."""
        if media.schema is None:
            annotation, doc = "object", ""
        else:
            annotation = self._annotation(media.schema, True)
            doc = described(None, media.schema)
        if not required:
            annotation = f"{annotation} | Omit"
        return Argument("body", annotation, required, doc, None, "")

    def _annotation(self, schema: Schema, required: bool) -> str:
        shaper = self._context.shaper(Direction.REQUEST, with_models=True)
        annotation = self._writer.write(shaper.shape(schema))
        return annotation if required else f"{annotation} | Omit"
