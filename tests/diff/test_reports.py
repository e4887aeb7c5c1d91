"""Reports: what a reviewer reads, and what programs read."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from rich.console import Console

from clientsmith.config.differences import AcceptedChange, DiffConfig
from clientsmith.diagnostics import DiagnosticError
from clientsmith.diff.changes import Comparison, PythonChange
from clientsmith.diff.reports.github_report import github_report
from clientsmith.diff.reports.html_report import html_report
from clientsmith.diff.reports.json_report import clients_json, comparison_json
from clientsmith.diff.reports.markdown_report import markdown_report
from clientsmith.diff.reports.python_code import code_lines
from clientsmith.diff.reports.rules_report import rules_page
from clientsmith.diff.reports.sarif_report import sarif_log
from clientsmith.diff.reports.text_report import print_report
from clientsmith.diff.rules.catalogue import RULES
from clientsmith.support.markdown import code_spans
from tests.conftest import ROOT
from tests.diff.documents import OK, api, asks, compared, gives, takes

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


def printed(*comparisons: Comparison) -> str:
    """The text for a terminal."""
    output = StringIO()
    console = Console(file=output, highlight=False, markup=False, soft_wrap=True)
    print_report(comparisons, console)
    return output.getvalue()


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
        "accepted": 0,
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
    assert "Query parameter `since` was added, and is required" in head
    assert "**If you call the API:** Send it with every call" in head
    assert "**If you offer it:** Make it optional" in head
    assert re.search(r"now: `revision\.json:\d+`", head)
    assert "The title of the API changed from" in folded
    assert folded.count("</details>") == 1


def test_those_who_have_a_client_are_told_what_callers_have_to_do() -> None:
    text = markdown_report([replace(breaking(), client="acme")])
    assert "**What to do:** Send it with every call" in text
    assert "If you" not in text


def test_several_clients_are_summed_up_and_those_without_changes_named() -> None:
    same = compared(api(), api())
    several = [
        replace(same, client="one"),
        replace(breaking(), client="two"),
        replace(same, client="three"),
    ]
    text = markdown_report(several)
    assert "| `two` | **1** | 0 | 1 | not compared | major |" in text
    assert "Nothing changed: `one`, `three`." in text
    assert "\n## `two`: calls that work today may fail\n" in text
    assert text.count("\n## ") == 1
    output = StringIO()
    print_report(several, Console(file=output, highlight=False, markup=False))
    assert output.getvalue().splitlines()[-1] == "no changes: one, three"


def test_of_long_code_the_elements_that_changed_are_shown() -> None:
    known = [f"'value {at}'" for at in range(20)]
    added = [*known[:5], "'a, b | c]'", *known[5:]]
    literals, classes = (
        PythonChange(
            kind="field-type-changed",
            symbol="Thing.field",
            before=f"field: {before}",
            after=f"field: {after}",
            breaking=True,
        )
        for before, after in (
            (f"Literal[{', '.join(known)}]", f"Literal[{', '.join(added)}]"),
            (
                " | ".join(f"AVariant{at}" for at in range(20)),
                " | ".join(f"AVariant{at}" for at in range(21)),
            ),
        )
    )
    assert [*code_lines(literals)] == [
        "      'value 4',",
        "+     'a, b | c]',",
        "      'value 5',",
    ]
    assert [*code_lines(classes)] == ["      | AVariant19", "+     | AVariant20"]
    changed = replace(breaking().changes[0], python=(literals,))
    page = html_report([replace(breaking(), changes=(changed,))])
    assert "<ins" in page
    assert "&#39;a, b | c]&#39;," in page
    assert "&#39;value 19&#39;" not in page


@pytest.mark.parametrize(
    "annotation",
    [
        "list[{}] | None",
        "Annotated[{}, Discriminator('type')]",
        "dict[str, ListPage[Annotated[{}, Field(discriminator='type')]]]",
    ],
)
def test_hunks_of_long_unions_show_where_they_differ(annotation: str) -> None:
    names = [f"AnEventWithALongName{at}" for at in range(30)]
    before, after = (
        annotation.format(" | ".join(value))
        for value in (names, [*names[:20], *names[21:]])
    )
    change = PythonChange(
        kind="field-type-changed",
        symbol="Thing.field",
        before=f"field: {before}",
        after=f"field: {after}",
        breaking=True,
    )
    lines = [*code_lines(change)]
    assert [line.split() for line in lines if line[0] in "+-"] == [
        ["-", "|", "AnEventWithALongName20"]
    ]
    assert len(lines) == 3


def test_many_clients_stay_below_the_limit_the_worst_are_told() -> None:
    info = {"title": "Other " + "x" * 500, "version": "1"}
    mild = compared(api(), api(info=info))
    several = [replace(mild, client=f"client-{at}-{'y' * 60}") for at in range(150)]
    text = markdown_report([*several, replace(breaking(), client="last")])
    assert len(text) < GITHUB_LIMIT
    assert "\n## `last`: calls that work today may fail\n" in text
    assert "_The changes of 111 more clients did not fit._" in text
    assert text.count("<details>") == text.count("</details>")


def test_markdown_of_nothing() -> None:
    text = markdown_report([compared(api(), api())])
    assert "nothing changed" in text
    assert "bump: **none**" in text


def test_markdown_stays_below_the_limit_and_counts_what_is_left_out() -> None:
    many = [{**NEEDED, "name": f"{at}-{'x' * 150}"} for at in range(900)]
    text = markdown_report([compared(asks(), asks(*many))])
    assert len(text) < GITHUB_LIMIT
    shown = text.count("was added, and is required")
    assert 100 < shown < 900
    assert f"- and {900 - shown} more\n" in text
    assert f"_{900 - shown} changes are left out here, for length." in text
    assert "--report html=changes.html" in text
    assert "| breaking | required parameter added |  | 900 |" in text
    assert text.count("<details>") == text.count("</details>")


def test_what_is_decided_together_stands_together() -> None:
    """The same in two operations, and two of a kind in one."""
    item = {"type": "object", "properties": {word: {} for word in ("a", "b", "c")}}
    less = {"type": "object", "properties": {"c": {}}}

    def document(schema: Any) -> dict[str, Any]:
        operation = takes(schema)["paths"]["/things"]
        return {**api(), "paths": {f"/{name}": operation for name in ("x", "y")}}

    comparison = compared(document(item), document(less))
    assert len(comparison.changes) == 4
    text = markdown_report([comparison])
    told = "`POST /x`, `POST /y`: Each of `a`, `b` in the request body was removed"
    assert f"- {told}" in text
    assert text.count("**If you call the API:**") == 1
    lines = printed(comparison).splitlines()
    assert f"  {told.replace('`POST /x`, `POST /y`', 'POST /x, POST /y')}" in lines
    assert sum("If you call the API:" in line for line in lines) == 1


def test_members_of_one_object_share_a_sentence() -> None:
    properties: dict[str, Any] = {f"p{at}": {} for at in range(30)}
    base = takes({"type": "object", "properties": properties})
    text = markdown_report([compared(base, takes({"type": "object"}))])
    assert "`POST /things`: Each of `p0`, `p10`, " in text
    assert " and 20 more in the request body was removed" in text
    assert "| warning | property removed | request properties | 30 |" in text


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


@pytest.mark.parametrize(
    "name", ["`@octocat", "a`b", "``", "` @octocat `", "@octocat", "a`` @octocat `b"]
)
def test_backticks_and_mentions_in_names_do_nothing(name: str) -> None:
    """They stay inside of code, in which nobody is mentioned."""
    schema = {"type": "object", "properties": {name: {"type": "string"}}}
    wider = {"type": "object", "properties": {name: {"type": ["string", "null"]}}}
    for comparison in (
        compared(asks(), asks({**NEEDED, "name": name}, info=EVIL)),
        compared(gives(schema), gives(wider)),
        compared(refers(schema), refers(wider)),
        replace(breaking(), client=name),
    ):
        text = markdown_report([comparison])
        assert "octocat" not in without_code(text)
        assert "`" not in without_code(text)
    (change,) = compared(gives(schema), gives(wider)).changes
    assert [part for part, is_code in code_spans(change.message) if is_code] == [name]


def test_reasons_mention_nobody() -> None:
    text = markdown_report(
        [compared(asks(), asks(NEEDED), accepted(reason="@octocat said so"))]
    )
    assert "Accepted: @&#8203;octocat said so" in text


EVIL = {"title": "@octocat `@octocat", "version": "1"}


def refers(schema: Any) -> dict[str, Any]:
    components = {"schemas": {"T": schema}}
    return gives({"$ref": "#/components/schemas/T"}, components=components)


def without_code(text: str) -> str:
    return "".join(part for part, is_code in code_spans(text) if not is_code)


def test_text_is_grouped_by_kind_and_shows_both_places() -> None:
    output = StringIO()
    console = Console(file=output, highlight=False, markup=False, soft_wrap=True)
    print_report([breaking()], console)
    lines = output.getvalue().splitlines()
    assert lines[0] == "base -> revision"
    at = lines.index(
        "breaking: Required parameter added (1)  " "[new-required-request-parameter]"
    )
    assert lines[at + 3].startswith("  POST /things: Query parameter `since` was added")
    assert re.search(r"before base\.json:\d+, now revision\.json:\d+", lines[at + 4])
    assert "     1 breaking: Required parameter added" in lines
    assert lines[-1] == "suggested bump: major, since calls that worked may fail"


def test_annotations_stand_on_the_lines_of_the_revision_the_worst_first() -> None:
    removed = {**api(), "paths": {}}
    first, second = breaking(), replace(compared(api(), removed), client="acme")
    lines = github_report([first, second]).splitlines()
    assert [text.partition(" ")[0] for text in lines] == [
        "::error",
        "::error",
        "::notice",
    ]
    line = first.changes[0].nearest.line
    assert lines[0].startswith(
        f"::error file=revision.json,line={line},title=POST /things (breaking)::"
        "Query parameter `since` was added, and is required"
        "%0A[new-required-request-parameter]%0AIf you call the API: Send it with every call"
    )
    # What is gone stands where it was: here nothing of it is left but `paths`.
    assert removed_line(removed, '"paths"') in lines[1]
    assert "title=acme%3A POST /things (breaking)" in lines[1]


def removed_line(document: dict[str, Any], text: str) -> str:
    lines = json.dumps(document, indent=1).splitlines()
    return f"line={next(at for at, line in enumerate(lines, 1) if text in line)},"


def test_annotations_are_one_line_whatever_a_document_says() -> None:
    evil = "x\r\n::add-mask::y\x1b[1m 100%,a:b::warning::z"
    report = github_report([compared(asks(), asks({**NEEDED, "name": evil}))])
    (line,) = report.splitlines()
    assert line.startswith("::error file=revision.json,line=")
    assert "\x1b" not in line
    assert "100%25,a" in line
    assert github_report([compared(asks(), asks(NEEDED), accepted())]) == ""


def test_paths_of_annotations_begin_at_the_work_tree(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".git").touch()
    folder = tmp_path / "apis"
    folder.mkdir()
    monkeypatch.chdir(folder)
    report = github_report([breaking()])
    assert report.startswith("::error file=apis/revision.json,line=")
    result, _ = sarif_log([breaking()])["runs"][0]["results"]
    place = result["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "apis/revision.json"


def test_sarif_has_the_rules_and_results_that_code_scanning_needs() -> None:
    other = {"title": "Other", "version": "1"}
    comparison = compared(asks(), asks(NEEDED, info=other), accepted())
    log = sarif_log([replace(comparison, client="acme"), breaking()])
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == [
        "api-title-changed",
        "new-required-request-parameter",
    ]
    for rule in rules:
        for key in ("shortDescription", "fullDescription", "help"):
            assert rule[key]["text"]
    first, *_, last = run["results"]
    assert rules[first["ruleIndex"]]["id"] == first["ruleId"]
    assert first["level"] == "error"
    assert first["suppressions"][0]["justification"] == "agreed"
    assert "suppressions" not in last
    place = first["locations"][0]
    assert place["logicalLocations"] == [{"fullyQualifiedName": "acme: POST /things"}]
    region = place["physicalLocation"]["region"]
    assert region["startLine"] == comparison.changes[0].nearest.line
    prints = [
        entry["partialFingerprints"]["clientsmith/v1"] for entry in run["results"]
    ]
    assert len({*prints}) == len(prints)


def test_advice_stands_in_the_rules_of_sarif_and_not_in_the_results() -> None:
    log = sarif_log([breaking(), replace(breaking(), client="acme")])
    (run,) = log["runs"]
    helped = {
        change["id"]: change["help"]["text"]
        for change in run["tool"]["driver"]["rules"]
    }
    text = helped["new-required-request-parameter"]
    assert "If you call the API: Send it with every call" in text
    assert "What to do: Send it with every call" in text
    assert "docs/changes.md" in helped["api-title-changed"]
    messages = [entry["message"]["text"] for entry in run["results"]]
    assert not [message for message in messages if "Send it with every call" in message]


def test_fingerprints_stay_when_lines_move() -> None:
    def prints(comparison: Comparison) -> list[str]:
        (run,) = sarif_log([comparison])["runs"]
        return [
            entry["partialFingerprints"]["clientsmith/v1"] for entry in run["results"]
        ]

    longer = {"title": "T", "version": "1", "description": "x", "x-more": [1, 2, 3]}
    moved = compared(asks(info=longer), asks(NEEDED, info=longer))
    assert prints(moved) == prints(compared(asks(), asks(NEEDED)))


def test_texts_of_documents_are_no_links_in_sarif() -> None:
    evil = {**NEEDED, "name": "[x](http://evil.example)"}
    (run,) = sarif_log([compared(asks(), asks(evil))])["runs"]
    assert "[x](" not in run["results"][0]["message"]["text"]


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
