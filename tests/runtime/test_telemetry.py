"""Spans of OpenTelemetry: one for each attempt, without secrets."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx2
import pytest
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind, StatusCode
from sample.kernel import APIError, AsyncKernel, Kernel
from sample.kernel._runtime import OpenTelemetrySpans

from tests.runtime.fake import INVOCATION, Answer, FakeServer, json

KEY = "hidden/key 1"
LOST = httpx2.ReadError("lost")
OK = json(INVOCATION)
Traced = Callable[..., list[ReadableSpan]]


class Tracing:
    """Spans in memory."""

    def __init__(self) -> None:
        self._exporter = InMemorySpanExporter()
        self.provider = TracerProvider()
        self.provider.add_span_processor(SimpleSpanProcessor(self._exporter))
        spans = OpenTelemetrySpans(self.provider)
        self.hooks: Any = {
            "before_attempt": spans.before,
            "after_attempt": spans.after,
            "backoff": lambda _: 0,
        }

    @property
    def finished(self) -> list[ReadableSpan]:
        return [*self._exporter.get_finished_spans()]


@pytest.fixture(params=["sync", "async"])
def traced(request: pytest.FixtureRequest) -> Traced:
    """`traced(call, *answers)`: the spans of what one of the clients does."""

    def spans(
        call: Callable[[Any], Any], *answers: Answer, base_url: str | None = None
    ) -> list[ReadableSpan]:
        tracing = Tracing()
        server = FakeServer(*answers)
        options: Any = {"api_key": KEY, "base_url": base_url, **tracing.hooks}

        async def main() -> None:
            await call(AsyncKernel(http_client=server.asynchronous(), **options))

        try:
            if request.param == "async":
                asyncio.run(main())
            else:
                call(Kernel(http_client=server.sync(), **options))
        except APIError:
            pass
        for sent, span in zip(server.requests, tracing.finished, strict=True):
            trace = span.get_span_context()
            assert trace is not None
            parent = f"00-{trace.trace_id:032x}-{trace.span_id:016x}-"
            assert sent.headers["traceparent"].startswith(parent)
        return tracing.finished

    return spans


def retrieve(client: Any) -> Any:
    return client.invocations.retrieve("a 1", extra_query={"note": "private"})


def test_a_span_follows_the_conventions_of_http_clients(traced: Traced) -> None:
    (span,) = traced(retrieve, OK)
    assert span.name == "GET /invocations/{id}"
    assert span.kind is SpanKind.CLIENT
    assert span.status.status_code is StatusCode.UNSET
    assert span.attributes == {
        "http.request.method": "GET",
        "server.address": "api.onkernel.com",
        "server.port": 443,
        "url.full": "https://api.onkernel.com/invocations/a%201?note",
        "url.template": "/invocations/{id}",
        "http.response.status_code": 200,
        "network.protocol.version": "1.1",
    }
    assert span.end_time is not None


def test_each_attempt_is_a_span(traced: Traced) -> None:
    lost, failed, done = traced(retrieve, LOST, json({}, 503), OK)
    for number, span in enumerate((lost, failed, done)):
        attributes = span.attributes or {}
        assert attributes.get("http.request.resend_count", 0) == number
    assert (lost.attributes or {})["error.type"] == "httpx2.ReadError"
    assert (failed.attributes or {})["error.type"] == "503"
    assert "error.type" not in (done.attributes or {})
    codes = [item.status.status_code for item in (lost, failed, done)]
    assert codes == [StatusCode.ERROR, StatusCode.ERROR, StatusCode.UNSET]


def test_an_error_of_the_caller_is_one_of_the_span(traced: Traced) -> None:
    (span,) = traced(retrieve, json({"message": KEY}, 404))
    assert (span.attributes or {})["error.type"] == "404"
    assert span.status.status_code is StatusCode.ERROR


def test_a_span_shows_no_secrets(traced: Traced) -> None:
    def call(client: Any) -> Any:
        path = f"/private/{KEY}?token={KEY}"
        return client.get(path, cast_to=object, options={"extra_query": {"k": KEY}})

    spans = traced(
        call, LOST, json({"e": KEY}, 500), OK, base_url="http://u:pw@local:81"
    )
    for span in spans:
        assert span.name == "GET"
        assert "url.template" not in (span.attributes or {})
        shown = span.to_json()
        for secret in ("hidden", "pw", "u:"):
            assert secret not in shown
    assert (spans[0].attributes or {})["server.port"] == 81


def test_spans_belong_to_what_calls_the_client() -> None:
    tracing = Tracing()
    client = Kernel(api_key=KEY, http_client=FakeServer(OK).sync(), **tracing.hooks)
    with tracing.provider.get_tracer("test").start_as_current_span("outer") as outer:
        retrieve(client)
    inner, _ = tracing.finished
    assert inner.parent == outer.get_span_context()
    assert inner.instrumentation_scope is not None
    assert inner.instrumentation_scope.name == "sample.kernel"


def test_nothing_is_imported_without_spans(sample_home: Path) -> None:
    code = (
        "import sys, sample.kernel as k; k.Kernel(api_key='k').invocations; "
        "assert not [n for n in sys.modules if n.startswith('opentelemetry')]; "
        "assert 'sample.kernel._runtime.telemetry' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], cwd=sample_home, check=True)
