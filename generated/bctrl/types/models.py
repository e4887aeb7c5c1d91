"""What the API answers with."""

from typing import Any, Literal, TypeAlias

from pydantic import Field

from .._runtime import BaseModel

InvocationAction: TypeAlias = (
    Literal["act", "observe", "extract", "browserUse", "stagehandAgent", "solveCaptcha"]
    | str
)


InvocationStatus: TypeAlias = (
    Literal[
        "queued",
        "dispatching",
        "running",
        "cancelling",
        "succeeded",
        "failed",
        "cancelled",
        "timed_out",
    ]
    | str
)


ErrorResponseReasonClass: TypeAlias = (
    Literal[
        "invalid_input",
        "unauthorized",
        "capability_denied",
        "capability_limit_exceeded",
        "rate_limited",
        "not_found",
        "conflict",
        "upstream",
        "server",
    ]
    | str
)
"""Stable public error category for programmatic branching."""


class ErrorResponse(BaseModel):
    code: str
    """Stable, dot-namespaced error code, e.g. "runtime.not_found" or
    "request.invalid".
    """

    details: dict[str, Any] | None = None
    """Resource-specific structured context. Use `code` and `reasonClass` for
    branching.
    """

    error: str

    hint: str | None = None
    """Optional next action for recoverable errors, e.g. "retry after 2s"."""

    reason_class: ErrorResponseReasonClass | None = Field(
        default=None, alias="reasonClass"
    )
    """Stable public error category for programmatic branching."""

    request_id: str | None = Field(default=None, alias="requestId")


class InvocationSummaryError(BaseModel):
    code: str | None = None

    details: dict[str, Any] | None = None
    """Resource-specific structured context. Use `code` for branching."""

    message: str


class InvocationSummary(BaseModel):
    action: InvocationAction

    created_at: str = Field(alias="createdAt")

    duration_ms: int | None = Field(default=None, alias="durationMs")

    error: InvocationSummaryError | None = None

    finished_at: str | None = Field(default=None, alias="finishedAt")

    id: str

    run_id: str = Field(alias="runId")

    runtime_id: str = Field(alias="runtimeId")

    status: InvocationStatus


class RunInvocationListResponse(BaseModel):
    data: list[InvocationSummary]

    next_cursor: str | None = Field(alias="nextCursor")
