"""Text of the document that would be code, or break it, if it were not quoted."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any, get_args

from tests.stainless.packages import StainlessPackage, built

EVIL = '"""\nraise SystemExit("no")\n"""\\'
NAMES = [EVIL, "'); raise SystemExit('no') #", "self", "List", "Union", "object", "str"]


def document() -> dict[str, Any]:
    properties = {
        name: {
            "type": "string",
            "description": EVIL,
            "title": EVIL,
            "enum": [EVIL, "a"],
        }
        for name in NAMES
    }
    inner = {
        "type": "object",
        "title": EVIL,
        "description": EVIL,
        "properties": properties,
    }
    schema = {
        **inner,
        "properties": {
            **properties,
            "inner": inner,
            "optional": {
                "type": "object",
                "properties": {"optional": {"type": "integer"}},
            },
            "base_model": {"type": "object", "properties": {"typed_dict": inner}},
            "choice": {
                "oneOf": [{**inner, "title": f"{EVIL}{number}"} for number in range(2)],
                "discriminator": {"propertyName": NAMES[1]},
            },
        },
    }
    content = {"application/json": {"schema": schema}}
    return {
        "paths": {
            "/evil": {
                "post": {
                    "requestBody": {"content": content},
                    "responses": {"200": {"description": EVIL, "content": content}},
                }
            }
        }
    }


def package(folder: Path) -> StainlessPackage:
    return built(
        folder, document(), {"resources": {"evils": {"methods": {"do": "post /evil"}}}}
    )


def test_texts_stay_texts(tmp_path: Path) -> None:
    made = package(tmp_path)
    for path in (made.folder / "types").rglob("*.py"):
        tree = ast.parse(path.read_text())
        assert not [each for each in ast.walk(tree) if isinstance(each, ast.Raise)]
    response = made.load("types.evil_do_response")
    found = {
        field.alias or name: field
        for name, field in response.EvilDoResponse.model_fields.items()
    }
    assert found.keys() >= {*NAMES}
    assert EVIL in get_args(get_args(found["self"].annotation)[0])


def test_names_of_the_runtime_are_not_taken(tmp_path: Path) -> None:
    made = package(tmp_path)
    response = made.load("types.evil_do_response").EvilDoResponse.construct(
        optional={"optional": 1}, base_model={"typed_dict": {"List": "a"}}, choice=None
    )
    assert response.optional.optional == 1
    assert response.base_model.typed_dict.list == "a"
    made.answer({})
    made.client().evils.do(optional={"optional": 1}, object="a", list="a")
    assert made.sent == {"optional": {"optional": 1}, "object": "a", "List": "a"}
