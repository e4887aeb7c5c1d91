"""Following references through one file and several."""

from collections.abc import Callable
from pathlib import Path

import pytest

from clientsmith.diagnostics import DiagnosticError, format_diagnostics
from clientsmith.document.documents import Node
from clientsmith.document.workspace import Workspace

Put = Callable[[str, str | bytes], Path]


@pytest.fixture
def opened(put: Put) -> Callable[..., Workspace]:
    def opened(content: str, *, allow_outside: bool = False) -> Workspace:
        return Workspace.open(put("api.yaml", content), allow_outside=allow_outside)

    return opened


def target(workspace: Workspace, *keys: str) -> Node:
    node = workspace.root.at(*keys)
    assert node is not None
    return workspace.resolve(node)


def broken(workspace: Workspace) -> str:
    """Everything wrong with any reference."""
    found = [
        problem for _, problems in workspace.iter_broken_refs() for problem in problems
    ]
    return format_diagnostics(dict.fromkeys(found))


@pytest.mark.parametrize(
    ("reference", "value"),
    [
        ("#/b", 1),
        ("#/odd/a~1b", 2),
        ("#/odd/c%7E0d%20e", 3),
        ("#/odd/%7Bx%7D", 4),
        ("#/list/1", 6),
        ("#", "root"),
        ("api.yaml#/b", 1),
        ("./api.yaml#/b", 1),
    ],
)
def test_pointers_into_the_same_document(
    opened: Callable[..., Workspace], reference: str, value: object
) -> None:
    workspace = opened(
        f"a: {{$ref: '{reference}'}}\nb: 1\n"
        "odd: {a/b: 2, c~d e: 3, '{x}': 4}\nlist: [5, 6]\n"
    )
    found = target(workspace, "a")
    assert (found == workspace.root) if value == "root" else (found.value == value)


def test_a_chain_of_references_is_followed_to_its_end(
    opened: Callable[..., Workspace],
) -> None:
    workspace = opened("a: {$ref: '#/b'}\nb: {$ref: '#/c'}\nc: {x: 1}\n")
    assert target(workspace, "a").source.pointer == "/c"


def test_a_pointer_may_lead_through_a_reference(
    opened: Callable[..., Workspace],
) -> None:
    workspace = opened("a: {$ref: '#/b/x'}\nb: {$ref: '#/c'}\nc: {x: {y: 1}}\n")
    assert target(workspace, "a").source.pointer == "/c/x"


def test_anchors_and_ids_name_schemas(opened: Callable[..., Workspace]) -> None:
    workspace = opened(
        "a: {$ref: '#pet'}\nb: {$ref: 'https://example.com/cat'}\n"
        "c: {$ref: 'https://example.com/cat#/title'}\n"
        "schemas:\n  Pet: {$anchor: pet}\n"
        "  Cat: {$id: 'https://example.com/cat', title: x}\n"
    )
    assert target(workspace, "a").source.pointer == "/schemas/Pet"
    assert target(workspace, "b").source.pointer == "/schemas/Cat"
    assert target(workspace, "c").value == "x"


def test_other_files_are_opened_relative_to_the_one_that_refers(
    opened: Callable[..., Workspace], put: Put
) -> None:
    put("parts/a b.json", '{"x": {"$ref": "deeper/c.yaml"}}')
    put("parts/deeper/c.yaml", "$ref: '../../api.yaml#/end'\n")
    workspace = opened("a: {$ref: 'parts/a%20b.json#/x'}\nend: 1\n")
    assert target(workspace, "a") == workspace.root.get("end")
    assert [document.key for document in workspace.documents] == [
        "api.yaml",
        "parts/a b.json",
        "parts/deeper/c.yaml",
    ]


def test_a_schema_may_contain_itself(opened: Callable[..., Workspace]) -> None:
    workspace = opened(
        "schemas:\n  Node:\n    properties:\n      next: {$ref: '#/schemas/Node'}\n"
    )
    assert broken(workspace) == ""
    node = target(workspace, "schemas", "Node", "properties", "next")
    assert node.source.pointer == "/schemas/Node"


def test_every_broken_reference_is_reported_where_it_stands(
    opened: Callable[..., Workspace], put: Put
) -> None:
    put("parts.yaml", "x:\n  $ref: '#/nowhere'\n")
    workspace = opened(
        "a:\n  - $ref: '#/components/schemas/Pets'\n"
        "b:\n  $ref: parts.yaml#/x\n"
        "components: {schemas: {Pet: {}}}\n"
    )
    assert broken(workspace) == (
        "api.yaml:2:5: error[ref]: `#/components/schemas/Pets` does not exist\n"
        "  at #/a/0/$ref\n"
        "  hint: did you mean `#/components/schemas/Pet`?\n"
        "parts.yaml:2:3: error[ref]: `#/nowhere` does not exist\n"
        "  at #/x/$ref\n"
        "  hint: there is no `nowhere` in the document"
    )


