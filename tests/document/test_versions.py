"""Tests of the recognition of OpenAPI documents and their versions."""

from collections.abc import Callable
from pathlib import Path

import pytest

from clientsmith.document.loading import load

Report = Callable[..., str]
REST = "info: {title: T, version: '1'}\npaths: {}\n"


@pytest.mark.parametrize(
    ("written", "version"),
    [("3.0.0", "3.0"), ("3.0.4", "3.0"), ("3.1.1", "3.1"), ("3.2.0", "3.2")],
)
def test_versions_that_are_understood(
    put: Callable[[str, str], Path], written: str, version: str
) -> None:
    loaded = load(put("api.yaml", f"openapi: {written}\n{REST}"))
    assert loaded.version == version
    assert list(loaded.diagnostics) == []


def test_an_unquoted_number_is_taken_with_a_warning(report: Report) -> None:
    assert report(f"openapi: 3.1\n{REST}") == (
        "api.yaml:1:1: warning[version]: "
        "the version 3.1 is a number, taken as OpenAPI 3.1\n"
        "  at #/openapi\n"
        '  hint: write it as a string: "3.1.0"'
    )


@pytest.mark.parametrize(
    ("written", "version"),
    [("v3.0.1", "3.0"), ("3.0.x", "3.0"), ("'3'", "3.0"), ("' 3.1.0'", "3.1")],
)
def test_a_version_that_is_spelled_unusually_is_taken_with_a_warning(
    put: Callable[[str, str], Path], written: str, version: str
) -> None:
    loaded = load(put("api.yaml", f"openapi: {written}\n{REST}"))
    assert loaded.version == version
    (found,) = loaded.diagnostics
    assert found.message.endswith(f"is taken as OpenAPI {version}")


UNDERSTOOD = "  hint: OpenAPI 3.0, 3.1 and 3.2 are understood"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (
            "- a\n",
            "not an OpenAPI document: it contains a list, not an object\n  at #\n"
            + UNDERSTOOD,
        ),
        (
            "just text\n",
            "not an OpenAPI document: it contains a string, not an object\n  at #\n"
            + UNDERSTOOD,
        ),
        (
            "swagger: '1.1'\n",
            "Swagger 1.1 documents are not supported\n  at #/swagger\n"
            "  hint: Swagger 2.0 and OpenAPI 3.0, 3.1 and 3.2 are understood",
        ),
        (
            "swaggerVersion: '1.2'\n",
            "Swagger 1.2 documents are not supported\n  at #/swaggerVersion\n"
            "  hint: Swagger 2.0 and OpenAPI 3.0, 3.1 and 3.2 are understood",
        ),
        (
            "info: {}\n",
            "not an OpenAPI document: it has no `openapi` key\n  at #\n" + UNDERSTOOD,
        ),
        (
            "openAPI: 3.1.0\n",
            "not an OpenAPI document: it has no `openapi` key\n  at #\n"
            "  hint: did you mean `openapi` by `openAPI`?",
        ),
        (
            "openapi: 4.0.0\n",
            "unknown OpenAPI version '4.0.0'\n  at #/openapi\n" + UNDERSTOOD,
        ),
        (
            "openapi: 5\n",
            "unknown OpenAPI version '5'\n  at #/openapi\n" + UNDERSTOOD,
        ),
        (
            "openapi: [3]\n",
            "the version must be a string, not a list\n  at #/openapi\n" + UNDERSTOOD,
        ),
    ],
)
def test_what_is_no_openapi_document(
    report: Report, content: str, message: str
) -> None:
    assert report(content) == f"api.yaml:1:1: error[version]: {message}"
