"""The input of the templates: final text in printing order."""

from __future__ import annotations

from dataclasses import dataclass

from clientsmith.python.source.imports import Imports


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two clients."""

    is_async: bool

    @property
    def prefix(self) -> str:
        """The prefix of classes, and of functions in small letters."""
        return "Async" if self.is_async else ""

    @property
    def kind(self) -> str:
        """The prefix of base classes and pages."""
        return "Async" if self.is_async else "Sync"

    @property
    def wait(self) -> str:
        """The text before a call that is awaited."""
        return "await " if self.is_async else ""

    def function(self, name: str) -> str:
        """Return the name of a function that both clients have."""
        return f"async_{name}" if self.is_async else name


SIDES = (Side(is_async=False), Side(is_async=True))


@dataclass(frozen=True, slots=True)
class SignatureView:
    """A way to call a method; `parameters` with their defaults."""

    parameters: tuple[str, ...]
    returns: str
    doc: str


@dataclass(frozen=True, slots=True)
class MethodView:
    """A method of one of the clients.

    `required` has the arguments of `required_args`; `binary` says whether raw
    responses have a class of their own. `deprecated` is the literal message.
    """

    name: str
    is_coroutine: bool
    signature: SignatureView
    overloads: tuple[SignatureView, ...]
    required: tuple[str, ...]
    statements: tuple[str, ...]
    deprecated: str | None
    binary: bool


@dataclass(frozen=True, slots=True)
class UnwrapView:
    """A method that reads a webhook; `secret` is the option with the key."""

    name: str
    event: str
    secret: str | None
    project: str
    error: str


@dataclass(frozen=True, slots=True)
class ChildView:
    """A resource below the client or another resource.

    `module` is relative to the module of its parent; `has_views` says whether it has
    raw responses.
    """

    attribute: str
    class_name: str
    module: str
    doc: str
    has_views: bool


@dataclass(frozen=True, slots=True)
class ResourceSideView:
    """The classes of a resource for one of the clients."""

    side: Side
    methods: tuple[MethodView, ...]


@dataclass(frozen=True, slots=True)
class ResourceView:
    """The module of a resource."""

    attribute: str
    class_name: str
    doc: str
    imports: Imports
    children: tuple[ChildView, ...]
    unwraps: tuple[UnwrapView, ...]
    has_views: bool
    sides: tuple[ResourceSideView, ...]
