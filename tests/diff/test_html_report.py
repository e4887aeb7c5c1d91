"""The HTML report, read as a parser reads it; tests/browser looks at it in a browser."""

from __future__ import annotations

import hashlib
import re
from base64 import b64encode
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest
from typer.testing import CliRunner

from clientsmith.commands.app import app
from clientsmith.config.differences import AcceptedChange, DiffConfig
from clientsmith.diff.changes import Comparison, PythonChange, PythonSummary
from clientsmith.diff.reports.html_report import html_report
from tests.diff.documents import OK, api, asks, compared, gives

VOID = {"meta", "link", "input", "br"}
NEEDED = {
    "name": "since",
    "in": "query",
    "required": True,
    "schema": {"type": "string"},
}
HOSTILE = (
    "</script><script>ran()</script></style><img src=x onerror=ran()>"
    "\"'><b onclick=ran()>&amp; {{ 7*7 }} {% raw %} \x1b[31m \u202e \u2028"
)


class Element:
    """A tag with its attributes, the elements around it, and the text inside it."""

    def __init__(self, tag: str, attributes: dict[str, str], around: list[str]) -> None:
        self.tag = tag
        self.attributes = attributes
        self.around = around
        self.text = ""

    def has(self, name: str) -> bool:
        return name in self.attributes.get("class", "").split()


