"""From a file to a checked document, or to all that is wrong with it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from clientsmith.diagnostics import DiagnosticError
from clientsmith.document.loading import load

Put = Callable[[str, str | bytes], Path]

API = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths: {}\n"


def test_a_good_document_is_loaded_with_its_warnings(put: Put) -> None:
    loaded = load(put("api.yaml", API + "strange: 1\n"))
    assert loaded.version == "3.1"
    assert loaded.root is loaded.workspace.root
    assert [diagnostic.message for diagnostic in loaded.diagnostics] == [
        "unknown key `strange`"
    ]


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_line_ends_and_byte_order_marks_make_no_difference(
    put: Put, newline: str, mark: bytes
) -> None:
    path = put("api.yaml", mark + API.replace("\n", newline).encode())
    assert load(path).root.value == load(put("plain.yaml", API)).root.value


def test_a_file_that_is_missing_is_an_error() -> None:
    with pytest.raises(DiagnosticError) as caught:
        load(Path("nope.yaml"))
    assert str(caught.value) == (
        "nope.yaml: error[read]: cannot read the file: no such file or directory"
    )


def test_a_file_that_cannot_be_read_is_an_error(folder: Path) -> None:
    with pytest.raises(DiagnosticError) as caught:
        load(folder)
    assert "error[read]: cannot read the file: is a directory" in str(caught.value)


def test_text_in_another_encoding_is_an_error_where_it_starts(put: Put) -> None:
    with pytest.raises(DiagnosticError) as caught:
        load(put("api.yaml", API.encode() + b"x-a: caf\xe9\n"))
    assert str(caught.value) == (
        "api.yaml:4:9: error[encoding]: not UTF-8 text: byte 0xe9\n"
        "  hint: save the file as UTF-8"
    )


def test_findings_of_all_stages_come_together(put: Put) -> None:
    overlay = put("o.yaml", "overlay: 1.0.0\nactions: [{target: $.x}]\n")
    path = put("api.yaml", API + "x-a: 1\ncomponents: {schemas: {A: {$ref: '#/b'}}}\n")
    with pytest.raises(DiagnosticError) as caught:
        load(path, overlays=[overlay])
    assert [diagnostic.code for diagnostic in caught.value.diagnostics] == [
        "ref",
        "overlay",
    ]


def test_strictness_refuses_a_document_with_warnings(put: Put) -> None:
    path = put("api.yaml", API + "strange: 1\n")
    with pytest.raises(DiagnosticError) as caught:
        load(path, strict=True)
    assert "api.yaml:4:1: error[schema]: unknown key `strange`" in str(caught.value)


def test_files_outside_the_folder_can_be_allowed(put: Put) -> None:
    put("../shared.yaml", "type: string\n")
    path = put("api.yaml", API + "components: {schemas: {A: {$ref: ../shared.yaml}}}\n")
    with pytest.raises(DiagnosticError, match="outside"):
        load(path, strict=True)
    assert list(load(path, allow_outside=True).diagnostics) == []


def test_loading_needs_no_network(put: Put, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a connection was opened")

    monkeypatch.setattr("socket.socket.connect", refuse)
    text = API + (
        "components:\n  schemas:\n"
        "    A: {$ref: 'http://127.0.0.1:9/a'}\n"
        "    B: {$schema: 'http://127.0.0.1:9/dialect', default: 1,\n"
        "        allOf: [{$ref: 'http://127.0.0.1:9/b'}, {$id: 'http://127.0.0.1:9/c'}]}\n"
    )
    found = load(put("api.yaml", text)).diagnostics
    assert {item.code for item in found} == {"ref"}


def test_yaml_that_is_called_json_is_read_with_a_warning(put: Put) -> None:
    found = [*load(put("api.json", API)).diagnostics]
    assert [item.code for item in found] == ["syntax"]
    assert "not JSON" in found[0].message
    assert "the file is read as YAML" in found[0].message
    with pytest.raises(DiagnosticError, match="not JSON"):
        load(put("api.json", "{"))


def test_json_with_a_comma_too_many_is_read(put: Put) -> None:
    text = '{"openapi": "3.1.0", "info": {"title": "A", "version": "1"}, "paths": {},}'
    (found,) = load(put("api.json", text)).diagnostics
    assert found.location is not None
    assert found.location.column == 74


def test_a_key_that_repeats_is_a_warning(put: Put) -> None:
    path = put("api.yaml", API + "tags: []\ntags: []\n")
    assert [diagnostic.code for diagnostic in load(path).diagnostics] == [
        "duplicate-key"
    ]
    with pytest.raises(DiagnosticError, match="duplicate-key"):
        load(path, strict=True)
