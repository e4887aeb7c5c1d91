"""Clients that are watched by hooks, copied, pickled, inspected and replaced."""

from __future__ import annotations

import copy
import inspect
import os
import pickle
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any
from unittest.mock import create_autospec

import anyio
import httpx2
import pytest
from sample.kernel import APIConnectionError, AsyncKernel, Kernel, NotFoundError
from sample.kernel._runtime import Attempt
from sample.kernel.resources.invocations import AsyncInvocations, Invocations

from tests.runtime.conftest import Run
from tests.runtime.fake import INVOCATION, FakeServer, json

LOST = httpx2.ReadError("lost")
OK = json(INVOCATION)


# -- hooks -------------------------------------------------------------------------


def line(attempt: Attempt) -> str:
    end = attempt.error or attempt.response
    return f"{attempt!r} {end if end is None else type(end).__name__}"


def test_hooks_see_each_attempt_before_and_after() -> None:
    seen: list[str] = []

    def before(attempt: Attempt) -> None:
        attempt.request.headers["traceparent"] = f"t{attempt.retries_taken}"
        attempt.notes["begun"] = attempt.retries_taken
        seen.append(f"before {line(attempt)}")

    def after(attempt: Attempt) -> None:
        assert attempt.notes["begun"] == attempt.retries_taken
        seen.append(f"after {line(attempt)}")

    server = FakeServer(LOST, json({}, 500), OK)
    client = Kernel(
        api_key="hidden",
        http_client=server.sync(),
        backoff=lambda _: 0,
        before_attempt=before,
        after_attempt=after,
    ).with_options(timeout=3)
    client.invocations.retrieve("1")
    start = "/invocations/{id}>"
    assert seen == [
        f"before <Attempt 0 GET {start} None",
        f"after <Attempt 0 GET {start} ReadError",
        f"before <Attempt 1 GET {start} None",
        f"after <Attempt 1 GET {start} Response",
        f"before <Attempt 2 GET {start} None",
        f"after <Attempt 2 GET {start} Response",
    ]
    assert "hidden" not in "".join(seen)
    assert [r.headers["traceparent"] for r in server.requests] == ["t0", "t1", "t2"]


def test_hooks_of_the_asynchronous_client_may_be_coroutines(run: Run) -> None:
    async def main() -> None:
        seen: list[str] = []

        async def before(attempt: Attempt) -> None:
            seen.append("before")

        def after(attempt: Attempt) -> None:
            assert attempt.response is not None
            seen.append("after")

        server = FakeServer(OK)
        await AsyncKernel(
            api_key="k",
            http_client=server.asynchronous(),
            before_attempt=before,
            after_attempt=after,
        ).invocations.retrieve("1")
        assert seen == ["before", "after"]

    run(main)


def test_what_a_hook_raises_ends_the_call() -> None:
    def refuse(attempt: Attempt) -> None:
        raise PermissionError("not now")

    for hook, requests in (("before_attempt", 0), ("after_attempt", 1)):
        server = FakeServer(OK)
        options: Any = {hook: refuse}
        client = Kernel(api_key="k", http_client=server.sync(), **options)
        with pytest.raises(PermissionError, match="not now"):
            client.invocations.retrieve("1")
        assert len(server.requests) == requests


# -- copies ------------------------------------------------------------------------


class Reconnecting(httpx2.Client):
    """An HTTP client that can be pickled."""

    def __reduce__(self) -> tuple[Any, ...]:
        return (Reconnecting, ())


def pickled(value: Any) -> Any:
    return pickle.loads(pickle.dumps(value))


