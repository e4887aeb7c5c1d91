"""Ways out of the text that were found by mutations, each in its smallest form."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from clientsmith.commands.app import app
from tests.generation.build import Generate, build
from tests.hostile.checks import check_markdown, tried, written
from tests.hostile.mutations import RUN

STRING = {"type": "string"}


@pytest.fixture
def generate(tmp_path: Path) -> Any:
    packages = []

    def run(document: Any, **options: Any) -> Any:
        packages.append(build(tmp_path, document, **options))
        return packages[-1]

    yield run
    for package in packages:
        package.forget()


def answering(responses: Any) -> Any:
    return {"paths": {"/a": {"get": {"operationId": "a/run", "responses": responses}}}}


@pytest.mark.parametrize(
    "status", ["²", "007", f"x; {RUN} #", f'4"""\n{RUN}', "2", "600", "20X", "4 4"]
)
def test_an_answer_without_a_status_code_is_left_out(
    generate: Generate, status: str
) -> None:
    schema = {"type": "object", "properties": {"a": STRING}}
    content = {"content": {"application/json": {"schema": schema}}}
    package = generate(answering({"200": content, status: content}))
    package.answer({"a": "b"})
    assert package.client().a.run().a == "b"
    (warning,) = (
        diagnostic
        for diagnostic in package.diagnostics
        if diagnostic.code == "response"
    )
    assert "is not a status code" in warning.message


def test_a_scheme_that_no_header_carries_is_left_to_the_http_client(
    generate: Generate,
) -> None:
    schemes = {
        "tls": {"type": "mutualTLS"},
        "key": {"type": "http", "scheme": "bearer"},
    }
    package = generate(
        {
            **answering({"204": {"description": ""}}),
            "components": {"securitySchemes": schemes},
            "security": [{"tls": [], "key": []}],
        }
    )
    (credential,) = package.described.names.client.credentials.values()
    package.client(**{credential.argument: "secret"}).a.run()
    assert package.request.headers["Authorization"] == "Bearer secret"
    (warning,) = (
        diagnostic
        for diagnostic in package.diagnostics
        if diagnostic.code == "security"
    )
    assert warning.message == "the scheme `tls` is left to the HTTP client"


def test_webhooks_of_any_members_are_a_mapping(generate: Generate) -> None:
    def hook(name: str) -> Any:
        schema = {"$ref": f"#/components/schemas/{name}"}
        content = {"application/json": {"schema": schema}}
        return {"post": {"requestBody": {"content": content}}}

    package = generate(
        {
            **answering({"204": {"description": ""}}),
            "webhooks": {"one": hook("A"), "two": hook("B")},
            "components": {
                "schemas": {"A": {"type": "object"}, "B": {"type": "object"}}
            },
        }
    )
    event = package.client().webhooks.unwrap('{"a": 1}', verify=False)
    assert event == {"a": 1}


def test_what_is_inspected_does_not_steer_the_terminal(tmp_path: Path) -> None:
    text = "x\x1b[31m\x9b\u202e\u2066[bold]y[/]"
    document = {
        "openapi": "3.1.0",
        "info": {"title": text, "version": text},
        "servers": [{"url": f"https://a.test/{text}"}],
        "paths": {f"/{text}": {"get": {"responses": {"204": {"description": text}}}}},
    }
    path = tmp_path / "a.json"
    path.write_text(json.dumps(document), "utf-8")
    for format_ in ("table", "json"):
        arguments = ["inspect", "--spec", str(path), "--format", format_]
        result = CliRunner().invoke(app, arguments, catch_exceptions=False)
        assert result.exit_code == 0
        assert all(word.isprintable() or word == "\n" for word in result.output)
        assert "[bold]y[/]" in result.output
    assert json.loads(result.stdout)["title"] == text


@pytest.mark.parametrize(
    "number", ["1e999", "-1e999", f"1{'0' * 400}", "1e-320", "-0.0"]
)
@pytest.mark.parametrize("keyword", ["default", "enum", "const", "minimum", "example"])
def test_any_number_is_data(tmp_path: Path, keyword: str, number: str) -> None:
    value = f"[{number}]" if keyword == "enum" else number
    schema = f'{{"type": "number", "{keyword}": {value}}}'
    text = f"""{{
        "openapi": "3.1.0", "info": {{"title": "A", "version": "1"}},
        "servers": [{{"url": "https://a.test"}}],
        "paths": {{"/a": {{"get": {{
            "parameters": [{{"name": "p", "in": "query", "schema": {schema}}}],
            "responses": {{"200": {{"description": "", "content":
                {{"application/json": {{"schema":
                    {{"properties": {{"p": {schema}}}}}}}}}}}}}
        }}}}}}
    }}"""
    found = tried(tmp_path, text)
    assert found is None or "error[schema]" in found


def test_texts_stay_in_their_code_blocks(tmp_path: Path) -> None:
    with pytest.raises(AssertionError):
        check_markdown("<script>x</script>")
    with pytest.raises(AssertionError):
        check_markdown("[a](javascript:x)")
    document = answering({"204": {"description": ""}})
    document["openapi"] = "3.1.0"
    document["info"] = {"title": "A", "version": "1"}
    document["servers"] = [{"url": "https://a.test/```\n<script>"}]
    operation = document["paths"]["/a"]["get"]
    operation["summary"] = "```\n<script>ranAway()</script>"
    operation["description"] = "[x](javascript:ranAway()) <img src=x onerror=ranAway()>"
    operation["tags"] = ["</code>`` `x"]
    assert tried(tmp_path, written(document)) is None
