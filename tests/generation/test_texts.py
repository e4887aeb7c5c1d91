"""Whatever a document says comes out as text, never as code."""

from __future__ import annotations

import ast
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clientsmith.python.source.literals import docstring, inline, literal
from tests.generation.build import Generate

HOSTILE = [
    '"""\nimport os; os.system("true")\n"""',
    "'''quotes''' \"double\" \\ back\\slash\\",
    'ends with a quote"',
    "ends with a backslash\\",
    "{{ 7 * 7 }} {% raw %} {# c #} ${x} %s",
    "bidi \u202e marks \u2066, a \x00 NUL, a \x07 bell, a \u2028 separator",
    "__import__('os').system('true')",
    "\n\n  indented\n    code\n\ttab",
]


def document(text: str) -> dict[str, Any]:
    """The text in every place of a document that takes one."""
    body = {
        "type": "object",
        "description": text,
        "properties": {
            "plain": {"type": "string", "description": text, "default": text},
            "choice": {"type": "string", "enum": [text, "other"], "title": text},
            "a" + text: {"type": "string"},
        },
    }
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}}
    operation = {
        "operationId": "Things_call",
        "tags": ["Things"],
        "summary": text,
        "description": text,
        "requestBody": {"content": content, "description": text},
        "parameters": [
            {
                "name": "q" + text,
                "in": "query",
                "description": text,
                "schema": {"type": "string", "default": text},
            }
        ],
        "responses": {"200": {"description": text, "content": content}},
    }
    return {
        "openapi": "3.1.0",
        "info": {"title": text, "version": text, "description": text},
        "tags": [{"name": "Things", "description": text}],
        "servers": [{"url": "https://api.test", "description": text}],
        "paths": {"/things": {"post": operation}},
        "components": {
            "schemas": {"Thing": body},
            "securitySchemes": {
                "s" + text: {"type": "http", "scheme": "bearer", "description": text}
            },
        },
    }


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_texts_are_data(generate: Generate, text: str) -> None:
    package = generate(document(text))
    package.answer({"plain": text, "choice": text, "a" + text: "x"})
    answer = package.client().things.call(choice=text)
    assert package.sent == {"choice": text}
    assert (answer.plain, answer.choice) == (text, text)
    assert answer.to_dict()["a" + text] == "x"
    for source in package.files.values():
        assert_only_expected(ast.parse(source))


_CALLS = {
    "Operation", "JsonBody", "Field", "ApiInfo", "Server", "Bearer", "Credential",
    "raw_method", "streaming_method", "async_raw_method", "async_streaming_method",
    "lazy_names", "TypeAliasType",
}  # fmt: skip


def assert_only_expected(tree: ast.Module) -> None:
    """Nothing runs at import but what templates wrote."""
    allowed = (
        ast.ImportFrom,
        ast.Import,
        ast.ClassDef,
        ast.Assign,
        ast.AnnAssign,
        ast.If,
        ast.Expr,
    )
    for statement in tree.body:
        assert isinstance(statement, allowed), ast.dump(statement)
        if isinstance(statement, ast.Expr):
            assert isinstance(statement.value, ast.Constant)
        if isinstance(statement, ast.Assign | ast.AnnAssign):
            for node in ast.walk(statement):
                if isinstance(node, ast.Call):
                    assert isinstance(node.func, ast.Name)
                    assert node.func.id in _CALLS


@given(st.text())
def test_a_docstring_evaluates_to_its_text(text: str) -> None:
    tree = ast.parse(f"class X:\n    {docstring(text, 4)}\n")
    found = ast.get_docstring(tree.body[0], clean=False)  # type: ignore[arg-type]
    expected = "".join(text.split())
    assert "".join((found or "").split()) == expected
    assert len(tree.body) == 1


@given(st.text())
def test_an_inline_text_stays_inside_its_docstring(text: str) -> None:
    (statement,) = ast.parse(f'"""The {inline(text)}."""').body
    assert isinstance(statement, ast.Expr)
    assert isinstance(statement.value, ast.Constant)


@given(
    st.recursive(
        st.none()
        | st.booleans()
        | st.integers()
        | st.floats(allow_nan=False, allow_infinity=False)
        | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
        max_leaves=10,
    )
)
def test_a_literal_evaluates_to_its_value(value: Any) -> None:
    assert ast.literal_eval(literal(value)) == value


@settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.text(st.characters(codec="utf-8"), min_size=1, max_size=30))
def test_any_text_anywhere_generates(generate: Generate, text: str) -> None:
    package = generate(document(text))
    for source in package.files.values():
        assert_only_expected(ast.parse(source))
