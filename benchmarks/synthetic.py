"""A client as large as the largest APIs, made from a document that is made up here."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.environments import ROOT

PACKAGE = "synthetic"
_METHODS = (
    ("get", "list", "/resource_{0}/{1}"),
    ("post", "create", "/resource_{0}/{1}"),
    ("get", "retrieve", "/resource_{0}/{1}/{{id}}"),
    ("patch", "update", "/resource_{0}/{1}/{{id}}"),
    ("delete", "delete", "/resource_{0}/{1}/{{id}}"),
)


@dataclass(frozen=True, slots=True)
class Size:
    """As many schemas as operations, spread evenly over the resources."""

    operations: int
    resources: int
    build: Path
    """The folder that keeps the package for the next run."""


def document(size: Size) -> dict[str, Any]:
    """An OpenAPI document with `list`, `create`, ... and numbered ones per resource."""
    names = [f"Schema{number}" for number in range(size.operations)]
    paths: dict[str, dict[str, Any]] = {}
    for number, name in enumerate(names):
        index, resource = divmod(number, size.resources)
        group, kind = divmod(index, len(_METHODS))
        verb, method, template = _METHODS[kind]
        path = template.format(resource, f"part_{group}")
        suffix = f"_{group}" if group else ""
        paths.setdefault(path, {})[verb] = _operation(
            verb, f"resource_{resource}", f"{method}{suffix}", path, name
        )
    schemas = {name: _schema(names, at) for at, name in enumerate(names)}
    api_key = {"type": "apiKey", "in": "header", "name": "X-API-Key"}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Synthetic", "version": "1.0.0"},
        "servers": [{"url": "https://api.test"}],
        "security": [{"apiKey": []}],
        "paths": paths,
        "components": {"schemas": schemas, "securitySchemes": {"apiKey": api_key}},
    }


def _operation(
    verb: str, resource: str, method: str, path: str, schema: str
) -> dict[str, Any]:
    reference = {"$ref": f"#/components/schemas/{schema}"}
    is_list = method.startswith("list")
    parameters: list[dict[str, Any]] = [
        {"name": name, "in": "query", "schema": {"type": "integer"}}
        for name in ("limit", "offset")
        if is_list
    ]
    if "{id}" in path:
        id_ = {"name": "id", "in": "path", "required": True}
        parameters.append({**id_, "schema": {"type": "string"}})
    result = {"type": "array", "items": reference} if is_list else reference
    content = {"application/json": {"schema": result}}
    operation: dict[str, Any] = {
        "operationId": f"{resource}_{method}",
        "tags": [resource],
        "summary": f"The {method} of {resource}",
        "parameters": parameters,
        "responses": {"200": {"description": "Done", "content": content}},
    }
    if verb in ("post", "patch"):
        operation["requestBody"] = {
            "required": True,
            "content": {"application/json": {"schema": reference}},
        }
    return operation


def _schema(names: list[str], at: int) -> dict[str, Any]:
    """Five plain members, an enumeration, and another schema; families of ten."""
    members: dict[str, Any] = {
        "id": {"type": "string", "description": "Identifies it."},
        "name": {"type": "string", "description": "What people call it."},
        "createdAt": {"type": "string", "format": "date-time"},
        "size": {"type": "integer", "minimum": 0},
        "labels": {"type": "array", "items": {"type": "string"}},
        "state": {"type": "string", "enum": ["new", "ready", "failed"]},
    }
    if at % 10:
        members["parent"] = {"$ref": f"#/components/schemas/{names[at - 1]}"}
    return {"type": "object", "required": ["id", "name"], "properties": members}


def synthetic_package(size: Size) -> Path:
    """The folder to import the package from; generated if that was not done before."""
    text = json.dumps(document(size))
    key = hashlib.sha256(text.encode())
    for source in sorted([*(ROOT / "generator").rglob("*.py"), *_templates()]):
        key.update(source.read_bytes())
    folder = size.build / key.hexdigest()[:16]
    if not (folder / "done").exists():
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "document.json").write_text(text, encoding="utf-8")
        generate = "-m clientsmith generate --spec document.json --force --output ."
        command = [sys.executable, *generate.split(), "--package", PACKAGE]
        # From a folder without a configuration; `clientsmith` is installed.
        subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)
        (folder / "done").touch()
    return folder


def _templates() -> list[Path]:
    return [path for path in (ROOT / "templates").rglob("*") if path.is_file()]
