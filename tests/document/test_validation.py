"""Tests of validation, and of errors that are only warnings."""

from collections.abc import Callable
from pathlib import Path

import pytest

from clientsmith.document.loading import load

Put = Callable[[str, str | bytes], Path]
Report = Callable[..., str]

HEAD = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\n"
HEAD_30 = HEAD.replace("3.1.0", "3.0.3")
OK = "responses: {'200': {description: OK}}"


def operation(members: str, path: str = "/x") -> str:
    return f"{HEAD}paths:\n  {path}:\n    get: {{{members}}}\n"


def schemas(text: str, head: str = HEAD) -> str:
    indented = "".join(f"    {line}\n" for line in text.splitlines())
    return f"{head}paths: {{}}\ncomponents:\n  schemas:\n{indented}"


@pytest.mark.parametrize("version", ["3.0.3", "3.1.0", "3.2.0"])
def test_a_good_document_has_no_findings(report: Report, version: str) -> None:
    text = operation(f"operationId: a, {OK}").replace("3.1.0", version)
    assert report(text) == ""


def test_a_path_parameter_that_the_path_lacks_is_a_warning(report: Report) -> None:
    parameter = "{name: id, in: path, required: true, schema: {}}"
    assert report(operation(f"parameters: [{parameter}], {OK}")) == (
        "api.yaml:5:5: warning[path-parameter]: "
        "the path `/x` has no `{id}`: the parameter is not used\n"
        "  at #/paths/~1x/get"
    )


def test_a_parameter_may_be_declared_for_the_whole_path(report: Report) -> None:
    text = operation(OK, "/x/{id}") + (
        "    parameters: [{$ref: '#/components/parameters/Id'}]\n"
        "components:\n  parameters:\n"
        "    Id: {name: id, in: path, required: true, schema: {}}\n"
    )
    assert report(text) == ""


def test_duplicate_parameters_are_found_through_references(report: Report) -> None:
    text = (
        operation(
            "parameters: [{name: a, in: query, schema: {}}, "
            "{name: a, in: header, schema: {}}, {$ref: '#/components/parameters/A'}], "
            + OK
        )
        + "components:\n  parameters:\n    A: {name: a, in: query, schema: {type: string}}\n"
    )
    assert report(text) == (
        "api.yaml:5:93: warning[duplicate-parameter]: "
        "the query parameter `a` is declared twice: the last one is read\n"
        "  at #/paths/~1x/get/parameters/2\n"
        "  hint: remove one of the two"
    )


def test_broken_references_do_not_hide_other_findings(report: Report) -> None:
    text = (
        f"{HEAD}paths:\n  /a:\n    get: {{$ref: '#/b'}}\n"
        "    put: {parameters: [{$ref: '#/c'}, {name: a, in: query, schema: {}}], "
        "responses: {'200': {$ref: x.yaml}}}\n"
        "  /b/{id}:\n    get: {responses: 1}\n"
        "  /c: {$ref: '#/paths/~1c'}\n"
    )
    found = report(text)
    for expected in (
        "api.yaml:5:11: error[ref]: `#/b` does not exist",
        "api.yaml:6:25: warning[ref]: `#/c` does not exist: it is left out",
        "warning[ref]: `x.yaml` cannot be read: no such file or directory: a response",
        "warning[shape]: `responses`: a number is not an object: it is ignored",
        "error[ref]: the references form a cycle: #/paths/~1c -> #/paths/~1c",
    ):
        assert expected in found


@pytest.mark.parametrize("head", [HEAD, HEAD_30], ids=["3.1", "3.0"])
def test_what_a_schema_says_wrongly_is_not_read(report: Report, head: str) -> None:
    text = schemas("A:\n  properties:\n    b: {enum: 1, pattern: [], if: 2}\n", head)
    found = report(text)
    assert "error[" not in found
    assert (
        "warning[schema]: `enum` must be a list, not a number: it is not read" in found
    )
    assert "at #/components/schemas/A/properties/b/enum" in found
    assert "at #/components/schemas/A/properties/b/pattern" in found


