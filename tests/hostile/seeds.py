"""Small documents that use between them whatever OpenAPI offers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

Json = Any

_SPECS = Path(__file__).parents[2] / "specs"

_HEAD = """
openapi: 3.1.0
info: {title: Acme, version: "1.2", description: All of it.}
"""

OPERATIONS = f"""{_HEAD}
servers:
  - url: "https://{{region}}.acme.test/{{base}}"
    description: Live
    variables:
      region: {{default: eu, enum: [eu, us], description: Where.}}
      base: {{default: v1}}
  - {{url: https://test.acme.test, description: Test}}
tags: [{{name: Things, description: All things.}}]
security: [{{bearer: []}}, {{key: [], login: []}}]
paths:
  /things/{{thing_id}}/parts/{{part}}:
    parameters:
      - {{name: thing_id, in: path, required: true, schema: {{type: string}}}}
    get:
      operationId: things/get_part
      tags: [Things]
      summary: One part
      description: A part of a thing.
      parameters:
        - {{name: part, in: path, required: true, schema: {{type: integer}}}}
        - name: fields
          in: query
          style: pipeDelimited
          explode: false
          description: Which ones.
          schema: {{type: array, items: {{type: string, enum: [a, b]}}, default: [a]}}
        - {{name: filter, in: query, style: deepObject, schema: {{$ref: "#/components/schemas/Filter"}}}}
        - {{name: X-Trace, in: header, schema: {{type: string, default: t, example: u}}}}
        - {{name: seen, in: cookie, schema: {{type: boolean}}}}
        - {{$ref: "#/components/parameters/Limit"}}
      responses:
        "200":
          description: Found
          headers: {{X-Rate: {{description: Left., schema: {{type: integer}}}}}}
          content:
            application/json: {{schema: {{$ref: "#/components/schemas/Part"}}, example: {{id: 1}}}}
            text/csv: {{schema: {{type: string}}}}
          links: {{next: {{operationId: things/get_part, parameters: {{part: $response.body#/id}}}}}}
        default: {{$ref: "#/components/responses/Failed"}}
  /things:
    get:
      operationId: things/list
      parameters: [{{name: cursor, in: query, schema: {{type: string}}}}]
      responses:
        "200":
          description: A page
          content:
            application/json:
              schema:
                type: object
                required: [data]
                properties:
                  data: {{type: array, items: {{$ref: "#/components/schemas/Part"}}}}
                  next_cursor: {{type: [string, "null"]}}
    post:
      operationId: things/create
      deprecated: true
      x-note: {{any: thing}}
      servers: [{{url: https://upload.acme.test}}]
      security: []
      externalDocs: {{url: https://docs.acme.test, description: More}}
      requestBody:
        description: The thing.
        content:
          application/json:
            schema: {{$ref: "#/components/schemas/Filter"}}
            examples: {{one: {{summary: One, value: {{name: x}}}}}}
          multipart/form-data:
            schema:
              type: object
              properties:
                file: {{type: string, format: binary}}
                meta: {{$ref: "#/components/schemas/Filter"}}
            encoding: {{meta: {{contentType: application/json}}}}
      responses: {{"204": {{description: Done}}}}
      callbacks:
        done:
          "{{$request.body#/url}}": {{post: {{responses: {{"200": {{description: ok}}}}}}}}
  /events:
    get:
      operationId: events/stream
      responses:
        "200":
          description: Events
          content:
            text/event-stream: {{schema: {{$ref: "#/components/schemas/Part"}}}}
components:
  parameters:
    Limit: {{name: limit, in: query, description: How many., schema: {{type: integer, minimum: 1, maximum: 100, default: 10}}}}
  responses:
    Failed: {{description: Failed, content: {{application/problem+json: {{schema: {{$ref: "#/components/schemas/Problem"}}}}}}}}
  securitySchemes:
    bearer: {{type: http, scheme: bearer, bearerFormat: JWT, description: A token.}}
    key: {{type: apiKey, in: header, name: X-Key}}
    login: {{type: http, scheme: basic}}
    oauth:
      type: oauth2
      flows: {{clientCredentials: {{tokenUrl: https://acme.test/token, scopes: {{read: Reads.}}}}}}
  schemas:
    Part: {{type: object, required: [id], properties: {{id: {{type: integer}}, label: {{type: string, description: A label., default: none}}}}}}
    Filter:
      type: object
      title: A filter
      required: [name]
      properties:
        name: {{type: string, pattern: "^a+$", minLength: 1, maxLength: 9}}
        when: {{type: string, format: date-time, deprecated: true}}
        size: {{type: number, multipleOf: 0.5, exclusiveMinimum: 0}}
      additionalProperties: {{type: integer, description: Others.}}
    Problem: {{type: object, properties: {{title: {{type: string}}, status: {{type: integer}}}}}}
"""

SCHEMAS = f"""{_HEAD}
servers: [{{url: https://acme.test}}]
paths:
  /pets:
    post:
      operationId: pets/add
      requestBody: {{required: true, content: {{application/json: {{schema: {{$ref: "#/components/schemas/Pet"}}}}}}}}
      responses:
        "200": {{description: ok, content: {{application/json: {{schema: {{$ref: "#/components/schemas/Everything"}}}}}}}}
webhooks:
  pet.added:
    post:
      summary: Added
      requestBody: {{content: {{application/json: {{schema: {{$ref: "#/components/schemas/Cat"}}}}}}}}
      responses: {{"200": {{description: ok}}}}
  pet.lost:
    post:
      requestBody: {{content: {{application/json: {{schema: {{$ref: "#/components/schemas/Dog"}}}}}}}}
      responses: {{"200": {{description: ok}}}}
components:
  schemas:
    Pet:
      description: Any pet.
      oneOf: [{{$ref: "#/components/schemas/Cat"}}, {{$ref: "#/components/schemas/Dog"}}]
      discriminator: {{propertyName: kind, mapping: {{cat: "#/components/schemas/Cat", dog: Dog}}}}
    Cat: {{type: object, required: [kind], properties: {{kind: {{type: string}}, lives: {{type: integer, default: 9}}}}}}
    Dog: {{type: object, required: [kind], properties: {{kind: {{const: dog}}, barks: {{type: boolean, default: true}}}}}}
    Colour: {{type: string, enum: [red, "green blue", "1"], x-enum-varnames: [A, B, C], default: red}}
    Everything:
      allOf: [{{$ref: "#/components/schemas/Base"}}]
      type: object
      required: [mixed]
      properties:
        mixed: {{enum: [1, a, null, true, 1.5, [x], {{y: z}}]}}
        number: {{type: integer, enum: [1, 2], default: 1}}
        float: {{type: number, default: 0.5, example: 1.5}}
        colour: {{$ref: "#/components/schemas/Colour"}}
        colours: {{type: array, items: {{$ref: "#/components/schemas/Colour"}}, uniqueItems: true, maxItems: 3}}
        pair: {{type: array, prefixItems: [{{type: string}}, {{type: integer}}], items: false, minItems: 2}}
        free: {{type: object, additionalProperties: true, default: {{a: [b]}}}}
        named: {{type: object, patternProperties: {{"^x-": {{type: string}}}}, propertyNames: {{pattern: "^x"}}}}
        either: {{anyOf: [{{type: string, format: uuid}}, {{type: array, items: {{type: number}}}}, {{type: "null"}}]}}
        data: {{type: string, contentEncoding: base64, contentMediaType: image/png}}
        inner: {{type: object, properties: {{deep: {{type: object, properties: {{x: {{type: string, format: odd}}}}}}}}}}
        tree: {{$ref: "#/components/schemas/Tree"}}
        secret: {{type: string, writeOnly: true}}
        made: {{type: string, format: date, readOnly: true, examples: ["2024-05-19"]}}
    Base: {{type: object, properties: {{id: {{type: string, format: uuid, description: Its id.}}}}}}
    Tree: {{type: object, properties: {{children: {{type: array, items: {{$ref: "#/components/schemas/Tree"}}}}}}}}
"""

SWAGGER = """
swagger: "2.0"
info: {title: Old, version: "1"}
host: old.test
basePath: /api
schemes: [https]
consumes: [application/json]
produces: [application/json]
securityDefinitions:
  key: {type: apiKey, in: query, name: key}
security: [{key: []}]
paths:
  /items/{id}:
    put:
      operationId: putItem
      tags: [items]
      parameters:
        - {name: id, in: path, required: true, type: string}
        - {name: tags, in: query, type: array, items: {type: string}, collectionFormat: multi}
        - {name: body, in: body, schema: {$ref: "#/definitions/Item"}}
      responses: {"200": {description: ok, schema: {$ref: "#/definitions/Item"}}}
definitions:
  Item: {type: object, discriminator: kind, required: [kind], properties: {kind: {type: string}, x: {type: string, x-nullable: true}}}
  Special: {allOf: [{$ref: "#/definitions/Item"}, {type: object, properties: {y: {type: integer, format: int32}}}]}
"""


def seeds() -> Iterator[Json]:
    """The documents above, and one operation of each document in `specs/`."""
    for text in (OPERATIONS, SCHEMAS, SWAGGER):
        yield yaml.safe_load(text)
    for path in sorted(_SPECS.glob("*.yaml")):
        yield excerpt(yaml.safe_load(path.read_text("utf-8")))


def excerpt(document: Json) -> Json:
    """A document with its first path only."""
    first = next(iter(document["paths"].items()))
    return {**document, "paths": dict([first])}
