"""The input of the templates: final text in printing order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from clientsmith.python.source.imports import Imports, natural_order


@dataclass(frozen=True, slots=True)
class FieldView:
    """A field of a class; `default`: the text after `=`, or None."""

    name: str
    annotation: str
    default: str | None
    doc: str


@dataclass(frozen=True, slots=True)
class ClassView:
    """A model or a TypedDict."""

    name: str
    doc: str
    fields: tuple[FieldView, ...]


@dataclass(frozen=True, slots=True)
class AliasView:
    """A name for another type.

    `recursive`: others refer to it by its name, since it names itself or is long.
    `split`: pydantic and pyright need it in different forms. pyright loses an alias
    made by `TypeAliasType` when it meets it in a TypedDict first.
    """

    name: str
    annotation: str
    recursive: bool
    split: bool
    doc: str


@dataclass(frozen=True, slots=True)
class TypesView:
    """A module of types; `late`: imports for type checkers only."""

    doc: str
    base: str
    imports: Imports
    late: Imports
    types: tuple[ClassView | AliasView, ...]


@dataclass(frozen=True, slots=True)
class PageView:
    """The two page classes of a list method whose body is an object."""

    name: str
    model: str
    item: str
    items: str | None
    doc: str


@dataclass(frozen=True, slots=True)
class PagesView:
    """The module of page classes."""

    doc: str
    imports: Imports
    pages: tuple[PageView, ...]


@dataclass(frozen=True, slots=True)
class ArgumentView:
    """An argument of a method; `default`: the text after `=`, or None."""

    name: str
    annotation: str
    default: str | None


@dataclass(frozen=True, slots=True)
class PartView:
    """A keyword of the call, such as `query={"limit": limit}`, as pairs of source
    texts.
    """

    keyword: str
    members: tuple[tuple[str, str], ...]
    value: str | None = None


@dataclass(frozen=True, slots=True)
class SignatureView:
    """The arguments and the return type of a method."""

    positional: tuple[ArgumentView, ...]
    keywords: tuple[ArgumentView, ...]
    returns: str
    async_returns: str


@dataclass(frozen=True, slots=True)
class MethodView:
    """A method in its synchronous and its asynchronous form.

    `signature` covers all calls; `overloads` are what type checkers choose from.
    """

    name: str
    signature: SignatureView
    overloads: tuple[SignatureView, ...]
    cast_to: str
    async_cast_to: str
    paged: bool
    deprecated: bool
    doc: str
    operation: str
    parts: tuple[PartView, ...]


@dataclass(frozen=True, slots=True)
class OperationView:
    """The descriptor of an operation: source texts."""

    constant: str
    method: str
    path: str
    details: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ChildView:
    """A resource below the client or below another resource."""

    attribute: str
    class_name: str
    module: str
    doc: str


@dataclass(frozen=True, slots=True)
class WebhooksView:
    """The methods that read webhooks: names, docs, and the type of the events.

    `signature` is None for the one that the runtime expects by itself.
    """

    unwrap: str
    verify_signature: str
    event: str
    cast_to: str
    signature: str | None
    unwrap_doc: str
    verify_doc: str


@dataclass(frozen=True, slots=True)
class ResourceView:
    """A module with one resource."""

    class_name: str
    module: str
    doc: str
    imports: Imports
    operations: tuple[OperationView, ...]
    methods: tuple[MethodView, ...]
    children: tuple[ChildView, ...]
    webhooks: WebhooksView | None


@dataclass(frozen=True, slots=True)
class ServerView:
    """A server and its variables: source texts."""

    url: str
    name: str | None
    variables: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class OptionView:
    """A constructor argument that comes from the document."""

    name: str
    annotation: str
    async_annotation: str
    default: str


@dataclass(frozen=True, slots=True)
class ClientView:
    """The module with the two clients."""

    package: str
    client: str
    async_client: str
    error: str
    env_prefix: str
    title: str
    version: str
    package_doc: str
    doc: str
    servers: tuple[ServerView, ...]
    schemes: tuple[tuple[str, str], ...]
    security: str
    settings: tuple[tuple[str, str], ...]
    options: tuple[OptionView, ...]
    environments: tuple[str, ...]
    resources: tuple[ChildView, ...]
    builtins: Mapping[str, str]
    imports: Imports


@dataclass(frozen=True, slots=True)
class ExportsView:
    """A package that imports its modules' names on first use."""

    doc: str
    modules: tuple[tuple[str, tuple[str, ...]], ...]

    @property
    def sorted_modules(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """The modules in the order of their imports."""
        return tuple(sorted(self.modules, key=lambda module: natural_order(module[0])))

    @property
    def names(self) -> tuple[str, ...]:
        """All names, sorted."""
        return tuple(sorted(name for _, names in self.modules for name in names))
