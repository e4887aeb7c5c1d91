"""All files of a generated package."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from generator.cache import Cache
from generator.model.usage import Direction
from generator.python.api_index_view import api_index_view
from generator.python.client_view import client_view
from generator.python.context import MODELS, PAGES, PARAMS, Context
from generator.python.environment import render
from generator.python.formatting import formatted_modules
from generator.python.pages_view import pages_view
from generator.python.readme_view import readme_view, with_formatted_samples
from generator.python.resource_view import resource_view
from generator.python.types_view import TypesModule
from generator.python.views import ClientView, ExportsView, PagesView, ResourceView
from generator.resources import templates_dir
from generator.workers import workers

# What the package's users import from its top besides the clients.
_EXPORTS = (
    "APIConnectionError", "APIError", "APIResponse", "APIResponseValidationError",
    "APIStatusError", "APITimeoutError", "AsyncAPIResponse", "AsyncBinaryAPIResponse",
    "AsyncHttpClient", "AuthenticationError", "BadRequestError",
    "BinaryAPIResponse", "ConflictError", "FileTypes", "HttpClient",
    "InternalServerError", "MissingCredentialsError", "NotFoundError", "NotGiven",
    "Omit", "PaginationError", "PermissionDeniedError", "RateLimitError", "RawContent",
    "RequestOptions", "Timeout", "UnprocessableEntityError", "WebhookVerificationError",
    "not_given", "omit",
)  # fmt: skip
# These are loaded when they are used: pydantic's models take their time.
_LAZY_EXPORTS = ("AsyncStream", "BaseModel", "ServerSentEvent", "Stream")


def render_package(context: Context, cache: Cache) -> dict[str, bytes]:
    """Every file of the package: content by path inside the package."""
    with workers(worthwhile=TypesModule.is_worth_a_process(context)) as pool:
        types = {
            MODELS: TypesModule(context, Direction.RESPONSE, pool),
            PARAMS: TypesModule(context, Direction.REQUEST, pool),
        }
        client = client_view(context)
        resources = [resource_view(context, each) for each in context.names.resources]
        modules = dict(_modules(client, resources))
        printed = formatted_modules(modules, cache)
        modules = dict(_types(context, types))
    printed |= formatted_modules(modules, cache)
    files = {name: text.encode() for name, text in printed.items()}
    files |= {name: text.encode() for name, text in _texts(context, client, resources)}
    files |= dict(_runtime(context.config.http_library))
    files["py.typed"] = b""
    return dict(sorted(files.items()))


def _modules(
    client: ClientView, resources: Sequence[ResourceView]
) -> Iterator[tuple[str, str]]:
    yield "_client.py", render("_client.py", view=client)
    yield "__init__.py", _top(client)
    yield from _resources(resources)


def _texts(
    context: Context, client: ClientView, resources: Sequence[ResourceView]
) -> Iterator[tuple[str, str]]:
    """What people read, as Markdown."""
    readme = readme_view(context, client)
    text = render("README.md", view=readme)
    yield "README.md", with_formatted_samples(text, "README.md")
    index = api_index_view(context, resources)
    yield "api.md", render("api.md", readme=readme, resources=index)


def _top(client: ClientView) -> str:
    public = {
        *_EXPORTS,
        *_LAZY_EXPORTS,
        client.client,
        client.async_client,
        client.error,
        "resources",
        "types",
    }
    return render(
        "__init__.py",
        client=client,
        exports=_EXPORTS,
        lazy=_LAZY_EXPORTS,
        public=sorted(public),
    )


def _resources(views: Iterable[ResourceView]) -> Iterator[tuple[str, str]]:
    modules = []
    for view in views:
        names = (f"Async{view.class_name}", view.class_name)
        modules.append((view.module, tuple(sorted(names))))
        yield f"resources/{view.module}.py", render("resource.py", view=view)
    exports = ExportsView(
        "What the API offers, one module for each resource.", tuple(sorted(modules))
    )
    yield "resources/__init__.py", render("exports.py", view=exports)


def _types(
    context: Context, types_modules: Mapping[str, TypesModule]
) -> Iterator[tuple[str, str]]:
    modules: list[tuple[str, tuple[str, ...]]] = []
    for name, module in types_modules.items():
        types = module.view()
        if types.types:
            modules.append((name, tuple(sorted(each.name for each in types.types))))
            yield f"types/{name}.py", render("types.py", view=types)
    pages = pages_view(context)
    if pages.pages:
        modules.append((PAGES, _page_names(pages)))
        yield f"types/{PAGES}.py", render("pages.py", view=pages)
    exports = ExportsView("The schemas of the API.", tuple(sorted(modules)))
    yield "types/__init__.py", render("exports.py", view=exports)


def _page_names(view: PagesView) -> tuple[str, ...]:
    names = [each.name for each in view.pages]
    return tuple(sorted([*names, *(f"Async{name}" for name in names)]))


def _runtime(http_library: str) -> Iterator[tuple[str, bytes]]:
    """The runtime as it is; only the module with the HTTP library may differ."""
    templates = templates_dir()
    for path in sorted((templates / "runtime").glob("*.py")):
        yield f"_runtime/{path.name}", path.read_bytes()
    swapped: Path = templates / "http_libraries" / f"{http_library}.py"
    if swapped.is_file():
        yield "_runtime/_http.py", swapped.read_bytes()
