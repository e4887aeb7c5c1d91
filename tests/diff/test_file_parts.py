"""Files in multipart bodies, and bodies of any media type: bytes, however it is said."""

from __future__ import annotations

from typing import Any

import pytest

from tests.diff.documents import OK, api, changed

S: dict[str, Any] = {"type": "string"}
BINARY = {**S, "format": "binary"}
PNG = {"contentMediaType": "image/png"}
JPEG = {"contentMediaType": "image/jpeg"}


def form(
    part: Any, encoding: str = "", media: str = "multipart/form-data"
) -> dict[str, Any]:
    """A document that takes a file in a form."""
    whole: dict[str, Any] = {
        "schema": {"type": "object", "properties": {"file": part, "name": S}}
    }
    if encoding:
        whole["encoding"] = {"file": {"contentType": encoding}}
    body = {"required": True, "content": {media: whole}}
    return api({"requestBody": body, "responses": {"200": OK}})


def anything(schema: Any, *, sent: bool, media: str = "*/*") -> dict[str, Any]:
    content = {"content": {media: {} if schema is None else {"schema": schema}}}
    if sent:
        return api({"requestBody": content, "responses": {"200": OK}})
    return api({"responses": {"200": {**OK, **content}}})


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (form({}), form(BINARY)),
        (form({"description": "A photo."}), form(BINARY)),
        (form({}, media="multipart/related"), form(BINARY, media="multipart/related")),
        (form({}), form({"contentMediaType": "application/octet-stream"})),
        (form(PNG), form({}, "image/png")),
        (form({**S, **PNG}), form(S, "image/png")),
        (form({**S, **PNG}), form(BINARY, "image/png")),
        (form(PNG), form(PNG, "image/png")),
    ],
)
def test_a_file_is_a_file(one: Any, other: Any) -> None:
    assert changed(one, other) == changed(other, one) == {}


@pytest.mark.parametrize(
    ("one", "other", "id_"),
    [
        (form(BINARY), form(S), "request-property-format-removed"),
        (form({}), form({"type": "object"}), "request-property-type-specialized"),
        (form(PNG), form(JPEG), "request-property-content-media-type-changed"),
        (form(PNG), form(BINARY, "image/jpeg"), "request-body-encoding-changed"),
        (form(BINARY), form(BINARY, "image/png"), "request-body-encoding-changed"),
        (form(S), form(BINARY, "text/plain"), "request-property-format-added"),
        (form({}), form({"deprecated": True}), "request-property-deprecated"),
    ],
)
def test_what_changes_a_file(one: Any, other: Any, id_: str) -> None:
    assert [*changed(one, other)] == [id_]


@pytest.mark.parametrize("sent", [True, False])
@pytest.mark.parametrize("media", ["*/*", "application/*"])
def test_a_body_of_any_type_is_bytes(media: str, sent: bool) -> None:
    documents = [anything(value, sent=sent, media=media) for value in (None, BINARY)]
    assert changed(*documents) == changed(*reversed(documents)) == {}
    described = anything({"type": "object"}, sent=sent, media=media)
    for document in documents:
        assert changed(document, described)
        assert changed(described, document)
    assert changed(anything(S, sent=sent, media=media), documents[1])
