"""Different spellings are not changes, and similar documents with a difference are."""

from __future__ import annotations

from typing import Any

import pytest

from tests.diff.documents import OK, api, asks, changed, compared, gives, takes

S: dict[str, Any] = {"type": "string"}
I: dict[str, Any] = {"type": "integer"}
N: dict[str, Any] = {"type": "number"}


def member(schema: Any) -> dict[str, Any]:
    return {"type": "object", "properties": {"m": schema}}


def titled(*values: Any) -> list[Any]:
    return [{"const": value, "title": str(value)} for value in values]


INT32 = {"minimum": -(2**31), "maximum": 2**31 - 1}
# Two schemas that say the same.
SAME: list[tuple[Any, Any]] = [
    ({**S, "enum": ["a", "b"]}, {"oneOf": titled("a", "b")}),
    ({**S, "enum": ["a", "b"]}, {"anyOf": titled("b", "a")}),
    ({**S, "enum": ["a", "b", "c"]}, {"oneOf": [{"enum": ["c"]}, {"enum": ["b", "a"]}]}),
    ({"type": ["string", "null"], "enum": ["a", "b", None]},
     {"oneOf": [*titled("a", "b"), {"type": "null"}]}),
    ({**I, "format": "int32", "enum": [1, 2]},
     {**I, "format": "int32", "oneOf": titled(1, 2)}),
    ({"anyOf": [{"enum": ["a", "b"]}, {**S, "pattern": "^x"}]},
     {"anyOf": [*titled("a", "b"), {**S, "pattern": "^x"}]}),
    ({**I, "minimum": 1, "maximum": 100}, {**I, "minimum": 1, "maximum": 100, "format": "int32"}),
    ({**I, "minimum": 1, "maximum": 100, "format": "int32"},
     {**I, "minimum": 1, "maximum": 100, "format": "int64"}),
    ({**I, "format": "int32"}, {**I, **INT32}),
    ({**I, "format": "int32"}, {**I, **INT32, "format": "int32"}),
    ({**I, "format": "int32"}, {**I, "maximum": 2**40, "format": "int32"}),
    (N, {**N, "format": "double"}),
    (I, {**I, "multipleOf": 1}),
    ({**I, "multipleOf": 2}, {"allOf": [{**I, "multipleOf": 2}, {"multipleOf": 0.5}]}),
    (S, {**S, "maxLength": 2**31 - 1, "minLength": 0}),
    (S, {**S, "maxLength": 2**63 - 1}),
    ({"type": "array", "items": S}, {"type": "array", "items": S, "maxItems": 2**31 - 1}),
    (N, {**N, "maximum": 1.7976931348623157e308, "minimum": -1.7976931348623157e308}),
    ({**S, "format": "byte"}, {**S, "contentEncoding": "base64"}),
    ({**S, "format": "byte"}, {**S, "contentEncoding": "BASE64", "format": "byte"}),
    ({**S, "format": "base64"}, {**S, "format": "byte"}),
    ({**S, "format": "byte"},
     {**S, "contentEncoding": "base64", "contentMediaType": "application/octet-stream"}),
    ({**S, "format": "base64url"}, {**S, "contentEncoding": "base64url"}),
    ({**S, "format": "binary"}, {**S, "contentEncoding": "binary"}),
    ({**S, "format": "binary"}, {**S, "contentMediaType": "application/octet-stream"}),
]  # fmt: skip


@pytest.mark.parametrize(("one", "other"), SAME)
def test_what_says_the_same_is_no_change(one: Any, other: Any) -> None:
    for document in (takes, gives):
        for inside in (member, lambda schema: schema):
            first, second = document(inside(one)), document(inside(other))
            assert changed(first, second) == {}
            assert changed(second, first) == {}
    query = {"name": "q", "in": "query"}
    first, second = (asks({**query, "schema": value}) for value in (one, other))
    assert changed(first, second) == {}
    assert changed(second, first) == {}


