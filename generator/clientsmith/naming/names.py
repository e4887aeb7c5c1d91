"""The decided names, for the later stages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from clientsmith.document.documents import Source
from clientsmith.model.api import ParameterLocation
from clientsmith.model.usage import Direction

# The modules of types; those of a large API are divided, see `naming.modules`.
MODELS = "models"
PARAMS = "params"
PAGES = "pages"
TYPE_MODULES = (MODELS, PARAMS, PAGES)


@dataclass(frozen=True, slots=True)
class MethodName:
    """The resource and method of an operation, and the reason."""

    resource: tuple[str, ...]
    method: str
    reason: str

    @property
    def dotted(self) -> str:
        """`invocations.list`."""
        return ".".join((*self.resource, self.method))


@dataclass(frozen=True, slots=True)
class ResourceName:
    """A group of methods; `path`: the attributes that lead to it."""

    path: tuple[str, ...]
    class_name: str
    module: str
    description: str | None


@dataclass(frozen=True, slots=True)
class ArgumentNames:
    """The Python arguments of one operation, by place and wire name.

    The last three are the client's own: which body is sent and which one is asked for.
    Only methods with such a choice have them.
    """

    parameters: Mapping[tuple[ParameterLocation, str], str]
    body: Mapping[str, str]
    content_type: str
    accept: str
    stream: str

    @property
    def all(self) -> frozenset[str]:
        """Every name that the method's arguments may have."""
        own = (self.content_type, self.accept, self.stream)
        return frozenset((*self.parameters.values(), *self.body.values(), *own))


@dataclass(frozen=True, slots=True)
class TypeNames:
    """Classes and aliases for schemas, by source; members by their object's source."""

    response: Mapping[Source, str]
    request: Mapping[Source, str]
    fields: Mapping[Source, Mapping[str, str]]

    def of(self, source: Source, direction: Direction) -> str | None:
        """Return the name of the type for values in this direction."""
        names = self.request if direction is Direction.REQUEST else self.response
        return names.get(source)


@dataclass(frozen=True, slots=True)
class CredentialName:
    """The constructor's argument for a part of a credential, and its variable."""

    argument: str
    env: str


@dataclass(frozen=True, slots=True)
class ClientNames:
    """The names of the client itself."""

    package: str
    client: str
    async_client: str
    error: str
    env_prefix: str
    credentials: Mapping[tuple[str, str], CredentialName]
    variables: Mapping[str, str]
    environments: tuple[str | None, ...]
    webhook_secret: CredentialName | None


@dataclass(frozen=True, slots=True)
class WebhookNames:
    """The resource that reads webhooks, and its two methods."""

    resource: tuple[str, ...]
    unwrap: str
    verify_signature: str


@dataclass(frozen=True, slots=True)
class Names:
    """Every name in a generated package that comes from the document.

    `modules` says in which module a type or a page lives, by its name.
    """

    client: ClientNames
    resources: tuple[ResourceName, ...]
    methods: Mapping[str, MethodName]
    arguments: Mapping[str, ArgumentNames]
    types: TypeNames
    pages: Mapping[str, str]
    modules: Mapping[str, str]
    webhooks: WebhookNames | None
