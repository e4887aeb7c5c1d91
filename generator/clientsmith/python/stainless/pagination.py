"""The page classes of a package's pagination schemes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from clientsmith.model.schemas import Array, Scalar, ScalarType, Schema
from clientsmith.python.source.imports import Imports
from clientsmith.python.source.literals import literal
from clientsmith.python.stainless.context import StainlessContext
from clientsmith.python.stainless.names import Form
from clientsmith.stainless.plan import PageKind, PageProperty, SchemePlan
from clientsmith.stainless.planning.pages import items_property

_SCALARS = {
    ScalarType.STRING: "str",
    ScalarType.INTEGER: "int",
    ScalarType.NUMBER: "float",
    ScalarType.BOOLEAN: "bool",
}
_READERS = {
    "int": "maybe_coerce_integer",
    "float": "maybe_coerce_float",
    "bool": "maybe_coerce_boolean",
}
_TOP = "items"
"""The field with the items of a page that is an array."""


@dataclass(frozen=True, slots=True)
class PageFieldView:
    """A field of a page; `header`: the expression of its value in a header."""

    name: str
    wire: str
    annotation: str
    header: str | None = None

    @property
    def declaration(self) -> str:
        """The field as it stands in its class."""
        is_optional = self.annotation.startswith("Optional[")
        if self.name != self.wire:
            default = ", default=None" if is_optional else ""
            alias = f"FieldInfo(alias={literal(self.wire)}{default})"
            return f"{self.name}: {self.annotation} = {alias}"
        default = " = None" if is_optional else ""
        return f"{self.name}: {self.annotation}{default}"


@dataclass(frozen=True, slots=True)
class NestedView:
    """An object in a page; `is_generic`: it contains the items."""

    name: str
    fields: tuple[PageFieldView, ...]
    is_generic: bool


@dataclass(frozen=True, slots=True)
class SchemeView:
    """The two page classes of a scheme; statements are those of its methods.

    `item` is the field that its items are followed by; `is_built`: the page is made
    of an array, or also of headers.
    """

    name: str
    item: str | None
    nested: tuple[NestedView, ...]
    fields: tuple[PageFieldView, ...]
    items: str
    has_next: str | None
    next_info: tuple[str, ...]
    has_next_page: bool
    is_built: bool

    @property
    def headers(self) -> tuple[PageFieldView, ...]:
        """The fields that are read from headers."""
        return tuple(field for field in self.fields if field.header is not None)


@dataclass(frozen=True, slots=True)
class PaginationView:
    """The module `pagination`."""

    imports: Imports
    schemes: tuple[SchemeView, ...]


def pagination_view(context: StainlessContext) -> PaginationView:
    """Return the view of the module of pages."""
    imports = Imports()
    imports.names("typing", ("Generic", "List", "Optional", "TypeVar"))
    imports.name("typing_extensions", "override")
    imports.names(
        "._base_client", ("BaseAsyncPage", "BasePage", "BaseSyncPage", "PageInfo")
    )
    schemes = tuple(
        _SchemeBuilder(context, imports, scheme).view()
        for scheme in context.plan.schemes
    )
    return PaginationView(imports, schemes)


class _SchemeBuilder:
    def __init__(
        self, context: StainlessContext, imports: Imports, scheme: SchemePlan
    ) -> None:
        self._context = context
        self._imports = imports
        self._scheme = scheme
        self._class = context.names.class_name(scheme.name)
        self._nested: list[NestedView] = []
        self._items = items_property(scheme)

    def view(self) -> SchemeView:
        fields = tuple(self._fields((), self._class))
        is_built = any(each.header or each.is_top_level for each in self._response())
        if is_built:
            self._imports.names("typing", ("Any", "Mapping", "Type", "cast"))
            self._imports.name("httpx", "Response")
            self._imports.name("._utils", "is_mapping")
            self._imports.name("._models", "BaseModel")
        if self._nested:
            self._imports.name("._models", "BaseModel")
        more = self._property("has_next_page")
        return SchemeView(
            name=self._class,
            item=self._item(),
            nested=tuple(self._nested),
            fields=fields,
            items=self._items_value(),
            has_next=self._value(more.path) if more else None,
            next_info=tuple(self._next_info()),
            has_next_page=self._scheme.kind is not PageKind.FAKE_PAGE,
            is_built=is_built,
        )

    # Fields

    def _response(self) -> Sequence[PageProperty]:
        return self._scheme.response

    def _fields(self, path: tuple[str, ...], owner: str) -> Iterator[PageFieldView]:
        """Yield the fields of an object of the page, those with the items included."""
        depth = len(path)
        names = dict.fromkeys(
            each.path[depth]
            for each in self._response()
            if each.path[:depth] == path and len(each.path) > depth
        )
        for name in names:
            yield self._field((*path, name), owner)

    def _field(self, path: tuple[str, ...], owner: str) -> PageFieldView:
        own = next((each for each in self._response() if each.path == path), None)
        name = self._attribute(path[-1])
        if own is not None and own is self._items:
            wire = _TOP if own.is_top_level else path[-1]
            return self._made(_TOP if own.is_top_level else name, wire, "List[_T]")
        inside = [each for each in self._response() if each.path[: len(path)] == path]
        is_list = own is not None and isinstance(own.schema, Array)
        if is_list or inside == [own]:
            annotation = self._annotation(own.schema if own else None)
            header = own.header if own else None
            return self._made(name, path[-1], f"Optional[{annotation}]", header)
        return self._made(name, path[-1], self._object(path, owner))

    def _made(
        self, name: str, wire: str, annotation: str, header: str | None = None
    ) -> PageFieldView:
        if name != wire:
            self._imports.name("pydantic", "Field", "FieldInfo")
        if header is None:
            return PageFieldView(name, wire, annotation)
        value = f"response.headers.get({literal(header)})"
        reader = _READERS.get(annotation.removeprefix("Optional[").removesuffix("]"))
        if reader is not None:
            self._imports.name("._utils", reader)
            value = f"{reader}({value})"
        return PageFieldView(name, wire, annotation, value)

    def _object(self, path: tuple[str, ...], owner: str) -> str:
        """Make the class of an object, and return its annotation."""
        name = f"{owner}{self._context.names.class_name(path[-1])}"
        is_generic = self._items is not None and self._items.path[: len(path)] == path
        fields = tuple(self._fields(path, name))
        self._nested.append(NestedView(name, fields, is_generic))
        return f"Optional[{name}{'[_T]' if is_generic else ''}]"

    def _annotation(self, schema: Schema | None) -> str:
        resolved = (
            None if schema is None else self._context.plan.api.graph.resolve(schema)
        )
        if isinstance(resolved, Scalar):
            return _SCALARS.get(resolved.type, "object")
        if isinstance(resolved, Array):
            return f"List[{self._annotation(resolved.items)}]"
        return "object"

    def _attribute(self, wire: str) -> str:
        return self._context.names.field_name(wire, Form.RESPONSE)

    # Values

    def _property(self, purpose: str) -> PageProperty | None:
        return next(
            (each for each in self._response() if each.purpose == purpose), None
        )

    def _parameter(self, *purposes: str) -> str | None:
        for each in self._scheme.request:
            if each.purpose in purposes:
                return each.path[-1]
        return None

    def _value(self, path: tuple[str, ...]) -> str:
        """Return the value at a path; None if an object on the way is missing."""
        names = [self._attribute(name) for name in path]
        whole = ".".join(("self", *names))
        checks = [
            f"{'.'.join(('self', *names[:end]))} is not None"
            for end in range(1, len(names))
        ]
        return f"{whole} if {' and '.join(checks)} else None" if checks else whole

    def _items_value(self) -> str:
        if self._items is None:
            return "[]"
        path = (_TOP,) if self._items.is_top_level else self._items.path
        value = self._value(path)
        return f"({value}) or []" if " " in value else f"{value} or []"

    # The next page

    def _next_info(self) -> Iterator[str]:
        match self._scheme.kind:
            case PageKind.CURSOR:
                yield from self._cursor()
            case PageKind.CURSOR_ID:
                yield from self._cursor_id()
            case PageKind.CURSOR_URL:
                yield from self._cursor_url()
            case PageKind.OFFSET:
                yield from self._offset()
            case PageKind.PAGE_NUMBER:
                yield from self._page_number()
            case PageKind.FAKE_PAGE:
                yield "return None"

    def _info(self, parameter: str, value: str) -> str:
        where = "json" if self._scheme.in_body else "params"
        return f"PageInfo({where}={{{literal(parameter)}: {value}}})"

    def _sent(self, parameter: str) -> str:
        """Return the expression of a parameter of the last request."""
        if self._scheme.in_body:
            self._imports.name("._pages", "sent_in_body")
            return f"sent_in_body(self._options, {literal(parameter)})"
        return f"self._options.params.get({literal(parameter)})"

    def _cursor(self) -> Iterator[str]:
        field = self._property("next_cursor_field")
        parameter = self._parameter("next_cursor_param")
        if field is None or parameter is None:
            yield "return None"
            return
        yield f"cursor = {self._value(field.path)}"
        yield "if not cursor:\n    return None"
        yield f"return {self._info(parameter, 'cursor')}"

    def _item(self) -> str | None:
        """Return the field of items whose value requests the next page."""
        if self._scheme.kind is not PageKind.CURSOR_ID:
            return None
        self._imports.names("typing_extensions", ("Protocol", "runtime_checkable"))
        field = self._property("cursor_item_id")
        name = self._attribute(field.path[-1] if field else "id")
        schema = self._annotation(field.schema) if field else "str"
        return f"{name}: Optional[{schema}]"

    def _cursor_id(self) -> Iterator[str]:
        after = self._parameter("next_cursor_id_param", "next_cursor_param")
        before = self._parameter("previous_cursor_id_param")
        name = (self._item() or "").partition(":")[0]
        if after is None:
            yield "return None"
            return
        yield "items = self._get_page_items()"
        yield "if not items:\n    return None"
        if before is not None:
            yield (
                f"if {self._sent(before)}:\n"
                f"    first: object = getattr(items[0], {literal(name)}, None)\n"
                f"    return {self._info(before, 'first')} if first else None"
            )
        yield f"last: object = getattr(items[-1], {literal(name)}, None)"
        yield f"return {self._info(after, 'last')} if last else None"

    def _cursor_url(self) -> Iterator[str]:
        field = self._property("cursor_url_field") or self._property(
            "next_cursor_field"
        )
        if field is None:
            yield "return None"
            return
        self._imports.name("httpx", "URL")
        yield f"url = {self._value(field.path)}"
        yield "return PageInfo(url=URL(url)) if url else None"

    def _offset(self) -> Iterator[str]:
        parameter = self._parameter("offset_count_param")
        if parameter is None:
            yield "return None"
            return
        start = self._property("offset_count_start_field")
        if start is not None:
            yield f"offset = {self._value(start.path)}"
            yield "if offset is None:\n    return None"
        else:
            yield f"offset = {self._sent(parameter)} or 0"
            yield (
                "if not isinstance(offset, int):\n    raise ValueError("
                f'f"Expected {literal(parameter)!s} to be an integer but got {{offset!r}}")'
                if "{" not in parameter and '"' not in literal(parameter)
                else "if not isinstance(offset, int):\n    return None"
            )
        yield "count = offset + len(self._get_page_items())"
        total = self._property("offset_total_count_field")
        if total is not None:
            yield f"total = {self._value(total.path)}"
            yield "if total is None or count >= total:\n    return None"
        yield f"return {self._info(parameter, 'count')}"

    def _page_number(self) -> Iterator[str]:
        parameter = self._parameter("page_number_param")
        if parameter is None:
            yield "return None"
            return
        sent = self._sent(parameter)
        current = self._property("current_page_number_field")
        yield f"sent = {sent}"
        yield "requested = sent if isinstance(sent, int) else None"
        if current is None:
            yield "current = requested or 1"
        else:
            yield f"current = {self._value(current.path)}"
            # It is smaller where the API did not go to the page that was requested.
            yield (
                "if current is None:\n    current = requested or 1\n"
                "if requested is not None and current < requested:\n"
                "    return None"
            )
        total = self._property("total_page_count_field")
        if total is not None:
            yield f"total = {self._value(total.path)}"
            yield "if total is not None and current >= total:\n    return None"
        yield f"return {self._info(parameter, 'current + 1')}"
