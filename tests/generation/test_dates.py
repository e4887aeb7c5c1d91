"""Only text that RFC 3339 calls a date becomes one, wherever it stands."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest

from tests.generation.build import Generate
from tests.generation.echo import echo

MOMENT: dict[str, Any] = {"type": "string", "format": "date-time"}
DAY: dict[str, Any] = {"type": "string", "format": "date"}
STRING = {"type": "string"}
WRITTEN = "2024-05-19T12:30:00Z"
AT = datetime(2024, 5, 19, 12, 30, tzinfo=UTC)
# Texts and numbers that other readers take for a point in time.
NO_MOMENTS = [
    "12345", 1716121800, 1716121800.5, 0, "20240519T123000Z", "2024-05-19",
    "2024-05-19T12:30Z", "2024-02-30T00:00:00Z", "2024-05-19T12:30:60Z", "soon", "",
    "\u0662024-05-19T12:30:00Z", f"{WRITTEN}\n", f" {WRITTEN}",
]  # fmt: skip
NO_DAYS = [
    "20240519",
    20240519,
    0,
    "0",
    "2024-05-19T00:00:00Z",
    "2024-02-30",
    "2024-W20",
]


@pytest.mark.parametrize(
    ("schema", "text", "value"),
    [
        (MOMENT, WRITTEN, AT),
        (MOMENT, "2024-05-19t12:30:00z", AT),
        (MOMENT, "2024-05-19 12:30:00+00:00", AT),
        (MOMENT, "2024-05-19T14:30:00+0200", AT),
        (MOMENT, "2024-05-19T12:30:00.1234567Z", AT + timedelta(microseconds=123456)),
        # No zone is made up.
        (MOMENT, "2024-05-19T12:30:00", datetime(2024, 5, 19, 12, 30)),
        (DAY, "2024-05-19", date(2024, 5, 19)),
    ],
)
@pytest.mark.parametrize("strict", [True, False])
def test_dates_are_read_as_they_are_written(
    generate: Generate, schema: Any, text: str, value: object, strict: bool
) -> None:
    package = generate(echo(schema))
    package.answer({"value": text})
    client = package.client(_strict_response_validation=strict)
    answer = client.echo.send(value=text).value
    assert (answer, type(answer)) == (value, type(value))
    zone = getattr(value, "tzinfo", None)
    assert getattr(answer, "tzinfo", None) == zone or isinstance(zone, timezone)


@pytest.mark.parametrize(
    ("schema", "given"),
    [*((MOMENT, value) for value in NO_MOMENTS), *((DAY, value) for value in NO_DAYS)],
)
def test_what_is_no_date_stays_as_it_came_or_is_refused(
    generate: Generate, schema: Any, given: object
) -> None:
    package = generate(echo(schema))
    package.answer({"value": given})
    answer = package.client().echo.send(value="x")
    assert (answer.value, type(answer.value)) == (given, type(given))
    assert answer.to_dict(mode="json") == {"value": given}
    strict = package.client(_strict_response_validation=True)
    with pytest.raises(package.module.APIResponseValidationError, match="value"):
        strict.echo.send(value="x")


@pytest.mark.parametrize("strict", [True, False])
@pytest.mark.parametrize(
    ("schema", "given", "kinds"),
    [
        ({"anyOf": [MOMENT, STRING]}, ["12345", WRITTEN], [str, datetime]),
        ({"anyOf": [DAY, STRING]}, ["20240519", "2024-05-19"], [str, date]),
        ({"anyOf": [DAY, MOMENT]}, ["2024-05-19", WRITTEN], [date, datetime]),
        ({"anyOf": [{"type": "number"}, MOMENT]}, [5, WRITTEN], [float, datetime]),
        ({"anyOf": [{"enum": ["now"]}, MOMENT]}, ["now", WRITTEN], [str, datetime]),
        (
            {"oneOf": [MOMENT, {"type": "null"}]},
            [None, WRITTEN],
            [type(None), datetime],
        ),
    ],
)
def test_a_union_takes_what_is_written(
    generate: Generate, schema: Any, given: Any, kinds: list[type], strict: bool
) -> None:
    lists = {"type": "array", "items": schema}
    maps = {"type": "object", "additionalProperties": schema}
    package = generate(
        echo({"type": "object", "properties": {"list": lists, "map": maps}})
    )
    mapped = {str(at): element for at, element in enumerate(given)}
    package.answer({"value": {"list": given, "map": mapped}})
    client = package.client(_strict_response_validation=strict)
    value = client.echo.send(value={}).value
    assert [type(element) for element in value.list] == kinds
    assert [type(member) for member in value.map.values()] == kinds
    assert value.to_dict(mode="json") == {"list": given, "map": mapped}


def test_headers_and_bare_results_follow_the_same_rule(generate: Generate) -> None:
    content = {"application/json": {"schema": {"type": "array", "items": MOMENT}}}
    headers = {"X-At": {"schema": MOMENT}, "X-Day": {"schema": DAY}}
    operation = {
        "operationId": "Moments_list",
        "parameters": [{"name": "since", "in": "query", "schema": MOMENT}],
        "responses": {"200": {"headers": headers, "content": content}},
    }
    package = generate({"paths": {"/moments": {"get": operation}}})
    package.answer([WRITTEN, "12345"], headers={"X-At": "12345", "X-Day": "2024-05-19"})
    client = package.client()
    assert client.moments.list(since=AT) == [AT, "12345"]
    assert package.query == [("since", WRITTEN)]
    raw = client.moments.with_raw_response.list()
    found = raw.parse_headers(package.models.MomentListHeaders)
    assert (found.x_at, found.x_day) == ("12345", date(2024, 5, 19))


def test_models_take_dates_of_python_and_have_a_json_schema(generate: Generate) -> None:
    both = {"at": MOMENT, "day": DAY}
    package = generate(echo({"type": "object", "properties": both}))
    model = package.models.EchoSendResponseValue
    made = model(at=AT, day=AT.date())
    assert made.to_dict(mode="json") == {"at": WRITTEN, "day": "2024-05-19"}
    members = model.model_json_schema()["properties"]
    formats = [members[value]["anyOf"][0]["format"] for value in both]
    assert formats == ["date-time", "date"]
