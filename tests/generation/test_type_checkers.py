"""The packages that the other tests of this folder have generated are strictly typed.

The packages are found where pytest keeps the folders of tests, so that each checker
runs once over all of them. Run alone, this looks at a package of its own.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.generation import test_builtins
from tests.generation.build import Generate, with_shared_runtime
from tests.generation.test_order import DOCUMENT

CHOICES = """
paths:
  /ask:
    post:
      operationId: Things_ask
      deprecated: true
      requestBody:
        content:
          application/json:
            schema:
              type: object
              required: [prompt]
              properties:
                prompt: {type: string}
                stream: {type: boolean, nullable: true}
          multipart/form-data:
            schema:
              type: object
              required: [file]
              properties:
                file: {type: string, format: binary}
                more: {type: array, items: {type: string, format: binary}}
                stream: {type: boolean}
      responses:
        "200":
          content:
            application/json: {schema: {$ref: "#/components/schemas/Answer"}}
            text/event-stream: {schema: {$ref: "#/components/schemas/Chunk"}}
  /export:
    get:
      operationId: Things_export
      responses:
        "200":
          content:
            application/json: {schema: {$ref: "#/components/schemas/Answer"}}
            application/zip: {}
            text/csv: {}
  /speak:
    post:
      operationId: Things_speak
      requestBody: {required: true, content: {"*/*": {}}}
      responses:
        "200": {content: {audio/mpeg: {}, application/x-ndjson: {}}}
webhooks:
  answered:
    post:
      requestBody:
        content:
          application/json:
            schema:
              type: object
              required: [type, answer]
              properties:
                type: {const: answered}
                answer: {$ref: "#/components/schemas/Answer"}
  asked:
    post:
      requestBody:
        content:
          application/json:
            schema:
              type: object
              required: [type]
              properties: {type: {const: asked}, prompt: {type: string}}
components:
  schemas:
    Answer: {type: object, properties: {text: {type: string}}}
    Chunk: {type: object, properties: {delta: {type: string}}}
"""
# What callers get for their arguments, and what checkers must refuse.
USE = """# pyright: reportUnnecessaryTypeIgnoreComment=true
# pyright: reportDeprecated=false
from __future__ import annotations

from pathlib import Path

from typing_extensions import assert_type

from client_package import BinaryAPIResponse
from client_package._runtime import AsyncBinaryAPIResponse, AsyncStream, Stream
from client_package.resources import AsyncThings, AsyncWebhooks, Things, Webhooks
from client_package.types import (
    Answer,
    AnsweredWebhookEvent,
    AskedWebhookEvent,
    Chunk,
    UnwrapWebhookEvent,
)


def use(things: Things, stream: bool) -> None:
    assert_type(things.ask(file=b"x"), Answer)
    assert_type(things.ask(file=Path("x"), more=[b"x", ("name", b"x")]), Answer)
    assert_type(things.ask(file=b"x", stream=False), Answer)
    assert_type(things.ask(file=b"x", stream=True), Stream[Chunk])
    assert_type(things.ask(file=b"x", stream=stream), Answer | Stream[Chunk])
    json = things.ask(prompt="x", content_type="application/json", stream=None)
    assert_type(json, Answer)
    chunks = things.ask(prompt="x", content_type="application/json", stream=True)
    assert_type([each.delta for each in chunks], list[str | None])
    assert_type(things.export(), Answer)
    assert_type(things.export(accept="application/json"), Answer)
    assert_type(things.export(accept="application/zip"), BinaryAPIResponse)
    assert_type(things.export(accept="text/csv"), str)
    assert_type(things.speak(body=b"x"), BinaryAPIResponse)
    assert_type(things.speak(body="x", content_type="text/plain", stream=True), Stream[object])
    assert_type(things.with_raw_response.export().parse(), Answer)
    with things.with_streaming_response.export() as response:
        assert_type(response.parse(), Answer)


async def use_async(things: AsyncThings) -> None:
    assert_type(await things.ask(file=b"x", stream=True), AsyncStream[Chunk])
    assert_type(await things.export(accept="application/zip"), AsyncBinaryAPIResponse)
    raw = await things.with_raw_response.export()
    assert_type(await raw.parse(), Answer)


def receive(webhooks: Webhooks, body: bytes, headers: dict[str, str]) -> str | None:
    webhooks.verify_signature(body, headers, secret="x")
    webhooks.verify_signature(body, headers, secret=["x", "y"], tolerance=60)
    assert_type(webhooks.unwrap(body, verify=False), UnwrapWebhookEvent)
    event = webhooks.unwrap(body, headers)
    assert_type(event, UnwrapWebhookEvent)
    assert_type(event, AnsweredWebhookEvent | AskedWebhookEvent)
    if event.type == "answered":
        assert_type(event, AnsweredWebhookEvent)
        return event.answer.text
    return event.prompt


def receive_in_async(webhooks: AsyncWebhooks) -> None:
    assert_type(webhooks.unwrap("{}"), UnwrapWebhookEvent)
    webhooks.unwrap(body={})  # type: ignore
    webhooks.verify_signature("{}")  # type: ignore


def misuse(things: Things) -> None:
    things.ask(prompt="x")  # type: ignore
    things.ask(prompt="x", content_type="multipart/form-data")  # type: ignore
    things.ask(file=3)  # type: ignore
    things.export(accept="image/png")  # type: ignore
    things.speak()  # type: ignore
"""


@pytest.fixture
def folder(
    generate: Generate, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """All packages of the session side by side, standing on one runtime."""
    generate(DOCUMENT)
    generate(test_builtins.document())
    chosen = generate(CHOICES)
    home = tmp_path_factory.getbasetemp()
    if home.name.startswith("popen-"):  # a worker of pytest-xdist
        home = home.parent
    # pytest links to the last folder of each name as `...current`.
    found = {path.resolve().parent for path in home.glob("**/.clientsmith.json")}
    target = tmp_path / "all"
    packages = [path for path in sorted(found) if path.parent.name == "packages"]
    with_shared_runtime(packages, target)
    number = packages.index(chosen.folder.resolve())
    source = USE.replace("client_package", f"package_{number}")
    (target / "use.py").write_text(source, encoding="utf-8")
    return target


def run(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", *command],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.sweep
def test_mypy_and_pyright_accept_every_package(folder: Path) -> None:
    settings = {"typeCheckingMode": "strict", "pythonVersion": "3.11"}
    (folder / "pyrightconfig.json").write_text(json.dumps(settings))
    with ThreadPoolExecutor() as pool:
        first = pool.submit(run, folder, "mypy", "--strict", "--config-file=", ".")
        second = pool.submit(
            run, folder, "pyright", "--outputjson", "--pythonpath", sys.executable
        )
    mypy, pyright = first.result(), second.result()
    assert re.match(r"Success: no issues found in \d+ source files", mypy.stdout), (
        mypy.stdout + mypy.stderr
    )
    found = json.loads(pyright.stdout)
    errors = [
        f"{entry['file']}:{entry['range']['start']['line'] + 1}: {entry['message']}"
        for entry in found["generalDiagnostics"]
        if entry["severity"] == "error"
    ]
    assert not errors, "\n".join(errors)
    assert found["summary"]["filesAnalyzed"] > len([*folder.glob("package_*")])
