"""The report of benchmarks/: its arithmetic, and that its programs run."""

from __future__ import annotations

import json
import sys
import urllib.request
from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
import yaml

from benchmarks import generators, payload, sdk_answers, sdks
from benchmarks.__main__ import main
from benchmarks.calls import Effort, probe
from benchmarks.comparison import Row as Compared
from benchmarks.comparison import edit
from benchmarks.coverage import Result, documents_in, with_section
from benchmarks.coverage import Row as Coverage
from benchmarks.environments import OURS, ROOT, BenchmarkError, Environment
from benchmarks.generation import Row as Speed
from benchmarks.generators import OURS as OUR_GENERATOR
from benchmarks.generators import Run, declared_operations
from benchmarks.growth import main as growth
from benchmarks.line_counts import Lines, count, vendor_runtime
from benchmarks.loopback import server
from benchmarks.processes import Contest, Program, run
from benchmarks.ratios import Paired
from benchmarks.report import Row, lines, table, times
from benchmarks.round_trip import Outcome, in_a_process
from benchmarks.trips.shrinking import shrunk
from tests.diff.documents import compared

SOURCE = '''"""A module
that says so."""

import os  # used

# Alone.
TEXT = """no
docstring"""


class Thing:
    """One line."""

    size: int = 1
    """Of the thing."""

    def name(self) -> str:
        """Several

        lines.
        """
        return (
            os.name
        )
'''


def test_a_ratio_is_the_median_of_the_ratios_of_the_pairs() -> None:
    paired = Paired(((1.0, 1.0), (30.0, 10.0), (4.0, 2.0)))
    assert paired.ratio == 2.0
    assert paired.measured == 4.0
    assert paired.baseline == 2.0


def test_lines_of_code_leave_out_blanks_comments_and_docstrings() -> None:
    assert count(SOURCE) == Lines(all=24, code=9)
    assert count("") == Lines(all=0, code=0)


