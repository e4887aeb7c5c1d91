"""A program that uses all four clients as intended; the checkers must accept it."""

from collections.abc import Sequence
from typing import assert_type

from bctrl import AsyncBctrl, Bctrl
from bctrl.types import AsyncRunInvocationsPage, InvocationSummary, RunInvocationsPage
from browserbase import Browserbase
from browserbase.types import Invocation as BrowserbaseInvocation
from browserbase.types import SessionCreateParams
from c1 import C1
from c1.types import FunctionInvocation
from kernel import APIResponse, AsyncKernel, Kernel, omit
from kernel.types import Invocation

kernel = Kernel(api_key=lambda: "key", timeout=3, max_retries=1)
page = kernel.invocations.list(status="running", app_name=omit, limit=1, timeout=None)
assert_type(page.items, list[Invocation])
for item in page:
    assert_type(item, Invocation)
    assert_type(item.status_reason, str | None)
for following in page.iter_pages():
    assert_type(following.items[0], Invocation)
raw = kernel.invocations.with_raw_response.list(app_name="a", max_retries=2)
assert_type(raw.parse().items, list[Invocation])
print(APIResponse.__name__, raw.headers["x"])
assert_type(kernel.with_options(api_key="b", timeout=1), Kernel)

runs = Bctrl(environment="local").runs.list_invocations("r", status=["queued"])
assert_type(runs, RunInvocationsPage)
assert_type(runs.next_cursor, str | None)
for summary in runs:
    assert_type(summary, InvocationSummary)
    assert_type(summary.error.message if summary.error else None, str | None)

session: SessionCreateParams = {
    "browser_settings": {"block_ads": True, "context": {"id": "c"}},
    "proxies": [{"type": "none"}, {"type": "external", "server": "s"}],
}
invocation = Browserbase().functions.invoke("f", session_create_params=session)
assert_type(invocation, BrowserbaseInvocation)
versions = Browserbase().function_versions.list_invocations("v", offset=0)
assert_type(versions.total, int)

answer = C1(client_id="i", client_secret="s", tenant_domain="t")
listed = answer.functions_invocation.list("f").list
assert_type(listed, list[FunctionInvocation] | None)


async def main() -> Sequence[InvocationSummary]:
    async with AsyncKernel() as client:
        first = await client.invocations.list()
        assert_type(first.items, list[Invocation])
        async for item in client.invocations.list(status="queued"):
            assert_type(item, Invocation)
        raw = await client.invocations.with_raw_response.list()
        assert_type((await raw.parse()).items, list[Invocation])
    pages = await AsyncBctrl(api_key="k").runs.list_invocations("r", action="act")
    assert_type(await pages.get_next_page(), AsyncRunInvocationsPage)
    return pages.data
