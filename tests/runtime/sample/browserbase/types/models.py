"""What the API answers with."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from pydantic import Field

from .._runtime import BaseModel


class Invocation(BaseModel):
    id: str

    function_id: str = Field(alias="functionId")

    params: dict[str, Any] | None = None
    """JSON object that can be stored in a JSONB column"""

    status: Literal["PENDING", "RUNNING", "COMPLETED", "FAILED"] | str

    created_at: datetime = Field(alias="createdAt")


class FunctionVersionListInvocationsResponse(BaseModel):
    results: list[Invocation]

    total: int
