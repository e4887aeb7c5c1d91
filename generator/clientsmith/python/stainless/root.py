"""The modules at the root of a package, apart from the client and the pages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from clientsmith.python.source.docstrings import paragraphs, summary
from clientsmith.python.source.literals import literal
from clientsmith.python.stainless.context import StainlessContext, methods_of
from clientsmith.python.stainless.names import Form

_ERRORS = (
    "APIError",
    "APIStatusError",
    "APITimeoutError",
    "APIConnectionError",
    "APIResponseValidationError",
    "BadRequestError",
    "AuthenticationError",
    "PermissionDeniedError",
    "NotFoundError",
    "ConflictError",
    "UnprocessableEntityError",
    "RateLimitError",
    "InternalServerError",
)
_CLIENTS = (
    *("Timeout", "RequestOptions", "Client", "AsyncClient", "Stream", "AsyncStream"),
)
_FIRST = (
    *("types", "__version__", "__title__", "NoneType", "Transport", "ProxiesTypes"),
    *("NotGiven", "NOT_GIVEN", "not_given", "Omit", "omit"),
)
_LAST = (
    *("file_from_path", "BaseModel", "DEFAULT_TIMEOUT", "DEFAULT_MAX_RETRIES"),
    *("DEFAULT_CONNECTION_LIMITS", "DefaultHttpxClient", "DefaultAsyncHttpxClient"),
    "DefaultAioHttpClient",
)


@dataclass(frozen=True, slots=True)
class RootView:
    """The entrance of the package."""

    doc: str
    log_variable: str
    clients: tuple[str, ...]
    errors: tuple[str, ...]

    @property
    def exports(self) -> tuple[str, ...]:
        """The public names, in the order in which such packages list them."""
        return (*_FIRST, *self.errors, *self.clients, *_LAST)


@dataclass(frozen=True, slots=True)
class VersionView:
    """The name of the package and the version of the API, as literals."""

    title: str
    version: str


def root_view(context: StainlessContext) -> RootView:
    """Return the view of the package's `__init__.py`."""
    plan, names = context.plan, context.names
    environments = ("ENVIRONMENTS",) if len(plan.client.environments) > 1 else ()
    own = (names.client_class, f"Async{names.client_class}", *environments)
    return RootView(
        doc=paragraphs([summary(f"The Python client of {plan.api.title}")], 0),
        log_variable=literal(f"{plan.client.env_prefix}_LOG"),
        clients=(*_CLIENTS, *own),
        errors=(context.error_class, *_ERRORS),
    )


def version_view(context: StainlessContext) -> VersionView:
    """Return the view of `_version.py`."""
    plan = context.plan
    return VersionView(literal(plan.package), literal(plan.api.version))


def wrappers(
    context: StainlessContext,
) -> tuple[tuple[str, str, str | None], ...]:
    """Return the classes around results in a property, its name and literal alias."""
    found = []
    for wire in sorted({*_unwrapped(context)}):
        name = context.names.field_name(wire, Form.RESPONSE)
        alias = literal(wire) if name != wire else None
        found.append((f"{context.names.class_name(wire)}Wrapper", name, alias))
    return tuple(found)


def _unwrapped(context: StainlessContext) -> Iterator[str]:
    for resource in context.plan.walk():
        for _, method in methods_of(resource):
            if method.result.unwrapped is not None:
                yield method.result.unwrapped
