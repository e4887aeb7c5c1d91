"""No credential is in a log, a repr or an error, whatever happens to a call."""

from __future__ import annotations

import base64
import copy
import logging
import pickle
import traceback
from collections.abc import Iterator
from contextlib import suppress
from urllib.parse import quote, quote_plus, unquote

import pytest

from tests.faults.conftest import Caller, Make
from tests.faults.document import SECURED
from tests.faults.server import (
    FaultServer,
    Scripted,
    Wire,
    answer,
    close,
    failure,
    head,
    redirect,
    reset,
    steps,
)

CREDENTIALS = {
    "bearer_token": "bearer/secret+1==",
    "username": "ada",
    "password": "pass word&secret=2",
    "header_key": "header secret 3",
    "query_key": "query/secret&4",
    "cookie_key": "cookie secret;5",
    "client_id": "someone",
    "client_secret": "client/secret 6",
}
TOKEN = "access/secret.7"


def hidden() -> Iterator[str]:
    """The secrets as they are, and as they travel."""
    values = {
        n: v for n, v in CREDENTIALS.items() if n not in ("username", "client_id")
    }
    for value in (*values.values(), TOKEN):
        yield from {value, quote(value), quote(value, safe=""), quote_plus(value)}
        yield base64.b64encode(value.encode()).decode().rstrip("=")
    for user, password in (("username", "password"), ("client_id", "client_secret")):
        pair = f"{CREDENTIALS[user]}:{CREDENTIALS[password]}"
        yield base64.b64encode(pair.encode()).decode()


def telling(error: BaseException) -> Iterator[str]:
    """Yield the texts of an error that a program may show, and of its attributes."""
    for item in (error, copy.copy(error)):
        yield from (str(item), repr(item), repr(item.args))
        yield repr(getattr(item, "body", None))
        if hasattr(item, "as_curl"):
            yield item.as_curl()
    yield "".join(traceback.format_exception(error))
    with suppress(TypeError, AttributeError):  # not every response can be pickled
        again = pickle.loads(pickle.dumps(error))
        yield repr(again)
        yield again.as_curl()


@pytest.fixture
def records(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    """All loggers say all they know: the package's and the HTTP library's."""
    caplog.set_level(logging.DEBUG)
    for name in ("faults", "httpx2", "httpcore2"):
        caplog.set_level(logging.DEBUG, logger=name)
    return caplog


def quoting(wire: Wire) -> None:
    """The server shows the key that it refuses."""
    answer({"message": quotation(wire)}, "403 Forbidden")(wire)


def quoting_text(wire: Wire) -> None:
    """The same as what the server takes for a success."""
    answer(quotation(wire).encode())(wire)


def quotation(wire: Wire) -> str:
    assert wire.request is not None
    target = unquote(wire.request.target)
    headers = wire.request.headers
    values = [headers.get(n, "") for n in ("authorization", "x-tenant", "cookie")]
    return f"wrong: {wire.request.target} {target} {' '.join(map(unquote, values))}"


OUTCOMES: dict[str, list[Scripted]] = {
    "a success": [],
    "a refusal that quotes the key": [quoting, quoting],
    "a success that quotes the key": [quoting_text, quoting_text],
    "401 again and again": [answer({"message": "no"}, "401 No")] * 3,
    "a retry": [failure(503), failure(503)],
    "a failure": [failure(500), failure(500), failure(500)],
    "a reset": [reset, reset, reset],
    "nothing": [close, close, close],
    "garbage": [steps(b"garbage\r\n\r\n", close)] * 3,
    "a body that ends early": [steps(head(content_length=10), b"{", close)] * 3,
    "a redirect": [redirect("/things/1")],
    "a redirect elsewhere": [redirect("http://127.0.0.1:1/")],
}


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_credentials_are_shown_nowhere(
    outcome: str, make: Make, server: FaultServer, records: pytest.LogCaptureFixture
) -> None:
    caller = make(**CREDENTIALS)
    shown: list[str] = []
    for method in SECURED:
        token = answer({"access_token": TOKEN, "expires_in": 1})
        server.script(*([token] if method == "oauth" else []), *OUTCOMES[outcome])
        for scheme_method in (method, f"post_{method}"):
            shown += outcomes(caller, scheme_method)
    shown.append(repr(caller.client))
    shown += [records.text, *(repr(vars(record)) for record in records.records)]
    assert "request headers" in records.text or "sent {" in records.text
    found = [(value, text) for value in hidden() for text in shown if value in text]
    assert found == []


def outcomes(caller: Caller, method: str) -> list[str]:
    try:
        result = caller(lambda client: getattr(client.secured, method)())
    except Exception as error:  # noqa: BLE001 - whatever it is
        return [*telling(error)]
    return [repr(result), str(result)]
