"""GitHub's and GitLab's API on the loopback interface, as far as comments need them."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Protocol
from urllib.parse import parse_qs, urlsplit

PAGE = 100
TOKEN = "very-secret-token"


@dataclass(slots=True)
class Comment:
    """A comment, and whether the owner of the token wrote it."""

    body: str
    own: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """The response to a request."""

    content: Any
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


class Service(Protocol):
    """A service that responds to requests."""

    def answer(self, method: str, target: str, headers: Any, content: Any) -> Answer:
        """To one request."""
        ...


@dataclass(slots=True)
class GitHub:
    """GraphQL, of a pull request; `writable`: whether the token may write; `limit`: what
    every request gets.
    """

    comments: list[Comment] = field(default_factory=list)
    writable: bool = True
    broken: bool = False
    limit: Answer | None = None
    seen: list[str] = field(default_factory=list)

    def answer(self, method: str, target: str, headers: Any, content: Any) -> Answer:
        assert (method, target) == ("POST", "/graphql")
        assert headers["Authorization"] == f"Bearer {TOKEN}"
        query, variables = content["query"], content["variables"]
        (kind,) = (
            name
            for name in ("addComment", "updateIssueComment", "pullRequest(")
            if name in query
        )
        self.seen.append(kind)
        if self.broken:
            return Answer({"message": "try later"}, 502)
        if self.limit is not None:
            return self.limit
        if kind == "pullRequest(":
            return self._page(variables)
        if not self.writable:
            message = "Resource not accessible by integration"
            return Answer(
                {"data": None, "errors": [{"type": "FORBIDDEN", "message": message}]}
            )
        if kind == "addComment":
            assert variables["subject"] == "PR_7"
            self.comments.append(Comment(variables["body"], own=True))
        else:
            self.comments[int(variables["id"])].body = variables["body"]
        return Answer({"data": {kind: {"clientMutationId": None}}})

    def _page(self, variables: Any) -> Answer:
        named = (variables["owner"], variables["name"], variables["number"])
        assert named == ("acme", "api", 7)
        start = int(variables["after"] or 0)
        end = start + PAGE
        nodes = [
            {
                "id": str(start + index),
                "body": comment.body,
                "viewerDidAuthor": comment.own,
            }
            for index, comment in enumerate(self.comments[start:end])
        ]
        info = {"hasNextPage": end < len(self.comments), "endCursor": str(end)}
        pull = {"id": "PR_7", "comments": {"nodes": nodes, "pageInfo": info}}
        return Answer({"data": {"repository": {"pullRequest": pull}}})


@dataclass(slots=True)
class GitLab:
    """REST, of a merge request."""

    comments: list[Comment] = field(default_factory=list)
    seen: list[str] = field(default_factory=list)
    writable: bool = True

    def answer(self, method: str, target: str, headers: Any, content: Any) -> Answer:
        assert headers["PRIVATE-TOKEN"] == TOKEN
        parts = urlsplit(target)
        notes = "/api/v4/projects/11/merge_requests/7/notes"
        self.seen.append(f"{method} {parts.path.removeprefix(notes)}")
        if method == "GET" and parts.path == "/api/v4/user":
            return Answer({"id": 1})
        assert parts.path.startswith(notes)
        if method == "GET":
            return self._page(int(parse_qs(parts.query)["page"][0]))
        if not self.writable:
            return Answer({"message": "403 Forbidden"}, 403)
        if method == "POST":
            self.comments.append(Comment(content["body"], own=True))
            return Answer({"id": len(self.comments)}, 201)
        assert method == "PUT"
        number = int(parts.path.rpartition("/")[2])
        self.comments[number].body = content["body"]
        return Answer({"id": number})

    def _page(self, page: int) -> Answer:
        start = (page - 1) * PAGE
        shown = [
            {
                "id": start + index,
                "body": comment.body,
                "author": {"id": 1 if comment.own else 2},
            }
            for index, comment in enumerate(self.comments[start : start + PAGE])
        ]
        more = start + PAGE < len(self.comments)
        return Answer(shown, headers={"X-Next-Page": str(page + 1) if more else ""})


@contextmanager
def served(service: Service) -> Iterator[str]:
    """The URL of the service, while it runs; a fault of a request is raised at the end."""
    faults: list[Exception] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            length = int(self.headers["Content-Length"] or 0)
            content = json.loads(self.rfile.read(length)) if length else None
            try:
                answer = service.answer(self.command, self.path, self.headers, content)
            except (AssertionError, LookupError, TypeError, ValueError) as fault:
                faults.append(fault)
                answer = Answer({"message": "not expected"}, 500)
            text = json.dumps(answer.content).encode()
            self.send_response(answer.status)
            for name, value in {
                "Content-Length": str(len(text)),
                **answer.headers,
            }.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(text)

        do_POST = do_PUT = do_GET  # noqa: N815

        def log_message(self, format: str, *args: object) -> None:
            pass

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    http.daemon_threads = True
    thread = threading.Thread(target=http.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{http.server_port}"
    finally:
        http.shutdown()
        http.server_close()
        thread.join()
    for fault in faults:
        raise fault
