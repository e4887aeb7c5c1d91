"""Webhooks: which signatures are right, and what becomes of the body."""

from __future__ import annotations

import base64
import hashlib
import hmac
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pydantic
import pytest
from sample.c1._runtime import ApiInfo, AsyncClient, BaseModel, Server, SyncClient
from sample.c1._runtime.errors import ClientError, WebhookVerificationError
from sample.c1._runtime.webhooks import unwrap, verify_signature

API = ApiInfo("demo", "1", "DEMO", servers=(Server("https://demo.test"),))
KEY = b"the key"
SECRET = "whsec_" + base64.b64encode(KEY).decode()
BODY = '{"id": "1", "at": "2026-11-24T10:00:00Z", "new": "Zürich"}'


class Event(BaseModel):
    id: str
    at: pydantic.AwareDatetime


def client(secret: str | None = None) -> SyncClient:
    return SyncClient(API, arguments={"webhook_secret": secret})


def signature(
    body: str | bytes, key: bytes = KEY, sent: int | str | None = None
) -> dict[str, str]:
    """The headers of a webhook that was signed `sent`, now if left out."""
    timestamp = str(int(time.time()) if sent is None else sent)
    content = body.encode() if isinstance(body, str) else body
    signed = b"msg_1." + timestamp.encode() + b"." + content
    digest = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest())
    return {
        "webhook-id": "msg_1",
        "webhook-timestamp": timestamp,
        "webhook-signature": f"v1,{digest.decode()}",
    }


def refused(headers: Mapping[str, str], body: str = BODY, secret: str = SECRET) -> str:
    with pytest.raises(WebhookVerificationError) as caught:
        verify_signature(client(secret), body, headers, None)
    assert SECRET not in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize("body", [BODY, BODY.encode()], ids=["text", "bytes"])
def test_a_right_signature_is_accepted(body: str | bytes) -> None:
    event = unwrap(client(SECRET), Event, body, signature(body), None)
    assert (event.id, event.at.year) == ("1", 2026)


def test_signatures_that_others_have_made_are_accepted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # The published examples of a sender (docs.svix.com, verifying by hand).
    for secret, id_, sent, body, signed in (
        (
            "whsec_plJ3nmyCDGBKInavdOK15jsl",
            "msg_loFOjxBNrRLzqYUf",
            1731705121,
            '{"event_type":"ping","data":{"success":true}}',
            "v1,rAvfW3dJ/X/qxhsaXPOyyCGmRKsaKWcsNccKXlIktD0=",
        ),
        (
            "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD",
            "msg_27UH4WbU6Z5A5EzD8u03UvzRbpk",
            1649367553,
            '{"email":"test@example.com","username":"test_user"}',
            "v1,tZ1I4/hDygAJgO5TYxiSd6Sd0kDW6hPenDe+bTa3Kkw=",
        ),
    ):
        monkeypatch.setattr(time, "time", lambda sent=sent: float(sent))
        headers = {
            "svix-id": id_,
            "svix-timestamp": f"{sent}",
            "svix-signature": signed,
        }
        verify_signature(client(), body, headers, secret)


def test_names_of_headers_are_read_in_any_case_and_with_the_older_prefix() -> None:
    given = signature(BODY)
    verify_signature(client(SECRET), BODY, {k.upper(): given[k] for k in given}, None)
    older = {f"Svix-{k.removeprefix('webhook-')}": given[k] for k in given}
    verify_signature(client(SECRET), BODY, older, None)


def test_while_a_secret_is_changed_one_of_several_signatures_is_enough() -> None:
    headers, other = signature(BODY), signature(BODY, b"the next key")
    unknown = "v1a,c29tZXRoaW5n"
    both = f"{other['webhook-signature']} {unknown} {headers['webhook-signature']}"
    for secret in (SECRET, "the next key"):
        together = {**headers, "webhook-signature": both}
        verify_signature(client(secret), BODY, together, None)
    assert "no signature" in refused({**headers, "webhook-signature": unknown})


def test_a_secret_without_the_prefix_is_used_as_it_is() -> None:
    verify_signature(client("plain"), BODY, signature(BODY, b"plain"), None)


