"""Settings of a configuration, as the generated package honours them."""

from __future__ import annotations

import httpx
import pytest

from tests.stainless.packages import Build

DOCUMENT = """
paths:
  /reports:
    post:
      responses:
        '200': {description: OK, content: {application/json: {schema: {type: object}}}}
    get:
      parameters: [{name: page, in: query, schema: {type: integer}}]
      responses:
        '200':
          description: OK
          content:
            application/json:
              schema:
                type: object
                properties: {reports: {type: array, items: {type: string}}}
"""


@pytest.mark.parametrize(
    ("written", "seconds"), [("30000", 30.0), ("PT2M", 120.0), ("1500", 1.5)]
)
def test_timeouts_are_milliseconds_or_iso_durations(
    build: Build, written: str, seconds: float
) -> None:
    package = build(
        DOCUMENT,
        f"""
        resources: {{reports: {{methods: {{create: post /reports}}}}}}
        client_settings: {{default_timeout: {written}}}
        """,
    )
    assert package.client().timeout == httpx.Timeout(seconds, connect=5.0)


def test_a_duration_that_is_none_is_a_warning(build: Build) -> None:
    package = build(
        DOCUMENT,
        """
        resources: {reports: {methods: {create: post /reports}}}
        client_settings: {default_timeout: soon}
        """,
    )
    assert package.client().timeout == httpx.Timeout(60.0, connect=5.0)


def test_a_method_has_defaults_where_the_client_has_none(build: Build) -> None:
    package = build(
        DOCUMENT,
        """
        resources:
          reports:
            methods:
              create:
                endpoint: post /reports
                default_request_options: {timeout: 600000, max_retries: 0}
        """,
    )
    usual = package.client(max_retries=package.module.DEFAULT_MAX_RETRIES)
    usual.reports.create()
    package.client(timeout=7).reports.create()
    usual.reports.create(timeout=8)
    timeouts = [
        request.headers["x-stainless-read-timeout"] for request in package.requests
    ]
    assert timeouts == ["600.0", "7", "8"]
    package.answer(status=500)
    package.requests.clear()
    with pytest.raises(package.module.InternalServerError):
        usual.reports.create()
    assert len(package.requests) == 1


def test_descriptions_words_and_a_single_scheme(build: Build) -> None:
    package = build(
        DOCUMENT,
        """
        resources:
          openai_reports:
            description: Reports of last year.
            methods: {list: get /reports}
        custom_casings: {reports: {pascal: REPORTS, singular: {pascal: RePort}}}
        pagination:
          name: report_page
          type: page_number
          request: {page: {x-stainless-pagination-property: {purpose: page_number_param}}}
          response: {reports: {type: array, items: {}}}
        """,
    )
    resource = type(package.client().openai_reports)
    assert resource.__name__.startswith("OpenAI")
    assert resource.__doc__ == "Reports of last year."
    package.answer({"reports": ["a"]})
    assert package.client().openai_reports.list().reports == ["a"]