# The wider schema, the narrower one, and the ends of the ids there and back.
CLOSE: list[tuple[Any, Any, str, str]] = [
    ({**S, "enum": ["a", "b", "c"]}, {"oneOf": titled("a", "b")},
     "enum-value-removed", "enum-value-added"),
    ({"anyOf": titled("a", "b", "c")}, {"oneOf": titled("c", "b")},
     "enum-value-removed", "enum-value-added"),
    (S, {"oneOf": titled("a", "b")}, "became-enum", "enum-removed"),
    (I, {**I, "oneOf": titled(1, 2)}, "became-enum", "enum-removed"),
    (I, {**I, "format": "int64"}, "format-added", "format-removed"),
    ({**I, "minimum": 1}, {**I, "minimum": 1, "format": "int32"},
     "format-added", "format-removed"),
    ({**I, "minimum": 1, "maximum": 2**40}, {**I, "minimum": 1, "maximum": 2**40, "format": "int32"},
     "format-added", "format-removed"),
    ({**I, "format": "int32"}, {**I, "format": "int32", "maximum": 5}, "max-set", "max-unset"),
    ({**I, "format": "int64"}, {**I, "format": "int64", "minimum": 0}, "min-set", "min-unset"),
    (N, {**N, "format": "float"}, "format-added", "format-removed"),
    ({**N, "format": "double"}, {**N, "format": "float"},
     "format-specialized", "format-generalized"),
    ({**S, "maxLength": 2**31 - 1}, {**S, "maxLength": 100},
     "max-length-set", "max-length-unset"),
    (S, {**S, "format": "byte"}, "format-added", "format-removed"),
    (S, {**S, "contentEncoding": "base64"},
     "content-encoding-added", "content-encoding-removed"),
]  # fmt: skip


@pytest.mark.parametrize(("wide", "narrow", "there", "back"), CLOSE)
def test_what_is_close_to_it_is_a_change(
    wide: Any, narrow: Any, there: str, back: str
) -> None:
    for inside, role in ((member, "property"), (lambda schema: schema, "body")):
        wider, narrower = inside(wide), inside(narrow)
        assert changed(takes(wider), takes(narrower)) == {
            f"request-{role}-{there}": "breaking"
        }
        assert changed(takes(narrower), takes(wider)) == {
            f"request-{role}-{back}": "info"
        }
        assert changed(gives(wider), gives(narrower)) == {
            f"response-{role}-{there}": "info"
        }
        level = "info" if back == "max-length-unset" else "breaking"
        assert changed(gives(narrower), gives(wider)) == {
            f"response-{role}-{back}": level
        }


def test_values_of_two_alternatives_stay_invalid() -> None:
    one = {"oneOf": [{"enum": ["a", "b"]}, {"enum": ["b", "c"]}]}
    assert changed(takes({"enum": ["a", "b", "c"]}), takes(one)) != {}


@pytest.mark.parametrize("encoding", ["base64url", "base32"])
def test_another_encoding_is_a_change(encoding: str) -> None:
    base, revision = {**S, "format": "byte"}, {**S, "contentEncoding": encoding}
    for document in (takes, gives):
        for one, other in ((base, revision), (revision, base)):
            [severity] = changed(document(one), document(other)).values()
            assert severity == "breaking"


def test_a_free_schema_says_all_that_changed() -> None:
    described = {"type": "object", "required": ["a"], "properties": {"a": S}}
    assert changed(gives(member(described)), gives(member({}))) == {
        "response-property-type-generalized": "breaking"
    }
    assert changed(takes(member({})), takes(member(described))) == {
        "request-property-type-specialized": "breaking"
    }
    assert changed(takes(member(described)), takes(member({}))) == {
        "request-property-type-generalized": "info"
    }


@pytest.mark.parametrize("more", ["integer", "null", "array"])
def test_one_more_type_hides_nothing(more: str) -> None:
    limited = member({"type": ["string", more], "maxLength": 3})
    wider = "became-nullable" if more == "null" else "list-of-types-widened"
    assert changed(takes(member(S)), takes(limited)) == {
        f"request-property-{wider}": "info",
        "request-property-max-length-set": "breaking",
    }


A: dict[str, Any] = {"type": "object", "required": ["a"], "properties": {"a": S}}
B: dict[str, Any] = {"type": "object", "required": ["b"], "properties": {"b": I}}