@pytest.mark.parametrize(
    ("head", "keyword", "expected"),
    [
        (HEAD_30, "type: [string, 'null']", "3.1 syntax in a 3.0 document"),
        (HEAD_30, "type: 'null'", "3.1 syntax in a 3.0 document"),
        (HEAD_30, "exclusiveMinimum: 1", "3.1 syntax in a 3.0 document"),
        (HEAD_30, "const: 1", "3.1 syntax in a 3.0 document"),
        (HEAD_30, "properties: {a: true}", "3.1 syntax in a 3.0 document"),
        (
            HEAD_30,
            "additionalProperties: {type: [string, 'null']}",
            "3.1 syntax in a 3.0 document",
        ),
        (HEAD, "exclusiveMinimum: true", "3.0 syntax in a 3.1 document"),
    ],
)
def test_the_syntax_of_another_version_is_told(
    report: Report, head: str, keyword: str, expected: str
) -> None:
    found = report(schemas(f"A: {{{keyword}}}", head))
    assert expected in found
    assert found.count("warning[") == 1


def test_a_key_that_is_not_allowed_is_told(report: Report) -> None:
    assert report(schemas("'a b': {}")) == (
        "api.yaml:6:5: warning[schema]: the key `a b` is not allowed\n"
        "  at #/components/schemas/a b\n"
        "  hint: keys here match ^[a-zA-Z0-9._-]+$"
    )


def test_schemas_of_request_bodies_are_checked(report: Report) -> None:
    body = "requestBody: {content: {a/b: {schema: {enum: x}}}}"
    assert "at #/paths/~1x/get/requestBody/content/a~1b/schema/enum" in report(
        operation(f"{body}, {OK}")
    )


def test_an_unknown_key_is_a_warning_with_the_nearest_known_one(
    report: Report,
) -> None:
    text = operation(f"sumary: x, {OK}").replace("3.1.0", "3.0.3")
    assert report(text) == (
        "api.yaml:5:11: warning[schema]: unknown key `sumary`\n"
        "  at #/paths/~1x/get/sumary\n"
        "  hint: did you mean `summary`?"
    )
    assert report(operation(f"sumary: x, {OK}")) == report(text)


def test_the_alternative_that_was_meant_is_explained(report: Report) -> None:
    text = operation("responses: {'200': {description: OK, extra: 5}}")
    assert report(text.replace("3.1.0", "3.0.3")) == (
        "api.yaml:5:48: warning[schema]: unknown key `extra`\n"
        "  at #/paths/~1x/get/responses/200/extra"
    )


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        (
            schemas("A: {type: integer, default: x}"),
            'warning[default]: the default "x" does not match its schema',
        ),
        (
            schemas("A: {type: integer, default: x}", HEAD_30),
            'warning[default]: the default "x" does not match its schema',
        ),
        (
            schemas("A: {type: string, nullable: true}"),
            "warning[nullable]: `nullable` is not part of OpenAPI 3.1; "
            "it is read as in 3.0",
        ),
        (
            schemas("A: {type: string, pattern: '('}"),
            'warning[schema]: `pattern` is not a valid regex: "("',
        ),
        (
            schemas("A: {type: string, minLength: -1}"),
            "warning[schema]: `minLength` is too small: -1",
        ),
        (
            schemas("A: {type: integer, exclusiveMinimum: true}"),
            "warning[schema]: `exclusiveMinimum: true` is OpenAPI 3.0 syntax in a 3.1 "
            "document: it is read as there",
        ),
        (
            schemas("A: {required: [a, a]}"),
            "warning[schema]: `required` contains the same element twice",
        ),
        (
            operation("responses: {'200': {}}"),
            "warning[schema]: `description` is missing",
        ),
        (
            operation("summary: x").replace("3.1.0", "3.0.3"),
            "warning[schema]: `responses` is missing",
        ),
        (
            operation(OK).replace(", version: '1'", ""),
            "warning[schema]: `version` is missing",
        ),
        (
            operation(OK) + "tags: [{name: a}, {name: a}]\n",
            "warning[schema]: Duplicate tag name 'a'",
        ),
        (
            operation("parameters: [{name: id, in: path, schema: {}}], " + OK, "/{id}"),
            "warning[schema]: `required` is missing",
        ),
        (
            operation("parameters: [{name: id, in: query}], " + OK).replace(
                "3.1.0", "3.0.3"
            ),
            "warning[schema]: ",
        ),
    ],
)
def test_what_cannot_change_the_client_is_a_warning(
    report: Report, text: str, finding: str
) -> None:
    found = report(text)
    assert finding in found
    assert "error[" not in found


def test_strictness_makes_warnings_errors(report: Report) -> None:
    text = schemas("A: {type: integer, default: x}")
    assert "error[default]" in report(text, strict=True)