class Page(HTMLParser):
    """The elements of a page; an assertion fails where they are not nested properly."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[Element] = []
        self.declarations: list[str] = []
        self._open: list[Element] = []
        self.feed(text)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len(dict(attrs)) == len(attrs), f"{tag} has an attribute twice"
        attributes = {name: value or "" for name, value in attrs}
        element = Element(tag, attributes, [item.tag for item in self._open])
        self.elements.append(element)
        if tag not in VOID:
            self._open.append(element)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop().tag == tag

    def handle_data(self, data: str) -> None:
        for item in self._open:
            item.text += data

    def handle_decl(self, decl: str) -> None:
        self.declarations.append(decl)

    def all(self, tag: str, name: str | None = None) -> list[Element]:
        return [
            element
            for element in self.elements
            if element.tag == tag and (name is None or element.has(name))
        ]

    def one(self, tag: str, name: str | None = None) -> Element:
        (found,) = self.all(tag, name)
        return found


def breaking(config: DiffConfig | None = None) -> Comparison:
    other = {"title": "Other", "version": "1"}
    return compared(asks(), asks(NEEDED, info=other), config or DiffConfig())


def hostile() -> Comparison:
    """Hostile in every text that a document, a package or a user can give."""
    document = asks(
        {**NEEDED, "name": HOSTILE, "description": HOSTILE},
        info={"title": HOSTILE, "version": "1"},
        paths={f"/{HOSTILE}": {"get": {"responses": {"200": OK}}}},
    )
    python = PythonChange(
        kind="argument-added", symbol=HOSTILE, before=None, after=HOSTILE, breaking=True
    )
    comparison = compared(asks(), document)
    first, *rest = comparison.changes
    changes = (
        replace(
            first,
            python=(python,),
            methods=(HOSTILE,),
            operations=(*first.operations, ("GET", HOSTILE)),
        ),
        *(replace(value, accepted=HOSTILE) for value in rest[:1]),
        *rest[1:],
    )
    return replace(
        comparison,
        base=HOSTILE,
        revision=HOSTILE,
        client=HOSTILE,
        changes=changes,
        python=PythonSummary(problem=HOSTILE),
    )


def test_the_verdict_stands_first() -> None:
    text = html_report([breaking()])
    page = Page(text)
    assert page.declarations == ["doctype html"]
    assert text.endswith("</html>\n")
    assert page.one("h1").text == "Calls that work today may fail"
    card = page.one("section", "card").text
    assert "base → revision" in card
    assert "Suggested version bump: major, since calls that worked may fail." in card
    assert re.search(r"1\s+breaking change\b", card)
    assert re.search(r"1\s+other change\b", card)
    tags = [element.tag for element in page.elements]
    assert tags.index("h1") < tags.index("form") < tags.index("article")


def test_headings_lead_down_one_level_at_a_time() -> None:
    levels = [
        int(element.tag[1])
        for element in Page(html_report([breaking(), hostile()])).elements
        if re.fullmatch("h[1-6]", element.tag)
    ]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_what_a_change_says() -> None:
    page = Page(html_report([breaking()]))
    first, second = page.all("article")
    assert first.attributes["data-severity"] == "breaking"
    assert second.attributes["data-severity"] == "info"
    assert "Query parameter since was added, and is required" in first.text
    kind = page.all("section", "kind")[0]
    assert "If you call the API: Send it with every call" in kind.text
    assert "If you offer it: Make it optional" in kind.text
    assert "new-required-request-parameter" in kind.text
    assert re.search(r"before base\.json:\d+, after revision\.json:\d+", first.text)
    assert first.text.startswith("\nPOST /things: ")
    assert [item.text for item in page.all("h3")] == [
        "Breaking: decide before merging",
        "1 other change: nothing breaks",
    ]


def test_both_documents_are_shown_with_their_line_numbers() -> None:
    comparison = breaking()
    location = comparison.changes[0].revision_location
    assert location is not None
    page = Page(html_report([comparison]))
    added = page.all("ins", "line")
    assert [item.text.strip() for item in added[:3]] == [
        "{",
        '"name": "since",',
        '"in": "query",',
    ]
    assert added[0].attributes["data-n"] == str(location.line)
    assert '"post": {' in page.all("pre")[0].text


def test_an_operation_that_is_not_there_any_more_says_so() -> None:
    document = api(paths={"/a": {"get": {"responses": {"200": OK}}}})
    page = Page(html_report([compared(api(), document)]))
    assert "Not in the document now" in page.all("article")[0].text
    assert "Not in the document before" in page.all("article")[1].text


def test_of_a_signature_what_changed_is_shown_and_the_whole_is_folded_once() -> None:
    comparison = breaking()
    python = PythonChange(
        kind="required-argument-added",
        symbol="things.create(since)",
        before="things.create()",
        after="things.create(since: str)",
        breaking=True,
        part_after="since: str",
    )
    again = replace(python, symbol="things.create(since, until)")
    first = replace(comparison.changes[0], python=(python, again))
    page = Page(html_report([replace(comparison, changes=(first,))]))
    one, other = page.all("section", "python")
    (folded,) = page.all("details", "signature")
    assert "things.create(since: str)" in folded.text
    assert folded.text in one.text
    assert "things.create(since: str)" not in other.text
    assert "Not in the package before" in other.text


def test_python_code_is_shown_before_and_after() -> None:
    comparison = breaking()
    python = PythonChange(
        kind="required-argument-added",
        symbol="things.create",
        before="things.create()",
        after="things.create(since: str)",
        breaking=True,
    )
    several = tuple(replace(python, symbol=f"things.create{at}") for at in range(5))
    first = replace(comparison.changes[0], python=several)
    summary = PythonSummary(both=1)
    shown = replace(comparison, changes=(first,), python=summary)
    page = Page(html_report([shown]))
    code = page.all("section", "python")
    assert len(code) == 5
    assert "required argument added breaks code" in code[0].text
    assert page.all("del", "line")[-1].text == "things.create()"
    assert "2 more in Python" in page.one("details", "more").text
    assert "1 breaks on the wire and in Python." in page.one("p", "breaks").text


def test_a_change_in_a_shared_schema_folds_the_operations_that_it_reaches() -> None:
    thing = {"type": "object", "properties": {"a": {"enum": ["x"], "type": "string"}}}
    answer = {"$ref": "#/components/schemas/Thing"}
    base = gives(answer, components={"schemas": {"Thing": thing}})
    base["paths"]["/others"] = base["paths"]["/things"]
    wider = {**thing, "properties": {"a": {"enum": ["x", "y"], "type": "string"}}}
    revision = {**base, "components": {"schemas": {"Thing": wider}}}
    folded = Page(html_report([compared(base, revision)])).one("details", "further")
    assert folded.text.split() == [
        *("Reaches", "2", "operations,", "such", "as", "POST", "/things"),
        *("POST", "/things"),
        *("POST", "/others"),
    ]


def test_nothing_is_loaded_from_anywhere() -> None:
    page = Page(html_report([breaking(), hostile()]))
    loading = {"src", "srcset", "data", "poster", "action", "background", "ping"}
    for element in page.elements:
        assert not loading & set(element.attributes), element.tag
        target = element.attributes.get("href", "#")
        assert target.startswith("#") or (element.tag, target) == ("link", "data:,")
    assert "url(" not in page.one("style").text
    assert "@import" not in page.one("style").text


def test_only_its_own_style_and_script_are_allowed() -> None:
    page = Page(html_report([hostile()]))
    (policy,) = (
        item.attributes["content"]
        for item in page.all("meta")
        if item.attributes.get("http-equiv") == "Content-Security-Policy"
    )
    rules = dict(word.split(" ", 1) for word in policy.split("; "))
    assert rules == {
        "default-src": "'none'",
        "img-src": "data:",
        "style-src": f"'sha256-{sha256(page.one('style').text)}'",
        "script-src": f"'sha256-{sha256(page.one('script').text)}'",
        "base-uri": "'none'",
        "form-action": "'none'",
    }


def sha256(text: str) -> str:
    return b64encode(hashlib.sha256(text.encode()).digest()).decode()


def test_hostile_texts_are_only_text() -> None:
    text = html_report([hostile(), replace(hostile(), python=None, client=None)])
    page = Page(text)
    assert len(page.all("script")) == len(page.all("style")) == 1
    assert {element.tag for element in page.elements} & {
        "img",
        "iframe",
        "object",
    } == set()
    for element in page.elements:
        assert not [name for name in element.attributes if name.startswith("on")]
        assert "style" not in element.attributes
    assert "49" not in page.all("h2")[0].text
    assert "<b onclick=ran()>" in page.all("h2")[0].text
    assert [word for word in text if not (word.isprintable() or word == "\n")] == []
    assert "\\x1b[31m \\u202e \\u2028" in page.all("h2")[0].text


def test_the_bytes_are_the_same_every_time() -> None:
    assert html_report([breaking(), hostile()]) == html_report([breaking(), hostile()])


def test_accepted_changes_come_last_with_their_reason() -> None:
    accept = AcceptedChange(
        id="new-required-request-parameter", operation="*", reason="agreed with all"
    )
    page = Page(html_report([breaking(DiffConfig(accept=(accept,)))]))
    assert page.one("h1").text == "Nothing changes for callers"
    last = page.all("article")[-1]
    assert last.attributes["data-severity"] == "accepted"
    assert "Accepted (breaking): agreed with all" in last.text
    assert "If you call the API" not in page.one("main").text
    assert re.search(r"1\s+accepted", page.one("section", "card").text)


def test_each_client_has_its_verdict_and_its_filter() -> None:
    clients = (
        replace(compared(api(), api()), client="calm"),
        replace(compared(asks(NEEDED), asks()), client="careful"),
        replace(breaking(), client="broken"),
    )
    page = Page(html_report(clients))
    assert page.one("title").text == "API changes: careful, broken"
    assert page.one("h1").text == "Calls that work today may fail"
    verdicts = [item.text for item in page.all("p", "verdict")]
    assert verdicts == ["Nothing is known to break", "Calls that work today may fail"]
    choices = [
        item.attributes["value"]
        for item in page.all("input")
        if item.attributes.get("name") == "client"
    ]
    assert choices == ["1", "2"]
    unchanged = [item.text for item in page.all("p", "totals")][-1]
    assert unchanged == "Nothing changed: calm"
    sections = page.all("section", "client")
    assert [section.attributes["data-client"] for section in sections] == ["1", "2"]


@pytest.mark.parametrize(
    ("comparisons", "verdict"),
    [
        ([], "Nothing was compared"),
        ([compared(api(), api())], "Nothing changed"),
        ([compared(api(), api()), compared(api(), api())], "Nothing changed"),
    ],
)
def test_a_report_of_nothing(comparisons: list[Comparison], verdict: str) -> None:
    page = Page(html_report(comparisons))
    assert page.one("h1").text == verdict
    assert page.all("form") == page.all("article") == []
    assert "There is no change to review." in page.one("main").text


def test_ids_are_unique_and_labels_lead_to_them() -> None:
    page = Page(html_report([breaking(), hostile()]))
    ids = [
        element.attributes["id"]
        for element in page.elements
        if "id" in element.attributes
    ]
    assert len(ids) == len(set(ids))
    for name in ("aria-labelledby", "for"):
        targets = {
            element.attributes[name]
            for element in page.elements
            if name in element.attributes
        }
        assert targets <= set(ids)
    links = {item.attributes["href"][1:] for item in page.all("a")}
    assert links <= set(ids)
    for item in page.all("input"):
        assert "label" in item.around or item.attributes.get("id") == "search"


def test_the_command_writes_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    base = "openapi: 3.1.0\ninfo: {title: é, version: '1'}\npaths: {}\n"
    Path("base.yaml").write_text(base, encoding="utf-8")
    Path("revision.yaml").write_text(base.replace("é", "ü"), encoding="utf-8")
    command = ["diff", "base.yaml", "revision.yaml", "--format", "html"]
    done = CliRunner().invoke(app, command)
    assert done.exit_code == 0
    page = Page(done.stdout_bytes.decode("utf-8"))
    assert "é" in page.one("article").text
