"""A server that checks requests against an OpenAPI document and answers from it.

    python openapi_server.py --document kernel.yaml [--port 0]

It prints its base URL and serves until it is stopped.

- A request that the document does not allow gets 422 and `{"errors": [...]}`; one
  for no documented operation 404 or 405.
- Others get the first success response, or the one that the request's header
  `X-Test-Status` names, with documented headers, and a body from valid examples or
  from the schema. An answer that would break the document is a 500.
- `POST /__responses` with `[{"status": 200, "headers": {}, "body": ...}]` queues
  answers for the next valid requests, documented or not; `body` is JSON, `text` is
  sent as it is.
- The token endpoint of an OAuth 2 scheme gives the tokens `token-1`, `token-2`...
- `GET /__requests` lists what came, `DELETE /__requests` forgets it and the queue.
"""

from __future__ import annotations

import argparse
import base64
import json
import threading
from pathlib import Path
from typing import Any

from contract import Contract, Operation, UndocumentedError, raw_path
from samples import SampleBuilder
from werkzeug import Request, Response
from werkzeug.serving import WSGIRequestHandler, make_server


class OpenAPIServer:
    """The WSGI application."""

    def __init__(self, document: Path) -> None:
        self.contract = Contract(document)
        self._samples = SampleBuilder(self.contract.document, self.contract.resolve)
        self._token_paths = self.contract.token_paths()
        self._lock = threading.Lock()
        self._received: list[dict[str, Any]] = []
        self._queued: list[dict[str, Any]] = []
        self._tokens = 0

    def __call__(self, environ: Any, start_response: Any) -> Any:
        request = Request(environ)
        return self._respond(request)(environ, start_response)

    def _respond(self, request: Request) -> Response:
        match request.method, request.path:
            case "GET", "/__requests":
                with self._lock:
                    return _json_response(200, self._received)
            case "DELETE", "/__requests":
                with self._lock:
                    self._received.clear()
                    self._queued.clear()
                return Response(status=204)
            case "POST", "/__responses":
                with self._lock:
                    self._queued.extend(request.get_json())
                return Response(status=204)
        record = _describe(request)
        with self._lock:
            self._received.append(record)
        if request.method == "POST" and request.path in self._token_paths:
            return self._issue_token(request)
        return self._answer(request, record)

    def _answer(self, request: Request, record: dict[str, Any]) -> Response:
        try:
            operation = self.contract.find(request)
        except UndocumentedError as missing:
            queued = self._next_queued()
            return queued or _json_response(missing.status, {"errors": [str(missing)]})
        record["operation"] = operation.name
        record["operation_id"] = operation.definition.get("operationId")
        errors = self.contract.request_errors(request, operation)
        record["errors"] = errors
        if errors:
            return _json_response(422, {"errors": errors})
        queued = self._next_queued()
        if queued is not None:
            return queued
        status = request.headers.get("X-Test-Status")
        response = self._documented(operation, status)
        errors = self.contract.response_errors(request, response)
        # A status that is not documented has nothing that it could break.
        if errors and not response.headers.get("X-Test-Undocumented"):
            return _json_response(500, {"errors": errors})
        return response

    def _documented(self, operation: Operation, status: str | None) -> Response:
        responses = operation.definition.get("responses", {})
        status = status or _success(responses)
        wanted = (status, f"{status[0]}XX", "default")
        definition = next((responses[key] for key in wanted if key in responses), None)
        if definition is None:
            response = _json_response(int(status), {"message": "not documented"})
            response.headers["X-Test-Undocumented"] = "true"
            return response
        definition = self.contract.resolve(definition)
        response = self._with_body(int(status), definition.get("content", {}))
        for name, header in definition.get("headers", {}).items():
            value = self._samples.media_sample(self.contract.resolve(header))
            if value is not None:
                response.headers[name] = _header_text(value)
        return response

    def _with_body(self, status: int, content: dict[str, Any]) -> Response:
        if not content:
            return Response(status=status)
        media_type, media = next(iter(content.items()))
        essence = media_type.partition(";")[0].strip()
        if essence == "application/json" or essence.endswith("+json"):
            data = json.dumps(self._samples.media_sample(media)).encode()
        elif essence.startswith("text/"):
            data = str(self._samples.media_sample(media)).encode()
        else:
            data = b"\x00\x01binary\xff"
        return Response(data, status=status, content_type=media_type)

    def _next_queued(self) -> Response | None:
        with self._lock:
            if not self._queued:
                return None
            answer = self._queued.pop(0)
        status = answer.get("status", 200)
        headers = answer.get("headers", {})
        if "text" in answer:
            return Response(answer["text"], status, headers, content_type="text/plain")
        if "body" not in answer:
            return Response(status=status, headers=headers)
        response = _json_response(status, answer["body"])
        response.headers.update(headers)
        return response

    def _issue_token(self, request: Request) -> Response:
        """RFC 6749 section 4.4, credentials in the body or as HTTP basic."""
        form, basic = request.form, request.authorization
        in_body = bool(form.get("client_id") and form.get("client_secret"))
        in_header = basic is not None and basic.type == "basic"
        if form.get("grant_type") != "client_credentials" or in_body == in_header:
            return _json_response(400, {"error": "invalid_request"})
        queued = self._next_queued()
        if queued is not None:
            return queued
        with self._lock:
            self._tokens += 1
            token = f"token-{self._tokens}"
        return _json_response(
            200, {"access_token": token, "token_type": "Bearer", "expires_in": 3600}
        )


def _describe(request: Request) -> dict[str, Any]:
    """A request for `GET /__requests`; bytes are base64 where they are no text."""
    data = request.get_data(cache=True, parse_form_data=False)
    try:
        body = {"text": data.decode()}
    except UnicodeDecodeError:
        body = {"base64": base64.b64encode(data).decode()}
    return {
        "method": request.method,
        "path": request.path,
        "raw_path": raw_path(request),
        "query": list(request.args.items(multi=True)),
        "headers": {name.lower(): value for name, value in request.headers},
        "body": body,
        "operation": None,
        "operation_id": None,
        "errors": [],
    }


def _success(responses: dict[str, Any]) -> str:
    for code in sorted(responses):
        if code.startswith("2"):
            return code.replace("XX", "00")
    return "200"


def _header_text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _json_response(status: int, value: Any) -> Response:
    return Response(json.dumps(value), status, content_type="application/json")


class _Handler(WSGIRequestHandler):
    # Clients keep connections open; without a line for each request on stderr.
    protocol_version = "HTTP/1.1"

    def log_request(self, *_: Any) -> None:
        pass


def main() -> None:
    """Serve until the process is stopped."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--document", type=Path, required=True)
    parser.add_argument("--port", type=int, default=0)
    options = parser.parse_args()
    application = OpenAPIServer(options.document)
    server = make_server(
        "127.0.0.1",
        options.port,
        application,
        threaded=True,
        request_handler=_Handler,
    )
    base_path = application.contract.base_path
    print(f"http://127.0.0.1:{server.port}{base_path}", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
