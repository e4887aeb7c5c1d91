"""Ask datamodel-code-generator for the types of structures.

A question is a structure as JSON text, see `type_source`: names are R0, R1... there.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import cast

from datamodel_code_generator import generate
from datamodel_code_generator.enums import (
    DataModelType,
    InputFileType,
    OpenAPIScope,
)
from datamodel_code_generator.format import (
    DatetimeClassType,
    Formatter,
    PythonVersion,
)
from datamodel_code_generator.parser import LiteralType

from clientsmith.document.values import JsonObject
from clientsmith.model.usage import Direction
from clientsmith.python.types.questions import ALIAS, ASKED, REFERENCE
from clientsmith.support.resources import templates_dir

_BASES = {
    Direction.RESPONSE: (DataModelType.PydanticV2BaseModel, "runtime.BaseModel"),
    Direction.REQUEST: (DataModelType.TypingTypedDict, "typing_extensions.TypedDict"),
}


def module_of(keys: Sequence[str], direction: Direction) -> str:
    """Return a module with aliases of the structures, and a class with members of them."""
    model_type, base = _BASES[direction]
    asked = [json.loads(key) for key in keys]
    aliases = {
        f"A{at}": result[ALIAS] for at, result in enumerate(asked) if ALIAS in result
    }
    members = {
        f"m{at}": result for at, result in enumerate(asked) if ALIAS not in result
    }
    document = {
        "openapi": "3.1.0",
        "info": {"title": "types", "version": "1"},
        "paths": {},
        "components": {
            "schemas": {
                **dict(_stand_ins(keys)),
                **aliases,
                ASKED: _object_with({**members, "last": True}),
            },
        },
    }
    source = generate(
        document,
        input_file_type=InputFileType.OpenAPI,
        output_model_type=model_type,
        base_class=base,
        custom_template_dir=templates_dir() / "models",
        openapi_scopes=[OpenAPIScope.Schemas],
        target_python_version=PythonVersion.PY_311,
        output_datetime_class=DatetimeClassType.Datetime,
        enum_field_as_literal=LiteralType.All,
        use_standard_collections=True,
        use_union_operator=False,
        use_type_alias=True,
        use_generic_container_types=direction is Direction.REQUEST,
        formatters=[Formatter.BUILTIN],
        disable_timestamp=True,
    )
    return cast(str, source)


def _stand_ins(keys: Sequence[str]) -> Iterator[tuple[str, JsonObject]]:
    """Return placeholder classes for the names."""
    for name in sorted({*REFERENCE.findall("\n".join(keys))}):
        yield name, _object_with({"d0": {"const": name}})


def _object_with(members: JsonObject) -> JsonObject:
    return {"type": "object", "properties": members, "required": [*members]}
