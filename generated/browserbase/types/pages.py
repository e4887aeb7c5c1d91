"""The pages that list methods return."""

from __future__ import annotations

from .._runtime import AsyncPage, Page
from .models import FunctionVersionListInvocationsResponse, Invocation


class FunctionVersionInvocationsPage(
    FunctionVersionListInvocationsResponse, Page[Invocation]
):
    """One page of `function_versions.list_invocations`."""

    @property
    def items(self) -> list[Invocation]:
        return self.results


class AsyncFunctionVersionInvocationsPage(
    FunctionVersionListInvocationsResponse, AsyncPage[Invocation]
):
    """One page of `function_versions.list_invocations`."""

    @property
    def items(self) -> list[Invocation]:
        return self.results
