"""The pages that list methods return."""

from __future__ import annotations

from .._runtime import AsyncPage, Page
from .models import InvocationSummary, RunInvocationListResponse


class RunInvocationsPage(RunInvocationListResponse, Page[InvocationSummary]):
    """One page of `runs.list_invocations`."""

    @property
    def items(self) -> list[InvocationSummary]:
        return self.data


class AsyncRunInvocationsPage(RunInvocationListResponse, AsyncPage[InvocationSummary]):
    """One page of `runs.list_invocations`."""

    @property
    def items(self) -> list[InvocationSummary]:
        return self.data
