"""Page classes: the response's own model, and the iteration over pages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from clientsmith.model.api import Operation
from clientsmith.model.bodies import response_media, success_responses
from clientsmith.model.page_parameters import without_null
from clientsmith.model.schemas import Array, Object, Schema, Union, is_null
from clientsmith.model.usage import Direction
from clientsmith.python.context import RUNTIME, Context
from clientsmith.python.source.imports import Imports
from clientsmith.python.types.shapes import Shape
from clientsmith.python.views.model import PagesView, PageView


class PageItems:
    """The place and type of a paginated operation's results.

    `bare`: the body itself is the list. `path` are the Python names of the members
    that lead to the list, each with whether it may be missing.
    """

    def __init__(self, context: Context, operation: Operation) -> None:
        pagination = operation.paging.pagination
        media = response_media(success_responses(operation)[0])
        assert pagination is not None and media is not None and media.schema is not None
        self._context = context
        self.bare = not pagination.items
        self.path: list[tuple[str, bool]] = []
        # A page is the object even where the document allows null in its place.
        self.body = schema = without_null(media.schema, context.api.graph)
        for name in pagination.items:
            schema = self._member(schema, name)
        assert isinstance(schema, Array)
        self.item = schema.items
        self.shape: Shape = context.shaper(Direction.RESPONSE).shape(self.item)

    def _member(self, schema: Schema, wire: str) -> Schema:
        assert isinstance(schema, Object)
        member = next(
            property_ for property_ in schema.properties if property_.name == wire
        )
        name = self._context.names.types.fields[schema.source][wire]
        inner = self._context.api.graph.resolve(member.schema)
        optional = not member.required or _nullable(inner)
        self.path.append((name, optional))
        return without_null(inner, self._context.api.graph)

    @property
    def expression(self) -> str | None:
        """The expression for the list on the page; None if it is `.items`."""
        if [name for name, _ in self.path] == ["items"]:
            return None
        text, conditions = "self", list[str]()
        for name, optional in self.path:
            text = f"{text}.{name}"
            if optional:
                conditions.append(text)
        # `self.data.rows if self.data and self.data.rows else []`
        if not conditions:
            return text
        if conditions == [text]:
            return f"{text} or []"
        return f"{text} if {' and '.join(conditions)} else []"


PAGES_DOC = "The pages that list methods return."


def pages_view(context: Context, operations: Iterable[Operation]) -> PagesView:
    """Return a module with the page classes of some operations."""
    imports = Imports()
    pages = tuple(_pages(context, operations, imports))
    return PagesView(doc=PAGES_DOC, imports=imports, pages=pages)


def _pages(
    context: Context, operations: Iterable[Operation], imports: Imports
) -> Iterator[PageView]:
    for operation in operations:
        items = PageItems(context, operation)
        writer = context.writer(imports, Direction.RESPONSE, package=".")
        shape = context.shaper(Direction.RESPONSE).shape(items.body)
        method = context.names.methods[operation.key]
        imports.names(RUNTIME, ("AsyncPage", "Page"))
        yield PageView(
            name=context.names.pages[operation.key],
            model=writer.write(shape),
            item=writer.write(items.shape),
            items=items.expression,
            doc=f"One page of `{method.dotted}`.",
        )


def _nullable(schema: Schema) -> bool:
    return isinstance(schema, Union) and any(
        is_null(variant) for variant in schema.variants
    )
