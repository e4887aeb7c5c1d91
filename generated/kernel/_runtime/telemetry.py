"""OpenTelemetry spans, created by the hooks of attempts."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from .attempts import Attempt
from .logs import secrets_of, shown_url
from .redaction import Redactor

__all__ = ["OpenTelemetrySpans"]

_METHODS = frozenset(
    ["CONNECT", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "TRACE"]
)
_SPAN = "opentelemetry.span"


class OpenTelemetrySpans:
    """A span for each attempt, by the semantic conventions of HTTP clients.

    Requires the package `opentelemetry-api`. Pass its methods to a client as hooks:
    `before_attempt=spans.before, after_attempt=spans.after`. Requests carry the context
    (`traceparent`). Spans have no headers, bodies, or values of the query.
    """

    def __init__(self, tracer_provider: object = None) -> None:
        # Imported dynamically: type checkers do not need the package.
        self._trace: Any = import_module("opentelemetry.trace")
        self._inject: Any = import_module("opentelemetry.propagate").inject
        package = __name__.partition("._runtime")[0]
        self._tracer = self._trace.get_tracer(package, tracer_provider=tracer_provider)

    def before(self, attempt: Attempt) -> None:
        """Start the span, and send its context to the server."""
        attributes = _attributes(attempt)
        template = attributes.get("url.template")
        name = attempt.request.method if attempt.request.method in _METHODS else "HTTP"
        span = self._tracer.start_span(
            f"{name} {template}" if template else name,
            kind=self._trace.SpanKind.CLIENT,
            attributes=attributes,
        )
        attempt.notes[_SPAN] = span
        context = self._trace.set_span_in_context(span)
        self._inject(attempt.request.headers, context=context)

    def after(self, attempt: Attempt) -> None:
        """End the span with the outcome of the attempt."""
        span: Any = attempt.notes.pop(_SPAN, None)
        if span is None:
            return
        response, failure = attempt.response, ""
        if response is not None:
            status = response.status_code
            span.set_attribute("http.response.status_code", status)
            version = response.http_version.partition("/")[2]
            span.set_attribute("network.protocol.version", version)
            failure = str(status) if status >= 400 else ""
        elif attempt.error is not None:
            kind = type(attempt.error)
            failure = f"{kind.__module__}.{kind.__qualname__}"
        if failure:
            span.set_attribute("error.type", failure)
            span.set_status(self._trace.StatusCode.ERROR)
        span.end()


def _attributes(attempt: Attempt) -> dict[str, str | int]:
    """Return the attributes that are known before the request is sent."""
    request = attempt.request
    url, method = request.url, request.method
    hide = Redactor(secrets_of(request)).text
    known = method in _METHODS
    found: dict[str, str | int] = {
        "http.request.method": method if known else "_OTHER",
        "server.address": url.host,
        "server.port": url.port or (443 if url.scheme == "https" else 80),
        "url.full": hide(shown_url(request)),
    }
    if not known:
        found["http.request.method_original"] = method
    if attempt.is_documented:  # other paths are not templates
        found["url.template"] = attempt.path
    if attempt.retries_taken:
        found["http.request.resend_count"] = attempt.retries_taken
    return found
