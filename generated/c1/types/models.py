"""What the API answers with."""

import builtins
from typing import Any, Literal

from pydantic import Field

from .._runtime import BaseModel, datetime


class FunctionInvocation(BaseModel):
    """The FunctionInvocation message."""

    commit_id: str | None = Field(default=None, alias="commitId")
    """The commitId field."""

    created_at: datetime | None = Field(default=None, alias="createdAt")

    error: str | None = None
    """The error field."""

    function_id: str | None = Field(default=None, alias="functionId")
    """The functionId field."""

    id: str | None = None
    """The id field."""

    input: dict[str, Any] | None = None

    output: dict[str, Any] | None = None

    status: (
        Literal[
            "FUNCTION_INVOCATION_STATUS_UNSPECIFIED",
            "FUNCTION_INVOCATION_STATUS_PENDING",
            "FUNCTION_INVOCATION_STATUS_RUNNING",
            "FUNCTION_INVOCATION_STATUS_SUCCESS",
            "FUNCTION_INVOCATION_STATUS_ERROR",
        ]
        | str
        | None
    ) = None
    """The status field."""

    updated_at: datetime | None = Field(default=None, alias="updatedAt")


class FunctionsInvocationServiceListResponse(BaseModel):
    """The FunctionsInvocationServiceListResponse message."""

    list: builtins.list[FunctionInvocation] | None = None
    """The list field."""

    next_page_token: str | None = Field(default=None, alias="nextPageToken")
    """The nextPageToken field."""
