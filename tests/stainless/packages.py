"""From a document and a configuration to an imported package, with answers to its requests."""

from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx
import yaml

from clientsmith.python.stainless.package import render_stainless_package
from clientsmith.stainless.plan import PackagePlan
from tests.stainless.plans import plan_of

BASE = "https://api.test"
_numbers = count(1)
Document = Mapping[str, Any] | str


@dataclass
class StainlessPackage:
    """A generated package whose clients talk to `answers`, the last of them for ever."""

    plan: PackagePlan
    folder: Path
    module: ModuleType
    requests: list[httpx.Request] = field(default_factory=list)
    answers: list[httpx.Response] = field(default_factory=list)

    def client(self, **options: Any) -> Any:
        """A client of the package."""
        transport = httpx.MockTransport(self._serve)
        options.setdefault("http_client", httpx.Client(transport=transport))
        return self.module.Client(**{"max_retries": 0, **options})

    def async_client(self, **options: Any) -> Any:
        """The same with `await`."""
        transport = httpx.MockTransport(self._serve)
        options.setdefault("http_client", httpx.AsyncClient(transport=transport))
        return self.module.AsyncClient(**{"max_retries": 0, **options})

    def answer(self, body: object = None, **options: Any) -> None:
        """Add an answer; JSON unless `content` or `text` is given."""
        if not options.keys() & {"content", "text"}:
            options["json"] = body
        self.answers.append(httpx.Response(options.pop("status", 200), **options))

    def _serve(self, request: httpx.Request) -> httpx.Response:
        request.read()
        self.requests.append(request)
        if not self.answers:
            return httpx.Response(200, json={})
        found = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        return httpx.Response(
            found.status_code, headers=found.headers, content=found.content
        )

    @property
    def request(self) -> httpx.Request:
        """The last request."""
        return self.requests[-1]

    @property
    def sent(self) -> Any:
        """The JSON body of the last request."""
        return json.loads(self.request.content)

    def read(self, name: str) -> str:
        """The text of a file."""
        return (self.folder / name).read_text(encoding="utf-8")

    def load(self, module: str) -> Any:
        """A module of the package."""
        return importlib.import_module(f"{self.module.__name__}.{module}")


Build = Callable[..., StainlessPackage]


def built(
    folder: Path, document: Document, configuration: Document
) -> StainlessPackage:
    """Generate a package and import it."""
    name = f"stainless_{next(_numbers)}"
    whole = {
        "openapi": "3.1.0",
        "info": {"title": "Pets", "version": "1"},
        "servers": [{"url": BASE}],
        **_parsed(document),
    }
    config = {
        "organization": {"name": "petstore"},
        "targets": {"python": {"package_name": name}},
        **_parsed(configuration),
    }
    (folder / "openapi.yaml").write_text(yaml.safe_dump(whole, sort_keys=False))
    (folder / "stainless.yml").write_text(yaml.safe_dump(config, sort_keys=False))
    plan = plan_of(folder / "openapi.yaml", folder / "stainless.yml")
    for path, content in render_stainless_package(plan).items():
        target = folder / name / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    sys.path.insert(0, str(folder))
    try:
        module = importlib.import_module(name)
    finally:
        sys.path.remove(str(folder))
    module.__path__ = [str(folder / name)]
    return StainlessPackage(plan, folder / name, module)


def _parsed(document: Document) -> Mapping[str, Any]:
    parsed = yaml.safe_load(document) if isinstance(document, str) else document
    assert isinstance(parsed, Mapping)
    return parsed
