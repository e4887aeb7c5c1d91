"""All files of a package in the layout of Stainless."""

from __future__ import annotations

from collections.abc import Iterator

from clientsmith.python.source.formatting import formatted
from clientsmith.python.source.templates import render
from clientsmith.python.stainless.client import client_view
from clientsmith.python.stainless.context import StainlessContext
from clientsmith.python.stainless.pagination import pagination_view
from clientsmith.python.stainless.readme import readme_files
from clientsmith.python.stainless.resources import resource_files
from clientsmith.python.stainless.root import root_view, version_view, wrappers
from clientsmith.python.stainless.runtime import (
    RuntimeVariables,
    stainless_runtime_files,
)
from clientsmith.stainless.plan import PackagePlan
from clientsmith.support.texts import printable


def render_stainless_package(plan: PackagePlan) -> dict[str, bytes]:
    """Return every file of the package: content by path inside the package."""
    context = StainlessContext(plan)
    texts = {name: formatted(text, name) for name, text in _unformatted(context)}
    texts |= dict(resource_files(context))
    texts |= dict(context.types.files())
    lines = (plan.file_header or "").strip().splitlines()
    header = "".join(f"{f'# {printable(line)}'.rstrip()}\n" for line in lines)
    files = {name: f"{header}{text}".encode() for name, text in texts.items()}
    files |= {name: text.encode() for name, text in readme_files(context)}
    files |= stainless_runtime_files(texts, _variables(context))
    files["py.typed"] = b""
    return dict(sorted(files.items()))


def _variables(context: StainlessContext) -> RuntimeVariables:
    client = context.plan.client
    return RuntimeVariables(
        client=context.names.client_class,
        async_client=f"Async{context.names.client_class}",
        error=context.error_class,
        timeout=_shortest(client.timeout),
        max_retries=client.max_retries,
        initial_retry_delay=client.initial_retry_delay,
        max_retry_delay=client.max_retry_delay,
        multipart_array_format=client.multipart_array_format,
        event_rules=client.on_event,
    )


def _shortest(number: float) -> float:
    """Return a whole number as an integer, for it is sent as a header."""
    return int(number) if number.is_integer() else number


def _unformatted(context: StainlessContext) -> Iterator[tuple[str, str]]:
    """Yield the modules at the root of the package."""
    yield "__init__.py", _render("init.py", root_view(context))
    yield "_client.py", _render("client.py", client_view(context))
    yield "_version.py", _render("version.py", version_view(context))
    if context.plan.schemes:
        yield "pagination.py", _render("pagination.py", pagination_view(context))
    found = wrappers(context)
    if found:
        yield "_wrappers.py", render("stainless/wrappers.py", wrappers=found)


def _render(template: str, view: object) -> str:
    return render(f"stainless/{template}", view=view)
