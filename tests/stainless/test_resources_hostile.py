"""Text of a document and of a configuration never becomes code."""

from __future__ import annotations

import ast
import importlib
import pkgutil
from typing import Any

from tests.stainless.packages import Build

TEXT = "\"\"\"'''); boom() # {{ 7 * 7 }} {x} \\ \u202e\n```\nboom()\n"
NAME = '"); boom(); ("'


def purpose(kind: str) -> dict[str, Any]:
    """A member of a pagination scheme."""
    return {"type": "string", "x-stainless-pagination-property": {"purpose": kind}}


def parameter(name: str, place: str, **schema: Any) -> dict[str, Any]:
    """A parameter with a hostile description."""
    return {
        "name": f"{name}{NAME}",
        "in": place,
        "description": TEXT,
        "required": place == "path",
        "schema": {"type": "string", **schema},
    }


def answer(**properties: Any) -> dict[str, Any]:
    """Responses with an object of these properties."""
    schema = {"type": "object", "properties": properties}
    content = {"application/json": {"schema": schema}}
    return {"200": {"description": TEXT, "content": content}}


PATH = f"/a{NAME}/{{p{NAME}}}"
PART = {
    f"f{NAME}": {"type": "string", "format": "binary"},
    f"b{NAME}": {"type": "string", "description": TEXT},
}
DOCUMENT = {
    "info": {"title": TEXT, "version": NAME, "description": TEXT},
    "tags": [{"name": NAME, "description": TEXT}],
    "security": [{NAME: []}, {"query": []}],
    "paths": {
        PATH: {
            "post": {
                "tags": [NAME],
                "description": TEXT,
                "parameters": [
                    parameter("p", "path"),
                    parameter("q", "query", enum=[TEXT, NAME], default=TEXT),
                    parameter("h", "header"),
                    parameter("c", "cookie"),
                ],
                "requestBody": {
                    "content": {
                        "multipart/form-data": {
                            "schema": {"type": "object", "properties": PART}
                        }
                    }
                },
                "responses": answer(**{f"d{NAME}": {"const": NAME}}),
            },
            "get": {
                "servers": [{"url": f"https://y.test/{NAME}"}],
                "parameters": [parameter("p", "path"), parameter("n", "query")],
                "responses": answer(
                    **{
                        f"i{NAME}": {"type": "array", "items": {"type": "object"}},
                        f"x{NAME}": {"type": "string"},
                    }
                ),
            },
        }
    },
    "components": {
        "securitySchemes": {
            NAME: {"type": "apiKey", "in": "header", "name": f"X{NAME}"},
            "query": {"type": "apiKey", "in": "query", "name": f"q{NAME}"},
        }
    },
}
CONFIGURATION = {
    "organization": {"name": f"Petstore{NAME}"},
    "client_settings": {
        "opts": {
            f"o{NAME}": {
                "read_env": f"ENV{NAME}",
                "auth": NAME,
                "nullable": True,
                "description": TEXT,
            },
            "p": {"auth": "query", "nullable": True, "send_in_header": f"Z{NAME}"},
            f"webhook{NAME}": {"nullable": True, "default": TEXT},
        },
        "default_headers": {f"D{NAME}": NAME},
        "default_env_prefix": f"PRE{NAME}",
        "idempotency": {"header": f"I{NAME}"},
    },
    "environments": {f"a{NAME}": f"https://z.test/{NAME}", "b": "https://w.test"},
    "settings": {"file_header": TEXT, "unwrap_response_fields": [f"d{NAME}"]},
    "pagination": [
        {
            "name": f"page{NAME}",
            "type": "cursor",
            "request": {f"n{NAME}": purpose("next_cursor_param")},
            "response": {
                f"i{NAME}": {**purpose("items"), "type": "array", "items": {}},
                f"x{NAME}": purpose("next_cursor_field"),
            },
        }
    ],
    "resources": {
        "$client": {"methods": {f"m{NAME}": f"post {PATH}"}},
        f"r{NAME}": {
            "description": TEXT,
            "methods": {
                f"m{NAME}": {"endpoint": f"post {PATH}", "deprecated": TEXT},
                f"l{NAME}": f"get {PATH}",
                f"w{NAME}": {"type": "webhook_unwrap"},
            },
        },
    },
}


def test_text_is_only_text(build: Build) -> None:
    package = build(DOCUMENT, CONFIGURATION)
    assert len(package.plan.resources[0].methods) == 2
    assert package.plan.schemes
    for path in package.folder.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        nodes = ast.walk(ast.parse(text))
        called = [node.func for node in nodes if isinstance(node, ast.Call)]
        assert "boom" not in map(ast.unparse, called), path
        assert "\u202e" not in text, path
    for found in pkgutil.walk_packages(package.module.__path__):
        importlib.import_module(f"{package.module.__name__}.{found.name}")
    package.answer({f"d{NAME}": NAME})
    assert package.client(p="k").m_boom("x") == NAME
    assert package.request.url.params[f"q{NAME}"] == "k"
