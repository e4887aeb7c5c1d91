"""Webhooks: which signatures are right, and what becomes of the body."""

from __future__ import annotations

import base64
import hashlib
import hmac
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pydantic
import pytest
from sample.c1._runtime import ApiInfo, AsyncClient, BaseModel, Server, SyncClient
from sample.c1._runtime.errors import ClientError, WebhookVerificationError
from sample.c1._runtime.webhooks import (
    BodySignature,
    TimedSignature,
    unwrap,
    verify_signature,
)

API = ApiInfo("demo", "1", "DEMO", servers=(Server("https://demo.test"),))
KEY = b"the key"
SECRET = "whsec_" + base64.b64encode(KEY).decode()
BODY = '{"id": "1", "at": "2026-11-24T10:00:00Z", "new": "Zürich"}'


class Event(BaseModel):
    id: str
    at: pydantic.AwareDatetime


def client(secret: object = None) -> SyncClient:
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


@pytest.mark.parametrize("kind", [SyncClient, AsyncClient])
def test_without_a_secret_nothing_is_read_unless_told(kind: Any) -> None:
    own = kind(API, arguments={"webhook_secret": None})
    problem = "no secret: pass secret= or webhook_secret=.*DEMO_WEBHOOK_SECRET"
    for headers in (None, {}, signature(BODY)):
        with pytest.raises(ValueError, match=problem):
            unwrap(own, Event, BODY, headers, None)
        assert unwrap(own, Event, BODY, headers, None, verify=False).id == "1"
    with pytest.raises(ValueError, match=problem):
        verify_signature(own, BODY, signature(BODY), None)


def test_with_a_secret_verifying_can_be_left_out() -> None:
    assert unwrap(client(SECRET), Event, BODY, {}, None, verify=False).id == "1"


def test_with_a_secret_there_must_be_headers() -> None:
    with pytest.raises(ValueError, match="headers are needed"):
        unwrap(client(SECRET), Event, BODY, None, None)


def test_an_unexpected_event_comes_through() -> None:
    body = '{"id": 5, "kind": "new"}'
    event = unwrap(client(), Event, body, None, None, verify=False)
    assert isinstance(event, Event)
    assert event.to_dict() == {"id": 5, "kind": "new"}
    other: Any = unwrap(client(), Event, "[1]", None, None, verify=False)
    assert other == [1]


@pytest.mark.parametrize("body", ["", "{", b"\xff", "a=1"])
def test_a_body_that_is_no_json_is_a_value_error(body: str | bytes) -> None:
    with pytest.raises(ValueError, match="column"):
        unwrap(client(), Event, body, None, None, verify=False)


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


# -- several secrets, and other forms of bodies -----------------------------------------


@pytest.mark.parametrize("kind", [SyncClient, AsyncClient])
def test_one_of_several_secrets_is_enough(kind: Any) -> None:
    headers = signature(BODY, b"new")
    for secrets in (["old", "new"], ("new", "old")):
        own = kind(API, arguments={"webhook_secret": secrets})
        assert unwrap(own, Event, BODY, headers, None).id == "1"
        assert unwrap(client("x"), Event, BODY, headers, secrets).id == "1"
    with pytest.raises(WebhookVerificationError):
        unwrap(client(["old", "older"]), Event, BODY, headers, None)


@pytest.mark.parametrize("secrets", [[], [""], ["right", ""], ["whsec_"]])
def test_an_empty_list_or_member_is_a_mistake(secrets: list[str]) -> None:
    for own, given in ((client(secrets), None), (client("right"), secrets)):
        with pytest.raises(ValueError, match="no secret"):
            unwrap(own, Event, BODY, signature(BODY, b"right"), given)


def test_an_empty_secret_does_not_give_way_to_the_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DEMO_WEBHOOK_SECRET", SECRET)
    with pytest.raises(ValueError, match="no secret"):
        unwrap(client(""), Event, BODY, signature(BODY), None)


def test_a_secret_that_is_no_base64_is_named_and_not_shown() -> None:
    with pytest.raises(ValueError, match="not base64") as caught:
        verify_signature(client(), BODY, signature(BODY), "whsec_no base64!")
    assert "no base64!" not in str(caught.value)


@pytest.mark.parametrize("kind", [bytes, bytearray, memoryview])
def test_any_bytes_are_a_body(kind: Any) -> None:
    verify_signature(client(SECRET), kind(BODY.encode()), signature(BODY), None)


