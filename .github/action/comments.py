"""One comment under a pull request, found again and kept up to date.

It begins with a marker that readers do not see, and is looked for among the comments of
the same author only: nobody else's text is ever touched.
"""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from dataclasses import dataclass
from typing import Any

_TIMEOUT = 30
_LONGEST_MESSAGE = 10_000
_FIND = """
query($owner: String!, $name: String!, $number: Int!, $after: String) {
  repository(owner: $owner, name: $name) {
    pullRequest(number: $number) {
      id
      comments(first: 100, after: $after) {
        nodes { id body viewerDidAuthor }
        pageInfo { hasNextPage endCursor }
      }
    }
  }
}
"""
_ADD = """
mutation($subject: ID!, $body: String!) {
  addComment(input: {subjectId: $subject, body: $body}) { clientMutationId }
}
"""
_UPDATE = """
mutation($id: ID!, $body: String!) {
  updateIssueComment(input: {id: $id, body: $body}) { clientMutationId }
}
"""


class NotAllowedError(Exception):
    """The token may not do this: the one of a fork's pull request may only read."""


class CommentError(Exception):
    """The comment could not be read or written, for another reason."""


class RateLimitError(CommentError):
    """Too many requests were made with the token; it may do this later."""


@dataclass(frozen=True, slots=True)
class PullRequest:
    """A pull request, and how to reach it: the URL of GitHub's GraphQL API."""

    url: str
    token: str
    repository: str
    number: int

    def keep_comment(self, marker: str, text: str, *, create: bool) -> str:
        """Write the comment, and say what was done; without `create` only a known one.

        Raises NotAllowedError, CommentError.
        """
        body = f"{marker}\n{text}"
        pull, comment = self._find(marker)
        if comment is None:
            if not create:
                return "not needed"
            self._call(_ADD, subject=pull, body=body)
            return "created"
        if comment["body"].replace("\r\n", "\n").strip() == body.strip():
            return "already there"
        self._call(_UPDATE, id=comment["id"], body=body)
        return "updated"

    def _find(self, marker: str) -> tuple[str, dict[str, Any] | None]:
        """The id of the pull request, and the first comment with the marker."""
        owner, _, name = self.repository.partition("/")
        after = None
        while True:
            found = self._call(
                _FIND, owner=owner, name=name, number=self.number, after=after
            )
            pull = (found["repository"] or {}).get("pullRequest")
            if pull is None:
                raise CommentError("GitHub knows no such pull request")
            for each in pull["comments"]["nodes"]:
                if each["viewerDidAuthor"] and each["body"].startswith(marker):
                    return pull["id"], each
            page = pull["comments"]["pageInfo"]
            if not page["hasNextPage"]:
                return pull["id"], None
            after = page["endCursor"]

    def _call(self, query: str, **variables: Any) -> dict[str, Any]:
        request = urllib.request.Request(
            self.url,
            json.dumps({"query": query, "variables": variables}).encode(),
            {
                "Authorization": f"Bearer {self.token}",
                "Content-Type": "application/json",
            },
        )
        try:
            with urllib.request.urlopen(request, timeout=_TIMEOUT) as response:
                answer = json.load(response)
        except urllib.error.HTTPError as error:
            with error:
                said = f"{error.code} {error.reason}"
                if _is_limited(error):
                    raise RateLimitError(f"{said}: rate limit") from None
                if error.code in (401, 403):
                    raise NotAllowedError(said) from None
                raise CommentError(said) from None
        except (OSError, ValueError) as error:
            raise CommentError(str(error)) from None
        if errors := answer.get("errors"):
            message = "; ".join(str(each.get("message")) for each in errors)
            if any(each.get("type") == "RATE_LIMITED" for each in errors):
                raise RateLimitError(message)
            if any(each.get("type") == "FORBIDDEN" for each in errors):
                raise NotAllowedError(message)
            raise CommentError(message)
        found: dict[str, Any] = answer["data"]
        return found


def _is_limited(error: urllib.error.HTTPError) -> bool:
    """Whether it says "later", not "never": by its headers, or by its message."""
    headers = error.headers
    if error.code == 429 or headers.get("X-RateLimit-Remaining") == "0":
        return True
    if error.code != 403:
        return False
    text = error.read(_LONGEST_MESSAGE).decode("utf-8", "replace")
    return "Retry-After" in headers or "rate limit" in text.lower()
