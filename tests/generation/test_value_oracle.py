"""The round trips detect values of wrong classes in clients that are broken on purpose."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from benchmarks.round_trip import FAILED, OK, Outcome, outcomes
from clientsmith.commands.inspect import inspection
from tests.generation.build import Package, build, completed

SHOP = """
openapi: 3.0.3
paths:
  /orders/{id}:
    put:
      operationId: Orders_put
      parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
      requestBody:
        required: true
        content: {application/json: {schema: {$ref: '#/components/schemas/Order'}}}
      responses:
        '200':
          content: {application/json: {schema: {$ref: '#/components/schemas/Order'}}}
        '404':
          content: {application/json: {schema: {$ref: '#/components/schemas/Missing'}}}
        '422':
          content:
            application/problem+json: {schema: {$ref: '#/components/schemas/Problem'}}
        5XX:
          content: {application/json: {schema: {$ref: '#/components/schemas/Crash'}}}
  /animals:
    get:
      operationId: Animals_list
      responses:
        '200':
          content: {application/json: {schema: {type: array, items: {
            $ref: '#/components/schemas/Animal'}}}}
  /answers:
    get:
      operationId: Answers_get
      responses:
        '200':
          content: {application/json: {schema: {type: object, required: [one], properties: {
            one: {$ref: '#/components/schemas/Answer'},
            by: {type: object, additionalProperties: {
              $ref: '#/components/schemas/Answer'}}}}}}
components:
  schemas:
    Order:
      type: object
      required: [id, name, payment, level]
      properties:
        id: {type: integer, format: int64, readOnly: true}
        name: {type: string}
        secret: {type: string, writeOnly: true}
        level: {type: integer, enum: [1, 2, 3]}
        weight: {type: number, nullable: true}
        paid: {type: boolean}
        at: {type: string, format: date-time, nullable: true}
        day: {type: string, format: date}
        tags: {type: array, items: {type: string}}
        days: {type: array, items: {type: string, format: date}}
        counts: {type: object, additionalProperties: {type: integer}}
        place: {type: object, properties: {fullAddress: {type: string}}}
        payment: {$ref: '#/components/schemas/Payment'}
    Payment:
      oneOf:
        - $ref: '#/components/schemas/Card'
        - $ref: '#/components/schemas/Bank'
        - $ref: '#/components/schemas/Cash'
      discriminator: {propertyName: kind}
    Card:
      type: object
      required: [kind, number]
      properties: {kind: {type: string, enum: [card, debit]}, number: {type: string}}
    Bank:
      type: object
      required: [kind, iban]
      properties: {kind: {type: string, enum: [bank]}, iban: {type: string}}
    Cash:
      type: object
      required: [kind]
      properties: {kind: {type: string, enum: [cash]}, number: {type: string}}
    Animal:
      type: object
      required: [type]
      properties: {type: {type: string}, legs: {type: integer}}
      discriminator: {propertyName: type}
    Cat:
      allOf:
        - $ref: '#/components/schemas/Animal'
        - {type: object, properties: {lives: {type: integer}}}
    Dog:
      allOf:
        - $ref: '#/components/schemas/Animal'
        - {type: object, properties: {tricks: {type: array, items: {type: string}}}}
    Answer:
      anyOf:
        - {type: string}
        - {type: integer}
        - {type: object, required: [left], properties: {left: {type: string}}}
        - {type: object, required: [right], properties: {right: {type: boolean}}}
        - {type: array, items: {type: number}}
    Missing: {type: object, required: [what], properties: {what: {type: string}}}
    Problem: {type: object, required: [title], properties: {title: {type: string}}}
    Crash: {type: object, properties: {trace: {type: string}}}
"""


JOBS = """
paths:
  /jobs:
    post:
      operationId: Jobs_create
      responses:
        '200': {content: {application/json: {schema: {$ref: '#/components/schemas/Done'}}}}
        '202':
          content: {application/json: {schema: {$ref: '#/components/schemas/Queued'}}}
        '204': {}
  /report:
    get:
      operationId: Report_get
      responses:
        '200':
          content:
            application/json: {schema: {$ref: '#/components/schemas/Done'}}
            application/vnd.short+json: {schema: {$ref: '#/components/schemas/Queued'}}
            text/csv: {schema: {type: string}}
  /moments:
    get:
      operationId: Moments_list
      responses:
        '200':
          content:
            application/x-ndjson: {schema: {$ref: '#/components/schemas/Moment'}}
components:
  schemas:
    Done: {type: object, required: [id], properties: {id: {type: string}}}
    Queued:
      type: object
      required: [id]
      properties: {id: {type: string}, position: {type: integer}}
    Moment:
      type: object
      required: [at]
      properties:
        at: {anyOf: [{type: string, format: date-time}, {type: string}]}
        days: {type: array, items: {oneOf: [{type: integer}, {type: string, format: date}]}}
        code: {type: string, enum: ['1', '2']}