@pytest.mark.parametrize("kind", [Kernel, AsyncKernel])
def test_a_pickled_client_keeps_its_settings_and_drops_its_connections(
    kind: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KERNEL_API_KEY", "of the environment")
    client = kind(timeout=3, default_headers={"X-A": "1"}, deadline=9)
    client.own = "mine"
    assert client.invocations is client.invocations
    monkeypatch.delenv("KERNEL_API_KEY")
    other = pickled(client)
    assert type(other) is kind
    assert (other.timeout, other.deadline, other.own) == (3, 9, "mine")
    assert other.default_headers == {"x-a": "1"}
    other.close() if kind is Kernel else anyio.run(other.aclose)
    assert not client.is_closed
    server = FakeServer(OK)
    if kind is Kernel:
        again = pickled(client).with_options(http_client=server.sync())
        again.invocations.retrieve("1")
    else:
        again = pickled(client).with_options(http_client=server.asynchronous())
        anyio.run(again.invocations.retrieve, "1")
    assert server.request.headers["authorization"] == "Bearer of the environment"
    assert server.request.headers["x-a"] == "1"


def test_a_copy_keeps_what_the_environment_said(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("KERNEL_API_KEY", "first")
    monkeypatch.setenv("KERNEL_BASE_URL", "https://first.example")
    server = FakeServer(OK)
    client = Kernel(http_client=server.sync())
    monkeypatch.setenv("KERNEL_API_KEY", "second")
    monkeypatch.delenv("KERNEL_BASE_URL")
    for each in (client, copy.copy(client), client.with_options(timeout=3)):
        each.invocations.retrieve("1")
        assert server.request.headers["authorization"] == "Bearer first"
        assert server.request.url.host == "first.example"


def test_what_cannot_be_pickled_is_an_error_of_pickle() -> None:
    for client in (
        Kernel(api_key=lambda: "k"),
        Kernel(api_key="k", http_client=httpx2.Client(verify=False)),
    ):
        with pytest.raises((pickle.PicklingError, AttributeError, TypeError)):
            pickle.dumps(client)


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy])
def test_a_copy_of_a_client_shares_the_connections(
    copied: Callable[[Any], Any],
) -> None:
    server = FakeServer(OK)
    client = Kernel(api_key=lambda: "k", http_client=server.sync(), timeout=3)
    client.invocations.retrieve("1")
    other = copied(client)
    assert other is not client
    assert other.timeout == 3
    assert other.invocations is not client.invocations
    assert other.invocations.retrieve("1").id == "inv_1"
    assert len(server.requests) == 2
    other.close()
    assert client.is_closed


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy, pickled])
def test_models_pages_and_raw_responses_are_copied(
    copied: Callable[[Any], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    server = FakeServer(json([INVOCATION], x_has_more="false"))
    http = Reconnecting(transport=httpx2.MockTransport(server))
    client = Kernel(api_key="k", http_client=http)
    page = client.invocations.list()
    raw = client.invocations.with_raw_response.list()
    assert copied(page).items == page.items
    assert copied(page).has_next_page() is page.has_next_page()
    assert copied(page.items[0]) == page.items[0]
    again = copied(raw)
    assert (again.status_code, again.headers) == (200, raw.headers)
    assert again.parse().items == page.items


def test_an_autospec_of_a_client_has_its_methods_and_their_signatures() -> None:
    for client in (Kernel(api_key="k"), AsyncKernel(api_key="k")):
        double = create_autospec(client, instance=True)
        call = double.invocations.retrieve("1")
        if inspect.iscoroutine(call):
            call.close()
        with pytest.raises(TypeError):
            double.invocations.retrieve()
        with pytest.raises(AttributeError):
            double.invocations.retreive("1")


# -- views -------------------------------------------------------------------------


@pytest.mark.parametrize("resource", [Invocations, AsyncInvocations])
@pytest.mark.parametrize("view", ["with_raw_response", "with_streaming_response"])
def test_methods_of_views_look_like_the_plain_ones(view: str, resource: Any) -> None:
    owner: Any = Kernel if resource is Invocations else AsyncKernel
    client = owner(api_key="k")
    for name in ("list", "retrieve"):
        plain = getattr(client.invocations, name)
        method = getattr(getattr(client.invocations, view), name)
        assert method.__name__ == name
        assert method.__qualname__ == plain.__qualname__
        assert method.__doc__ == plain.__doc__
        assert inspect.signature(method) == inspect.signature(plain)
        of_class = getattr(type(getattr(client.invocations, view)), name)
        assert of_class.__doc__ == plain.__doc__


# -- files -------------------------------------------------------------------------


def body(*chunks: bytes, error: Exception | None = None) -> httpx2.Response:
    def content() -> Any:
        yield from chunks
        if error:
            raise error

    return httpx2.Response(200, content=content())


def download(response: httpx2.Response, path: Path) -> None:
    http = FakeServer(lambda request: response).sync()
    client = Kernel(api_key="k", http_client=http, max_retries=0)
    with client.invocations.with_streaming_response.retrieve("1") as answer:
        answer.write_to_file(path)


def test_a_file_appears_when_it_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "answer.bin"
    with pytest.raises(APIConnectionError):
        download(body(b"half", error=LOST), path)
    assert list(tmp_path.iterdir()) == []
    download(body(b"one", b"two"), path)
    assert path.read_bytes() == b"onetwo"
    reference = tmp_path / "reference"
    reference.touch()
    assert path.stat().st_mode == reference.stat().st_mode
    with pytest.raises(APIConnectionError):
        download(body(b"half", error=LOST), path)
    assert path.read_bytes() == b"onetwo"
    assert {item.name for item in tmp_path.iterdir()} == {"answer.bin", "reference"}


def test_a_file_that_is_replaced_keeps_its_permissions_and_its_link(
    tmp_path: Path,
) -> None:
    path, link = tmp_path / "answer.bin", tmp_path / "link"
    path.write_bytes(b"old")
    path.chmod(0o640)
    link.symlink_to(path)
    download(body(b"new"), link)
    assert link.is_symlink()
    assert path.read_bytes() == b"new"
    assert path.stat().st_mode & 0o777 == 0o640
    download(body(b"gone"), Path(os.devnull))


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        download(body(b"x"), tmp_path / "none" / "file")


def test_the_asynchronous_client_writes_alike(tmp_path: Path, run: Run) -> None:
    path = tmp_path / "answer.bin"

    async def main() -> None:
        server = FakeServer(json({"id": "x"}), json({}, 404))
        client = AsyncKernel(api_key="k", http_client=server.asynchronous())
        view = client.invocations.with_streaming_response
        async with view.retrieve("1") as answer:
            await answer.write_to_file(path)
        with suppress(NotFoundError):
            async with view.retrieve("1") as answer:
                await answer.write_to_file(path)

    run(main)
    assert [item.name for item in tmp_path.iterdir()] == ["answer.bin"]
    assert path.read_bytes() == b'{"id":"x"}'