def test_an_alternative_beside_an_open_object_breaks_those_who_send_both() -> None:
    both = {"oneOf": [A, B]}
    found = changed(takes(A), takes(both))
    assert found["request-body-one-of-overlap-added"] == "breaking"
    closed = {"oneOf": [{**A, "additionalProperties": False}, B]}
    assert (
        "breaking"
        not in changed(
            takes({**A, "additionalProperties": False}), takes(closed)
        ).values()
    )
    other = {**B, "properties": {**B["properties"], "a": I}, "required": ["a", "b"]}
    assert "breaking" not in changed(takes(A), takes({"oneOf": [A, other]})).values()
    assert "breaking" not in changed(gives(both), gives(A)).values()
    small = {"oneOf": [A, {**B, "maxProperties": 1}]}
    assert "breaking" not in changed(takes(A), takes(small)).values()
    optional = {"type": "object", "properties": {"a": S}, "additionalProperties": False}
    empty = {"oneOf": [optional, {**optional, "properties": {"b": S}}]}
    assert "breaking" in changed(takes(optional), takes(empty)).values()


GONE = {**S, "deprecated": True, "x-sunset": "2020-01-01"}
LATER = {**S, "deprecated": True, "x-sunset": "2040-01-01"}


@pytest.mark.parametrize("closed", [True, False])
@pytest.mark.parametrize("required", [True, False])
def test_members_may_go_after_their_sunset(closed: bool, required: bool) -> None:
    def document(schema: Any) -> dict[str, Any]:
        members = {"a": S, **({"b": schema} if schema else {})}
        return {
            "type": "object",
            "properties": members,
            "required": [*members] if required else [],
            **({"additionalProperties": False} if closed else {}),
        }

    for text in ("2020-01-01", "2020-01-01T00:00:00Z", "Wed, 01 Jan 2020 00:00:00 GMT"):
        removed = document({**GONE, "x-sunset": text})
        assert changed(takes(removed), takes(document(None))) == {
            "request-property-removed-with-deprecation": "info"
        }
        assert changed(gives(removed), gives(document(None))) == {
            "response-property-removed-with-deprecation": "info"
        }
    early = LATER, {**S, "deprecated": True}, {**S, "x-sunset": "2020-01-01"}
    for schema in early:
        for side in (takes, gives):
            found = changed(side(document(schema)), side(document(None)))
            assert "info" not in found.values()


def test_parameters_may_go_after_their_sunset() -> None:
    query = {"name": "q", "in": "query", "schema": S, "deprecated": True}
    for sunset, severity in (
        ("Wed, 01 Jan 2020 00:00:00 GMT", "info"),
        ("Wed, 01 Jan 2040 00:00:00 GMT", "breaking"),
    ):
        found = changed(asks({**query, "x-sunset": sunset}), asks())
        assert [*found.values()] == [severity]


@pytest.mark.parametrize("required", [True, False])
def test_headers_may_go_after_their_sunset(required: bool) -> None:
    def document(**header: Any) -> dict[str, Any]:
        told = {"X-Old": {"schema": S, "required": required, **header}}
        return api({"responses": {"200": {**OK, "headers": told if header else {}}}})

    removed = document(**{"deprecated": True, "x-sunset": "2020-01-01"})
    assert changed(removed, document()) == {
        "response-header-removed-with-deprecation": "info"
    }
    later = document(**{"deprecated": True, "x-sunset": "2040-01-01"})
    assert "info" not in changed(later, document()).values()


def kinds(
    one: Any, other: Any, *, mapping: bool = True, required: bool = True
) -> dict[str, Any]:
    """A union that `t` tells apart, with its schemas in the two alternatives."""
    prefix = "#/components/schemas/"
    told = {"mapping": {"a": f"{prefix}A", "b": f"{prefix}B"}} if mapping else {}
    names = {"required": ["t"]} if required else {}
    parts = {
        name: {
            "type": "object",
            "properties": {**({"t": t} if t else {}), name.lower(): S},
            **names,
        }
        for name, t in (("A", one), ("B", other))
    }
    union = {
        "oneOf": [{"$ref": prefix + name} for name in parts],
        "discriminator": {"propertyName": "t", **told},
    }
    return {"schema": union, "components": {"schemas": parts}}


