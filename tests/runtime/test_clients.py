"""Making, configuring, copying and closing clients."""

from __future__ import annotations

import ssl
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import certifi
import httpx2
import pytest
from sample.bctrl import Bctrl
from sample.c1 import C1
from sample.kernel import AsyncKernel, Kernel, KernelError, Timeout
from sample.kernel._runtime import ApiInfo, Server, SyncClient, certificates
from sample.kernel._runtime.variables import Variable

from tests.private import forget_certificates
from tests.runtime.assemble import RUNTIME
from tests.runtime.conftest import Run
from tests.runtime.fake import FakeServer, json
from tests.runtime.test_loopback import serve


def test_the_base_url_comes_from_argument_environment_or_document(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert Kernel().base_url == "https://api.onkernel.com"
    monkeypatch.setenv("KERNEL_BASE_URL", "https://env.example/v1/")
    assert Kernel().base_url == "https://env.example/v1"
    assert Kernel(base_url="http://localhost:1").base_url == "http://localhost:1"


def test_a_named_environment_chooses_the_server(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert Bctrl().base_url == "https://api.bctrl.ai"
    monkeypatch.setenv("BCTRL_BASE_URL", "https://env.example")
    assert Bctrl().base_url == "https://env.example"
    assert Bctrl(environment="local").base_url == "http://localhost:8787"
    both = Bctrl(environment="local", base_url="https://mine.example")
    assert both.base_url == "https://mine.example"
    wrong: Any = "staging"
    with pytest.raises(ValueError, match="expected one of 'production', 'local'"):
        Bctrl(environment=wrong)


def test_server_variables_are_filled_in(monkeypatch: pytest.MonkeyPatch) -> None:
    assert C1().base_url == "https://example.conductor.one"
    monkeypatch.setenv("C1_TENANT_DOMAIN", "env")
    assert C1().base_url == "https://env.conductor.one"
    assert C1(tenant_domain="acme").base_url == "https://acme.conductor.one"


@pytest.mark.parametrize(
    "value", ["evil.example/", "evil.example?", "a@b", "a#", "a b"]
)
def test_a_server_variable_cannot_change_the_host(value: str) -> None:
    with pytest.raises(ValueError, match="is no part of a host"):
        C1(tenant_domain=value)


def test_a_server_variable_in_the_path_may_hold_slashes() -> None:
    server = Server("https://a.example/{base}", variables={"base": Variable("b", "v1")})
    assert server.resolve({"b": "v2/beta"}) == "https://a.example/v2/beta"


@pytest.mark.parametrize("servers", [(), (Server("/v1"),)])
def test_without_a_server_a_base_url_is_asked_for(servers: tuple[Server, ...]) -> None:
    info = ApiInfo("demo", "1", "DEMO", servers)
    with pytest.raises(Exception, match="pass base_url= or set DEMO_BASE_URL"):
        SyncClient(info, arguments={})
    assert SyncClient(info, arguments={}, base_url="https://a.example").base_url


def test_a_copy_differs_in_what_was_said_and_shares_the_connections() -> None:
    server = FakeServer(json([]))
    client = Kernel(
        api_key="a",
        http_client=server.sync(),
        default_headers={"X-A": "1"},
        default_query={"q": 1},
    )
    before = client.invocations
    copied = client.with_options(
        api_key="b", timeout=3, max_retries=0, default_headers={"X-B": "2"}
    )
    copied.invocations.list()
    headers = server.request.headers
    assert headers["authorization"] == "Bearer b"
    assert (headers["x-a"], headers["x-b"]) == ("1", "2")
    assert server.query == [("q", "1")]
    assert (copied.timeout, copied.max_retries) == (3, 0)
    assert isinstance(copied, Kernel)
    assert client.invocations is before
    client.invocations.list()
    assert server.request.headers["authorization"] == "Bearer a"
    assert "x-b" not in server.request.headers

    copied = client.copy(set_default_headers={"X-C": "3"}, set_default_query={})
    copied.invocations.list()
    assert "x-a" not in server.request.headers
    assert server.request.headers["x-c"] == "3"
    assert server.query == []
    copied.close()
    assert client.is_closed


def test_a_copy_can_use_another_server_or_other_connections() -> None:
    client = Bctrl(base_url="https://mine.example")
    assert client.with_options(environment="local").base_url == "http://localhost:8787"
    assert client.with_options(timeout=1).base_url == "https://mine.example"
    server = FakeServer(json([]))
    copied = Kernel(api_key="a").with_options(http_client=server.sync())
    copied.invocations.list()
    assert len(server.requests) == 1


def test_a_subclass_with_its_own_constructor_can_be_copied() -> None:
    class Mine(Kernel):
        def __init__(self, tenant: str) -> None:
            super().__init__(api_key="a")
            self.tenant = tenant

    copied = Mine("t").with_options(timeout=1)
    assert isinstance(copied, Mine)
    assert (copied.tenant, copied.timeout) == ("t", 1)


def test_a_closed_client_sends_nothing() -> None:
    with Kernel(api_key="a", http_client=FakeServer(json([])).sync()) as client:
        assert not client.is_closed
        client.invocations.list()
    assert client.is_closed
    with pytest.raises(RuntimeError, match="closed"):
        client.invocations.list()


def test_a_client_that_was_never_used_can_be_closed(run: Run) -> None:
    client = Kernel()
    assert not client.is_closed
    client.close()
    assert client.is_closed

    async def main() -> None:
        async with AsyncKernel() as client:
            assert not client.is_closed
        assert client.is_closed
        await client.aclose()

    run(main)


def test_the_timeout_of_a_given_http_client_is_kept() -> None:
    assert Kernel(http_client=httpx2.Client(timeout=9)).timeout == Timeout(9)
    assert Kernel(http_client=httpx2.Client()).timeout == Timeout(60, connect=5)
    assert Kernel(http_client=httpx2.Client(timeout=9), timeout=1).timeout == 1
    assert Kernel(timeout=None).timeout is None


def test_the_wrong_kind_of_http_client_is_refused() -> None:
    wrong: Any = httpx2.AsyncClient()
    with pytest.raises(TypeError, match="http_client must be a Client"):
        Kernel(http_client=wrong)


def test_headers_and_cookies_of_a_given_http_client_are_sent() -> None:
    server = FakeServer(json([]))
    http = server.sync(headers={"X-Proxy": "1"}, cookies={"a": "b"})
    Kernel(api_key="a", http_client=http).invocations.list()
    assert server.request.headers["x-proxy"] == "1"
    assert server.request.headers["cookie"] == "a=b"


def test_one_client_serves_many_threads() -> None:
    server = FakeServer(json([]))
    client = Kernel(api_key="a", http_client=server.sync())
    threads = [threading.Thread(target=client.invocations.list) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(server.requests) == 8


def test_certificate_authorities_are_loaded_once_and_cookies_are_not_shared(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    loaded: list[object] = []

    def load() -> ssl.SSLContext:
        loaded.append(context := httpx2.create_ssl_context())
        return context

    monkeypatch.setattr(certificates, "create_ssl_context", load)
    forget_certificates(certificates)

    def call(client: Kernel) -> str | None:
        """The cookie that the client sends."""
        client.get("/session", cast_to=object)
        cookie: str | None = server.seen[-1][1].get("Cookie")
        return cookie

    with (
        serve() as server,
        Kernel(api_key="a", base_url=server.url) as one,
        Kernel(api_key="b", base_url=server.url) as other,
    ):
        assert (call(one), call(one)) == (None, "session=a")
        assert call(other) is None
    assert len(loaded) == 1
    authorities = tmp_path / "authorities.pem"
    authorities.write_bytes(Path(certifi.where()).read_bytes())
    monkeypatch.setenv("SSL_CERT_FILE", str(authorities))
    with serve() as server, Kernel(api_key="a", base_url=server.url) as moved:
        call(moved)
    assert len(loaded) == 2


def test_all_errors_of_the_package_have_one_base() -> None:
    with pytest.raises(KernelError):
        Kernel().invocations.list()


# -- the package ------------------------------------------------------------------


def loaded_after(code: str, home: Path) -> set[str]:
    script = f"import sys; {code}; print(*sys.modules)"
    command = [sys.executable, "-W", "error", "-c", script]
    done = subprocess.run(
        command, cwd=home, capture_output=True, text=True, check=True, timeout=60
    )
    return set(done.stdout.split())


def test_importing_loads_no_model_and_no_resource(sample_home: Path) -> None:
    own = {
        name.removeprefix("sample.kernel.")
        for name in loaded_after(
            "import sample.kernel; sample.kernel.Kernel()", sample_home
        )
        if name.startswith("sample.kernel.") and "_runtime" not in name
    }
    assert own == {"_client", "resources", "types"}
    code = "import sample.kernel as k; k.types.Invocation; k.resources.Invocations"
    loaded = loaded_after(code, sample_home)
    assert {
        "sample.kernel.types.models",
        "sample.kernel.resources.invocations",
    } <= loaded


def test_names_that_are_loaded_late_are_still_listed_and_unknown_ones_are_errors() -> (
    None
):
    from sample.kernel import types

    assert {"Error", "ErrorDetail", "Invocation"} <= set(dir(types))
    with pytest.raises(AttributeError, match="has no attribute 'Invocatoin'"):
        getattr(types, "Invocatoin")  # noqa: B009


def test_one_module_imports_the_http_library_and_a_twin_can_replace_it() -> None:
    users = [
        path.name
        for path in RUNTIME.glob("*.py")
        if any(
            line.startswith(("import httpx", "from httpx"))
            for line in path.read_text().splitlines()
        )
    ]
    assert users == ["_http.py"]
    twin = RUNTIME.parent / "http_libraries" / "httpx.py"
    mine = (RUNTIME / "_http.py").read_text()
    assert twin.read_text() == mine.replace("httpx2", "httpx")
