"""Tests of the head of a report: kinds of change, and advice for each."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from clientsmith.config.differences import AcceptedChange, DiffConfig
from clientsmith.diff.changes import Comparison, PythonChange, Severity
from clientsmith.diff.reports.github_report import github_report
from clientsmith.diff.reports.html_report import html_report
from clientsmith.diff.reports.json_report import comparison_json
from clientsmith.diff.reports.markdown_report import markdown_report
from clientsmith.diff.rules.catalogue import RULES
from clientsmith.diff.rules.kinds import kind_of
from tests.conftest import ROOT
from tests.diff.documents import OK, api, asks, compared, takes
from tests.diff.test_reports import GITHUB_LIMIT, NEEDED, printed

NULLABLE: dict[str, Any] = {"type": ["string", "null"]}


def shop(
    *paths: str, hooks: tuple[str, ...] = (), **members: dict[str, Any]
) -> dict[str, Any]:
    """Operations that answer with a shared order, and webhooks that send it."""
    order = {"$ref": "#/components/schemas/Order"}
    content = {"application/json": {"schema": order}}
    answer = {"200": {**OK, "content": content}}
    sent = {"requestBody": {"content": content}, "responses": {"200": OK}}
    return api(
        components={
            "schemas": {"Order": {"type": "object", "properties": {**members}}}
        },
    ) | {
        "paths": {path: {"get": {"responses": answer}} for path in paths},
        "webhooks": {name: {"post": sent} for name in hooks},
    }


def several() -> Comparison:
    """Fourteen operations go, and two members of what the others share change."""
    kept = [f"/orders/{at}" for at in range(12)]
    gone = [f"/old/{at}" for at in range(14)]
    string = {"type": "string"}
    return compared(
        shop(*kept, *gone, hooks=("order.paid", "old.hook"), note=string, name=string),
        shop(*kept, hooks=("order.paid",), note=NULLABLE, name=NULLABLE, at=string),
    )


def test_the_table_of_kinds_comes_first_and_removals_lead_it() -> None:
    text = markdown_report([several()])
    rows = [line for line in text.splitlines() if line.startswith("| breaking")]
    assert rows == [
        "| breaking | operation removed |  | 14 |",
        "| breaking | webhook removed |  | 1 |",
        "| breaking | became nullable | response properties | 2 |",
    ]
    assert text.index(rows[-1]) < text.index("### Breaking")


def test_advice_is_given_once_for_each_kind() -> None:
    comparison = several()
    for text in (
        markdown_report([comparison]),
        printed(comparison),
        re.sub("</?code>", "`", html_report([comparison])),
    ):
        assert text.count("Replace the calls: they will fail.") == 1
        assert text.count("Handle null (`None`) wherever it is read.") == 1


def test_what_is_shared_is_told_there_with_its_reach() -> None:
    text = markdown_report([several()])
    assert "- Each of `name`, `note` of `Order` can be null now" in text
    assert "reaches 12 operations and 1 webhook, such as `GET /orders/0`" in text
    assert "response 200" not in text


def test_each_place_of_one_sentence_is_given() -> None:
    comparison = several()
    lines = [
        change.revision_location.line
        for change in comparison.changes
        if change.message.endswith("can be null now")
        and change.revision_location is not None
    ]
    assert len({*lines}) == 2
    text = markdown_report([comparison]).partition("- Each of `name`, `note`")[2]
    places = ", ".join(f"`revision.json:{line}`" for line in lines)
    assert f"now: {places}</sub>" in text


def test_lists_of_operations_are_cut_and_the_rest_is_folded() -> None:
    text = markdown_report([several()])
    opened, _, folded = text.partition("<summary>4 more</summary>")
    assert len(re.findall(r"^- `GET /old/\d+`", opened, re.MULTILINE)) == 10
    assert len(re.findall(r"^- `GET /old/\d+`", folded, re.MULTILINE)) == 4
    opened, _, folded = html_report([several()]).partition("<summary>4 more</summary>")
    assert len(re.findall(r"<h5><code>GET /old/\d+", opened)) == 10
    assert len(re.findall(r"<h5><code>GET /old/\d+", folded)) == 4


def test_the_same_in_many_operations_names_three() -> None:
    def paths(*parameters: Any) -> dict[str, Any]:
        one = asks(*parameters)["paths"]["/things"]
        return {**api(), "paths": {f"/{at}": one for at in range(9)}}

    comparison = compared(paths(), paths(NEEDED))
    told = "`POST /0`, `POST /1`, `POST /2` and 6 more: Query parameter `since` was"
    assert told in markdown_report([comparison])
    assert told.replace("`POST", "POST").replace("`,", ",").replace("2`", "2").replace(
        "0`", "0"
    ) in printed(comparison)


def test_webhooks_go_by_their_names() -> None:
    comparison = several()
    assert "- webhook `old.hook`" in markdown_report([comparison])
    assert "POST old.hook" not in printed(comparison)
    assert "title=webhook old.hook (breaking)" in github_report([comparison])
    assert "<h5>webhook <code>old.hook</code></h5>" in html_report([comparison])


def test_accepted_changes_are_counted_as_such() -> None:
    accept = AcceptedChange(
        id="new-required-request-parameter", operation="*", reason="agreed"
    )
    comparison = compared(asks(), asks(NEEDED), DiffConfig(accept=(accept,)))
    text = markdown_report([comparison])
    assert "## API changes: all changes are accepted" in text
    assert "**1 accepted change** from" in text
    assert "<summary>1 change accepted in the configuration</summary>" in text
    assert "nothing changed" not in text.lower()
    assert "1 accepted change\n" in printed(comparison)
    assert comparison_json(comparison)["summary"]["accepted"] == 1


def test_what_breaks_python_only_stands_apart() -> None:
    comparison = compared(asks(NEEDED), asks({**NEEDED, "required": False}))
    (change,) = comparison.changes
    python = PythonChange(
        kind="argument-moved", symbol="f", before=None, after="x", breaking=True
    )
    change = replace(change, severity=Severity.WARNING, python=(python,))
    comparison = replace(comparison, changes=(change,))
    text = markdown_report([comparison])
    assert "### Breaking in Python only" in text
    assert "### Breaking: decide" not in text
    assert "| breaking in Python only | became optional | parameters | 1 |" in text
    kinds = comparison_json(comparison)["kinds"]
    assert [kind["section"] for kind in kinds] == ["breaking in Python only"]
    page = html_report([comparison])
    assert "</span>Breaking in Python only: nothing is known to break" in page
    assert 'data-severity="python"' in page
    assert 'data-severity="breaking"' not in page


def test_formats_count_the_same_kinds() -> None:
    comparison = several()
    kinds = comparison_json(comparison)["kinds"]
    assert sum(kind["count"] for kind in kinds) == len(comparison.changes)
    text = printed(comparison)
    page = html_report([comparison])
    for kind in kinds:
        label = kind["change"][:1].upper() + kind["change"][1:]
        title = f"{label}: {kind['where']}" if kind["where"] else label
        assert f"{kind['count']:>6} {kind['section']}: {title}\n" in text
        assert re.search(
            f"<td>{kind['count']}</td><td><a href=[^>]*>{re.escape(title)}</a></td>",
            page,
        )


def test_annotations_are_capped_and_those_of_a_kind_share_one() -> None:
    lines = github_report([several()]).splitlines()
    assert len(lines) == 4
    assert "title=Operation removed (14 breaking)::GET /old/0%0AGET /old/1" in lines[0]
    assert "and 4 more" in lines[0]
    many = [{**NEEDED, "name": f"p{at}"} for at in range(300)]
    removed = takes({"type": "object"})
    comparisons = [
        compared(asks(), asks(*many)),
        *(compared(removed, api(path=f"/{at}")) for at in range(30)),
    ]
    assert len(github_report(comparisons).splitlines()) <= 30


def test_every_id_has_a_kind_in_plain_words() -> None:
    change = several().changes[0]
    for id_ in RULES:
        kind = kind_of(replace(change, id=id_))
        assert kind.label
        assert not {"set", "unset", "min", "max"} & {*kind.label.split()}, id_


def test_the_examples_are_whole_reports_with_the_ids_of_today() -> None:
    pages = sorted((ROOT / "docs" / "examples").glob("diff-*.md"))
    assert len(pages) == 2
    for page in pages:
        text = page.read_text(encoding="utf-8")
        ids = re.findall(r"^#### .*\n<sub>(.*)</sub>$", text, re.MULTILINE)
        assert ids
        named = {word.strip("`") for line in ids for word in line.split(", ")}
        assert named <= RULES.keys(), "make diff-examples"
        assert text.count("<details>") == text.count("</details>")
        assert len(text) < GITHUB_LIMIT
