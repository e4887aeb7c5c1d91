"""The control of the running server: queue responses, read requests."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any
from urllib.parse import urljoin
from urllib.request import Request, urlopen


def received(base_url: str) -> list[dict[str, Any]]:
    """The requests so far, each with `operation` and `errors`, oldest first."""
    requests: list[dict[str, Any]] = json.loads(_call(base_url, "GET", "/__requests"))
    return requests


def queue(base_url: str, answers: Sequence[dict[str, Any]]) -> None:
    """Answer the next valid requests with these: `status`, `headers`, `body`."""
    _call(base_url, "POST", "/__responses", json.dumps(answers).encode())


def clear(base_url: str) -> None:
    """Forget the requests so far and the answers not yet given."""
    _call(base_url, "DELETE", "/__requests")


def _call(base_url: str, method: str, path: str, data: bytes | None = None) -> bytes:
    headers = {"Content-Type": "application/json"}
    request = Request(urljoin(base_url, path), data, headers, method=method)
    with urlopen(request, timeout=30) as response:
        content: bytes = response.read()
        return content