@pytest.mark.parametrize(
    ("body", "key"), [(BODY + " ", KEY), (BODY, b"another")], ids=["body", "key"]
)
def test_a_wrong_signature_is_refused(body: str, key: bytes) -> None:
    assert "no signature" in refused(signature(BODY, key), body)


@pytest.mark.parametrize("seconds", [-290, 290])
def test_clocks_may_differ_by_five_minutes(seconds: int) -> None:
    headers = signature(BODY, sent=int(time.time()) + seconds)
    verify_signature(client(SECRET), BODY, headers, None)


@pytest.mark.parametrize("seconds", [-310, 310])
def test_an_old_signature_is_refused_and_one_from_the_future(seconds: int) -> None:
    headers = signature(BODY, sent=int(time.time()) + seconds)
    assert "timestamp" in refused(headers)


@pytest.mark.parametrize("sent", ["soon", "-5", "1e9", "9" * 5000, "nan", "²"])
def test_a_timestamp_that_is_no_number_is_refused(sent: str) -> None:
    assert "timestamp" in refused(signature(BODY, sent=sent))


@pytest.mark.parametrize("missing", ["id", "timestamp", "signature"])
def test_a_missing_header_is_refused(missing: str) -> None:
    headers = signature(BODY)
    del headers[f"webhook-{missing}"]
    assert f"webhook-{missing}" in refused(headers)


@pytest.mark.parametrize("value", ["v1,é", "v1,\udcff", "v1", ",", "v2,x"])
def test_a_signature_that_is_none_is_refused(value: str) -> None:
    assert "signature" in refused({**signature(BODY), "webhook-signature": value})


def test_a_secret_of_the_call_goes_before_the_clients() -> None:
    headers = signature(BODY, b"mine")
    unwrap(client(SECRET), Event, BODY, headers, "mine")
    with pytest.raises(WebhookVerificationError):
        unwrap(client("mine"), Event, BODY, headers, "other")


def test_the_secret_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEMO_WEBHOOK_SECRET", SECRET)
    verify_signature(client(), BODY, signature(BODY), None)
    with pytest.raises(WebhookVerificationError):
        unwrap(client(), Event, BODY, {}, None)


@pytest.mark.parametrize("secret", ["", "whsec_"])
def test_an_empty_secret_verifies_nothing_and_does_not_pass_for_none(
    secret: str,
) -> None:
    with pytest.raises(ValueError, match="no secret"):
        unwrap(client(SECRET), Event, BODY, signature(BODY, b""), secret)


def test_without_a_secret_the_body_is_only_read() -> None:
    assert unwrap(client(), Event, BODY, None, None).id == "1"
    with pytest.raises(ValueError, match="no secret: pass secret= or webhook_secret="):
        verify_signature(client(), BODY, signature(BODY), None)


def test_with_a_secret_there_must_be_headers() -> None:
    with pytest.raises(ValueError, match="headers are needed"):
        unwrap(client(SECRET), Event, BODY, None, None)


def test_an_unexpected_event_comes_through() -> None:
    event = unwrap(client(), Event, '{"id": 5, "kind": "new"}', None, None)
    assert isinstance(event, Event)
    assert event.to_dict() == {"id": 5, "kind": "new"}
    other: Any = unwrap(client(), Event, "[1]", None, None)
    assert other == [1]


@pytest.mark.parametrize("body", ["", "{", b"\xff", "a=1"])
def test_a_body_that_is_no_json_is_a_value_error(body: str | bytes) -> None:
    with pytest.raises(ValueError, match="column"):
        unwrap(client(), Event, body, None, None)


def test_the_asynchronous_client_does_the_same_without_waiting() -> None:
    own = AsyncClient(API, arguments={"webhook_secret": SECRET})
    assert unwrap(own, Event, BODY, signature(BODY), None).id == "1"


def test_the_error_is_one_of_the_package() -> None:
    assert issubclass(WebhookVerificationError, ClientError)


def test_nothing_of_it_is_loaded_before_it_is_used(sample_home: Path) -> None:
    code = (
        "import sys; from sample.c1 import C1; C1(bearer_token='x', base_url='http://x');"
        "assert not [m for m in sys.modules if m.endswith('_runtime.webhooks')]"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=sample_home)