def of(document: Any, found: Any) -> dict[str, Any]:
    made: dict[str, Any] = document(found["schema"], components=found["components"])
    return made


@pytest.mark.parametrize("document", [takes, gives])
def test_a_discriminator_implies_the_constants_of_its_alternatives(
    document: Any,
) -> None:
    free = of(document, kinds(S, S))
    for told in (
        kinds({"const": "a"}, {"const": "b"}),
        kinds({**S, "enum": ["a"]}, {**S, "enum": ["b"]}),
        kinds({**S, "enum": ["a", "b"]}, {**S, "enum": ["b", "a"]}),
        kinds(None, {"const": "b"}),
    ):
        assert changed(free, of(document, told)) == {}
        assert changed(of(document, told), free) == {}
    implicit = of(document, kinds(S, S, mapping=False))
    named = of(document, kinds({"const": "A"}, {"const": "B"}, mapping=False))
    assert changed(implicit, named) == {}
    assert changed(named, implicit) == {}


def test_other_constants_are_a_change() -> None:
    free, told = of(takes, kinds(S, S)), of(takes, kinds({"const": "c"}, S))
    assert changed(free, told) == {"request-property-const-added": "breaking"}
    free, told = of(gives, kinds(S, S)), of(gives, kinds({"const": "c"}, S))
    assert changed(told, free) == {"response-property-const-removed": "breaking"}
    plain = kinds(S, S)
    del plain["schema"]["discriminator"]
    told = of(takes, kinds({"const": "a"}, {"const": "b"}))
    assert "breaking" in changed(of(takes, plain), told).values()


def test_an_alternative_that_only_a_discriminator_tells_apart_is_new() -> None:
    def document(*names: str) -> dict[str, Any]:
        prefix = "#/components/schemas/"
        same = {"type": "object", "required": ["t"], "properties": {"t": S}}
        union = {
            "oneOf": [{"$ref": prefix + name} for name in names],
            "discriminator": {
                "propertyName": "t",
                "mapping": {name.lower(): prefix + name for name in names},
            },
        }
        return gives(union, components={"schemas": dict.fromkeys(names, same)})

    assert changed(document("A"), document("A", "B")) == {
        "response-body-one-of-added": "breaking"
    }
    assert changed(document("A", "B"), document("A")) == {
        "response-body-one-of-removed": "info"
    }


def test_a_version_may_be_a_number() -> None:
    base, revision = api(), api()
    revision["info"] = {**base["info"], "version": 1}
    assert changed(base, revision) == {}
    revision["info"] = {**base["info"], "version": 2}
    assert changed(base, revision) == {"api-version-changed": "info"}


def sent(content: Any, **members: Any) -> dict[str, Any]:
    return api(
        {"requestBody": {"content": content}, "responses": {"200": OK}}, **members
    )


def got(content: Any) -> dict[str, Any]:
    return api({"responses": {"200": {**OK, "content": content}}})


BYTES: list[Any] = [
    {},
    {"schema": {}},
    {"schema": S},
    {"schema": {**S, "format": "binary"}},
    {"schema": {**S, "contentEncoding": "binary"}},
    {"schema": {**S, "contentMediaType": "image/png"}},
    {"schema": {"contentMediaType": "image/png"}},
]


@pytest.mark.parametrize("one", BYTES)
def test_bytes_are_bytes(one: Any) -> None:
    for other in BYTES:
        for document in (sent, got):
            base, revision = ({"image/png": value} for value in (one, other))
            assert changed(document(base), document(revision)) == {}
    limited = {"schema": {**S, "format": "binary", "maxLength": 5}}
    base, revision = {"image/png": one}, {"image/png": limited}
    assert "breaking" in changed(sent(base), sent(revision)).values()
    assert changed(got(revision), got(base)) != {}


def test_a_default_of_a_text_is_compared() -> None:
    base, revision = (
        {"text/plain": {"schema": {**S, "default": value}}} for value in "xy"
    )
    assert changed(sent(base), sent(revision)) == {
        "request-body-default-value-changed": "warning"
    }


