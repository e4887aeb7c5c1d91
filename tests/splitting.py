"""One document, and the same with a part of it in another place, behind a `$ref`."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

ROOT = "openapi.json"

WHOLE: dict[str, Any] = {
    "openapi": "3.0.3",
    "info": {"title": "Shop", "version": "1", "description": "Sells things."},
    "servers": [
        {
            "url": "https://{region}.shop.test",
            "variables": {"region": {"enum": ["eu", "us"], "default": "eu"}},
        }
    ],
    "tags": [{"name": "things", "description": "Things for sale."}],
    "security": [{"key": []}],
    "paths": {
        "/shops/{shop}/things": {
            "parameters": [
                {
                    "name": "shop",
                    "in": "path",
                    "required": True,
                    "schema": {"type": "string"},
                }
            ],
            "post": {
                "operationId": "create_thing",
                "tags": ["things"],
                "summary": "Create a thing",
                "description": "Creates one thing.",
                "parameters": [
                    {
                        "name": "limit",
                        "in": "query",
                        "required": True,
                        "schema": {"type": "integer", "maximum": 9},
                    },
                    {"$ref": "#/components/parameters/Trace"},
                ],
                "requestBody": {"$ref": "#/components/requestBodies/Thing"},
                "responses": {
                    "200": {"$ref": "#/components/responses/Thing"},
                    "404": {"description": "None."},
                },
                "security": [{"key": []}],
                "servers": [{"url": "https://post.shop.test"}],
                "callbacks": {
                    "sold": {
                        "{$request.query.url}": {
                            "post": {
                                "requestBody": {
                                    "$ref": "#/components/requestBodies/Thing"
                                },
                                "responses": {"204": {"description": "Seen."}},
                            }
                        }
                    }
                },
            },
        },
    },
    "components": {
        "schemas": {
            "Thing": {
                "type": "object",
                "description": "One thing.",
                "required": ["a"],
                "properties": {
                    "a": {"type": "integer"},
                    "kind": {"$ref": "#/components/schemas/Kind"},
                    "parts": {"$ref": "#/components/schemas/Parts"},
                },
                "allOf": [{"type": "object", "properties": {"b": {"type": "string"}}}],
            },
            "Kind": {"type": "string", "enum": ["big", "small"]},
            "Parts": {
                "type": "array",
                "items": {"$ref": "#/components/schemas/Thing"},
            },
        },
        "parameters": {
            "Trace": {
                "name": "X-Trace",
                "in": "header",
                "schema": {"type": "string"},
                "examples": {"one": {"value": "abc"}},
            }
        },
        "requestBodies": {
            "Thing": {
                "required": True,
                "content": {
                    "application/json": {
                        "schema": {"$ref": "#/components/schemas/Thing"}
                    }
                },
            }
        },
        "responses": {
            "Thing": {
                "description": "A thing.",
                "headers": {"X-Left": {"schema": {"type": "integer"}}},
                "content": {
                    "application/json": {
                        "schema": {"$ref": "#/components/schemas/Thing"},
                        "examples": {"one": {"value": {"a": 1}}},
                    }
                },
            }
        },
        "securitySchemes": {"key": {"type": "apiKey", "in": "header", "name": "X-Key"}},
    },
}

_ITEM = "/paths/~1shops~1{shop}~1things"
_OPERATION = f"{_ITEM}/post"
_THING = "/components/schemas/Thing"
_RESPONSE = "/components/responses/Thing"

POINTERS = (
    "/info",
    "/info/description",
    "/servers",
    "/servers/0",
    "/servers/0/variables",
    "/servers/0/variables/region/enum",
    "/tags",
    "/tags/0",
    "/tags/0/description",
    "/security",
    "/security/0",
    "/paths",
    _ITEM,
    f"{_ITEM}/parameters",
    f"{_ITEM}/parameters/0",
    _OPERATION,
    f"{_OPERATION}/tags",
    f"{_OPERATION}/description",
    f"{_OPERATION}/parameters",
    f"{_OPERATION}/parameters/0",
    f"{_OPERATION}/parameters/0/schema",
    f"{_OPERATION}/requestBody",
    f"{_OPERATION}/responses",
    f"{_OPERATION}/responses/200",
    f"{_OPERATION}/security",
    f"{_OPERATION}/servers",
    f"{_OPERATION}/callbacks",
    f"{_OPERATION}/callbacks/sold",
    "/components",
    "/components/schemas",
    _THING,
    f"{_THING}/description",
    f"{_THING}/required",
    f"{_THING}/properties",
    f"{_THING}/properties/a",
    f"{_THING}/allOf",
    "/components/schemas/Kind/enum",
    "/components/schemas/Parts/items",
    "/components/parameters",
    "/components/parameters/Trace",
    "/components/parameters/Trace/examples",
    "/components/requestBodies",
    "/components/requestBodies/Thing/content",
    "/components/requestBodies/Thing/content/application~1json",
    "/components/responses",
    _RESPONSE,
    f"{_RESPONSE}/headers",
    f"{_RESPONSE}/headers/X-Left",
    f"{_RESPONSE}/content",
    f"{_RESPONSE}/content/application~1json",
    f"{_RESPONSE}/content/application~1json/examples",
    "/components/securitySchemes",
    "/components/securitySchemes/key",
)
"""Parts that authors move to other files, whether OpenAPI allows a `$ref` there or not.
"""


def split(document: dict[str, Any], pointer: str, form: str) -> dict[str, Any]:
    """The files of a document whose part at the pointer stands elsewhere.

    `file`: it is a file; `inside`: it is somewhere in a file; `chain`: behind another
    `$ref` there; `here`: it is in an extension of the document.
    """
    root = copy.deepcopy(document)
    tokens = [_unescaped(word) for word in pointer[1:].split("/")]
    owner: Any = root
    for token in tokens[:-1]:
        owner = owner[int(token)] if isinstance(owner, list) else owner[token]
    last: Any = int(tokens[-1]) if isinstance(owner, list) else tokens[-1]
    part = owner[last]
    if form == "here":
        owner[last] = {"$ref": "#/x-parts/a~1b"}
        root["x-parts"] = {"a/b": part}
        return {ROOT: root}
    part = _rebased(part)
    if form == "file":
        owner[last] = {"$ref": "parts/part.json"}
        return {ROOT: root, "parts/part.json": part}
    if form == "inside":
        owner[last] = {"$ref": "parts/all.json#/some%20parts/a~1b"}
        return {ROOT: root, "parts/all.json": {"some parts": {"a/b": part}}}
    owner[last] = {"$ref": "parts/first.json#/next"}
    return {
        ROOT: root,
        "parts/first.json": {"next": {"$ref": "more/second.json"}},
        "parts/more/second.json": _rebased(part, "../"),
    }


def write(folder: Path, files: dict[str, Any]) -> Path:
    """Write the files, and give the path of the document."""
    for name, value in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(value, indent=1), encoding="utf-8")
    return folder / ROOT


def _rebased(value: Any, up: str = "") -> Any:
    """Return a moved part, with its `$ref`s pointing back to the document."""
    if isinstance(value, dict):
        return {
            key: (
                f"{up}../{ROOT}{member}"
                if key == "$ref" and member.startswith("#")
                else f"{up}{member}" if key == "$ref" else _rebased(member, up)
            )
            for key, member in value.items()
        }
    return (
        [_rebased(element, up) for element in value]
        if isinstance(value, list)
        else value
    )


def _unescaped(token: str) -> str:
    return token.replace("~1", "/").replace("~0", "~")
