"""A Stainless configuration as a table of ours and an overlay, and what becomes of it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field, replace
from typing import Any

from clientsmith.diagnostics import Diagnostics, Location
from clientsmith.document.documents import Document
from clientsmith.document.loading import open_api
from clientsmith.document.pointers import parse_pointer
from clientsmith.document.values import JsonValue
from clientsmith.model.api import Api, Operation, SecurityScheme
from clientsmith.model.lowering.api import lower_api
from clientsmith.naming.words import usable
from clientsmith.stainless.config import Method, Option, Resource, Section, Stainless
from clientsmith.stainless.document import put_security
from clientsmith.stainless.marks import apply_marks
from clientsmith.stainless.names import attribute, class_name, words_of
from clientsmith.stainless.pagination import options_of
from clientsmith.stainless.plan import CLIENT, SHARED, SchemePlan
from clientsmith.stainless.planning.endpoints import by_endpoint, endpoint_key
from clientsmith.stainless.planning.pages import given_names, paging, schemes
from clientsmith.stainless.reading import CODE
from clientsmith.stainless.standard import part_of
from clientsmith.stainless.transforms import Draft, apply_transforms

Table = dict[str, Any]
_ENVIRONMENT = re.compile("[A-Z_][A-Z0-9_]*")
_LANGUAGE_MARK = "x-stainless-"
# Settings that no option of ours stands for, and what to do about each.
_UNSUPPORTED = {
    "client_settings": {
        "default_headers": "pass `default_headers` to the client",
        "default_timeout": "pass `timeout` to the client",
        "default_retries": "pass `max_retries` to the client",
        "idempotency": "pass the header with each call",
    },
    "settings": {
        "unwrap_response_fields": "methods return the whole response",
        "positional_params": "path parameters stay positional",
        "file_header": "generated files have a header of their own",
        "sort_schema_properties": "properties keep the order of the document",
    },
    "": {
        "multipart_settings": "files of a form are sent as the document says",
        "errors": "errors are classes by status",
        "streaming": "streams end and fail as their events say",
        "edition": "there is one edition",
    },
    "python": {
        "edition": "there is one edition",
        "options": "they have no counterpart",
        "project_name": "the package is source code, without a project of its own",
        "skip": "the package is generated nevertheless",
    },
}
_METHOD_SETTINGS = {
    "body_param_name": "members of a body are arguments of their own",
    "positional_params": "path parameters are positional",
    "streaming": "the method streams if the document has text/event-stream",
    "unwrap_response": "the method returns the whole response",
    "default_request_options": "pass the options with each call",
}
_MODEL_SETTINGS = {
    "no_params_suffix": "names of request types are chosen here",
    "param_model": "names of request types are chosen here",
    "force_generation": "types that no method uses are not generated",
    "deprecated": "types are not marked as deprecated",
}
_OPTION_SETTINGS = {
    "send_in_header": "pass the value in `default_headers`",
    "send_as_query_param": "pass the value in `default_query`",
    "server_variable": "the variable's argument has the name of the variable",
}


@dataclass(frozen=True, slots=True)
class Note:
    """Something that is not mapped as it is, and where the file says it."""

    message: str
    location: Location | None
    is_approximated: bool = False


@dataclass(slots=True)
class Migration:
    """The table of the client, the overlay, and notes on the rest."""

    table: Table
    actions: list[JsonValue] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    transforms: int = 0

    def counts(self) -> Iterator[str]:
        """Say how many things are mapped."""
        if self.transforms:
            yield f"{self.transforms} transforms"
        for key in ("methods", "types", "credentials", "environments", "pagination"):
            if self.table.get(key):
                yield f"{len(self.table[key])} {key}"


def migrate(config: Stainless, document: Document, found: Diagnostics) -> Migration:
    """Map a configuration onto a document. `found` gets what is wrong with it."""
    if document.root.get("swagger") is not None:
        message = "the document must be OpenAPI 3.0 or 3.1"
        found.error(CODE, message, document.location())
        found.raise_if_errors()
    draft = Draft(deepcopy(document.value))
    done = apply_transforms(draft, config.transforms, found)
    apply_marks(draft)
    put_security(draft, config)
    opened = open_api(replace(document, value=draft.value), Diagnostics())
    api = lower_api(opened.workspace, opened.version, Diagnostics())
    run = _Run(
        config,
        draft,
        api,
        Migration({}, transforms=done),
        by_endpoint(api.operations),
        schemes(config, found),
    )
    run.all()
    run.result.actions = [*draft.actions]
    return run.result


@dataclass(slots=True)
class _Run:
    config: Stainless
    draft: Draft
    api: Api
    result: Migration
    endpoints: Mapping[str, Operation]
    schemes: tuple[SchemePlan, ...]
    used: dict[str, str] = field(default_factory=dict)
    left_out: set[str] = field(default_factory=set)

    def all(self) -> None:
        """Map everything, in the order in which our table has it."""
        self._package()
        self._security()
        self._servers()
        for name, resource in self.config.resources.items():
            self._resource((name,), resource, left_out=False)
        self._unlisted()
        self._query()
        self._unsupported()

    def _note(
        self, message: str, place: Section | None, *, approximated: bool = False
    ) -> None:
        location = None if place is None else place.node.location
        self.result.notes.append(Note(message, location, approximated))

    def _table(self, name: str) -> Table:
        found: Table = self.result.table.setdefault(name, {})
        return found

    def _package(self) -> None:
        config, table = self.config, self.result.table
        organization = config.organization
        python, client = config.python, config.client_settings
        name = organization.name if organization else "client"
        package = python.package_name if python and python.package_name else name
        table["package"] = usable("_".join(words_of(package)), "client")
        table["class_name"] = (client and client.client_name) or class_name(
            name, config.casings
        )
        prefix = (client and client.default_env_prefix) or "_".join(words_of(name))
        if _ENVIRONMENT.fullmatch(prefix.upper()):
            table["env_prefix"] = prefix.upper()
        # As its packages behave: they are built on HTTPX and retry every method.
        table["http_library"] = "httpx"
        table["retry_policy"] = "all"

    def _security(self) -> None:
        """Map options that are credentials."""
        config = self.config
        options = config.client_settings.opts if config.client_settings else {}
        schemes = {scheme.name: scheme for scheme in self.api.schemes}
        for name, option in options.items():
            self._option(name, option, schemes)
        if any(each.auth and not each.nullable for each in options.values()):
            self.result.table["require_credentials"] = "constructor"

    def _option(
        self, name: str, option: Option, schemes: Mapping[str, SecurityScheme]
    ) -> None:
        for key, advice in _OPTION_SETTINGS.items():
            if getattr(option, key) is not None:
                self._note(f"`{key}` of `{name}`: {advice}", option, approximated=True)
        if option.default is not None and option.server_variable is None:
            self._note(f"`default` of `{name}` has no counterpart", option)
        if option.auth is None:
            if not any(getattr(option, key) for key in _OPTION_SETTINGS):
                self._note(f"the option `{name}` has no counterpart", option)
            return
        scheme = schemes.get(option.auth.security_scheme)
        part = part_of(scheme, option.auth.role) if scheme is not None else None
        if part is None:
            reason = (
                f"the document has no security scheme `{option.auth.security_scheme}`"
            )
            self._note(f"the option `{name}` is left out: {reason}", option)
            return
        entry = self._table("credentials").setdefault(option.auth.security_scheme, {})
        entry.setdefault("arguments", {})[part] = attribute(name, {})
        self._environment(name, option, entry, part)

    def _environment(self, name: str, option: Option, entry: Table, part: str) -> None:
        if option.read_env is not None and not _ENVIRONMENT.fullmatch(option.read_env):
            problem = f"`{option.read_env}` is not in capitals"
            self._note(f"`read_env` of `{name}` is left out: {problem}", option)
        elif option.read_env is not None:
            entry.setdefault("env", {})[part] = option.read_env

    def _servers(self) -> None:
        """Make the environments the document's servers, which name them."""
        environments = self.config.environments
        if not environments:
            return
        servers: list[JsonValue] = []
        for name, url in environments.items():
            variables: JsonValue = {
                variable: {"default": self._default(variable)}
                for variable in _variables(url)
            }
            server: dict[str, JsonValue] = {"url": url}
            servers.append({**server, "variables": variables} if variables else server)
            self._table("environments")[attribute(name, {})] = url
        known = self.draft.at(("servers",)) if "servers" in self._root() else []
        if not isinstance(known, list) or [
            value.get("url") for value in known if isinstance(value, dict)
        ] != [*environments.values()]:
            self.draft.put(("servers",), servers)

    def _default(self, variable: str) -> str:
        client = self.config.client_settings
        for option in client.opts.values() if client else ():
            if option.server_variable == variable and option.default is not None:
                return str(option.default.value)
        return variable

    def _root(self) -> Mapping[str, Any]:
        return self.draft.value if isinstance(self.draft.value, dict) else {}

    def _resource(
        self, path: tuple[str, ...], resource: Resource, *, left_out: bool
    ) -> None:
        left_out = left_out or resource.is_left_out
        for name, method in resource.methods.items():
            self._method(path, name, method, left_out=left_out or method.is_left_out)
        if not left_out:
            self._models(path, resource)
            if resource.deprecated:
                dotted = ".".join(path)
                self._note(f"`deprecated` of the resource `{dotted}`", resource)
        for name, inner in resource.subresources.items():
            self._resource((*path, name), inner, left_out=left_out)

    def _method(
        self, path: tuple[str, ...], name: str, method: Method, *, left_out: bool
    ) -> None:
        dotted = ".".join(
            attribute(each, self.config.casings) for each in (*path, name)
        )
        if left_out and (method.type != "http" or method.endpoint is None):
            return
        if method.type == "webhook_unwrap":
            self.result.table["webhooks"] = {"signature": "standard"}
            self._note(
                f"`{dotted}`: webhooks are `client.webhooks`", method, approximated=True
            )
        elif method.type != "http" or method.endpoint is None:
            target = f" of `{method.to}`" if method.to else ""
            self._note(f"`{dotted}`: {method.type}{target} has no counterpart", method)
        else:
            self._http(path, dotted, method, left_out=left_out)

    def _http(
        self, path: tuple[str, ...], dotted: str, method: Method, *, left_out: bool
    ) -> None:
        key = endpoint_key(str(method.endpoint))
        operation = self.endpoints.get(key)
        if left_out:
            self.left_out.add(key)
        elif operation is None:
            self._note(f"`{dotted}`: the document has no endpoint `{key}`", method)
        elif key in self.used:
            self._note(
                f"`{dotted}` is left out: `{key}` is `{self.used[key]}` already", method
            )
        else:
            self.used[key] = dotted
            if path == (CLIENT,):
                self._note(
                    f"`{dotted}`: methods of the client itself are in a resource",
                    method,
                    approximated=True,
                )
            else:
                self._table("methods")[key] = dotted
            self._details(operation, dotted, method)

    def _details(self, operation: Operation, dotted: str, method: Method) -> None:
        for setting, advice in _METHOD_SETTINGS.items():
            if getattr(method, setting) is not None:
                self._note(f"`{setting}` of `{dotted}`: {advice}", method)
        if method.deprecated and not operation.deprecated:
            place = parse_pointer(operation.source.pointer)
            self.draft.put((*place, "deprecated"), True)
            if not isinstance(method.deprecated, bool):
                self._note(
                    f"`{dotted}` is deprecated, without the message",
                    method,
                    approximated=True,
                )
        self._paginated(operation, dotted, method)

    def _paginated(self, operation: Operation, dotted: str, method: Method) -> None:
        wanted, graph = method.paginated, self.api.graph
        if wanted is False:
            self._table("pagination")[operation.key] = False
            return
        named = wanted if isinstance(wanted, str) else None
        choice = [each for each in self.schemes if named in (None, each.name)]
        found = paging(operation, graph, choice)
        if found is None and wanted:
            found = paging(operation, graph, choice, strictly=False)
            if found is None:
                self._note(f"`{dotted}` fits none of the pagination schemes", method)
        if found is None:
            return
        scheme = found.scheme
        options = options_of(scheme)
        if options is None:
            self._table("pagination")[operation.key] = False
            self._note(
                f"`{dotted}`: pages of the type `{scheme.kind}` are plain responses",
                method,
                approximated=True,
            )
            return
        given = given_names(scheme, operation, graph)
        if options.get("limit") not in (None, *given):
            options.pop("limit")
        self._table("pagination")[operation.key] = options

    def _models(self, path: tuple[str, ...], resource: Resource) -> None:
        types = self._table("types")
        for name, model in resource.models.items():
            if model.is_left_out:
                continue
            key = _type_key(model.openapi_uri)
            own = class_name(name, self.config.casings)
            for setting, advice in _MODEL_SETTINGS.items():
                if getattr(model, setting):
                    self._note(f"`{setting}` of `{own}`: {advice}", model)
            if model.type == "alias":
                self._note(
                    f"`{own}`, an alias of `{model.to}`, has no counterpart", model
                )
            elif key is None:
                self._note(f"`{own}`: `{model.openapi_uri}` is a query", model)
            elif key in types:
                self._note(
                    f"`{own}` is left out: `{key}` is `{types[key]}` already", model
                )
            else:
                if own in types.values():
                    parts = [each for each in path if each != SHARED]
                    longer = class_name("_".join((*parts, name)), self.config.casings)
                    self._note(
                        f"`{own}` is `{longer}`: all types share one module",
                        model,
                        approximated=True,
                    )
                    own = longer
                types[key] = own

    def _unlisted(self) -> None:
        """Leave out what the configuration does not name, and say so."""
        expected = {
            endpoint_key(endpoint) for endpoint in self.config.unspecified_endpoints
        }
        nowhere = [endpoint for endpoint in self.endpoints if endpoint not in self.used]
        for key in nowhere:
            if key not in expected | self.left_out:
                self._note(
                    f"the endpoint `{key}` is nowhere in the configuration", None
                )
        if nowhere:
            self.result.table["exclude"] = {"operations": nowhere}

    def _query(self) -> None:
        settings = self.config.query_settings
        self.result.table["query"] = {
            "arrays": settings.array_format if settings else "comma",
            "objects": settings.nested_format if settings else "brackets",
        }

    def _unsupported(self) -> None:
        for name, settings in _UNSUPPORTED.items():
            section: Any = getattr(self.config, name) if name else self.config
            for key, advice in settings.items():
                if section is not None and key in section.node.value:
                    self._note(f"`{key}`: {advice}", section)
        marks = Counter(_marks(self.draft.value))
        for mark, count in sorted(marks.items()):
            self._note(f"`{mark}` in the document ({count} times) is not read", None)


def _variables(url: str) -> list[str]:
    return [word.partition("}")[0] for word in url.split("{")[1:]]


def _type_key(uri: str | None) -> str | None:
    """Return a component's name, or a pointer; None for a query."""
    if uri is None:
        return None
    prefix = "#/components/schemas/"
    if uri.startswith("#/"):
        name = uri.removeprefix(prefix)
        return uri if name == uri or "/" in name else name
    return None if set(uri) & set("$*?[(|") else uri


def _marks(value: JsonValue) -> Iterator[str]:
    waiting = [value]
    while waiting:
        each = waiting.pop()
        if isinstance(each, dict):
            yield from (key for key in each if key.startswith(_LANGUAGE_MARK))
            waiting += each.values()
        elif isinstance(each, list):
            waiting += each
