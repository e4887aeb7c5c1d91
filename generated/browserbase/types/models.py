"""What the API answers with."""

from typing import Any, Literal

from pydantic import Field

from .._runtime import BaseModel, datetime


class Invocation(BaseModel):
    id: str

    project_id: str = Field(alias="projectId")

    function_id: str = Field(alias="functionId")

    version_id: str = Field(alias="versionId")

    session_id: str = Field(alias="sessionId")

    region: str | None = None

    params: dict[str, Any] | None = None
    """JSON object that can be stored in a JSONB column."""

    status: Literal["PENDING", "RUNNING", "COMPLETED", "FAILED"] | str

    results: dict[str, Any] | None = None
    """JSON object that can be stored in a JSONB column."""

    created_at: datetime = Field(alias="createdAt")

    updated_at: datetime = Field(alias="updatedAt")

    started_at: datetime = Field(alias="startedAt")

    ended_at: datetime | None = Field(default=None, alias="endedAt")

    expires_at: datetime = Field(alias="expiresAt")


class FunctionVersionListInvocationsResponse(BaseModel):
    results: list[Invocation]

    total: int
