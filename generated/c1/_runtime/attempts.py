"""What hooks see of a call: one attempt after the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ._http import Request, Response

if TYPE_CHECKING:
    from .api import Operation

__all__ = ["Attempt"]


class Attempt:
    """A request that is about to be sent, or has been.

    It carries credentials: take care what you log. `repr` shows none.
    """

    def __init__(
        self, request: Request, retries_taken: int, operation: Operation
    ) -> None:
        self.request = request
        """What is sent; hooks may still change its headers."""

        self.retries_taken = retries_taken
        self.path = operation.path
        """The path of the operation, with its placeholders."""

        self.is_documented = operation.is_documented
        """Whether it is an operation of the document, and not `client.get` and so on."""

        self.response: Response | None = None
        self.error: BaseException | None = None
        self.notes: dict[str, object] = {}
        """For hooks, which may keep here what they need afterwards."""

    def as_curl(self, *, show_secrets: bool = False) -> str:
        """The request as a command for curl: see `APIError.as_curl`."""
        from .curl import as_curl  # not needed before

        return as_curl(self.request, show_secrets=show_secrets)

    def __repr__(self) -> str:
        number, method = self.retries_taken, self.request.method
        return f"<Attempt {number} {method} {self.path}>"