def test_the_runtime_of_a_vendor_is_what_does_not_come_from_its_document(
    tmp_path: Path,
) -> None:
    shared = ("_models.py", "_utils/_json.py", "pagination.py")
    for name in (*shared, "__init__.py", "_client.py", "resources/apps.py"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    assert vendor_runtime(tmp_path) == [tmp_path / name for name in shared]


def test_the_table_says_which_goals_are_met() -> None:
    paired = Paired(((0.003, 0.002),))
    rows = [
        Row("slow", times(paired), None, 1.3),
        Row("short", lines(2000), lines(7100), 2000),
        Row("none", lines(3)),
    ]
    assert table(rows).splitlines() == [
        "| what  | ours            | vendor | goal     | met |",
        "| ----- | --------------- | ------ | -------- | --- |",
        "| slow  | 1.50 (3 : 2 ms) |        | <= 1.3   | NO  |",
        "| short | 2,000           | 7,100  | <= 2,000 | yes |",
        "| none  | 3               |        |          |     |",
    ]


def test_processes_take_turns_and_every_pair_counts() -> None:
    program = Program(OURS, "import {http}")
    taken = run({"same": Contest(program, program)}, pairs=2)
    assert len(taken["same"].pairs) == 2
    assert min(min(pair) for pair in taken["same"].pairs) > 0


def test_a_program_that_fails_is_an_error() -> None:
    with pytest.raises(BenchmarkError, match="no such thing"):
        OURS.run("-c", "raise SystemExit('no such thing')")


def test_an_environment_that_is_missing_says_how_to_make_it(tmp_path: Path) -> None:
    missing = Environment(tmp_path / ".venv-kernel" / "bin" / "python", "httpx")
    with pytest.raises(BenchmarkError, match=r"\.venv-kernel is missing.*make bench"):
        missing.run("-c", "")


def test_the_server_answers_every_request_on_a_connection() -> None:
    with server(payload.HEADERS, payload.body()) as url:
        for _ in range(2):
            with urllib.request.urlopen(f"{url}/invocations") as response:
                assert response.read() == payload.body()


@pytest.mark.parametrize("loopback", [False, True])
def test_calls_are_timed_in_each_mode(loopback: bool) -> None:
    found = probe(OURS, Effort(rounds=2, calls=2, tasks=3), loopback=loopback)
    assert {mode: len(value.pairs) for mode, value in found.items()} == {
        "sync": 2,
        "async": 2,
        "concurrent": 2,
    }


_AN_SDK = """
class Openai:
    def __init__(self, *, api_key_auth, base_url):
        self.chat = self

    def create_completion(self, stream=False, **arguments):
        self.delta = self.message = self
        self.content, self.choices = "Hello", [self]
        return [self] * 4 if stream else self

    def list_completions(self, limit):
        self.data = [self.create_completion()] * limit
        return self
"""


def test_an_sdk_is_used_in_every_way(tmp_path: Path) -> None:
    (tmp_path / "openai.py").write_text(_AN_SDK)
    where = replace(OURS, path=tmp_path)
    found = [sdks.probe(where, "Openai", value, "http://x") for value in sdks.ACTIONS]
    assert [[*value] for value in found] == [
        ["import", "first call"],
        ["construct", "memory"],
        ["call"],
        ["items"],
        ["events"],
    ]


def test_answers_for_sdks_are_as_large_as_asked_for() -> None:
    assert len(json.loads(sdk_answers.stripe(20))["data"]) == 20
    assert len(json.loads(sdk_answers.openai(3))["data"]) == 3
    assert json.loads(sdk_answers.openai())["choices"]
    *events, last = sdk_answers.openai_events(5).split(b"\n\n")[:-1]
    assert len(events) == 5
    assert last == b"data: [DONE]"


def test_sdks_without_documents_say_what_they_need(tmp_path: Path) -> None:
    (tmp_path / "stripe.json").mkdir()  # no file
    rows = [*sdks.measure(None, tmp_path, 1), *sdks.measure(tmp_path, tmp_path, 1)]
    texts = [row.ours.text for row in rows]
    assert texts[:3] == texts[3:]
    assert texts[0] == "needs stripe.json in --documents"


@pytest.mark.sweep
def test_the_whole_report_on_tiny_rounds(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tiny = "--no-vendors --pairs 1 --rounds 1 --calls 2 --tasks 2 --operations 6"
    main([*tiny.split(), "--resources", "2", "--build", str(tmp_path)])
    heading, ruler, *rows = capsys.readouterr().out.splitlines()
    assert [row.split("|")[1].strip() for row in rows] == [
        "import kernel",
        "first call of kernel",
        "import browserbase",
        "import 6 operations",
        "first call of 6 operations",
        "sync call, mocked",
        "async call, mocked",
        "2 tasks at once, mocked, per call",
        "runtime, all lines",
        "runtime, lines of code",
        "package, all lines",
        "package, lines of code",
    ]
    assert len({len(line) for line in (heading, ruler, *rows)}) == 1


@pytest.mark.sweep
@pytest.mark.parametrize("name", ["browserbase", "c1", "kernel", "bctrl"])
def test_all_operations_of_a_document_are_counted(tmp_path: Path, name: str) -> None:
    document = ROOT / "specs" / f"{name}.yaml"
    folder = tmp_path / "made"
    run = OUR_GENERATOR.run(document, folder)
    assert run.succeeded, run.output
    assert run.megabytes > 10
    assert (
        OUR_GENERATOR.operations(document, folder) == declared_operations(document) > 0
    )
    assert OUR_GENERATOR.imports(folder)
    (folder / "client" / "broken.py").write_text("import nothing_of_that_name\n")
    assert not OUR_GENERATOR.imports(folder)


THING: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Things", "version": "1"},
    "servers": [{"url": "https://api.test"}],
    "paths": {
        f"/{kind}/{{id}}": {
            "get": {
                "operationId": f"{kind}_get",
                "deprecated": kind == "old",
                "tags": ["Things", "More"],
                "parameters": [
                    {
                        "name": "id",
                        "in": "path",
                        "required": True,
                        "schema": {"type": "integer"},
                    },
                    {"name": "a", "in": "query", "schema": {"type": "string"}},
                ],
                "responses": {"204": {"description": "Done"}},
            }
        }
        for kind in ("old", "new")
    },
}


def test_round_trips_are_made_in_a_process_and_can_fail(tmp_path: Path) -> None:
    document, folder = tmp_path / "things.json", tmp_path / "made"
    document.write_text(json.dumps(THING))
    assert OUR_GENERATOR.run(document, folder).succeeded
    # An operation that is deprecated counts as well.
    assert OUR_GENERATOR.operations(document, folder) == 2
    found = in_a_process(document, folder)
    assert [item.verdict for item in found] == ["ok", "ok"]
    source = folder / "client" / "resources" / "things.py"
    text = source.read_text()
    source.write_text(text.replace('"/new/{id}"', '"/newer/{id}"'))
    old, new = in_a_process(document, folder)
    assert (old.verdict, new.verdict) == ("ok", "failed")
    assert new.reason.startswith("the request: the path is '/newer/")
    source.write_text(f"{text}\n\ndel Things.retrieve_new\n")
    assert OUR_GENERATOR.operations(document, folder) == 1


def test_the_coverage_names_what_does_not_come_through() -> None:
    trips = (
        Outcome("GET /a", "ok"),
        Outcome("GET /b", "failed", "not `b`,\n but c"),
        Outcome("GET /c", "no data", "none"),
    )
    row = Coverage("api.json", 4, (Result(4, True), Result(3, False)), "clean", trips)
    counts = ["**4**", "3, fails to import"]
    assert [*row.cells()] == ["api.json", "4", *counts, "clean", "1/3 tried"]
    assert [*row.notes()] == [
        "- api.json, `GET /b`: failed: not 'b', but c",
        "- api.json, `GET /c`: no data: none",
    ]
    whole = replace(row, declared=3)
    assert [*whole.cells()][-1] == "1/3"
    nothing = replace(row, trips=())
    assert [*nothing.cells()][-1] == "0/4"
    assert [*nothing.notes()] == ["- api.json: nothing was tried"]


def test_a_section_of_the_coverage_takes_the_place_of_its_predecessor() -> None:
    page = with_section(with_section("", "first", "| a |\n"), "second", "| b |\n")
    again = with_section(page, "first", "| c |\n\nNo round trip:\n\n- d\n")
    assert page.startswith("# Coverage\n")
    assert again == page.replace("| a |", "| c |\n\nNo round trip:\n\n- d")


def test_the_documents_of_vendors_are_those_that_the_readme_names(
    tmp_path: Path,
) -> None:
    for name in ("a/root.yaml", "a/parts/other.yaml", "b/api.json"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("openapi: 3.0.3\npaths: {}\n")
    (tmp_path / "b/schema.yaml").write_text("type: object\n")
    assert [document.name for document in documents_in(tmp_path)] == [
        "other.yaml",
        "root.yaml",
        "api.json",
    ]
    (tmp_path / "README.md").write_text(
        "| document | operations |\n|---|---|\n| b/api.json | 1 |\n| a/root.yaml | 2 |\n"
    )
    named = documents_in(tmp_path)
    assert named == [tmp_path / "a/root.yaml", tmp_path / "b/api.json"]


def test_operations_behind_references_are_counted(tmp_path: Path) -> None:
    document = {
        "openapi": "3.0.3",
        "paths": {
            "/things": {"$ref": "paths/things.yaml#/~1things"},
            "/others": {"get": {"$ref": "paths/others.yaml"}, "parameters": []},
            "/shared": {"$ref": "#/components/pathItems/Shared"},
            "x-extension": {"get": {}},
        },
        "components": {"pathItems": {"Shared": {"put": {}, "patch": {}}}},
    }
    path = tmp_path / "api.json"
    path.write_text(json.dumps(document))
    (tmp_path / "paths").mkdir()
    things = {"/things": {"$ref": "item.yaml"}}
    (tmp_path / "paths/things.yaml").write_text(yaml.safe_dump(things))
    (tmp_path / "paths/item.yaml").write_text("get: {}\npost: {}\n")
    assert declared_operations(path) == 5


def test_a_generator_that_does_not_end_has_failed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(generators, "_TIMEOUT", 0.1)
    command = [sys.executable, "-c", "import threading; threading.Event().wait()"]
    assert not generators.timed(command, tmp_path).succeeded


def test_a_document_shrinks_to_what_matters() -> None:
    pet = {"type": "object", "properties": {"id": {"$ref": "#/components/schemas/Id"}}}
    schemas = {"Pet": pet, "Id": {"type": "string", "maxLength": 3}, "Other": {}}
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/Pet"}}}
    responses = {"200": {"description": "A pet", "content": content}}
    document = {
        "openapi": "3.1.0",
        "paths": {
            "/pets": {"get": {"responses": responses}, "put": {}},
            "/others": {"get": {}},
        },
        "components": {"schemas": schemas},
    }
    found = shrunk(
        document, "GET /pets", lambda value: "maxLength" in json.dumps(value)
    )
    assert found == {"components": {"schemas": {"Id": {"maxLength": 3}}}}


def test_what_generation_takes_is_compared_with_the_faster_peer() -> None:
    def runs(*seconds: float, succeeded: bool = True) -> list[Run]:
        return [Run(second, 100 * second, succeeded, "") for second in seconds]

    row = Speed(
        "api.json",
        7,
        cold=runs(3, 1, 2),
        changed=runs(1),
        unchanged=runs(0.5),
        peers=[runs(4), runs(8, succeeded=False)],
    )
    figures = ["2.00 (0.50)", "1.00 (0.25)", "0.50 (0.12)", "4.00", "8.00*"]
    assert [*row.cells()] == ["api.json", "7", *figures, "300", "400", "800"]


def test_a_failed_peer_is_no_yardstick() -> None:
    quick = [Run(1, 1, False, "")]
    row = Speed(
        "api.json",
        7,
        cold=[Run(2, 1, True, "")],
        changed=[Run(1, 1, True, "")],
        unchanged=[Run(1, 1, True, "")],
        peers=[quick, [Run(8, 1, True, "")]],
    )
    assert [*row.cells()][2:6] == ["2.00 (0.25)", "1.00 (0.12)", "1.00 (0.12)", "1.00*"]


@pytest.mark.sweep
def test_growth_is_measured_and_drawn(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plot = tmp_path / "growth.svg"
    build = ("--sizes", "3", "12", "--rounds", "1", "--build", str(tmp_path / "build"))
    growth([str(plot), str(ROOT / "specs" / "c1.yaml"), *build])
    rows = capsys.readouterr().out.splitlines()[-3:]
    assert [row.split(" | ")[0] for row in rows] == [
        "| 3 made up",
        "| 12 made up",
        "| c1",
    ]
    drawn = ElementTree.fromstring(plot.read_text())
    circles = drawn.findall(".//{http://www.w3.org/2000/svg}circle")
    assert len(circles) == 3


def test_the_edits_of_a_comparison_are_three_breaks(tmp_path: Path) -> None:
    base = yaml.safe_load((ROOT / "specs" / "kernel.yaml").read_text("utf-8"))
    base["paths"]["/last"] = {"get": {"responses": {"200": {"description": "."}}}}
    revision = deepcopy(base)
    edit(revision)
    found = compared(base, revision)
    assert (found.summary.breaking, len(found.changes)) == (3, 3)
    document = tmp_path / "kernel.json"
    document.write_text(json.dumps(base))
    pairs = [(Run(2.0, 10, True, ""), Run(4.0, 10, True, ""))]
    row = Compared(document, 3, pairs, [Run(9.0, 10, True, "")])
    assert row.cells == "| kernel.json | 2 | 0.0 | 3 | 2.00 | 0.50 | 10 | 9.00 |\n"