def test_a_body_that_was_parsed_already_is_refused() -> None:
    parsed: Any = {"id": "1"}
    with pytest.raises(TypeError, match="as it came, not dict"):
        unwrap(client(SECRET), Event, parsed, signature(BODY), None)


def test_the_tolerance_can_be_another() -> None:
    headers = signature(BODY, sent=int(time.time()) - 3000)
    verify_signature(client(SECRET), BODY, headers, None, tolerance=3600)
    with pytest.raises(WebhookVerificationError, match="timestamp"):
        verify_signature(client(SECRET), BODY, headers, None, tolerance=60)


# -- signatures of other forms ----------------------------------------------------------

TIMED = TimedSignature("Stripe-Signature")
BODIES = BodySignature("X-Hub-Signature-256")


def hexed(content: bytes, key: bytes) -> str:
    return hmac.new(key, content, hashlib.sha256).hexdigest()


def timed(key: bytes = b"whsec_key", sent: int | None = None, more: str = "") -> str:
    at = int(time.time()) if sent is None else sent
    return f"t={at},v1={hexed(f'{at}.{BODY}'.encode(), key)}{more}"


@pytest.mark.parametrize("kind", [SyncClient, AsyncClient])
@pytest.mark.parametrize("body", [BODY, BODY.encode()], ids=["text", "bytes"])
@pytest.mark.parametrize("name", ["Stripe-Signature", "stripe-signature"])
def test_time_and_body_can_be_signed_in_one_header(
    name: str, body: str | bytes, kind: Any
) -> None:
    own = kind(API, arguments={"webhook_secret": "whsec_key"})
    event = unwrap(own, Event, body, {name: timed()}, None, signature=TIMED)
    assert event.id == "1"


@pytest.mark.parametrize(
    ("write", "problem"),
    [
        (lambda: timed(b"another"), "no signature"),
        (lambda: timed().replace("v1=", "v0="), "no signature"),
        (lambda: "t=1,v1=00", "timestamp"),
        (lambda: "v1=00", "timestamp"),
        (lambda: "t=soon,v1=00", "timestamp"),
        (lambda: "", "stripe-signature is missing"),
        (lambda: "t=1,v1=é", "stripe-signature is missing"),
        (lambda: timed(sent=int(time.time()) - 310), "timestamp"),
        (lambda: timed(sent=int(time.time()) + 310), "timestamp"),
        (lambda: f"t={int(time.time())}", "no signature"),
    ],
    ids=range(10),
)
def test_a_wrong_signature_in_one_header_is_refused(
    write: Callable[[], str], problem: str
) -> None:
    # Written when the test runs: these texts age.
    with pytest.raises(WebhookVerificationError, match=f"(?i){problem}"):
        unwrap(
            client("whsec_key"),
            Event,
            BODY,
            {"Stripe-Signature": write()},
            None,
            signature=TIMED,
        )


def test_the_published_example_of_a_signed_body_is_accepted() -> None:
    # docs.github.com, validating webhook deliveries.
    signed = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"
    verify_signature(
        client(),
        "Hello, World!",
        {"x-hub-signature-256": signed},
        "It's a Secret to Everybody",
        signature=BODIES,
    )


@pytest.mark.parametrize("kind", [SyncClient, AsyncClient])
def test_the_body_alone_can_be_signed(kind: Any) -> None:
    own = kind(API, arguments={"webhook_secret": ["old", "key"]})
    signed = hexed(BODY.encode(), b"key")
    for value in (signed, signed.upper()):
        headers = {"X-Hub-Signature-256": f"sha256={value}"}
        assert unwrap(own, Event, BODY, headers, None, signature=BODIES).id == "1"
    for value in (f"sha1={signed}", signed, "sha256=", f"sha256={signed[:-1]}", ""):
        with pytest.raises(WebhookVerificationError):
            headers = {"X-Hub-Signature-256": value}
            unwrap(own, Event, BODY, headers, None, signature=BODIES)


def test_signatures_are_compared_in_constant_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    compared: list[int] = []

    def compare(one: str, other: str) -> bool:
        compared.append(len(one))
        return one == other

    monkeypatch.setattr(hmac, "compare_digest", compare)
    headers = {"Stripe-Signature": timed(b"b", more=",v1=00")}
    verify_signature(client(["a", "b"]), BODY, headers, None, signature=TIMED)
    assert compared == [64] * 4
