"""A server without a network: answers from a list and keeps what it was asked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl

import httpx2

Answer = httpx2.Response | Exception | Callable[[httpx2.Request], httpx2.Response]

INVOCATION: dict[str, Any] = {
    "id": "inv_1",
    "app_name": "my-app",
    "started_at": "2024-05-19T15:30:00.000000000Z",
    "status": "queued",
}


class FakeServer:
    """The answers come in turn; the last one is repeated."""

    def __init__(self, *answers: Answer) -> None:
        self._answers = list(answers) or [httpx2.Response(200, json=INVOCATION)]
        self.requests: list[httpx2.Request] = []

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        self.requests.append(request)
        last = len(self._answers) == 1
        answer = self._answers[0] if last else self._answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        if not isinstance(answer, httpx2.Response):
            return answer(request)
        # A response object serves one request only.
        content, headers = answer.content, answer.headers
        return httpx2.Response(answer.status_code, content=content, headers=headers)

    @property
    def request(self) -> httpx2.Request:
        return self.requests[-1]

    @property
    def query(self) -> list[tuple[str, str]]:
        return parse_qsl(self.request.url.query.decode(), keep_blank_values=True)

    def sync(self, **options: Any) -> httpx2.Client:
        return httpx2.Client(transport=httpx2.MockTransport(self), **options)

    def asynchronous(self, **options: Any) -> httpx2.AsyncClient:
        return httpx2.AsyncClient(transport=httpx2.MockTransport(self), **options)


def json(value: object, status: int = 200, **headers: str) -> httpx2.Response:
    named = {name.replace("_", "-"): text for name, text in headers.items()}
    return httpx2.Response(status, json=value, headers=named)
