"""The sample and the runtime are strictly typed, also as seen by their users."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

PROGRAM = """
from typing import assert_type

from sample.bctrl import Bctrl
from sample.bctrl.types import InvocationSummary, RunInvocationsPage
from sample.browserbase import AsyncBrowserbase, Browserbase
from sample.browserbase.types import Invocation as BrowserbaseInvocation
from sample.kernel import APIResponse, AsyncAPIResponse, AsyncKernel, Kernel
from sample.kernel._runtime import AsyncListPage, ListPage
from sample.kernel.types import Error, Invocation

client = Kernel(api_key=lambda: "key", timeout=3, max_retries=1)
page = client.invocations.list(status="running", limit=1, timeout=None)
assert_type(page, ListPage[Invocation])
assert_type(page.items, list[Invocation])
assert_type(page.get_next_page(), ListPage[Invocation])
for item in page:
    assert_type(item, Invocation)
for each in page.iter_pages():
    assert_type(each, ListPage[Invocation])

raw = client.invocations.with_raw_response.list(app_name="a", max_retries=2)
assert_type(raw, APIResponse[ListPage[Invocation]])
assert_type(raw.parse(), ListPage[Invocation])
with client.invocations.with_streaming_response.retrieve("1") as streamed:
    assert_type(streamed, APIResponse[Invocation])
assert_type(client.with_options(api_key="b"), Kernel)
assert_type(client.get("/x", cast_to=Invocation), Invocation)
assert_type(client.post("/x", cast_to=Invocation | Error | None, body={}), Invocation | Error | None)

runs = Bctrl(environment="local").runs.list_invocations("r", status=["queued"])
assert_type(runs, RunInvocationsPage)
assert_type(runs.next_cursor, str | None)
for summary in runs:
    assert_type(summary, InvocationSummary)

invocation = Browserbase().functions.invoke(
    "f", session_create_params={"proxies": [{"type": "none", "domain_pattern": "x"}]}
)
assert_type(invocation, BrowserbaseInvocation)


async def main() -> None:
    aclient = AsyncKernel()
    first = await aclient.invocations.list()
    assert_type(first, AsyncListPage[Invocation])
    async for item in aclient.invocations.list():
        assert_type(item, Invocation)
    async for item in first:
        assert_type(item, Invocation)
    assert_type(await first.get_next_page(), AsyncListPage[Invocation])
    raw = await aclient.invocations.with_raw_response.list()
    assert_type(raw, AsyncAPIResponse[AsyncListPage[Invocation]])
    assert_type(await raw.parse(), AsyncListPage[Invocation])
    one = await aclient.invocations.with_raw_response.retrieve("1")
    assert_type(await one.parse(), Invocation)
    async with aclient.invocations.with_streaming_response.list() as streamed:
        assert_type(streamed, AsyncAPIResponse[AsyncListPage[Invocation]])
    assert_type(await AsyncBrowserbase().functions.invoke("f"), BrowserbaseInvocation)
"""

MISTAKES = """
from sample.browserbase import Browserbase
from sample.kernel import Kernel
from sample.kernel import types

Kernel().invocations.list(status="sleeping")
Kernel().invocations.list(limit="1")
Kernel().invocations.list(statuss="queued")
Kernel().invocations.list(timeout="1")
Kernel().invocations.retrieve()
Kernel().invocations.retrieve(None)
Kernel().invocations.with_raw_response.retrieve(1)
Kernel().with_options(api_keyy="a")
Kernel(environment="local")
Browserbase().functions.invoke("f", session_create_params={"timeout": "1"})
types.Invocatoin
"""


def write(sample_home: Path, program: str) -> Path:
    path = sample_home / "program.py"
    path.write_text(program)
    return path


def mypy(sample_home: Path, *targets: str) -> list[str]:
    command = [sys.executable, "-m", "mypy", "--strict", "--no-incremental", *targets]
    done = subprocess.run(
        command,
        cwd=sample_home,
        capture_output=True,
        check=False,
        text=True,
        timeout=300,
    )
    return [line for line in done.stdout.splitlines() if ": error: " in line]


def pyright(sample_home: Path, *targets: str) -> list[dict[str, object]]:
    project = sample_home / "pyrightconfig.json"
    settings = {"include": [*targets], "typeCheckingMode": "strict"}
    project.write_text(json.dumps(settings))
    command = [sys.executable, "-m", "pyright", "--outputjson", "-p", str(project)]
    command += ["--pythonpath", sys.executable]
    done = subprocess.run(
        command,
        cwd=sample_home,
        capture_output=True,
        check=False,
        text=True,
        timeout=300,
    )
    report = json.loads(done.stdout)
    assert report["summary"]["filesAnalyzed"] >= len(targets)
    return [d for d in report["generalDiagnostics"] if d["severity"] == "error"]


def test_mypy_strict_finds_nothing(sample_home: Path) -> None:
    write(sample_home, PROGRAM)
    assert mypy(sample_home, "sample", "program.py") == []


def test_pyright_strict_finds_nothing(sample_home: Path) -> None:
    write(sample_home, PROGRAM)
    assert pyright(sample_home, "sample", "program.py") == []


def test_both_find_each_mistake_of_a_user(sample_home: Path) -> None:
    write(sample_home, MISTAKES)
    first = MISTAKES.splitlines().index('Kernel().invocations.list(status="sleeping")')
    expected = set(range(first + 1, len(MISTAKES.splitlines()) + 1))
    lines = {int(line.split(":")[1]) for line in mypy(sample_home, "program.py")}
    assert lines == expected
    found = pyright(sample_home, "program.py")
    starts = {d["range"]["start"]["line"] + 1 for d in found}  # type: ignore[index]
    assert starts == expected