@pytest.mark.parametrize(
    ("reference", "message"),
    [
        (
            "https://example.com/a.yaml#/b",
            "`https://example.com/a.yaml#/b` is a remote reference: nothing is fetched"
            "\n  at #/a/$ref\n  hint: download it next to the document and refer to "
            "the copy, or bundle the document into one file first",
        ),
        (
            "file:///etc/passwd",
            "`file:///etc/passwd` is a remote reference: nothing is fetched"
            "\n  at #/a/$ref\n  hint: download it next to the document and refer to "
            "the copy, or bundle the document into one file first",
        ),
        (
            "pet.yaml",
            "`pet.yaml` cannot be read: no such file or directory"
            "\n  at #/a/$ref\n  hint: did you mean `pets.yaml`?",
        ),
        (
            "../secret.yaml",
            "`../secret.yaml` is outside the document's folder\n  at #/a/$ref\n"
            "  hint: move the file below the document, or allow files outside",
        ),
        (
            "/etc/passwd",
            "`/etc/passwd` is outside the document's folder\n  at #/a/$ref\n"
            "  hint: move the file below the document, or allow files outside",
        ),
        ("#nope", "`#nope` does not exist\n  at #/a/$ref"),
        (
            "#/b/2",
            "`#/b/2` does not exist\n  at #/a/$ref\n"
            "  hint: there is no `2` in `#/b`",
        ),
        ("http://[", "`http://[` is not a reference\n  at #/a/$ref"),
        ("a%00b", "`a%00b` is not a file name\n  at #/a/$ref"),
    ],
)
def test_references_that_lead_nowhere(
    opened: Callable[..., Workspace], put: Put, reference: str, message: str
) -> None:
    put("pets.yaml", "x: 1")
    put("../secret.yaml", "x: 1")
    workspace = opened(f"a: {{$ref: '{reference}'}}\nb: [0, 1]\n")
    with pytest.raises(DiagnosticError) as caught:
        target(workspace, "a")
    assert str(caught.value) == f"api.yaml:1:5: error[ref]: {message}"


def test_a_link_out_of_the_folder_is_outside(
    opened: Callable[..., Workspace], put: Put
) -> None:
    put("../secret.yaml", "x: 1")
    Path("inside.yaml").symlink_to("../secret.yaml")
    workspace = opened("a: {$ref: inside.yaml}\n")
    assert "is outside the document's folder" in broken(workspace)


def test_files_outside_can_be_allowed(
    opened: Callable[..., Workspace], put: Put
) -> None:
    put("../shared.yaml", "x: 1")
    workspace = opened("a: {$ref: '../shared.yaml#/x'}\n", allow_outside=True)
    found = target(workspace, "a")
    assert (found.value, found.source.document) == (1, "../shared.yaml")


def test_a_syntax_error_in_another_file_is_located_there(
    opened: Callable[..., Workspace], put: Put
) -> None:
    put("part.json", '{"a" 1}')
    workspace = opened("a: {$ref: part.json}\n")
    assert broken(workspace) == (
        "part.json:1:6: error[syntax]: not JSON: expecting ':' delimiter"
    )


def test_a_cycle_of_references_is_spelled_out_once(
    opened: Callable[..., Workspace],
) -> None:
    workspace = opened(
        "into: {$ref: '#/b'}\na:\n  $ref: '#/c'\n"
        "b:\n  $ref: '#/a'\nc:\n  $ref: '#/b'\n"
    )
    assert broken(workspace) == (
        "api.yaml:3:3: error[ref]: the references form a cycle: #/a -> #/c -> #/b -> #/a\n"
        "  at #/a/$ref\n"
        "  hint: one of them must be a definition, not a reference"
    )


def test_a_reference_to_itself_is_a_cycle(opened: Callable[..., Workspace]) -> None:
    assert "cycle: #/a -> #/a\n" in broken(opened("a: {$ref: '#/a'}\n"))
    assert "cycle: #/a -> #/a\n" in broken(opened("a: {$ref: '#/a/b'}\n"))


def test_what_looks_like_a_reference_in_data_is_data(
    opened: Callable[..., Workspace],
) -> None:
    workspace = opened(
        "schemas:\n  A:\n    example: {$ref: '#/no'}\n    default: {$ref: '#/no'}\n"
        "    enum: [{$ref: '#/no'}]\n    x-note: {$ref: '#/no'}\n"
        "    examples: [{$ref: '#/no'}]\n"
        "    properties:\n      $ref: {type: string}\n"
        "content:\n  a/b:\n    examples:\n      one: {value: {$ref: '#/no'}}\n"
    )
    assert broken(workspace) == ""


def test_names_that_equal_keywords_do_not_hide_references(
    opened: Callable[..., Workspace],
) -> None:
    workspace = opened(
        "schemas:\n  example: {$ref: '#/1'}\n  A:\n    properties:\n"
        "      default: {$ref: '#/2'}\n      properties: {$ref: '#/3'}\n"
        "      x-y: {$ref: '#/4'}\n"
        "responses:\n  default: {$ref: '#/5'}\n"
        "examples:\n  one: {$ref: '#/6'}\n"
    )
    missing = [node.value for node, _ in workspace.iter_broken_refs()]
    assert missing == [{"$ref": f"#/{number}"} for number in range(1, 7)]
