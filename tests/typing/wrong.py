"""Wrong uses; each marked line must be refused by both checkers."""

from bctrl import Bctrl
from browserbase import Browserbase
from c1 import C1
from kernel import AsyncKernel, Kernel

kernel = Kernel()
Kernel("key")  # wrong
Kernel(apikey="x")  # wrong
kernel.invocations.list("app")  # wrong
kernel.invocations.list(status="paused")  # wrong
kernel.invocations.list(limit="1")  # wrong
kernel.invocations.list(app_name=None)  # wrong
kernel.invocations.list(extra_header={})  # wrong
print(kernel.invocations.list().items[0].nope)  # wrong
kernel.invocations.with_raw_response.list(limits=1)  # wrong
kernel.with_options(apikey="x")  # wrong
Bctrl(environment="staging")  # wrong
Bctrl().runs.list_invocations()  # wrong
Bctrl().runs.list_invocations("r", action=["fly"])  # wrong
Browserbase().functions.invoke("f", session_create_params={"timeout": "1"})  # wrong
Browserbase().functions.invoke("f", session_create_params={"tiemout": 1})  # wrong
Browserbase().functions.invoke(
    "f",
    session_create_params={"proxies": [{"type": "external"}]},  # wrong
)
C1(tenant="x")  # wrong
C1().functions_invocation.list(function_id=1)  # wrong


async def main() -> None:
    for _ in AsyncKernel().invocations.list():  # wrong
        pass
    print(AsyncKernel().invocations.list().items)  # wrong
