"""Bytes that are not what the document promises: decoded, or an error of their own."""

from __future__ import annotations

import codecs
import json as jsonlib
from collections.abc import Callable
from typing import Any

import anyio
import httpx2
import pytest
from pydantic import Field
from sample.kernel import APIResponseValidationError, AsyncKernel, BaseModel, Kernel
from sample.kernel._runtime import ByMediaType, Operation, ResultTypes, decoding
from sample.kernel.types import Error, Invocation

from tests.private import count_readings, forget_mistakes
from tests.runtime.fake import INVOCATION, FakeServer

Result = Callable[..., Any]
GET = Operation("GET", "/x")


@pytest.fixture(params=["sync", "async"])
def result(request: pytest.FixtureRequest) -> Result:
    """`result(type, content)`: what either client makes of a body."""

    def of(
        type_: Any,
        content: bytes,
        content_type: str | None = "application/json",
        *,
        status: int = 200,
        strict: bool = False,
        method: str = "GET",
        operation: Operation | None = None,
        **server: Any,
    ) -> Any:
        headers = {"content-type": content_type} if content_type else {}
        told = FakeServer(httpx2.Response(status, content=content, headers=headers))
        options: Any = {"api_key": "k", "_strict_response_validation": strict}
        called = operation or Operation(method, "/x")
        if request.param == "sync":
            client = Kernel(http_client=told.sync(), **options)
            return client.request(called, type_)

        async def main() -> Any:
            client = AsyncKernel(http_client=told.asynchronous(), **options)
            return await client.request(called, type_)

        return anyio.run(main)

    return of


class Thing(BaseModel):
    name: str
    size: int = 0


TEXT = '{"name": "Zoë 😀", "size": 1}'
CYRILLIC = '{"name": "привет"}'


@pytest.mark.parametrize("strict", [False, True])
@pytest.mark.parametrize(
    ("content", "content_type"),
    [
        (codecs.BOM_UTF8 + TEXT.encode(), "application/json"),
        (codecs.BOM_UTF8 + TEXT.encode(), "application/json; charset=iso-8859-1"),
        (TEXT.encode("utf-16"), "application/json"),
        (codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), "application/json"),
        (TEXT.encode("utf-16-le"), "application/json; charset=utf-16le"),
        (TEXT.encode("utf-16-be"), "application/json"),
        (TEXT.encode("utf-16-le"), "application/json; charset=utf-8"),
        (TEXT.encode("utf-32"), "application/json"),
        (TEXT.encode("utf-32-be"), "application/json"),
        (TEXT.encode("utf-7"), "application/json; charset=UTF-7"),
        (TEXT.encode(), "application/json; charset=us-ascii"),
        (TEXT.encode(), "application/json; charset=base64"),
        (TEXT.encode(), "application/json; charset=no-such-charset"),
        (TEXT.encode(), "application/json; charset=unicode_escape"),
        (TEXT.encode(), 'application/json; charset="utf-8"'),
        (jsonlib.dumps(jsonlib.loads(TEXT)).encode(), "application/json"),
        # UTF-16 whose units were written as UTF-8.
        (
            TEXT.replace("😀", "\ud83d\ude00").encode(errors="surrogatepass"),
            "application/json",
        ),
    ],
)
def test_json_is_read_in_any_unicode(
    content: bytes, content_type: str, strict: bool, result: Result
) -> None:
    thing = result(Thing, content, content_type, strict=strict)
    assert thing == Thing(name="Zoë 😀", size=1)


@pytest.mark.parametrize(
    ("text", "charset"),
    [
        ('{"name": "Zoë"}', "iso-8859-1"),
        ('{"name": "Zoë"}', "'windows-1252'"),
        ('{"name": "Ã©"}', "latin1"),  # would be UTF-8 as well
        (CYRILLIC, "koi8-r"),
        (CYRILLIC, '"Windows-1251"'),
        ('{"name": "日本"}', "Shift_JIS"),
        ('{"name": "日本"}', "iso-2022-jp"),
        ('{"name": "中文"}', "gb18030"),
    ],
)
def test_a_declared_charset_is_obeyed(text: str, charset: str, result: Result) -> None:
    content = text.encode(charset.strip("\"'"))
    expected = jsonlib.loads(text)["name"]
    for content_type in (
        f"application/json; charset={charset}",
        f"application/vnd.x+json;v=1;CHARSET = {charset}",
    ):
        assert result(Thing, content, content_type, strict=True).name == expected
    plain = f"text/plain; charset={charset}"
    assert result(str, content, plain) == text
    assert result(str, TEXT.encode("utf-16"), "text/plain") == TEXT
    assert result(str, b"\xef\xbb\xbfa", "text/plain") == "a"


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (rb'{"name": "a\ud83d"}', "a\ufffd"),
        (rb'{"name": "\uDE00b"}', "\ufffdb"),
        (rb'{"name": "\ude00\ud83d"}', "\ufffd\ufffd"),
        (rb'{"name": "\ud83d\ud83d\ude00"}', "\ufffd😀"),
        (rb'{"name": "\\ud83d \ud83d"}', "\\ud83d \ufffd"),
        (rb'{"name": "\\\ud83d\\"}', "\\\ufffd\\"),
        (b'{"name": "a\xed\xa0\xbd"}', "a\ufffd"),
        (b'{"name": "a\xed\xb8\x80"}', "a\ufffd"),
        (b'{"name": "a\xff"}', "a\ufffd"),
        ('{"name": "a\ud83d"}'.encode("utf-16", "surrogatepass"), "a\ufffd"),
    ],
)
@pytest.mark.parametrize("strict", [False, True])
def test_what_is_no_character_is_replaced_in_a_model(
    content: bytes, name: str, strict: bool, result: Result
) -> None:
    thing = result(Thing, content, strict=strict)
    assert thing == Thing(name=name)
    assert jsonlib.loads(thing.to_json()) == {"name": name}


