"""Headers: defaults, those of clients and calls, and what is left out."""

from __future__ import annotations

from typing import Any

import acme
import httpx
import pytest
from acme._models import FinalRequestOptions

from tests.stainless.face.fake import KINDS, Kind, caller

OMIT = acme.Omit()


def built(client: Any, **options: Any) -> httpx.Headers:
    request = client._build_request(
        FinalRequestOptions.construct(**{"method": "post", "url": "/x", **options})
    )
    return request.headers  # type: ignore[no-any-return]


@pytest.mark.parametrize("kind", KINDS)
def test_headers_of_the_client_and_the_call(kind: Kind) -> None:
    one = caller(kind, default_headers={"X-A": "client", "X-B": "client"})
    extra = {"x-b": "call", "X-C": "call"}
    one.call(one.client.widgets.create, name="x", extra_headers=extra)
    sent = one.server.last.headers
    assert [sent[f"x-{name}"] for name in "abc"] == ["client", "call", "call"]
    assert one.client.default_headers["X-A"] == "client"


def test_headers_of_the_package_can_be_replaced_or_left_out() -> None:
    names = [n for n in acme.Acme().default_headers if n.startswith("X-Stainless")]
    assert len(names) == 7
    for name in (*names, "x-stainless-lang", "User-Agent", "X-Acme-Id"):
        assert built(acme.Acme(default_headers={name: "mine"}))[name] == "mine"
        assert built(acme.Acme(), headers={name: "mine"}).get_list(name) == ["mine"]
        if name == "User-Agent":  # httpx has one of its own
            continue
        assert name not in built(acme.Acme(default_headers={name: OMIT}))
        assert name not in built(acme.Acme(), headers={name: OMIT})


def test_the_read_timeout() -> None:
    name = "x-stainless-read-timeout"
    assert built(acme.Acme())[name] == "60"
    assert built(acme.Acme(timeout=5))[name] == "5"
    assert built(acme.Acme(), timeout=httpx.Timeout(9, read=3))[name] == "3"
    assert name not in built(acme.Acme(timeout=None))
    assert name not in built(acme.Acme(), timeout=None)
    assert name not in built(acme.Acme(), headers={name.upper(): OMIT})
    assert built(acme.Acme(), headers={name.upper(): "1"})[name] == "1"


def test_headers_are_validated() -> None:
    class Careful(acme.Acme):  # type: ignore[misc]
        def _validate_headers(self, headers: Any, custom_headers: Any) -> None:
            if "X-Acme-Id" not in headers and "X-Acme-Id" not in custom_headers:
                raise TypeError("no credentials")

    with pytest.raises(TypeError, match="no credentials"):
        built(Careful(default_headers={"X-Acme-Id": OMIT}))
    built(Careful(), headers={"X-Acme-Id": OMIT})


@pytest.mark.parametrize("kind", KINDS)
def test_requests_may_be_changed_before_they_are_sent(kind: Kind) -> None:
    def prepare(request: httpx.Request) -> None:
        request.headers["x-signature"] = f"{request.method} {request.url.path}"

    async def later(request: httpx.Request) -> None:
        prepare(request)

    one = caller(kind)
    one.client._prepare_request = prepare if kind == "sync" else later
    one.call(one.client.widgets.create, name="x")
    assert one.server.last.headers["x-signature"] == "POST /v1/widgets"


def test_get_requests_have_no_content_type() -> None:
    assert "content-type" not in built(acme.Acme(), method="get")
    assert built(acme.Acme(), method="delete")["content-type"] == "application/json"


def test_platforms(monkeypatch: pytest.MonkeyPatch) -> None:
    from acme._base_client import OtherPlatform, get_architecture, get_platform

    cases = {
        ("Linux", "Linux-6.1-x86_64-with-glibc2.36"): "Linux",
        ("Darwin", "macOS-14.4-arm64"): "MacOS",
        ("Darwin", "Darwin-21.6.0-iPhone12,1-64bit"): "iOS",
        ("Linux", "Linux-5.10.81-android12-9-aarch64"): "Android",
        ("Windows", "Windows-11"): "Windows",
        ("FreeBSD", "FreeBSD-14"): "FreeBSD",
        ("Plan9", "plan9-4"): "Other:plan9-4",
        ("", ""): "Unknown",
    }
    for (system, name), expected in cases.items():
        monkeypatch.setattr("platform.system", lambda system=system: system)
        monkeypatch.setattr("platform.platform", lambda name=name: name)
        assert str(get_platform()) == expected
    assert isinstance(get_platform(), (str, OtherPlatform))
    for machine, expected in {
        "x86_64": "x64", "aarch64": "arm64", "riscv64": "other:riscv64", "": "unknown"
    }.items():  # fmt: skip
        monkeypatch.setattr("platform.machine", lambda machine=machine: machine)
        assert str(get_architecture()) == expected