def test_json_without_a_schema_is_anything() -> None:
    base = {"application/json": {"schema": {**S, "format": "binary"}}}
    revision: dict[str, Any] = {"application/json": {}}
    assert "breaking" in changed(got(base), got(revision)).values()


def form(type_: str, **encoding: Any) -> dict[str, Any]:
    schema = {
        "type": "object",
        "properties": {
            "text": S,
            "file": {**S, "format": "binary"},
            "data": {"type": "object"},
            "list": {"type": "array", "items": I},
            "maybe": {"type": ["string", "null"]},
        },
    }
    return sent({type_: {"schema": schema, "encoding": encoding}})


MULTIPART, FORM = "multipart/form-data", "application/x-www-form-urlencoded"
USUAL = {
    "text": "text/plain",
    "file": "application/octet-stream",
    "data": "Application/JSON",
    "list": "text/plain",
    "maybe": "text/plain",
}


def test_encodings_as_they_are_anyway_are_no_change() -> None:
    for name, type_ in USUAL.items():
        told = form(MULTIPART, **{name: {"contentType": type_, "headers": {}}})
        assert changed(form(MULTIPART), told) == {}
        assert changed(told, form(MULTIPART)) == {}
        other = form(MULTIPART, **{name: {"contentType": "text/csv"}})
        for base, revision in ((told, other), (form(MULTIPART), other)):
            assert changed(base, revision) == {
                "request-body-encoding-changed": "warning"
            }
            assert changed(revision, base) == {
                "request-body-encoding-changed": "warning"
            }
    told = form(FORM, list={"style": "form", "explode": True, "allowReserved": False})
    assert changed(form(FORM), told) == {}
    for encoding in ({"explode": False}, {"style": "spaceDelimited"}):
        told = form(FORM, list=encoding)
        assert changed(form(FORM), told) == {"request-body-encoding-changed": "warning"}


def test_the_encoding_of_a_property_that_was_added_or_removed_is_no_change() -> None:
    def listing(*names: str, **encoding: Any) -> dict[str, Any]:
        schema = {
            "type": "object",
            "properties": {name: {"type": "object"} for name in names},
        }
        return sent({FORM: {"schema": schema, "encoding": encoding}})

    deep = {"style": "deepObject", "explode": True}
    one, both = listing("a", a=deep), listing("a", "b", a=deep, b=deep)
    assert changed(one, both) == {"new-optional-request-property": "info"}
    assert changed(both, one) == {"request-property-removed": "warning"}
    # What is declared nowhere may be sent all the same.
    assert changed(listing("a"), listing("a", x=deep)) == {
        "request-body-encoding-changed": "warning"
    }


@pytest.mark.parametrize("keyword", ["itemEncoding", "prefixEncoding"])
def test_encodings_of_parts_without_names(keyword: str) -> None:
    def document(type_: str) -> dict[str, Any]:
        encoding: Any = {"contentType": type_}
        told = encoding if keyword == "itemEncoding" else [encoding]
        content = {"multipart/mixed": {"schema": {"type": "array"}, keyword: told}}
        return sent(content, version="3.2.0")

    assert changed(document("text/csv"), document("Text/CSV")) == {}
    assert changed(document("text/csv"), document("text/html")) == {
        "request-body-encoding-changed": "warning"
    }


def test_charsets_of_texts() -> None:
    def text(type_: str) -> dict[str, Any]:
        return {type_: {"schema": S}}

    for document in (sent, got):
        plain = document(text("text/plain"))
        for same in ("text/plain; charset=utf-8", 'text/plain;charset="UTF-8"'):
            assert changed(plain, document(text(same))) == {}
            assert changed(document(text(same)), plain) == {}
        latin = document(text("text/plain; charset=iso-8859-1"))
        assert "breaking" in changed(plain, latin).values()
        assert "breaking" in changed(latin, plain).values()
        json = document(text("application/json"))
        assert changed(json, document(text("application/json; charset=ascii"))) == {}


def markup(inner: Any, *types: str, root: str | None = None) -> dict[str, Any]:
    schema: dict[str, Any] = {
        "type": "object",
        "properties": {"a": {**S, "xml": inner}},
        "xml": {"name": root} if root else {},
    }
    return {type_: {"schema": schema} for type_ in types or ("application/xml",)}


