"""Attempts of a call, as hooks see them."""

from __future__ import annotations

from ._http import Request, Response

__all__ = ["Attempt"]


class Attempt:
    """A request that is about to be sent, or has been sent.

    It contains credentials: take care what you log. `repr` shows none.
    """

    def __init__(
        self, request: Request, retries_taken: int, path: str, is_documented: bool
    ) -> None:
        self.request = request
        """The request; hooks may change its headers."""

        self.retries_taken = retries_taken
        self.path = path
        """The path of the operation, with its placeholders."""

        self.is_documented = is_documented
        """False for requests of `client.get`, `client.post` and so on."""

        self.response: Response | None = None
        self.error: BaseException | None = None
        self.notes: dict[str, object] = {}
        """Storage for hooks."""

    def as_curl(self, *, show_secrets: bool = False) -> str:
        """Return the request as a curl command: see `APIError.as_curl`."""
        from .curl import as_curl  # rarely needed

        return as_curl(self.request, show_secrets=show_secrets)

    def __repr__(self) -> str:
        number, method = self.retries_taken, self.request.method
        return f"<Attempt {number} {method} {self.path}>"
