"""The modules of the runtime in a package: those that it needs, and no others."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import subprocess
import sys

import pytest

from tests.generation.build import Generate, Package

ALWAYS = {"base_client", "client", "decoding", "errors", "models", "telemetry"}
ITEM = "{type: object, properties: {id: {type: string}}}"


def operation(responses: str, details: str = "", method: str = "get") -> str:
    return f"paths: {{/x: {{{method}: {{operationId: call, {details} responses: {responses}}}}}}}"


def returns(media_type: str, schema: str = ITEM) -> str:
    return f"{{200: {{content: {{{media_type}: {{schema: {schema}}}}}}}}}"


def sends(media_type: str, schema: str = ITEM) -> str:
    body = f"requestBody: {{content: {{{media_type}: {{schema: {schema}}}}}}},"
    return operation("{204: {description: Done}}", body, "post")


PLAIN = operation(returns("application/json"))
LIST = operation(
    returns("application/json", f"{{type: array, items: {ITEM}}}"),
    "parameters: [{name: limit, in: query, schema: {type: integer}},"
    " {name: offset, in: query, schema: {type: integer}}],",
)
OBJECTS = LIST.replace(
    f"{{type: array, items: {ITEM}}}",
    f"{{type: object, properties: {{items: {{type: array, items: {ITEM}}}}}}}",
)
UNION = """
components: {schemas: {
  A: {type: object, required: [kind], properties: {kind: {const: a}}},
  B: {type: object, required: [kind], properties: {kind: {const: b}}}}}
""" + operation(
    returns(
        "application/json",
        "{oneOf: [{$ref: '#/components/schemas/A'}, {$ref: '#/components/schemas/B'}],"
        " discriminator: {propertyName: kind, mapping:"
        " {a: '#/components/schemas/A', b: '#/components/schemas/B'}}}",
    )
)
OAUTH = (
    "components: {securitySchemes: {o: {type: oauth2, flows: {clientCredentials:"
    " {tokenUrl: /token, scopes: {}}}}}}\nsecurity: [{o: []}]\n" + PLAIN
)
WEBHOOKS = (
    "webhooks: {done: {post: {operationId: done, requestBody: {content:"
    f" {{application/json: {{schema: {ITEM}}}}}}}, responses: {{200: {{description: OK}}}}}}}}}}\n"
    + PLAIN
)
STYLED = operation(
    "{204: {description: Done}}",
    "parameters: [{name: filter, in: query, style: deepObject, explode: true,"
    f" schema: {ITEM}}}],",
)
DATES = operation(
    returns(
        "application/json",
        "{type: object, properties: {at: {type: string, format: date-time}}}",
    )
)
BINARY = "{type: string, format: binary}"


def secured(scheme: str) -> str:
    return f"components: {{securitySchemes: {{s: {scheme}}}}}\nsecurity: [{{s: []}}]\n{PLAIN}"


RESULTS = operation(
    "{200: {content: {application/json: {schema: {type: integer}}}},"
    " 201: {content: {application/json: {schema: {type: string}}}}}"
)

# What a document has, and the modules that it adds to those of a plain one.
FEATURES = {
    "plain": (PLAIN, set[str]()),
    "pages": (LIST, {"pages", "pagination"}),
    "object-pages": (OBJECTS, {"object_pages", "pages", "pagination"}),
    "stream": (operation(returns("text/event-stream")), {"streaming"}),
    "file": (operation(returns("image/png", BINARY)), {"downloads"}),
    "form": (sends("application/x-www-form-urlencoded"), {"forms", "styles"}),
    "multipart": (sends("multipart/form-data"), {"multipart", "content", "curl_forms"}),
    "lines": (sends("application/x-ndjson"), {"json_lines", "content"}),
    "raw": (sends("application/octet-stream", BINARY), {"content"}),
    "union": (UNION, {"unions"}),
    "bearer": (secured("{type: http, scheme: bearer}"), {"bearer"}),
    "basic": (secured("{type: http, scheme: basic}"), {"basic"}),
    "key": (secured("{type: apiKey, name: k, in: query}"), {"api_keys"}),
    "oauth": (OAUTH, {"oauth", "basic"}),
    "results": (RESULTS, {"media"}),
    "variables": (
        "servers: [{url: 'https://{v}.x.example', variables: {v: {default: a}}}]\n"
        + PLAIN,
        {"variables"},
    ),
    "deprecated": (operation("{204: {}}", "deprecated: true,"), {"deprecation"}),
    "webhooks": (WEBHOOKS, {"webhooks"}),
    "style": (STYLED, {"styles"}),
    "dates": (DATES, {"times"}),
}
OPTIONAL = set[str]().union(*(modules for _, modules in FEATURES.values()))


def runtime_modules(package: Package) -> set[str]:
    return {path.stem for path in (package.folder / "_runtime").glob("*.py")}


@pytest.mark.parametrize("feature", FEATURES)
def test_a_package_has_the_modules_of_its_features(
    generate: Generate, feature: str
) -> None:
    document, modules = FEATURES[feature]
    found = runtime_modules(generate(document))
    assert found >= ALWAYS
    assert found & OPTIONAL == modules


@pytest.mark.parametrize("feature", FEATURES)
def test_every_module_is_imported_by_another_and_can_be_imported(
    generate: Generate, feature: str
) -> None:
    package = generate(FEATURES[feature][0])
    home = package.folder / "_runtime"
    imported = set[str]()
    for path in package.folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ImportFrom) and node.level:
                imported |= {node.module or "", *(a.name for a in node.names)}
    names = {text.rpartition(".")[2] for text in imported}
    assert runtime_modules(package) - names - {"__init__"} == set()
    code = (
        "import sys, importlib\nfor name in sys.argv[1:]: importlib.import_module(name)"
    )
    found = [
        f"{package.module.__name__}._runtime.{m.name}"
        for m in pkgutil.iter_modules([str(home)])
    ]
    command = [sys.executable, "-W", "error", "-c", code, *found]
    subprocess.run(command, check=True, cwd=package.folder.parent)


@pytest.mark.parametrize("feature", FEATURES)
def test_every_export_exists(generate: Generate, feature: str) -> None:
    module = generate(FEATURES[feature][0]).module
    runtime = importlib.import_module(f"{module.__name__}._runtime")
    for home in (module, runtime):
        for name in [*dir(home), *getattr(home, "__all__", ())]:
            getattr(home, name)


def test_exports_of_features_follow_the_document(generate: Generate) -> None:
    plain, stream = (generate(FEATURES[name][0]).module for name in ("plain", "stream"))
    assert not {"Stream", "FileTypes", "BinaryAPIResponse"} & {*plain.__all__}
    assert {"APIStreamError", "AsyncStream", "Stream"} <= {*stream.__all__}


def test_pages_work_without_the_other_features(generate: Generate) -> None:
    package = generate(LIST)
    package.answer([{"id": "a"}])
    resource, _, method = package.methods[0].rpartition(".")
    call = getattr(getattr(package.client(), resource), method)
    page = call(limit=2)
    package.answer([])
    assert [item.id for item in page] == ["a"]