def test_names_in_xml() -> None:
    named, other = markup({"name": "A"}), markup({"name": "B"})
    for document in (sent, got):
        role = "request" if document is sent else "response"
        told = {f"{role}-property-xml-changed": "breaking"}
        assert changed(document(named), document(other)) == told
        attribute = markup({"name": "A", "attribute": True})
        assert changed(document(named), document(attribute)) == told
        plain = document(markup({}))
        assert changed(plain, document(markup({"name": "a", "wrapped": False}))) == {}
        assert changed(plain, document(named)) == told
        json = [
            document(markup({"name": method}, "application/json"))
            for method in ("A", "B")
        ]
        assert changed(*json) == {}
        every = [
            document(
                markup({"name": method}, "application/json", "application/atom+xml")
            )
            for method in ("A", "B")
        ]
        assert changed(*every) == told
    root = [sent(markup({}, root=word)) for word in ("x", "y")]
    assert changed(*root) == {"request-body-xml-changed": "breaking"}


def at(*urls: Any, path: str = "/a", own: Any = (), item: Any = ()) -> dict[str, Any]:
    """An operation, and the servers of the document, of itself and of its path."""
    operation: dict[str, Any] = {"responses": {"200": OK}}
    if own:
        operation["servers"] = servers(*own)
    document = api(operation, path=path)
    if urls:
        document["servers"] = servers(*urls)
    if item:
        document["paths"][path]["servers"] = servers(*item)
    return document


def servers(*urls: Any) -> list[Any]:
    return [url if isinstance(url, dict) else {"url": url} for url in urls]


def regional(*values: str, url: str = "https://{region}.x.example") -> dict[str, Any]:
    listed = {"enum": [*values]} if len(values) > 1 else {}
    return {"url": url, "variables": {"region": {"default": values[0], **listed}}}


X = "https://x.example"
SERVED_SAME: list[tuple[Any, Any]] = [
    (at(), at("/")),
    (at(X), at("HTTPS://X.example:443/")),
    (at("http://x.example:80/v1/"), at("http://x.example/v1")),
    (at("//x.example"), at(X)),
    (at(X), at(regional("x", url="https://{region}.example"))),
    (at(regional("eu", "us")), at("https://us.x.example", "https://eu.x.example")),
    (at(regional("eu", "us", "ap")),
     at(regional("eu", "ap", "us", url="https://{region}.X.example"))),
    (at(X), at(own=[X])),
    (at(X), at(item=[X])),
    (at(item=[X]), at(own=[X])),
    (at(X), at("https://y.example", own=[X])),
]  # fmt: skip


@pytest.mark.parametrize(("one", "other"), SERVED_SAME)
def test_servers_at_the_same_address(one: Any, other: Any) -> None:
    assert changed(one, other) == {}
    assert changed(other, one) == {}


MOVED: list[tuple[Any, Any]] = [
    (at(X, path="/v1/a"), at(f"{X}/v1")),
    (at(X, path="/v1/a"), at(own=[f"{X}/v1"])),
    (at(X, path="/v1/a"), at(X, item=[f"{X}/v1"])),
    (at(path="/v1/a"), at("/v1")),
    (at(X, "http://y.example", path="/v1/{b}"),
     at("http://y.example:80/v1", f"{X}/v1", path="/{c}")),
]  # fmt: skip


@pytest.mark.parametrize(("one", "other"), MOVED)
def test_a_prefix_moves_between_the_path_and_the_server(one: Any, other: Any) -> None:
    assert changed(one, other) == {"api-path-moved": "info"}
    assert changed(other, one) == {"api-path-moved": "info"}


