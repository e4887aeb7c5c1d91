"""What the API answers with."""

from typing import Literal

from pydantic import Field

from .._runtime import BaseModel, datetime


class ErrorDetail(BaseModel):
    code: str | None = None
    """Lower-level error code providing more specific detail."""

    message: str | None = None
    """Further detail about the error."""


class Error(BaseModel):
    code: str
    """Application-specific error code (machine-readable)."""

    message: str
    """Human-readable error description for debugging."""

    details: list[ErrorDetail] | None = None
    """Additional error details (for multiple errors)."""

    inner_error: ErrorDetail | None = None


class Invocation(BaseModel):
    id: str
    """ID of the invocation."""

    app_name: str
    """Name of the application."""

    version: str
    """Version label for the application."""

    action_name: str
    """Name of the action invoked."""

    payload: str | None = None
    """Payload provided to the invocation. This is a string that can be parsed as
    JSON.
    """

    output: str | None = None
    """Output produced by the action, rendered as a JSON string. This could be:
    string, number, boolean, array, object, or null.
    """

    started_at: datetime
    """RFC 3339 Nanoseconds timestamp when the invocation started."""

    finished_at: datetime | None = None
    """RFC 3339 Nanoseconds timestamp when the invocation finished (null if still
    running).
    """

    status: Literal["queued", "running", "succeeded", "failed"] | str
    """Status of the invocation."""

    status_reason: str | None = None
    """Status reason."""


class InvocationListHeaders(BaseModel):
    x_limit: int | None = Field(default=None, alias="x-limit")
    """The limit of invocations returned."""

    x_offset: int | None = Field(default=None, alias="x-offset")
    """The offset of invocations returned."""

    x_next_offset: int | None = Field(default=None, alias="x-next-offset")
    """Next offset to use for pagination."""

    x_has_more: bool | None = Field(default=None, alias="x-has-more")
    """Whether there are more invocations to fetch."""
