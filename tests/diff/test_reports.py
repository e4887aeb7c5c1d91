"""Reports: what a reviewer reads, and what programs read."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from io import StringIO
from typing import Any

import jsonschema_rs
import pytest
from rich.console import Console

from generator.config.differences import AcceptedChange, DiffConfig
from generator.diagnostics import DiagnosticError
from generator.diff.catalogue import RULES
from generator.diff.changes import Comparison, PythonChange
from generator.diff.reports.json_report import clients_json, comparison_json
from generator.diff.reports.markdown_report import markdown_report
from generator.diff.reports.rules_report import rules_page
from generator.diff.reports.text_report import print_report
from tests.conftest import ROOT
from tests.diff.documents import OK, api, asks, compared, takes

GITHUB_LIMIT = 65_536
SCHEMA = json.loads((ROOT / "docs" / "diff.schema.json").read_text(encoding="utf-8"))
NEEDED = {
    "name": "since",
    "in": "query",
    "required": True,
    "schema": {"type": "string"},
}


def breaking() -> Comparison:
    return compared(asks(), asks(NEEDED, info={"title": "Other", "version": "1"}))


def is_valid(report: dict[str, Any]) -> bool:
    return jsonschema_rs.Draft202012Validator(SCHEMA).is_valid(
        json.loads(json.dumps(report))
    )


def test_json_has_the_published_shape() -> None:
    comparison = breaking()
    report = comparison_json(comparison)
    assert is_valid(report)
    assert is_valid(clients_json((comparison, comparison)))
    assert report["summary"] == {
        "breaking": 1,
        "warning": 0,
        "info": 1,
        "bump": "major",
        "reason": "calls that worked may fail",
    }
    change = report["changes"][0]
    assert change["id"] == "new-required-request-parameter"
    assert change["severity"] == "breaking"
    assert (change["method"], change["path"]) == ("POST", "/things")
    assert change["direction"] == "request"
    assert change["python"] == []
    assert change["revision_location"]["pointer"] == "/paths/~1things/post/parameters/0"
    assert change["revision_location"]["line"] > change["base_location"]["line"]
    del report["changes"][0]["python"]
    assert not is_valid(report)


def test_what_a_change_does_to_python_has_its_place() -> None:
    comparison = breaking()
    python = PythonChange(
        kind="argument",
        symbol="things.create",
        before=None,
        after="since",
        breaking=True,
    )
    first = replace(comparison.changes[0], python=(python,))
    report = comparison_json(replace(comparison, changes=(first,)))
    assert is_valid(report)
    assert report["changes"][0]["python"][0]["symbol"] == "things.create"


def test_markdown_says_what_to_do_before_anything_else() -> None:
    text = markdown_report([breaking()])
    head, _, folded = text.partition("<details>")
    assert "**1 breaking change, 1 other change**" in head
    assert "Suggested version bump: **major**" in head
    assert "`POST /things`" in head
    assert "the query parameter `since` was added, and is required" in head
    assert "**What to do:** Make it optional" in head
    assert re.search(r"now: `revision\.json:\d+`", head)
    assert "its title went from" in folded
    assert folded.count("</details>") == 1


def test_markdown_of_nothing() -> None:
    text = markdown_report([compared(api(), api())])
    assert "nothing changed" in text
    assert "bump: **none**" in text


def test_markdown_stays_below_the_limit_and_counts_what_is_left_out() -> None:
    many = [{**NEEDED, "name": f"{at}-{'x' * 150}"} for at in range(900)]
    text = markdown_report([compared(asks(), asks(*many))])
    assert len(text) < GITHUB_LIMIT
    shown = text.count("**What to do:**")
    left = re.search(r"_(\d+) more did not fit", text)
    assert left is not None
    assert shown + int(left[1]) == 900
    assert text.count("<details>") == text.count("</details>")


def test_texts_of_documents_are_only_text() -> None:
    evil = "`</details><script>alert(1)</script>\n# [x](http://evil.example) \x1b[31m"
    document = asks({**NEEDED, "name": evil}, info={"title": evil, "version": "1"})
    comparison = compared(asks(), document)
    text = markdown_report([comparison])
    assert "\n# " not in text
    assert "\x1b" not in text
    assert "](http" not in text
    without_code = re.sub(r"(`+)(?!`).*?(?<!`)\1(?!`)", "", text)
    assert "<script>" not in without_code
    assert without_code.count("<details>") == without_code.count("</details>") == 1
    output = StringIO()
    print_report([comparison], Console(file=output, highlight=False, markup=False))
    assert "\x1b" not in output.getvalue()


def test_text_is_grouped_by_operation_and_shows_both_places() -> None:
    output = StringIO()
    console = Console(file=output, highlight=False, markup=False, soft_wrap=True)
    print_report([breaking()], console)
    lines = output.getvalue().splitlines()
    assert lines[0] == "base -> revision"
    at = lines.index("POST /things")
    assert lines[at + 1].startswith("  breaking  the query parameter `since` was added")
    assert re.search(r"before base\.json:\d+, now revision\.json:\d+", lines[at + 2])
    assert lines[-1] == "suggested bump: major, since calls that worked may fail"


def test_the_page_of_all_ids_is_current() -> None:
    page = (ROOT / "docs" / "changes.md").read_text(encoding="utf-8")
    assert page == rules_page(), "make rules"
    for rule in RULES.values():
        assert rule.id in page


def test_severities_of_the_configuration_go_before_the_rule() -> None:
    config = DiffConfig(severity={"new-required-request-parameter": "info"})
    assert compared(asks(), asks(NEEDED), config).summary.breaking == 0


def accepted(**members: Any) -> DiffConfig:
    entry = {
        "id": "new-required-request-parameter",
        "operation": "POST /things",
        "reason": "agreed",
        **members,
    }
    return DiffConfig(accept=(AcceptedChange(**entry),))


@pytest.mark.parametrize(
    ("members", "count"),
    [
        ({}, 0),
        ({"operation": "*"}, 0),
        ({"operation": "GET /things"}, 1),
        ({"pointer": "/paths/~1things/post/parameters/0"}, 0),
        ({"pointer": "/paths/~1things/post/parameters/1"}, 1),
    ],
)
def test_accepted_changes_are_shown_and_do_not_count(
    members: dict[str, Any], count: int
) -> None:
    comparison = compared(asks(), asks(NEEDED), accepted(**members))
    assert comparison.summary.breaking == count
    assert len(comparison.changes) == 1
    if not count:
        assert "Accepted: agreed" in markdown_report([comparison])
        assert comparison_json(comparison)["changes"][0]["accepted"] == "agreed"


def test_an_id_that_does_not_exist_is_an_error_with_a_hint() -> None:
    config = DiffConfig(severity={"new-required-request-parametre": "info"})
    with pytest.raises(DiagnosticError, match="did you mean `new-required"):
        compared(asks(), asks(), config)


def test_bumps() -> None:
    optional = {**NEEDED, "required": False}
    documented = {"summary": "new words", "responses": {"200": OK}}
    assert compared(asks(), asks(optional)).summary.bump == "minor"
    assert compared(asks(optional), asks()).summary.bump == "minor"
    assert compared(api(), api(documented)).summary.bump == "patch"
    assert compared(takes({}), takes({"type": "string"})).summary.bump == "major"
    assert compared(api(), api()).summary.bump == "none"