"""


ZOO = """
openapi: 3.0.3
paths:
  /zoo:
    put:
      operationId: Zoo_put
      requestBody:
        required: true
        content: {application/json: {schema: {$ref: '#/components/schemas/Zoo'}}}
      responses:
        '200': {content: {application/json: {schema: {$ref: '#/components/schemas/Zoo'}}}}
components:
  schemas:
    Zoo:
      type: object
      properties:
        shapes: {type: object, additionalProperties: {$ref: '#/components/schemas/Shape'}}
        maybe: {nullable: true, allOf: [{$ref: '#/components/schemas/Pet'}]}
        number: {$ref: '#/components/schemas/Number'}
    Shape:
      anyOf:
        - $ref: '#/components/schemas/Circle'
        - $ref: '#/components/schemas/Square'
      discriminator:
        propertyName: shape
        mapping: {round: Circle, ball: Circle, square: '#/components/schemas/Square'}
    Circle: {type: object, required: [shape], properties: {shape: {type: string}}}
    Square:
      type: object
      required: [shape]
      properties: {shape: {type: string}, side: {type: number}}
    Pet:
      type: object
      required: [kind]
      properties: {kind: {type: string, enum: [C, Dog, Fox]}}
      discriminator: {propertyName: kind, mapping: {C: '#/components/schemas/Cat'}}
    Cat: {allOf: [{$ref: '#/components/schemas/Pet'}, {properties: {purrs: {type: boolean}}}]}
    Dog: {allOf: [{$ref: '#/components/schemas/Pet'}, {properties: {barks: {type: boolean}}}]}
    Number:
      oneOf:
        - $ref: '#/components/schemas/One'
        - $ref: '#/components/schemas/Two'
      discriminator:
        propertyName: value
        mapping: {'1': '#/components/schemas/One', '2': '#/components/schemas/Two'}
    One:
      type: object
      required: [value]
      properties: {value: {type: integer, enum: [1]}, name: {type: string}}
    Two:
      type: object
      required: [value]
      properties: {value: {type: integer, enum: [2]}, name: {type: string}}
