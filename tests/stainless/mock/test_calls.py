"""Every method of the package, called as its annotations say, against a validating server."""

from __future__ import annotations

import asyncio
import inspect
import json
import ssl
import warnings
from collections.abc import Awaitable, Callable, Iterator, Mapping
from types import ModuleType, UnionType
from typing import Any, Union, get_args, get_origin

import httpx
import pytest
import yaml
from pydantic import BaseModel

from tests.stainless.mock.calls import MODES, Call, Mode, calls_of
from tests.stainless.mock.conftest import CONFIGURATION, DOCUMENT
from tests.stainless.mock.matching import mismatch
from tests.stainless.mock.wire import Wire

WIRE = Wire.read(DOCUMENT)
STRICTNESS = pytest.mark.parametrize("strict", [False, True], ids=["loose", "strict"])
EVERY_MODE = pytest.mark.parametrize("mode", MODES)
FORMS = ("", "with_raw_response", "with_streaming_response")
TLS = ssl.create_default_context()


class Session:
    """A client of the package, synchronous or not, whose requests are kept."""

    def __init__(self, client: type[Any], base_url: str, strict: bool) -> None:
        self.requests: list[httpx.Request] = []
        self.violations: list[object] = []
        self.is_async = client.__name__.startswith("Async")
        http: Any = httpx.AsyncClient if self.is_async else httpx.Client
        hooks: Mapping[str, Any] = {"response": [self._async_seen]}
        self.http = http(
            verify=TLS,
            event_hooks=hooks if self.is_async else {"response": [self._seen]},
        )
        self.client = client(
            base_url=base_url,
            token="secret",
            max_retries=0,
            http_client=self.http,
            _strict_response_validation=strict,
        )

    def _seen(self, response: httpx.Response) -> None:
        self.requests.append(response.request)
        violations = json.loads(response.headers.get("sl-violations", "[]"))
        self.violations += [v for v in violations if v["location"][0] == "request"]

    async def _async_seen(self, response: httpx.Response) -> None:
        self._seen(response)

    async def close(self) -> None:
        """Close the connections."""
        if self.is_async:
            await self.http.aclose()
        else:
            self.http.close()

    async def call(self, call: Call, form: str, mode: Mode) -> str | None:
        """Call a method in one of its forms, and return what is wrong with the result."""
        target = getattr(self.client, form) if form else self.client
        positional, named = call.arguments(mode)
        called = call.on(target)(*positional, **named)
        if form == "with_streaming_response":
            if self.is_async:
                async with called as response:
                    return await self._parsed(response, call)
            with called as response:
                return await self._parsed(response, call)
        result = await _settled(called)
        return await (
            self._parsed(result, call) if form else self._judged(result, call.result)
        )

    async def _parsed(self, response: Any, call: Call) -> str | None:
        if response.status_code not in (200, 204):
            return f"status {response.status_code}"
        if "Binary" in getattr(call.result, "__name__", ""):
            return await self._judged(response, call.result)
        return await self._judged(await _settled(response.parse()), call.result)

    async def _judged(self, result: Any, hint: Any) -> str | None:
        kind = getattr(get_origin(hint) or hint, "__name__", "")
        if kind == "AsyncPaginator":
            hint = get_args(hint)[1]
        if "Binary" in type(result).__name__:
            content = await _settled(result.read())
            return None if content else f"content {content!r}"
        if "Stream" in type(result).__name__:
            return await self._streamed(result, hint)
        if hasattr(result, "get_next_page"):
            return mismatch(result, hint) or await self._walked(result, hint)
        return mismatch(result, hint)

    async def _streamed(self, result: Any, hint: Any) -> str | None:
        variants = get_args(hint) if get_origin(hint) in (Union, UnionType) else (hint,)
        streams = [v for v in variants if get_origin(v) is type(result)]
        if not streams:
            return f"{type(result)} is not {hint}"
        if "json" in result.response.headers["content-type"]:
            # The server prefers it, as the request accepts both.
            await _settled(result.close())
            return None
        events = await self._listed(result)
        return _first(events, get_args(streams[0])[0]) if events else "no events"

    async def _listed(self, result: Any) -> list[Any]:
        return [item async for item in result] if self.is_async else [*result]

    async def _walked(self, page: Any, hint: type[BaseModel]) -> str | None:
        """Judge the items of a page, and request the next one."""
        (item,) = hint.__pydantic_generic_metadata__["args"]
        items = page._get_page_items()
        if not items:
            return "no items"
        found = _first(items, item)
        if found is None and page.has_next_page():
            following = await _settled(page.get_next_page())
            return mismatch(following, hint, "next page")
        return found


def _first(items: list[Any], hint: Any) -> str | None:
    judged = (mismatch(item, hint, f"[{at}]") for at, item in enumerate(items))
    return next((found for found in judged if found), None)


async def _settled(value: Any) -> Any:
    return await value if inspect.isawaitable(value) else value


