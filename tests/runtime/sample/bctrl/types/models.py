"""What the API answers with."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from .._runtime import BaseModel


class InvocationSummaryError(BaseModel):
    code: str | None = None

    details: dict[str, Any] | None = None
    """Resource-specific structured context. Use `code` for branching."""

    message: str


class InvocationSummary(BaseModel):
    action: Literal["act", "observe", "extract", "browserUse"] | str

    created_at: str = Field(alias="createdAt")

    duration_ms: int | None = Field(default=None, alias="durationMs")

    error: InvocationSummaryError | None = None

    id: str

    status: Literal["queued", "running", "succeeded", "failed"] | str


class RunInvocationListResponse(BaseModel):
    data: list[InvocationSummary]

    next_cursor: str | None = Field(alias="nextCursor")


class ErrorResponse(BaseModel):
    code: str
    """Stable, dot-namespaced error code, e.g. "runtime.not_found"."""

    error: str

    reason_class: str | None = Field(default=None, alias="reasonClass")
    """Stable public error category for programmatic branching."""

    request_id: str | None = Field(default=None, alias="requestId")