SERVED_ELSEWHERE: list[tuple[Any, Any, set[str]]] = [
    (at(X), at("https://y.example"), {"removed", "added"}),
    (at(X), at(f"{X}:8443"), {"removed", "added"}),
    (at(X), at("http://x.example"), {"removed", "added"}),
    (at(X), at(f"{X}/V1"), {"removed", "added"}),
    (at(X, "https://y.example"), at(X), {"removed"}),
    (at(X), at(X, "https://y.example"), {"added"}),
    (at(X), at(X, own=["https://y.example"]), {"removed", "added"}),
    (at(), at(X), {"added"}),
    (at(X, own=[X]), at("https://y.example", own=[X]), {"added"}),
    (at(X), at(), {"removed"}),
    (at(regional("eu", "us")), at("https://eu.x.example"), {"removed"}),
    # One of the servers did not take the prefix.
    (at(X, "https://y.example", path="/v1/a"), at(f"{X}/v1", "https://y.example"),
     {"removed", "added"}),
]  # fmt: skip


@pytest.mark.parametrize(("base", "revision", "actions"), SERVED_ELSEWHERE)
def test_other_addresses_are_a_change(
    base: Any, revision: Any, actions: set[str]
) -> None:
    found = changed(base, revision)
    found.pop("api-path-moved", None)
    assert found == {
        f"api-server-{action}": "warning" if action == "removed" else "info"
        for action in actions
    }


def test_servers_of_an_operation_are_told_of_it() -> None:
    found = compared(at(X, own=[X]), at(X, own=["https://y.example"])).changes
    assert {finding.message for finding in found} == {
        f"The operation is no longer served at `{X}`",
        "The operation is also served at `https://y.example`",
    }


def query(name: str, schema: Any, **more: Any) -> dict[str, Any]:
    return {"name": name, "in": "query", "schema": schema, **more}


PAGING = {"type": "object", "properties": {"page": I, "size": I}}


def test_an_exploded_object_is_its_properties() -> None:
    plain = asks(query("page", I), query("size", I))
    for other in (
        asks(query("paging", PAGING)),
        asks(query("paging", PAGING, style="form", explode=True)),
        asks(
            query("paging", {"type": "object", "properties": {"page": I}}),
            query("size", I),
        ),
        asks(query("one", {"allOf": [PAGING]})),
    ):
        assert changed(plain, other) == {}
        assert changed(other, plain) == {}
    needed = {**PAGING, "required": ["page"]}
    whole = asks(query("paging", needed, required=True))
    single = asks(query("page", I, required=True), query("size", I))
    assert changed(whole, single) == {}
    assert changed(plain, whole) == {"request-parameter-became-required": "breaking"}
    text = asks(query("page", I), query("size", {**I, "maximum": 5}))
    assert changed(asks(query("paging", PAGING)), text) == {
        "request-parameter-max-set": "breaking"
    }
    assert changed(asks(query("paging", PAGING)), asks(query("page", I))) == {
        "request-parameter-removed": "warning"
    }


@pytest.mark.parametrize(
    "written",
    [
        query("paging", PAGING, style="deepObject"),
        query("paging", PAGING, explode=False),
        {**query("paging", PAGING), "in": "header"},
    ],
)
def test_other_objects_are_sent_under_their_name(written: Any) -> None:
    plain = asks(query("page", I), query("size", I))
    assert changed(plain, asks(written)) == {
        "request-parameter-removed": "warning",
        "new-optional-request-parameter": "info",
    }


NULLS: list[Any] = [
    {"nullable": True},
    {"nullable": True, "title": "Null", "description": "No value."},
    {"nullable": True, "enum": [None]},
    {"$ref": "#/components/schemas/Null"},
]


@pytest.mark.parametrize("null", NULLS)
@pytest.mark.parametrize("keyword", ["anyOf", "oneOf"])
def test_nullable_alone_among_alternatives_is_null(keyword: str, null: Any) -> None:
    def document(least: int, other: Any, version: str = "3.0.3") -> dict[str, Any]:
        schemas = {
            "X": {"type": "object", "properties": {"n": {**I, "minimum": least}}},
            "Null": {"nullable": True},
        }
        union = {keyword: [{"$ref": "#/components/schemas/X"}, other]}
        made: dict[str, Any] = takes(
            member(union), version=version, components={"schemas": schemas}
        )
        return made

    base = document(0, null)
    assert changed(base, document(0, {"type": "null"}, "3.1.0")) == {}
    assert changed(base, document(1, null)) == {
        "request-property-min-increased": "breaking"
    }
    assert changed(document(1, null), base) == {
        "request-property-min-decreased": "info"
    }