"""


@pytest.fixture(scope="module")
def zoo(tmp_path_factory: pytest.TempPathFactory) -> Package:
    package = build(tmp_path_factory.mktemp("zoo"), ZOO)
    package.forget()
    return package


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Package:
    package = build(tmp_path_factory.mktemp("shop"), SHOP)
    package.forget()
    return package


@pytest.fixture(scope="module")
def jobs(tmp_path_factory: pytest.TempPathFactory) -> Package:
    package = build(tmp_path_factory.mktemp("jobs"), JOBS)
    package.forget()
    return package


def tried(
    folder: Path, package: Package, text: str, *wrong: tuple[str, str, str]
) -> list[Outcome]:
    """The outcomes; `wrong`: files of the package, with what is replaced in them."""
    document = folder / "document.json"
    document.write_text(json.dumps(completed(text)))
    copy = folder / package.folder.name
    shutil.copytree(package.folder, copy)
    for name, old, new in wrong:
        file = copy / name
        source, count = re.subn(old, new, file.read_text(), flags=re.MULTILINE)
        assert count
        file.write_text(source)
    try:
        return [*outcomes(document, folder, inspection(package.described))]
    finally:
        package.forget()


@pytest.mark.parametrize(
    ("name", "text"), [("shop", SHOP), ("jobs", JOBS), ("zoo", ZOO)]
)
def test_right_classes_come_through(
    tmp_path: Path, request: pytest.FixtureRequest, name: str, text: str
) -> None:
    found = tried(tmp_path, request.getfixturevalue(name), text)
    assert {
        outcome.operation: outcome.reason for outcome in found if outcome.verdict != OK
    } == {}
    assert len(found) == len(completed(text)["paths"])


def deferred(key: str, name: str) -> str:
    """Return a pattern for a name that a table of types defers; the first group ends
    before it.
    """
    return rf'({key}: DeferredType\["types\.){name}(?="\])'


MODELS = "types/models.py"
ORDERS = "resources/orders.py"


@pytest.mark.parametrize(
    ("file", "old", "new", "reason"),
    [
        # Two values of a discriminator select one class.
        (MODELS, r'Literal\["bank"\]', 'Literal["bank", "cash"]', "Bank"),
        (MODELS, r'Literal\["card", "debit"\]', 'Literal["card"]', "kind"),
        (MODELS, r'"bank": Bank', '"bank": Cash', "bank"),
        (MODELS, r'"Dog": Dog', '"Dog": Cat', "Dog"),
        # An unknown value is one of the known classes.
        (MODELS, r'"cash": Cash\}', r"\g<0>, otherwise=Card", "/payment is a Card"),
        (MODELS, r'Literal\["(cash|bank)"\]', "str", "which takes 'card'"),
        # Members are lost, of other types, or more lenient than documented.
        (MODELS, r"^    lives: .*\n", "", "has no member lives"),
        (MODELS, r"^    id: int$", "    pass", "has no member id"),
        (MODELS, r"^    id: int$", "    id: int | None = None", "id is not required"),
        (MODELS, r"^    paid: bool", "    paid: object", "which takes"),
        (MODELS, r"^    at: datetime", "    at: str", "/at is '"),
        (MODELS, r"^    day: date", "    day: str", "/day is '"),
        (MODELS, r"^    weight: float", "    weight: str | float", "weight is "),
        (MODELS, r"Literal\[1, 2, 3\] \| int", "str", "level"),
        (MODELS, r"Literal\[1, 2, 3\] \| int", "float", "/level is"),
        (MODELS, r"list\[date\]", "list[object]", "days is "),
        (MODELS, r"dict\[str, int\]", "dict[str, object]", "counts is "),
        (MODELS, r"^    number: str$", "    number: str\n    iban: str = ''", "iban"),
        ("types/__init__.py", '"Bank",', "", "a Bank: it is not exported"),
        # Bodies of errors have the class of another status.
        (ORDERS, deferred("404", "Missing"), r"\1Problem", "404 application/json"),
        (ORDERS, deferred('"5XX"', "Crash"), r"\1Missing", "500 application/json"),
        (
            ORDERS,
            r'422: DeferredType\["types\.Problem"\],?',
            "",
            "422 application/problem+json",
        ),
        # What may be sent is refused.
        ("types/params.py", r'Literal\["cash"\]', 'Literal["bank"]', "payment"),
        ("types/params.py", r'"debit"', '"other"', "payment"),
        (ORDERS, r"level: Literal\[1, 2, 3\]", "level: Literal[1, 2]", "level"),
    ],
)
def test_wrong_classes_do_not(
    tmp_path: Path, shop: Package, file: str, old: str, new: str, reason: str
) -> None:
    assert_seen(tried(tmp_path, shop, SHOP, (file, old, new)), reason)


JOB = "resources/jobs.py"
REPORT = "resources/report.py"
IMPORTS = r"^from \.\._runtime import .*$"


@pytest.mark.parametrize(
    ("file", "old", "new", "reason"),
    [
        # The class of another status, or of another representation.
        (JOB, deferred("202", "Queued"), r"\1Done", "202 application/json"),
        (JOB, deferred("200", "Done"), r"\1Queued", "is a Queued"),
        (JOB, r"results=ResultTypes\(\s*\{.*?\}\s*\),?", "", "202 application/json"),
        (
            JOB,
            r"-> types\.Done \| types\.Queued \| None",
            "-> object",
            "annotated as <class 'object'>",
        ),
        (REPORT, r"types\.Queued(?=\s+if accept)", "types.Done", "vnd.short+json"),
        (
            REPORT,
            r"else types\.Done$",
            "else types.Queued",
            "is a Queued, but another Done was a Done",
        ),
        (REPORT, "str$", "types.Done", "200 text/csv"),
        # Text that was no moment, and moments that stay text.
        (MODELS, IMPORTS, r"\g<0>\nfrom datetime import datetime", "/at is datetime"),
        (MODELS, r"^    at: .*", "    at: datetime", "at"),
        (MODELS, r"^    at: .*", "    at: object", "which takes"),
        (MODELS, r"^    days: .*", "    days: list[int | str] | None = None", "/days/"),
        (MODELS, r'Literal\["1", "2"\] \| str', "int", "code"),
    ],
)
def test_wrong_results_do_not(
    tmp_path: Path, jobs: Package, file: str, old: str, new: str, reason: str
) -> None:
    assert_seen(tried(tmp_path, jobs, JOBS, (file, old, new)), reason)


@pytest.mark.parametrize(
    ("file", "old", "new", "reason"),
    [
        (MODELS, '"square": Square', '"square": Circle', "shape"),
        (MODELS, '"ball": Circle', '"ball": Square', "shape"),
        (MODELS, r"1: One, 2: Two", "1: One, 2: One", "number"),
        (MODELS, r'"C": Cat', '"C": Dog', "maybe"),
        ("types/params.py", '"round"', '"square"', "shapes"),
    ],
)
def test_wrong_variants_do_not(
    tmp_path: Path, zoo: Package, file: str, old: str, new: str, reason: str
) -> None:
    assert_seen(tried(tmp_path, zoo, ZOO, (file, old, new)), reason)


def assert_seen(found: list[Outcome], reason: str) -> None:
    reasons = [item.reason for item in found if item.verdict == FAILED]
    assert reasons
    assert any(reason in value for value in reasons), reasons
