"""From a few lines of YAML to an imported package with a server that answers it."""

from __future__ import annotations

import importlib
import json
import shutil
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from types import ModuleType
from typing import Any, cast

import httpx2
import yaml
from pydantic import TypeAdapter

from clientsmith.commands.inspect import inspection
from clientsmith.config import ClientConfig
from clientsmith.diagnostics import Diagnostic
from clientsmith.output import write
from clientsmith.pipeline import Described, describe, plan
from clientsmith.support.resources import templates_dir

Document = str | dict[str, Any]

_numbers = count(1)
_CACHES = shutil.ignore_patterns("__pycache__")


@dataclass
class Package:
    """A generated package, imported, with clients that talk to `answer`."""

    described: Described
    folder: Path
    module: ModuleType
    requests: list[httpx2.Request] = field(default_factory=list)
    answers: list[httpx2.Response] = field(default_factory=list)

    def answer(self, body: object = None, status: int = 200, **options: Any) -> None:
        """Set the response of the server; JSON unless `content` or `text` is given."""
        if not options.keys() & {"content", "text"} and status != 204:
            options["json"] = body
        self.answers[:] = [httpx2.Response(status, **options)]

    def client(self, **options: Any) -> Any:
        """A client of the package; credentials are up to the test."""
        names = self.described.names.client
        transport = httpx2.MockTransport(self._serve)
        options.setdefault("http_client", httpx2.Client(transport=transport))
        options.setdefault("max_retries", 0)
        return getattr(self.module, names.client)(**options)

    def async_client(self, **options: Any) -> Any:
        """The same with `await`."""
        names = self.described.names.client
        transport = httpx2.MockTransport(self._serve)
        options.setdefault("http_client", httpx2.AsyncClient(transport=transport))
        options.setdefault("max_retries", 0)
        return getattr(self.module, names.async_client)(**options)

    def _serve(self, request: httpx2.Request) -> httpx2.Response:
        self.requests.append(request)
        if not self.answers:
            return httpx2.Response(200, json={})
        told = self.answers[0]
        headers = told.headers
        return httpx2.Response(told.status_code, content=told.content, headers=headers)

    @property
    def request(self) -> httpx2.Request:
        """The last request."""
        return self.requests[-1]

    @property
    def sent(self) -> Any:
        """The JSON body of the last request."""
        return json.loads(self.request.content)

    @property
    def query(self) -> list[tuple[str, str]]:
        """The last request's query parameters."""
        return list(self.request.url.params.multi_items())

    @property
    def operations(self) -> list[dict[str, Any]]:
        """What `inspect` says of the operations."""
        return cast("list[dict[str, Any]]", inspection(self.described)["operations"])

    @property
    def methods(self) -> list[str]:
        """`resource.method` of all operations, in document order."""
        return [
            operation["python"].removeprefix("client.") for operation in self.operations
        ]

    @property
    def diagnostics(self) -> list[Diagnostic]:
        """Warnings and remarks of the run."""
        return [*self.described.diagnostics]

    @property
    def models(self) -> Any:
        """The module of response types."""
        return importlib.import_module(f"{self.module.__name__}.types.models")

    @property
    def params(self) -> Any:
        """The module of request types."""
        return importlib.import_module(f"{self.module.__name__}.types.params")

    @property
    def files(self) -> dict[str, str]:
        """The text of what came from the document, by path in the package."""
        return {
            path.relative_to(self.folder).as_posix(): path.read_text("utf-8")
            for path in sorted(self.folder.rglob("*.py"))
            if "_runtime" not in path.parts
        }

    def forget(self) -> None:
        """Take the package's modules out of memory."""
        name = self.module.__name__
        for module in [*sys.modules]:
            if module == name or module.startswith(f"{name}."):
                del sys.modules[module]


Generate = Callable[..., Package]


def completed(document: Document) -> dict[str, Any]:
    """The document with openapi, info, servers and responses where it lacks them."""
    parsed = yaml.safe_load(document) if isinstance(document, str) else document
    base = {"openapi": "3.1.0", "info": {"title": "Test", "version": "1"}}
    whole = {**base, "servers": [{"url": "https://api.test"}], "paths": {}, **parsed}
    for item in whole["paths"].values():
        for method, operation in item.items():
            if method in ("get", "put", "post", "delete", "patch", "head"):
                operation.setdefault("responses", {"204": {"description": "Done"}})
                for response in operation["responses"].values():
                    if isinstance(response, dict) and "$ref" not in response:
                        response.setdefault("description", "")
    return whole


def configured(path: Path, package: str, output: Path, **options: Any) -> ClientConfig:
    """The options of a client, checked as those of a configuration file are."""
    table = {"name": package, "document": path, "package": package, "output": output}
    adapter: TypeAdapter[ClientConfig] = TypeAdapter(ClientConfig)
    return adapter.validate_python({**table, **options}, context={"root": path.parent})


def build(folder: Path, document: Document, **options: Any) -> Package:
    """Run the pipeline in a folder and import what comes out of it.

    Raises `DiagnosticError`.
    """
    name = str(options.pop("package", f"generated_{next(_numbers)}"))
    whole = options.pop("whole", False)
    path = folder / f"{name}.json"
    text = document if whole else json.dumps(completed(document))
    path.write_text(cast(str, text), encoding="utf-8")
    home = folder / "packages"
    described = describe(configured(path, name, home, **options))
    write([plan(described, folder)])
    sys.path.insert(0, str(home))
    try:
        importlib.invalidate_caches()
        module = importlib.import_module(name)
        for file in sorted((home / name).rglob("*.py")):
            if "_runtime" not in file.parts:
                dotted = file.relative_to(home).with_suffix("").parts
                importlib.import_module(".".join(dotted).removesuffix(".__init__"))
    finally:
        sys.path.remove(str(home))
    return Package(described, home / name, module)


def with_shared_runtime(packages: Iterable[Path], target: Path) -> None:
    """Copy packages so that all stand on one runtime, for checkers to read it once."""
    runtime = target / "shared_runtime"
    for number, package in enumerate(packages):
        if not runtime.exists():  # all modules, since each package has its own choice
            shutil.copytree(templates_dir() / "runtime", runtime, ignore=_CACHES)
            (runtime / "py.typed").touch()
        copy = target / f"package_{number}"
        ignore = shutil.ignore_patterns("_runtime", "__pycache__")
        shutil.copytree(package, copy, ignore=ignore)
        (copy / "_runtime").mkdir()
        for source in runtime.glob("*.py"):
            module = "shared_runtime" + (
                "" if source.stem == "__init__" else f".{source.stem}"
            )
            (copy / "_runtime" / source.name).write_text(_forwarding(source, module))


def _forwarding(source: Path, module: str) -> str:
    if source.stem == "lazy":
        return f"from {module} import lazy_names as lazy_names\n"
    return f"from {module} import *\n"
