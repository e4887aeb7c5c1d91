"""An OpenAPI document as openapi-core sees it: which operation, and what is wrong.

Nothing here, or in the modules beside it, may come from `clientsmith`: the server is
to judge the generated clients, so it must not share their mistakes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml
from openapi_core import Config, OpenAPI
from openapi_core.contrib.werkzeug import (
    WerkzeugOpenAPIRequest,
    WerkzeugOpenAPIResponse,
)
from openapi_core.templating.paths.exceptions import (
    OperationNotFound,
    PathError,
)
from openapi_core.templating.paths.finders import APICallPathFinder
from werkzeug import Request, Response

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")


class _Loader(yaml.CSafeLoader):
    """Dates stay text and every key is a string, as in JSON."""

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        mapping = super().construct_mapping(node, deep)
        return {str(key): value for key, value in mapping.items()}


_Loader.yaml_implicit_resolvers = {
    first: [rule for rule in rules if rule[0] != "tag:yaml.org,2002:timestamp"]
    for first, rules in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}


class UndocumentedError(Exception):
    """The document has no such path, or no such method on it."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


class _RawPathRequest(WerkzeugOpenAPIRequest):
    """An encoded slash in a path value must not look like a segment of its own."""

    @property
    def path(self) -> str:
        return raw_path(self.request)


@dataclass(frozen=True)
class Operation:
    """One operation of the document, as plain data without `$ref` at its top."""

    path: str
    method: str
    definition: dict[str, Any]
    parameters: list[dict[str, Any]]

    @property
    def name(self) -> str:
        return f"{self.method.upper()} {self.path}"


class Contract:
    """Finds operations and lists violations."""

    def __init__(self, document: Path) -> None:
        text = document.read_bytes()
        self.document: dict[str, Any] = yaml.load(text, _Loader)
        # The server stands in for any of the documented ones, under the path of the
        # first.
        self.base_path = _server_path(self.document)
        served = _without_servers(self.document)
        served["servers"] = [{"url": self.base_path or "/"}]
        # Misspelt optional keys must not pass, but parts of an allOf have to allow
        # each other's.
        extra = "allow" if b"allOf" in text else "forbid"
        # The document's own faults are the generator's business, not the server's.
        config = Config(
            spec_validator_cls=None, additional_properties_default_policy=extra
        )
        self._openapi = OpenAPI.from_dict(served, config=config)
        self._finder = APICallPathFinder(self._openapi.spec)

    def find(self, request: Request) -> Operation:
        """The operation that a request is for. Raises `UndocumentedError`."""
        url = request.host_url.rstrip("/") + raw_path(request)
        try:
            found = self._finder.find(request.method.lower(), url)
        except OperationNotFound as error:
            raise UndocumentedError(405, str(error)) from error
        except PathError as error:
            raise UndocumentedError(404, str(error)) from error
        path, method = found.path_result.pattern, request.method.lower()
        item = self.resolve(self.document["paths"][path])
        definition = item[method]
        parameters: dict[tuple[str, str], dict[str, Any]] = {}
        for entry in [*item.get("parameters", []), *definition.get("parameters", [])]:
            parameter = self.resolve(entry)
            parameters[parameter["in"], parameter["name"]] = parameter
        return Operation(path, method, definition, list(parameters.values()))

    def request_errors(self, request: Request, operation: Operation) -> list[str]:
        """Everything in the request that the document does not allow."""
        errors = self._openapi.iter_request_errors(_RawPathRequest(request))
        found = [_explain(error) for error in errors]
        return [*found, *self._undeclared(request, operation)]

    def response_errors(self, request: Request, response: Response) -> list[str]:
        """Everything in the response that the document does not allow."""
        errors = self._openapi.iter_response_errors(
            _RawPathRequest(request), WerkzeugOpenAPIResponse(response)
        )
        return [_explain(error) for error in errors]

    def resolve(self, value: Any) -> Any:
        """The value, or what its `$ref` within the document points to."""
        while isinstance(value, dict) and "$ref" in value:
            target: Any = self.document
            for part in value["$ref"].removeprefix("#/").split("/"):
                target = target[part.replace("~1", "/").replace("~0", "~")]
            value = target
        return value

    def token_paths(self) -> set[str]:
        """Paths of the OAuth 2 token endpoints, which documents do not describe."""
        schemes = self.document.get("components", {}).get("securitySchemes", {})
        return {
            urlsplit(flow["tokenUrl"]).path
            for scheme in map(self.resolve, schemes.values())
            for flow in scheme.get("flows", {}).values()
            if "tokenUrl" in flow
        }

    def _undeclared(self, request: Request, operation: Operation) -> Iterator[str]:
        # openapi-core looks at declared parameters only; a misspelt optional one
        # would pass unseen.
        query = [
            parameter
            for parameter in operation.parameters
            if parameter["in"] == "query"
        ]
        names = {parameter["name"] for parameter in query}
        security = self.document.get("components", {}).get("securitySchemes", {})
        names |= {
            scheme["name"]
            for scheme in map(self.resolve, security.values())
            if scheme.get("in") == "query"
        }
        if any(self._spreads(parameter) for parameter in query):
            return
        for name in request.args:
            if name not in names and name.partition("[")[0] not in names:
                yield f"query parameter {name!r} is not declared"

    def _spreads(self, parameter: dict[str, Any]) -> bool:
        """Return whether the keys of an object become parameters of their own."""
        schema = self.resolve(parameter.get("schema", {}))
        is_form = parameter.get("style", "form") == "form"
        is_object = schema.get("type") == "object" or "properties" in schema
        return is_object and is_form and parameter.get("explode", True)


def raw_path(request: Request) -> str:
    """The request's path as it came, still percent-encoded."""
    target: str = request.environ.get("REQUEST_URI") or request.path
    return urlsplit(target).path if target.startswith("/") else request.path


def _server_path(document: dict[str, Any]) -> str:
    servers = document.get("servers") or [{"url": "/"}]
    return urlsplit(servers[0]["url"]).path.rstrip("/")


def _without_servers(document: dict[str, Any]) -> dict[str, Any]:
    paths = {
        path: {
            key: _drop(value, "servers") if key in METHODS else value
            for key, value in _drop(item, "servers").items()
        }
        for path, item in document.get("paths", {}).items()
    }
    return {**document, "paths": paths}


def _drop(mapping: dict[str, Any], key: str) -> dict[str, Any]:
    return {name: value for name, value in mapping.items() if name != key}


def _explain(error: BaseException) -> str:
    """The error with the causes and schema errors that openapi-core hides in it."""
    parts = [f"{type(error).__name__}: {error}"]
    schema_errors = getattr(error, "schema_errors", None) or ()
    parts += [
        f"{'/'.join(map(str, finding.absolute_path))}: {finding.message}"
        for finding in schema_errors
    ]
    if error.__cause__ is not None:
        parts.append(_explain(error.__cause__))
    return " < ".join(parts)