def test_line_breaks_in_strings_and_deep_values_are_read(result: Result) -> None:
    thing = result(Thing, b'{"name": "a\n\tb", "new": "\\ud83d"}')
    assert (thing.name, thing.new) == ("a\n\tb", "\ufffd")
    deep = b'{"name": "a", "deep": ' + b"[" * 300 + b"]" * 300 + b"}"
    assert isinstance(result(Thing, deep), Thing)


NO_JSON = {
    "truncated": b'{"name": "a", "si',
    "truncated-list": b'[{"name": "a"}, {',
    "empty": b"",
    "blank": b" \r\n",
    "html": b"<!DOCTYPE html><p>maintenance</p>",
    "text": b"upstream error",
    "two-values": b'{"name": "a"}{"name": "b"}',
    "text-as-json": b'"maintenance"',
    "number": b"17",
}
no_json = pytest.mark.parametrize("content", [*NO_JSON.values()], ids=[*NO_JSON])


@no_json
@pytest.mark.parametrize("strict", [False, True])
@pytest.mark.parametrize("content_type", ["application/json", "text/html", None])
@pytest.mark.parametrize("type_", [Thing, list[Thing], dict[str, int], Thing | Error])
def test_what_is_no_json_is_an_error(
    type_: Any, content_type: str | None, strict: bool, content: bytes, result: Result
) -> None:
    with pytest.raises(APIResponseValidationError, match="not as documented") as caught:
        result(type_, content, content_type, strict=strict)
    assert caught.value.status_code == 200
    assert caught.value.response.content == content
    # What came may be private.
    assert "maintenance" not in str(caught.value)


@no_json
def test_a_documented_text_may_be_any(content: bytes, result: Result) -> None:
    assert result(str, content, "text/plain") == content.decode()


def test_html_is_none_of_two_documented_bodies(result: Result) -> None:
    types: dict[str, object] = {"application/json": Thing, "text/plain": str}
    results = ResultTypes({200: ByMediaType(types)})
    operation = Operation("GET", "/x", results=results)
    page = b"<p>maintenance</p>"
    with pytest.raises(APIResponseValidationError):
        result(Thing | str, page, "text/html", operation=operation)
    with pytest.raises(APIResponseValidationError):
        result(Thing | str, page, "application/json", operation=operation)
    assert result(Thing | str, b"a", "text/plain", operation=operation) == "a"
    types["text/html"] = str
    assert result(Thing | str, page, "text/html", operation=operation) == page.decode()


def test_a_response_without_a_body_is_none(result: Result) -> None:
    for status in (204, 205):
        assert result(Thing, b"", None, status=status) is None
    assert result(Thing, b"", method="HEAD") is None
    assert result(Thing | None, b"") is None
    assert result(object, b"") is None
    with pytest.raises(APIResponseValidationError, match="empty"):
        result(Thing, b"", status=201)


# -- a list with something wrong in it --------------------------------------------


class Box(BaseModel):
    things: list[Thing]
    by_name: dict[str, Thing] | None = None
    more: bool = False
    any: list[Thing | int] | None = None


def test_one_wrong_item_costs_that_item(
    result: Result, monkeypatch: pytest.MonkeyPatch
) -> None:
    forget_mistakes(monkeypatch, decoding)
    tried = count_readings(monkeypatch, decoding)
    right = [{"name": str(number), "size": number} for number in range(500)]
    values: list[Any] = [*right, {"name": 7, "new": {}}, *right, "no thing"]
    expected = [Thing.model_validate(value) for value in right]
    for _ in range(2):  # the second answer is expected to be wrong
        found = result(list[Thing], jsonlib.dumps(values).encode())
        assert found[:500] == found[501:1001] == expected
        assert (found[500].name, found[500].new) == (7, {})
        assert isinstance(found[500], Thing)
        assert found[1001] == "no thing"
        few = {"things": values, "more": True, "any": [1, right[0], "?"]}
        read = result(Box, jsonlib.dumps(few).encode())
        assert type(read) is Box
        assert read.things == found
        assert read.model_fields_set == few.keys()
        assert read.any == [1, Thing(name="0", size=0), "?"]
        # Nothing that is right is read again.
        assert not [
            value for value in tried if value in right or isinstance(value, list)
        ]

    # Beside something else that is wrong, all that is right goes once, together.
    tried.clear()
    more = {**few, "by_name": {"a": right[0], "b": {"name": 1}}}
    read = result(Box, jsonlib.dumps(more).encode())
    assert read.things == found
    assert read.by_name["a"] == Thing(name="0", size=0)
    assert (read.by_name["b"].name, read.more) == (1, True)
    assert sum(value == [*right, *right] for value in tried) == 1
    assert len(tried) < 20


