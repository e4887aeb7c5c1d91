"""From the bytes of a response to typed values, leniently unless told otherwise."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping, Sequence
from typing import Any

import pydantic
import pydantic_core

from ._http import Response
from .deferral import Reading
from .errors import APIResponseValidationError
from .guards import is_list, is_object
from .typeforms import (
    adapter,
    fields,
    fitting_variant,
    further,
    is_model,
    selectors,
    shape,
    variants,
)


def parse(response: Response, type_: Any, *, strict: bool, log: logging.Logger) -> Any:
    """The body as a value of the type.

    When the body is not what the document promises, it is filled in as far as it
    goes: missing members are None and not set, unexpected values are kept as they came.

    Raises:
        APIResponseValidationError: In strict mode, the body has not this type.
    """
    content = response.content
    if type_ is bytes:
        return content
    if str in variants(type_) and not is_json(response):
        return response.text
    if not content and type(None) in variants(type_):
        return None
    return parse_json(content, response, type_, strict=strict, log=log)


def parse_json(
    content: bytes, response: Response, type_: Any, *, strict: bool, log: logging.Logger
) -> Any:
    """The same for a JSON text that is the body, or an item of it."""
    try:
        return adapter(type_).validate_json(content, by_name=False, context=Reading())
    except pydantic.ValidationError as error:
        if strict:
            raise APIResponseValidationError(response, _problems(error)) from None
        log.debug("response is not as documented: %s", _problems(error))
    try:
        value = pydantic_core.from_json(content)
    except ValueError:
        # Nothing typed can be made of it; what came is worth more than an exception.
        return content.decode(errors="replace") if content else None
    return lenient(type_, value)


def parse_headers(response: Response, type_: Any) -> Any:
    """The documented headers; lists are written with commas (OpenAPI, `simple`)."""
    found: dict[str, object] = {}
    for wire, member in fields(type_).values():
        given: str | None = response.headers.get(wire)
        if given is not None:
            found[wire] = re.split(r"\s*,\s*", given) if shape(member).item else given
    return lenient(type_, found)


def is_json(response: Response) -> bool:
    media_type: str = response.headers.get("content-type", "").partition(";")[0]
    return media_type.strip().lower().endswith(("/json", "+json"))


def lenient(type_: Any, value: object) -> Any:
    """The value typed as far as possible, and as it is where that is impossible."""
    try:
        return adapter(type_).validate_python(value, by_name=False, context=Reading())
    except pydantic.ValidationError:
        found = shape(type_)
    if is_list(value) and found.item:
        return [lenient(found.item, item) for item in value]
    if is_object(value):
        return _lenient_object(type_, value)
    return value


def _lenient_object(type_: Any, value: Mapping[str, object]) -> Any:
    """As the variant that it is; one that nobody knows is an object of no class."""
    found, told = shape(type_), selectors(type_)
    for each in told:
        selected = each.selected(value)
        if selected is not None:
            return lenient(selected, value)
    candidates: Sequence[Any] = found.objects
    if any(each.name in value for each in told):
        # What the value does not select is none of these.
        selectable = (type_ for each in told for type_ in each.types)
        ruled_out = {one for type_ in selectable for one in shape(type_).objects}
        candidates = [each for each in candidates if each not in ruled_out]
    alone = len(found.objects) == 1
    model = found.objects[0] if alone else fitting_variant(candidates, value)
    if is_model(model):
        return _lenient_model(model, value)
    if found.value:
        return {key: lenient(found.value, item) for key, item in value.items()}
    if not found.objects:
        return value
    others = (each.otherwise for each in told if each.otherwise is not None)
    other = next(others, None)
    return _lenient_model(_unknown(), value) if other is None else lenient(other, value)


def _unknown() -> type[pydantic.BaseModel]:
    # Not before it is needed: it loads the heavy half of pydantic.
    from .models import BaseModel

    return BaseModel


def _lenient_model(model: type[pydantic.BaseModel], value: Mapping[str, object]) -> Any:
    known = {wire: (name, type_) for name, (wire, type_) in fields(model).items()}
    made = model.model_construct()
    # Reading a member that the server left out must not fail; it is not "set".
    vars(made).update(dict.fromkeys(model.model_fields))
    extra: Any = made.model_extra
    for wire, item in value.items():
        name, type_ = known.get(wire) or (wire, further(model))
        (vars(made) if wire in known else extra)[name] = lenient(type_, item)
        made.model_fields_set.add(name)
    return made


def _problems(error: pydantic.ValidationError) -> str:
    """Where and why, without the values: they may be private."""
    found = error.errors(include_url=False, include_input=False, include_context=False)
    lines = [f"{'.'.join(map(str, e['loc'])) or 'body'}: {e['msg']}" for e in found[:5]]
    more = f" (and {len(found) - 5} more)" if len(found) > 5 else ""
    return "; ".join(lines) + more
