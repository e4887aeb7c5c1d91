"""Files: read when they are asked for, and taken up again where they broke off."""

from __future__ import annotations

import gc
import gzip
import os
import tracemalloc
from pathlib import Path
from typing import Any

import pytest

from tests.faults.conftest import Caller, Make, busy
from tests.faults.server import (
    Answer,
    FaultServer,
    answer,
    close,
    echo,
    hang,
    head,
    reset,
    steps,
)

SMALL, LARGE = b"small", os.urandom(1 << 18) * 16
OTHER = LARGE[::-1]
HALF = len(LARGE) // 2
TAG = '"v1"'
OFFERED = {
    "content_type": "application/octet-stream",
    "accept_ranges": "bytes",
    "etag": TAG,
}

# The HTTP library leaves a generator open when a body is not read to its end, of which
# trio warns.
pytestmark = pytest.mark.filterwarnings(
    "ignore:Async generator 'httpcore2._async.connection_pool:ResourceWarning"
)


def file(content: bytes = LARGE, sent: int | None = None, **headers: object) -> Answer:
    """A file, of which perhaps only so many bytes come."""
    headers = {**OFFERED, "content_length": len(content), **headers}
    named = {name: value for name, value in headers.items() if value is not None}
    end = () if sent is None else (close,)
    return steps(head("200 OK", **named) + content[:sent], *end)


def part(start: int, sent: int | None = None, **headers: object) -> Answer:
    content = LARGE[start:]
    place = f"bytes {start}-{len(LARGE) - 1}/{len(LARGE)}"
    named = {**OFFERED, "content_range": place, "content_length": len(content)}
    status = head("206 Partial Content", **{**named, **headers})
    end = () if sent is None else (close,)
    return steps(status + content[:sent], *end)


def unsatisfiable(total: int) -> Answer:
    return answer(b"", "416 Range Not Satisfiable", content_range=f"bytes */{total}")


def download(client: Any) -> Any:
    return client.downloads.retrieve("1")


def write(caller: Caller, path: Path) -> None:
    """Write what the method returns to a file."""
    response = caller(download)
    caller(lambda client: response.write_to_file(path))


def test_a_small_file_is_there_with_its_response(
    caller: Caller, server: FaultServer
) -> None:
    server.script(file(SMALL, 2), file(SMALL))  # what breaks is asked for again
    response = caller(download)
    assert response.is_closed
    assert len(server.requests) == 2
    assert not busy(caller.http)
    assert caller(lambda client: response.read()) == SMALL


def test_a_chunked_file_is_small_if_it_ends_soon(
    caller: Caller, server: FaultServer
) -> None:
    start = head(**{**OFFERED, "transfer_encoding": "chunked"})
    server.script(steps(start + b"5\r\nsmall\r\n0\r\n\r\n"))
    response = caller(download)
    assert response.is_closed
    assert caller(lambda client: response.read()) == SMALL


def test_a_large_file_is_read_when_it_is_asked_for(
    caller: Caller, server: FaultServer, tmp_path: Path
) -> None:
    path = tmp_path / "file"
    server.script(rest=file())
    response = caller(download)
    assert caller(lambda client: response.read()) == LARGE
    assert not busy(caller.http)
    write(caller, path)  # whatever is loaded for it
    gc.collect()
    tracemalloc.start()
    write(caller, path)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert path.read_bytes() == LARGE
    assert peak < HALF + len(LARGE) // 4  # the first MiB, twice at most
    server.script()


def test_a_large_file_that_nobody_reads_frees_its_connection(
    caller: Caller, server: FaultServer
) -> None:
    server.script(file(), file(), file(LARGE, HALF))
    response = caller(download)
    assert not response.is_closed
    caller(lambda client: response.close())
    assert not busy(caller.http)
    if caller.portal is None:  # nobody could await it
        caller(download)
        assert not busy(caller.http)


def test_what_is_no_file_is_read_as_documented(
    caller: Caller, server: FaultServer
) -> None:
    server.script(answer({"id": "a" * (2 << 20)}))
    assert len(caller(download).id) == 2 << 20
    assert not busy(caller.http)


BOMB = gzip.compress(bytes(HALF + 1))


