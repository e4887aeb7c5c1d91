"""What the API answers with."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from .._runtime import BaseModel


class ErrorDetail(BaseModel):
    code: str | None = None
    """Lower-level error code providing more specific detail"""

    message: str | None = None
    """Further detail about the error"""


class Error(BaseModel):
    code: str
    """Application-specific error code (machine-readable)"""

    message: str
    """Human-readable error description for debugging"""

    details: list[ErrorDetail] | None = None
    """Additional error details (for multiple errors)"""

    inner_error: ErrorDetail | None = None


class Invocation(BaseModel):
    id: str
    """ID of the invocation"""

    app_name: str
    """Name of the application"""

    started_at: datetime
    """RFC 3339 Nanoseconds timestamp when the invocation started"""

    finished_at: datetime | None = None
    """RFC 3339 Nanoseconds timestamp when the invocation finished"""

    status: Literal["queued", "running", "succeeded", "failed"] | str
    """Status of the invocation"""
