"""Packages in the layout of Stainless are strictly typed, and so are calls of their methods."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from tests.stainless import (
    test_client_options,
    test_client_pages,
    test_every_key,
    test_resources_methods,
    test_resources_streams,
    test_resources_webhooks,
)
from tests.stainless.packages import StainlessPackage, built

USE = """# pyright: reportUnnecessaryTypeIgnoreComment=true
from typing_extensions import assert_type

from METHODS import AsyncPetstore, Petstore
from METHODS._response import APIResponse, BinaryAPIResponse
from METHODS.types import Pet
from STREAMS import Petstore as Streaming, Stream
from STREAMS.types import Completion, Event
from PAGES import AsyncPetstore as AsyncPaged, Petstore as Paged
from PAGES.pagination import AsyncMyPage, SyncMyPage
from PAGES.types import PetListResponse


def use(client: Petstore) -> None:
    assert_type(client.shops.pets.create("s", name="n", x_tags=["a"]), Pet)
    assert_type(client.shops.pets.with_raw_response.retrieve("p", shop_id="s"), APIResponse[Pet])
    assert_type(client.with_raw_response.shops.pets.retrieve("p", shop_id="s").parse(), Pet)
    assert_type(client.shops.photos.download(), BinaryAPIResponse)
    assert_type(client.misc.wrapped(), Pet)
    assert_type(client.misc.rename(names=["a"]), str)
    client.shops.pets.create("s")  # type: ignore
    client.shops.pets.retrieve("p")  # type: ignore
    client.shops.pets.create("s", name=3)  # type: ignore


async def use_async(client: AsyncPetstore) -> None:
    assert_type(await client.shops.pets.create("s", name="n"), Pet)
    raw = await client.with_raw_response.shops.pets.retrieve("p", shop_id="s")
    assert_type(await raw.parse(), Pet)


def stream(client: Streaming, wanted: bool) -> None:
    create = client.completions.create
    assert_type(create(model="m", prompt="p"), Completion)
    assert_type(create(model="m", prompt="p", stream=True), Stream[Event])
    assert_type(create(model="m", prompt="p", stream=wanted), Completion | Stream[Event])
    assert_type([event.text for event in client.completions.follow("1")], list[str | None])
    client.completions.pay(card="c")
    client.completions.pay(bic="b")  # type: ignore


def walk(client: Paged) -> None:
    page = client.pets.list()
    assert_type(page, SyncMyPage[PetListResponse])
    assert_type(page.get_next_page(), SyncMyPage[PetListResponse])
    assert_type([pet.id for pet in page], list[str | None])


async def walk_async(client: AsyncPaged) -> None:
    assert_type(await client.pets.list(), AsyncMyPage[PetListResponse])
    assert_type([pet.id async for pet in client.pets.list()], list[str | None])
"""


def packages(folder: Path) -> Mapping[str, StainlessPackage]:
    """The packages of the other tests, side by side, by the names in `USE`."""
    methods, streams = test_resources_methods, test_resources_streams
    webhooks = test_resources_webhooks
    options = test_client_options
    found = {
        "METHODS": built(folder, methods.DOCUMENT, methods.CONFIGURATION),
        "STREAMS": built(folder, streams.DOCUMENT, streams.CONFIGURATION),
        "REQUESTS": built(folder, methods.REQUESTS, methods.REQUESTING),
        "OPTIONS": built(folder, options.DOCUMENT, options.CONFIGURATION),
        "WEBHOOKS": built(
            folder, webhooks.DOCUMENT, webhooks.RESOURCES + webhooks.SECRET
        ),
        "EVERY_KEY": built(
            folder,
            test_every_key.DOCUMENT.read_text(encoding="utf-8"),
            test_every_key.CONFIGURATION.read_text(encoding="utf-8"),
        ),
    }
    purpose = test_client_pages.purpose
    schemes: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
        (
            "cursor_id",
            {"after": purpose("next_cursor_id_param")},
            {},
        ),
        (
            "offset",
            {"skip": purpose("offset_count_param", "integer")},
            {"total": purpose("offset_total_count_field", "integer")},
        ),
        (
            "page_number",
            {"page": purpose("page_number_param", "integer")},
            {"page": purpose("current_page_number_field", "integer")},
        ),
        ("cursor_url", {}, {"next": purpose("cursor_url_field")}),
        (
            "cursor",
            {"cursor": purpose("next_cursor_param")},
            {
                "next": purpose("next_cursor_field"),
                "more": purpose("has_next_page", "boolean", from_header="X-More"),
            },
        ),
    ]
    for kind, request, response in schemes:
        whole = {"data": test_client_pages.ITEMS, **response}
        found["PAGES"] = found[kind] = test_client_pages.package_of(
            lambda *documents: built(folder, *documents), kind, request, whole
        )
    return found


def run(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", *command],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.sweep
def test_mypy_and_pyright_accept_packages_and_calls(tmp_path: Path) -> None:
    source = USE
    for name, package in packages(tmp_path).items():
        source = source.replace(name, package.module.__name__)
    (tmp_path / "use.py").write_text(source, encoding="utf-8")
    settings = {"typeCheckingMode": "strict", "pythonVersion": "3.11"}
    (tmp_path / "pyrightconfig.json").write_text(json.dumps(settings))
    with ThreadPoolExecutor() as pool:
        first = pool.submit(run, tmp_path, "mypy", "--strict", "--config-file=", ".")
        second = pool.submit(
            run, tmp_path, "pyright", "--outputjson", "--pythonpath", sys.executable
        )
    mypy, pyright = first.result(), second.result()
    assert mypy.returncode == 0, mypy.stdout + mypy.stderr
    found = json.loads(pyright.stdout)
    errors = [
        f"{each['file']}:{each['range']['start']['line'] + 1}: {each['message']}"
        for each in found["generalDiagnostics"]
        if each["severity"] == "error"
    ]
    assert not errors, "\n".join(errors)