@pytest.fixture(autouse=True)
def deprecations() -> Iterator[None]:
    """Call deprecated methods, too."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        yield


@pytest.fixture(params=["Client", "AsyncClient"])
def client(package: ModuleType, request: pytest.FixtureRequest) -> type[Any]:
    """The class of a client."""
    found = getattr(package, request.param)
    assert isinstance(found, type)
    return found


def run(
    client: type[Any],
    base_url: str,
    strict: bool,
    visit: Callable[[Session, Call], Awaitable[Iterator[str]]],
) -> None:
    """Visit all methods of a client, and fail with everything that is wrong."""

    async def main() -> list[str]:
        session = Session(client, base_url, strict)
        problems = []
        for call in calls_of(session.client):
            problems += [f"{call.id} {each}" for each in await visit(session, call)]
        await session.close()
        return [*problems, *map(str, session.violations)]

    problems = asyncio.run(main())
    assert not problems, "\n".join(problems)


@STRICTNESS
@EVERY_MODE
def test_calls(client: type[Any], base_url: str, strict: bool, mode: Mode) -> None:
    async def visit(session: Session, call: Call) -> Iterator[str]:
        problems = []
        for form in FORMS:
            session.requests.clear()
            try:
                found = await session.call(call, form, mode)
            except Exception as error:  # noqa: BLE001
                found = repr(error)
            if found is None and mode != "required":
                absent = WIRE.missing(session.requests[0])
                found = f"sends no {absent}" if absent else None
            if found is not None:
                problems.append(f"{form}: {found}")
        return iter(problems)

    run(client, base_url, strict, visit)


def test_empty_path_parameters(client: type[Any], base_url: str) -> None:
    async def visit(session: Session, call: Call) -> Iterator[str]:
        session.requests.clear()
        await session.call(call, "", "required")
        names = {_plain(name) for name in WIRE.path_names(session.requests[0])}
        positional, named = call.arguments("required")
        problems = []
        bound = call.signature.bind(None, *positional, **named).arguments
        for name in [name for name in bound if _plain(name) in names]:
            names.discard(_plain(name))
            if call.hints[name] in (int, bool):
                continue
            given = {key: value for key, value in bound.items() if key != "self"}
            for form in FORMS[:2]:
                target = getattr(session.client, form) if form else session.client
                message = f"Expected a non-empty value for `{name}` but received ''"
                with pytest.raises(ValueError) as caught:
                    await _settled(call.on(target)(**{**given, name: ""}))
                if str(caught.value) != message:
                    problems.append(str(caught.value))
        return iter([*problems, *(f"has no argument {name}" for name in names)])

    run(client, base_url, False, visit)


def _plain(name: str) -> str:
    return name.replace("_", "").lower()


def test_the_configuration_and_the_client_have_the_same_methods(
    client: type[Any], base_url: str
) -> None:
    configuration = yaml.safe_load(CONFIGURATION.read_text(encoding="utf-8"))
    expected = {"extras.retrieve", *_methods(configuration["resources"])}
    session = Session(client, base_url, strict=False)
    found = {call.path for call in calls_of(session.client)}
    asyncio.run(session.close())
    assert found == expected


def _methods(resources: Mapping[str, Any], prefix: str = "") -> Iterator[str]:
    for name, resource in resources.items():
        path = "" if name == "$client" else f"{prefix}{name}."
        if _is_left_out(resource):
            continue
        for method, value in resource.get("methods", {}).items():
            kind = value.get("type", "http") if isinstance(value, dict) else "http"
            if kind in ("http", "alias") and not _is_left_out(value):
                yield f"{path}{method}"
        yield from _methods(resource.get("subresources", {}), path)


def _is_left_out(value: Any) -> bool:
    settings = value if isinstance(value, dict) else {}
    only = settings.get("only", ["python"])
    return bool(settings.get("skip")) or "python" not in only


def test_what_the_client_adds_to_every_request(
    client: type[Any], base_url: str
) -> None:
    async def main() -> httpx.Request:
        session = Session(client, base_url, strict=True)
        await _settled(session.client.status())
        await session.close()
        return session.requests[0]

    request = asyncio.run(main())
    assert dict(request.url.params) == {"level": "2"}
    sent = request.headers
    assert sent["authorization"] == "Bearer secret"
    assert (sent["x-api-version"], sent["x-tenant"]) == ("2025", "main")
    assert sent["cookie"] == "theme=dark"
    assert float(sent["x-stainless-read-timeout"]) == 20
    assert (sent["x-traced"], "x-ratio" in sent) == ("false", False)


@pytest.mark.filterwarnings("error")
def test_deprecated_methods_warn(package: ModuleType, base_url: str) -> None:
    session = Session(package.Client, base_url, strict=True)
    with pytest.warns(DeprecationWarning, match="Use `status` instead"):
        session.client.legacy.list()
    with pytest.warns(DeprecationWarning, match="Call `status`"):
        session.client.legacy.ping()
    asyncio.run(session.close())