@pytest.mark.parametrize(
    ("schema", "fits"),
    [
        ("{type: string, nullable: true, default: null}", True),
        ("{type: string, default: null}", False),
        ("{$ref: '#/components/schemas/B', default: 1}", True),
        ("{allOf: [{$ref: '#/components/schemas/B'}], default: 3}", False),
        (
            "{type: array, items: {type: array, items: {type: string, default: []}}}",
            False,
        ),
    ],
)
def test_defaults_are_checked_against_their_schema(
    report: Report, schema: str, fits: bool
) -> None:
    text = schemas(f"A: {schema}\nB: {{enum: [1, 2]}}", HEAD_30)
    assert ("warning[default]" in report(text)) is not fits


def test_defaults_of_properties_with_odd_names_do_no_harm(report: Report) -> None:
    names = "{'a#b': {type: integer, default: x}, '': {default: 1}, '.': {default: 1}}"
    assert report(schemas(f"A: {{properties: {names}}}")) == ""


def test_server_templates_and_relative_token_urls_are_fine(report: Report) -> None:
    text = operation(OK) + (
        "servers: [{url: 'https://{a}.example.com', variables: {a: {default: b}}}]\n"
        "components:\n  securitySchemes:\n    oauth:\n      type: oauth2\n"
        "      flows: {clientCredentials: {tokenUrl: /token, scopes: {}}}\n"
    )
    assert report(text) == ""


def test_schemas_in_other_files_are_checked_where_they_stand(
    report: Report, put: Put
) -> None:
    put("parts/pet.yaml", "type: object\nproperties:\n  a: {enum: 1}\n")
    text = schemas("A: {$ref: parts/pet.yaml}", HEAD_30)
    assert "parts/pet.yaml:3:7: warning[schema]: `enum` must be a list" in report(text)


def test_defaults_are_checked_through_other_files(report: Report, put: Put) -> None:
    put("parts/pet.yaml", "allOf: [{$ref: 'kind.yaml#/Kind'}]\ndefault: fish\n")
    put("parts/kind.yaml", "Kind: {enum: [cat, dog]}\n")
    assert "parts/pet.yaml:2:1: warning[default]" in report(
        schemas("A: {$ref: parts/pet.yaml}", HEAD_30)
    )


def test_recursive_schemas_are_checked_once(report: Report) -> None:
    text = schemas(
        "A:\n  type: object\n  default: 1\n  allOf: [{$ref: '#/components/schemas/A'}]"
        "\n  properties: {a: {$ref: '#/components/schemas/B'}}\n"
        "B:\n  items: {$ref: '#/components/schemas/A'}\n"
    )
    assert "error[" not in report(text)


def test_a_name_that_is_a_reference_keyword_is_only_a_name(report: Report) -> None:
    text = schemas("A:\n  properties:\n    $ref: {type: string}\n    a: {default: 1}\n")
    assert "error[" not in report(text)


@pytest.mark.parametrize(
    "content",
    [
        "paths: 1",
        "paths: []",
        "paths: {/x: 1}",
        "paths: {/x: {get: 1}}",
        "paths: {/x: {get: {parameters: 1}}}",
        "paths: {/x: {get: {parameters: [1, {}, {name: 1, in: 2}]}}}",
        "paths: {/x: {get: {responses: {200: {content: {a: {schema: 1}}}}}}}",
        "paths: {'/x/{': {get: {}}}\ntags: 1",
        "components: 1",
        "components: {schemas: 1}",
        "components: {schemas: {A: {properties: 1, default: 1}}}",
        "components: {schemas: {A: {allOf: 1, default: 1}}}",
        "info: 1\nservers: 1\nsecurity: 1",
        "webhooks: 1",
    ],
)
@pytest.mark.parametrize("version", ["3.0.0", "3.1.0", "3.2.0"])
def test_a_malformed_document_gives_located_findings(
    report: Report, content: str, version: str
) -> None:
    found = report(f"openapi: {version}\n{content}\n")
    assert found
    assert all(line.startswith(("api.yaml:", "  ")) for line in found.splitlines())


def test_findings_are_the_same_on_every_run(put: Put) -> None:
    text = schemas("A: {type: integer, default: x, nullable: true, pattern: '('}")
    path = put("api.yaml", text)
    assert list(load(path).diagnostics) == list(load(path).diagnostics)
