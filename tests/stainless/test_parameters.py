"""Values of headers and cookies, and names of parameters, as the document says."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.stainless.packages import StainlessPackage, built

DOCUMENT = """
paths:
  /pets:
    get:
      parameters:
        - {name: q, in: query, x-stainless-param: search_text, schema: {type: string}}
        - {name: X-Exact, in: header, schema: {type: boolean}}
        - {name: X-Level, in: header, schema: {type: [integer, 'null']}}
        - {name: X-Flags, in: header, schema: {type: array, items: {type: boolean}}}
        - {name: X-Since, in: header, schema: {type: string, format: date}}
        - {name: adult, in: cookie, schema: {type: boolean}}
      responses: {'204': {description: None}}
"""
CONFIGURATION = """
resources: {pets: {methods: {list: get /pets}}}
client_settings:
  opts: {traced: {type: boolean, default: false, send_in_header: X-Traced}}
  default_headers: {X-Preview: true}
"""


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> StainlessPackage:
    """The package of the document."""
    folder: Path = tmp_path_factory.mktemp("parameters")
    return built(folder, DOCUMENT, CONFIGURATION)


def test_booleans_in_headers_and_cookies_are_those_of_json(
    package: StainlessPackage,
) -> None:
    package.client().pets.list(x_exact=True, x_flags=[True, False], adult=False)
    sent = package.request.headers
    assert (sent["x-exact"], sent["x-flags"]) == ("true", "true,false")
    assert sent["cookie"] == "adult=false"
    assert (sent["x-traced"], sent["x-preview"]) == ("false", "true")


def test_a_header_without_a_value_is_not_sent(package: StainlessPackage) -> None:
    package.client().pets.list(x_level=None, x_since="2026-01-02")
    assert "x-level" not in package.request.headers
    assert package.request.headers["x-since"] == "2026-01-02"


def test_a_mark_at_a_parameter_is_the_name_of_its_argument(
    package: StainlessPackage,
) -> None:
    package.client().pets.list(search_text="cats")
    assert dict(package.request.url.params) == {"q": "cats"}
