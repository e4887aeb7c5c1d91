"""Methods that read webhooks."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

import pytest

from tests.stainless.packages import Build

DOCUMENT = """
webhooks:
  moved:
    post:
      requestBody:
        content: {application/json: {schema: {$ref: '#/components/schemas/Moved'}}}
      responses: {'200': {description: OK}}
paths: {}
components:
  schemas: {Moved: {type: object, properties: {place: {type: string}}}}
"""
RESOURCES = """
resources:
  webhooks:
    methods: {unwrap: {type: webhook_unwrap}}
"""
SECRET = "client_settings: {opts: {webhook_secret: {nullable: true}}}"


def standard(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, ...]]:
    """Replace the library, and return what it is called with."""
    calls: list[tuple[Any, ...]] = []

    class Webhook:
        def __init__(self, key: str | bytes) -> None:
            self._key = key

        def verify(self, payload: str, headers: dict[str, str]) -> None:
            calls.append((self._key, payload, headers))
            if self._key == "wrong":
                raise ValueError("No matching signature found")

    library = ModuleType("standardwebhooks")
    library.__dict__["Webhook"] = Webhook
    monkeypatch.setitem(sys.modules, "standardwebhooks", library)
    return calls


def test_a_webhook_is_verified(build: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    package = build(DOCUMENT, RESOURCES + SECRET)
    calls = standard(monkeypatch)
    client = package.client(webhook_secret="s")
    event = client.webhooks.unwrap('{"place": "here"}', headers={"webhook-id": "1"})
    assert event.place == "here"
    client.webhooks.unwrap("{}", headers={}, key=b"own")
    assert [call[0] for call in calls] == ["s", b"own"]
    assert calls[0][2] == {"webhook-id": "1"}
    with pytest.raises(ValueError, match="No matching signature"):
        package.async_client().webhooks.unwrap("{}", headers={}, key="wrong")


def test_a_webhook_without_a_key(build: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    package = build(DOCUMENT, RESOURCES + SECRET)
    standard(monkeypatch)
    message = "without a key on either the client's webhook_secret or passed in"
    with pytest.raises(ValueError, match=message):
        package.client().webhooks.unwrap("{}", headers={})
    monkeypatch.setitem(sys.modules, "standardwebhooks", None)
    with pytest.raises(package.module.PetstoreError, match="You need to install"):
        package.client().webhooks.unwrap("{}", headers={}, key="k")


def test_a_webhook_without_verification(build: Build) -> None:
    package = build(DOCUMENT, RESOURCES)
    assert package.client().webhooks.unwrap('{"place": "x"}').place == "x"