class Kept(BaseModel):
    """Members called like those of pages and dictionaries, by other names on the wire."""

    items: list[Thing] | None = Field(alias="theItems", default=None)
    keys: list[list[Thing]] | None = None
    values: list[Any] | None = None
    boxes: list[Box] | None = Field(alias="B", default=None)


_WRONG: list[Any] = [
    {"theItems": [{"name": "a"}, {"name": 1}], "B": [], "x": [1]},
    {"theItems": [], "keys": [[{"name": "a"}, {}], 3], "values": [{}, 1]},
    {"B": [{"things": [{"size": "?"}, {"name": "b"}]}, {"things": "?"}]},
    {"theItems": "?", "items": [{"name": "a"}]},
    {"theItems": None, "B": None},
    {"theItems": [None]},
    {"theItems": [{"name": "a"}]},
    [{"theItems": [{"name": 1}]}],
    None,
]


@pytest.mark.parametrize("value", _WRONG)
def test_answers_that_were_wrong_before_are_read_alike(
    value: Any, result: Result, monkeypatch: pytest.MonkeyPatch
) -> None:
    forget_mistakes(monkeypatch, decoding)
    for type_ in (Kept, list[Kept], list[Kept] | None):
        expected = decoding.lenient(type_, value)
        for _ in range(2):
            found = result(type_, jsonlib.dumps(value).encode())
            assert repr(found) == repr(expected)
            assert found == expected
            if isinstance(expected, Kept):
                assert type(found) is Kept
                assert found.to_json() == expected.to_json()
                assert found.model_fields_set == expected.model_fields_set


# -- errors -----------------------------------------------------------------------


@pytest.mark.parametrize("charset", ["base64", "no-such-charset", "rot13", "1,2", ""])
def test_a_charset_that_is_none_does_not_hide_an_error(
    charset: str, result: Result
) -> None:
    from sample.kernel import NotFoundError

    for media_type, content in (
        ("text/plain", "pas trouvé".encode()),
        ("application/json", '{"message": "pas trouvé"}'.encode()),
    ):
        content_type = f"{media_type}; charset={charset}"
        with pytest.raises(NotFoundError, match="pas trouvé") as caught:
            result(Thing, content, content_type, status=404)
        assert caught.value.response.text


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "utf-32"])
def test_error_bodies_are_decoded_too(encoding: str, result: Result) -> None:
    from sample.kernel import NotFoundError

    operation = Operation("GET", "/x", errors={"default": Error})
    content = '{"code": "c", "message": "pas trouvé"}'.encode(encoding)
    with pytest.raises(NotFoundError, match=r"404 Not Found: pas trouvé$") as caught:
        result(Thing, content, status=404, operation=operation)
    assert caught.value.body == Error(code="c", message="pas trouvé")


# -- raw responses ----------------------------------------------------------------


def test_raw_responses_read_text_and_json_alike() -> None:
    content = jsonlib.dumps(INVOCATION).encode("utf-16")
    headers = {"content-type": "application/json; charset=base64"}
    server = FakeServer(httpx2.Response(200, content=content, headers=headers))
    client = Kernel(api_key="k", http_client=server.sync())
    raw = client.invocations.with_raw_response.retrieve("1")
    assert raw.json() == jsonlib.loads(raw.text()) == INVOCATION
    assert isinstance(raw.parse(), Invocation)
    with client.invocations.with_streaming_response.retrieve("1") as streamed:
        assert "".join(streamed.iter_text())

    async def main() -> None:
        client = AsyncKernel(api_key="k", http_client=server.asynchronous())
        raw = await client.invocations.with_raw_response.retrieve("1")
        assert await raw.json() == jsonlib.loads(await raw.text()) == INVOCATION
        assert isinstance(await raw.parse(), Invocation)

    anyio.run(main)


class Labels(BaseModel):
    __pydantic_extra__: dict[str, Invocation] = Field(init=False)


class MoreLabels(Labels):
    name: str | None = None


def test_the_type_of_undeclared_members_is_inherited() -> None:
    value = {"name": 5, "first": INVOCATION}
    labels = decoding.lenient(MoreLabels, value)
    assert labels.name == 5
    assert isinstance(labels.first, Invocation)