def test_bounds_hold_for_files(make: Make, server: FaultServer) -> None:
    caller = make(deadline=0.2, max_retries=0)
    server.script(steps(head(**OFFERED, content_length=len(LARGE)), hang))
    caller.fails(caller.package.APITimeoutError, download)
    caller = make(max_response_size=HALF)
    server.script(file())
    response = caller(download)
    error = caller.package._runtime.errors.ResponseTooLargeError
    caller.fails(error, lambda client: response.read())
    server.script(steps(head(**OFFERED, content_encoding="gzip"), BOMB, close))
    caller.fails(error, download)


Q, IF = f"bytes={HALF}-", TAG

RESUMED: dict[str, tuple[list[Answer], list[str | None], bytes]] = {
    "the rest": ([file(sent=HALF), part(HALF)], [None, Q], LARGE),
    "the rest in two": (
        [file(sent=HALF), part(HALF, 1000), part(HALF + 1000)],
        [None, Q, f"bytes={HALF + 1000}-"],
        LARGE,
    ),
    "after an error": (
        [file(sent=HALF), answer({}, "503 Later"), part(HALF)],
        [None, Q, Q],
        LARGE,
    ),
    "another file": ([file(sent=HALF), file(OTHER)], [None, Q], OTHER),
    "another file that breaks": (
        [file(sent=HALF), file(OTHER, HALF + 1, etag=None), file(OTHER)],
        [None, Q, f"bytes={HALF + 1}-"],
        OTHER,
    ),
    "nothing more": ([file(sent=HALF), unsatisfiable(HALF)], [None, Q], LARGE[:HALF]),
    "fewer bytes": (
        [file(sent=HALF), unsatisfiable(5), file(OTHER)],
        [None, Q, None],
        OTHER,
    ),
    "another part": (
        [file(sent=HALF), part(HALF - 1), file()],
        [None, Q, None],
        LARGE,
    ),
    "a part of another file": (
        [file(sent=HALF), part(HALF, etag='"v2"'), file(OTHER)],
        [None, Q, None],
        OTHER,
    ),
    "no ranges": (
        [file(sent=HALF, accept_ranges="none"), file()],
        [None, None],
        LARGE,
    ),
    "a weak tag": ([file(sent=HALF, etag=f"W/{TAG}"), file()], [None, None], LARGE),
    "no tag": ([file(sent=HALF, etag=None), file()], [None, None], LARGE),
}


@pytest.mark.parametrize("case", RESUMED)
def test_a_transfer_that_breaks_is_taken_up_again(
    case: str, make: Make, server: FaultServer, tmp_path: Path
) -> None:
    answers, ranges, expected = RESUMED[case]
    caller = make(max_retries=3)
    server.script(*answers)
    write(caller, tmp_path / "file")
    assert (tmp_path / "file").read_bytes() == expected
    assert [request.headers.get("range") for request in server.requests] == ranges
    for request in server.requests:
        is_part = "range" in request.headers
        assert request.headers.get("if-range") == (TAG if is_part else None)
        assert (request.headers["accept-encoding"] == "identity") == is_part
    assert [*tmp_path.iterdir()] == [tmp_path / "file"]


def test_a_transfer_is_taken_up_as_often_as_calls_are_repeated(
    make: Make, server: FaultServer, tmp_path: Path
) -> None:
    caller = make(max_retries=1)
    server.script(file(sent=HALF), part(HALF, 10), rest=echo)
    with pytest.raises(caller.package.APIConnectionError):
        write(caller, tmp_path / "file")
    assert len(server.requests) == 2
    assert len(caller.slept) == 1
    assert [*tmp_path.iterdir()] == []
    server.script(rest=steps(head(**OFFERED, content_length=len(LARGE)) + LARGE, reset))
    caller = make(max_retries=0)
    server.script(file(sent=HALF))
    with pytest.raises(caller.package.APIConnectionError):
        write(caller, tmp_path / "file")


def test_the_streaming_view_takes_a_transfer_up_as_well(
    caller: Caller, server: FaultServer, tmp_path: Path
) -> None:
    server.script(file(sent=HALF), part(HALF))
    view = "with_streaming_response"
    with caller.streaming(
        lambda client: getattr(client.downloads, view).retrieve("1")
    ) as response:
        caller(lambda client: response.write_to_file(tmp_path / "file"))
    assert (tmp_path / "file").read_bytes() == LARGE
