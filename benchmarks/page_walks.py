"""`python -m benchmarks.page_walks DOCUMENT FOLDER`: do the lists of a document walk?

A simulated server answers for each list that is known to be paged, from the document
alone. The generated package in the folder walks over it, and must bring each item once,
without asking for anything behind an end.
"""

from __future__ import annotations

import argparse
import importlib
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import httpx2

from benchmarks.generators import INSPECTED, inspected
from benchmarks.trips.document import read
from benchmarks.trips.lists import List, Lists
from benchmarks.trips.pages import ListServer, checked

OK = "ok"
FAILED = "failed"
NOT_PAGED = "not paged"


@dataclass(frozen=True, slots=True)
class Walked:
    """The outcome for a list, and the reason for a failure."""

    operation: str
    verdict: str
    reason: str = ""


def walks(document: Path, folder: Path, described: Any) -> Iterator[Walked]:
    """Every list of a document that is known to be paged."""
    module = _imported(folder, described["package"])
    known = {
        (operation["method"], operation["path"]): operation
        for operation in described["operations"]
    }
    for operation in Lists(read(document)).found():
        key, found = f"{operation.method} {operation.path}", known.get(
            (operation.method, operation.path)
        )
        if found is None:
            continue
        if not found["pagination"]:
            yield Walked(key, NOT_PAGED, found["pagination_reason"])
            continue
        walk = _walking(module, described, found, operation)
        problem = next(checked(operation.way, walk), None)
        yield Walked(key, FAILED if problem else OK, problem or "")


def _imported(folder: Path, package: str) -> Any:
    sys.path.insert(0, str(folder))
    try:
        return importlib.import_module(package)
    finally:
        sys.path.remove(str(folder))


def _walking(
    module: Any, described: Any, found: Any, listed: List
) -> Callable[[ListServer, int | None], Iterator[str]]:
    credentials = {
        credential["argument"]: "secret" for credential in described["credentials"]
    }
    arguments = {
        argument["name"]: listed.arguments[argument["sent_as"]]
        for argument in found["arguments"]
        if argument["required"]
    }

    def walk(server: ListServer, limit: int | None) -> Iterator[str]:
        transport = httpx2.MockTransport(lambda request: _answer(server, request))
        client = getattr(module, described["classes"][0])(
            **credentials,
            base_url="https://lists.test",
            http_client=httpx2.Client(transport=transport),
            max_retries=0,
        )
        method = client
        for name in found["python"].split(".")[1:]:
            method = getattr(method, name)
        extra = {} if limit is None else {"extra_query": {listed.way.limit: limit}}
        for item in method(**arguments, **extra):
            yield item if isinstance(item, str) else _id(item)

    return walk


def _id(item: Any) -> str:
    return str(item["id"] if isinstance(item, dict) else item.id)


def _answer(server: ListServer, request: httpx2.Request) -> httpx2.Response:
    server.path = request.url.path
    target = str(request.url.raw_path, "ascii")
    status, headers, body = server.answer(target, request.content)
    kind = [("content-type", "application/json")]
    content = json.dumps(body).encode()
    return httpx2.Response(status, content=content, headers=[*kind, *headers])


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the outcomes as JSON lines."""
    parser = argparse.ArgumentParser(prog="page_walks", description=__doc__)
    parser.add_argument("document", type=Path)
    parser.add_argument("folder", type=Path, help="Where `client` was generated.")
    options = parser.parse_args(arguments)
    document = options.document.resolve()
    known = options.folder / INSPECTED
    told = json.loads(known.read_text()) if known.exists() else inspected(document)
    for walk in walks(document, options.folder, told):
        print(json.dumps(asdict(walk)), flush=True)


if __name__ == "__main__":
    main()
