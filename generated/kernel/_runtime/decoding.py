"""Typed values from the bytes of a response, lenient unless the client is strict."""

from __future__ import annotations

import copy
import logging
import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import cache
from types import GenericAlias, NoneType
from typing import (
    TYPE_CHECKING,
    Annotated,
    Any,
    NamedTuple,
    TypeGuard,
    Union,
    get_args,
    get_origin,
)

import pydantic
import pydantic_core

from . import charsets
from ._http import Response
from .deferral import Reading, adapter, is_deferred
from .errors import APIResponseValidationError
from .guards import is_list, is_object
from .typeforms import (
    bare,
    extra_type,
    fields,
    fitting_variant,
    is_model,
    selectors,
    shape,
    variants,
)

if TYPE_CHECKING:
    from pydantic_core import CoreSchema

# The largest integer below which every integer is a float.
_LARGEST_EXACT = 2**53
HTML = ("text/html", "application/xhtml+xml")


class Decoder(NamedTuple):
    """Decodes responses: strictly, or as far as they are as documented."""

    strict: bool
    log: logging.Logger

    def decode(
        self, type_: Any, response: Response, content: bytes | None = None
    ) -> Any:
        """Return the body as a value of the type, or JSON that is a part of the body.

        If the body is not as documented, missing members are None and not set, and
        unexpected values are kept unchanged.

        Raises:
            APIResponseValidationError: The body has no value that resembles the type,
                or in strict mode, it does not have this type.
        """
        if type_ is None or type_ is NoneType:
            return None
        if type_ is Response:
            return response
        if content is None:
            if type_ is bytes:
                return response.content
            if str in variants(type_) and not is_json(response):
                return charsets.text(response)
            if not response.content and self._may_be_missing(response, type_):
                return None
            content = charsets.json_text(response)
        return self._decode_json(content, response, type_)

    def _may_be_missing(self, response: Response, type_: Any) -> bool:
        if not {NoneType, object, Any}.isdisjoint(variants(type_)):
            return True
        # These never have a body (RFC 9110, 9.3.2 and 15.3).
        bodiless = (
            response.status_code in (204, 205) or response.request.method == "HEAD"
        )
        return bodiless and not self.strict

    def _decode_json(self, content: bytes, response: Response, type_: Any) -> Any:
        telling = self.strict or self.log.isEnabledFor(logging.DEBUG)
        try:
            if type_ in _erring and not telling:
                return tolerated(type_, content)
            return validated(type_, content)
        except pydantic.ValidationError as error:
            failure = error
        if self.strict:
            raise APIResponseValidationError(response, _problems(failure)) from None
        if telling:
            self.log.debug("response is not as documented: %s", _problems(failure))
        if type_ not in _erring and not _is_no_json(failure):
            _erring.add(type_)
            with suppress(pydantic.ValidationError):
                return tolerated(type_, content)
        found, text = shape(type_), str in variants(type_)
        try:
            value = read_json(content)
        except ValueError as error:
            if text:
                return content.decode(errors="replace")
            raise _no_json(content, response, error) from None
        compound = (found.objects or found.item or found.value) and not text
        if compound and isinstance(value, (str, int, float)):
            # A scalar has none of the members of a model.
            raise APIResponseValidationError(response, _problems(failure), value)
        return lenient(type_, value, _places(failure))


_erring = set[Any]()
"""Types whose values have been invalid, and are likely to be invalid again."""


def tolerated(type_: Any, content: bytes) -> Any:
    """Return JSON as the type, where items of lists may be invalid.

    Raises:
        pydantic.ValidationError: More is invalid than items of lists.
    """
    read = _tolerant(type_)
    return validated(type_, content) if read is None else read(content)


@cache
def _tolerant(type_: Any) -> Callable[[bytes], Any] | None:
    """Return a function that reads a list, or a model with lists; None for other types.

    Only items may be invalid, which `lenient` reads: anything else is a
    pydantic.ValidationError.
    """
    model = bare(type_)
    if not is_model(model):
        changed = _tolerant_list(type_)
        return None if changed is None else _reader(changed, None)
    members: dict[str, Any] = {}
    for name, (_, member) in fields(model).items():
        changed = _tolerant_list(member)
        if changed is not None:
            field = copy.copy(model.model_fields[name])
            field.annotation = changed
            members[name] = (changed, field)
    if not members:
        return None
    subclass: Any = pydantic.create_model(
        model.__name__, __base__=model, __module__=model.__module__, **members
    )
    return _reader(subclass, model)


def _reader(type_: Any, model: type | None) -> Callable[[bytes], Any]:
    read = adapter(type_).validate_json

    def reader(content: bytes) -> Any:
        value = read(content, strict=True, by_name=False, context=Reading())
        if model is not None:
            object.__setattr__(value, "__class__", model)
        return value

    return reader


def _tolerant_list(type_: Any) -> Any:
    """Return the type of a list that may have invalid items; None for other types."""
    if is_deferred(type_):
        return None
    found = variants(type_)
    lists = [variant for variant in found if get_origin(variant) is list]
    others = [v for v in found if v is not type(None) and v not in lists]
    if len(lists) != 1 or others:
        return None
    (item,) = get_args(lists[0])
    changed = GenericAlias(list, (Annotated[item, _Tolerant(item)],))
    return Union[changed, None] if type(None) in found else changed  # noqa: UP007


class _Tolerant:
    """In `Annotated[T, ...]`: values that are not a `T` are read leniently."""

    def __init__(self, type_: Any) -> None:
        self._type = type_

    def __get_pydantic_core_schema__(
        self, source: Any, handler: pydantic.GetCoreSchemaHandler
    ) -> CoreSchema:
        from pydantic_core import core_schema as schema

        wrong = schema.no_info_plain_validator_function(self._read)
        written = schema.simple_ser_schema("any")
        return schema.union_schema(
            [handler(source), wrong], mode="left_to_right", serialization=written
        )

    def _read(self, value: object) -> Any:
        return lenient(self._type, value, {})


def validated(type_: Any, content: bytes) -> Any:
    """Return JSON as the type; invalid characters in strings become U+FFFD.

    Raises:
        pydantic.ValidationError: The content is not JSON, or not of this type.
    """
    try:
        return _strictly(type_, content)
    except pydantic.ValidationError as error:
        if not _is_no_json(error):
            raise
        repaired = charsets.repaired(content)
        if repaired == content:
            raise
    return _strictly(type_, repaired)


def _strictly(type_: Any, content: bytes) -> Any:
    """Validate without conversions; but 1.0 is an integer (JSON Schema, 4.2.3)."""
    read = adapter(type_).validate_json
    try:
        return read(content, strict=True, by_name=False, context=Reading())
    except pydantic.ValidationError as error:
        problems = error.errors(include_url=False, include_context=False)
        if not any(_is_whole(problem["input"]) for problem in problems):
            raise
    text = pydantic_core.to_json(_with_integers(pydantic_core.from_json(content)))
    return read(text, strict=True, by_name=False, context=Reading())


def _is_whole(value: object) -> TypeGuard[float]:
    return (
        isinstance(value, float) and abs(value) <= _LARGEST_EXACT and value.is_integer()
    )


def _with_integers(value: object) -> object:
    """Return the value with integers in place of whole floats."""
    if is_list(value):
        return [_with_integers(item) for item in value]
    if is_object(value):
        return {name: _with_integers(item) for name, item in value.items()}
    return int(value) if _is_whole(value) else value


def read_json(content: bytes) -> Any:
    """Parse JSON, also with line breaks or invalid characters in strings.

    Raises:
        ValueError: The content is not JSON.
    """
    try:
        return pydantic_core.from_json(content)
    except ValueError:
        content = charsets.repaired(content)
    try:
        return pydantic_core.from_json(content)
    except ValueError as error:
        import json

        try:
            return json.loads(content, strict=False)
        except (ValueError, RecursionError):
            raise error from None


def is_cut_off(response: Response) -> bool:
    """Return whether a JSON body that the end of the connection delimits is truncated."""
    headers = response.headers
    if "content-length" in headers or "transfer-encoding" in headers:
        return False  # the HTTP library has checked the length
    if not response.http_version.startswith("HTTP/1") or not response.is_closed:
        return False
    if not is_json(response) or not response.content:
        return False
    try:
        read_json(charsets.json_text(response))
    except ValueError:
        return True
    return False


def _is_no_json(error: pydantic.ValidationError) -> bool:
    if error.error_count() > 1:
        return False
    (only,) = error.errors(include_url=False, include_input=False)
    return only["type"] == "json_invalid" and not only["loc"]


def _no_json(
    content: bytes, response: Response, error: ValueError
) -> APIResponseValidationError:
    content_type = response.headers.get("content-type", "no content type")
    problem = f"the body ({content_type}) is no JSON: {error}"
    if not content.strip():
        problem = "the body is empty"
    body = content.decode(errors="replace") or None
    return APIResponseValidationError(response, problem, body)


def parse_headers(response: Response, type_: Any) -> Any:
    """Return the documented headers; lists are separated by commas (style `simple`)."""
    found: dict[str, object] = {}
    for wire, member in fields(type_).values():
        given: str | None = response.headers.get(wire)
        if given is not None:
            found[wire] = _header(given, member)
    return lenient(type_, found)


def _header(given: str, type_: Any) -> object:
    """Convert a header to its type."""
    if shape(type_).item:
        return _from_text(type_, re.split(r"\s*,\s*", given))
    # RFC 9110, section 5.6.7; dates of RFC 3339 start with a digit.
    if datetime in variants(type_) and not given[:1].isdigit():
        try:
            moment = parsedate_to_datetime(given)
        except ValueError:
            return given
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return _from_text(type_, given)


def _from_text(type_: Any, given: str | list[str]) -> object:
    try:
        return adapter(type_).validate_python(given)
    except pydantic.ValidationError:
        return given


def is_json(response: Response) -> bool:
    return media_type(response).endswith(("/json", "+json"))


def media_type(response: Response) -> str:
    content_type: str = response.headers.get("content-type", "")
    return content_type.partition(";")[0].strip().lower()


_Places = Mapping[str | int, Any]
"""Where a value is invalid: names and indices, nested."""


def lenient(type_: Any, value: object, wrong: _Places | None = None) -> Any:
    """Return the value typed as far as possible, and unchanged where it is invalid.

    `wrong` locates the invalid parts, if known: the rest is not validated again.
    """
    if wrong is None:
        try:
            return _typed(type_, value)
        except pydantic.ValidationError as error:
            wrong = _places(error)
    found = shape(type_)
    if len([v for v in variants(type_) if v is not NoneType]) != 1:
        wrong = None  # it names the variants of a union as well
    if is_list(value) and found.item:
        return _lenient_items(found.item, value, wrong)
    if is_object(value):
        return _lenient_object(type_, value, wrong)
    if _is_whole(value) and int in variants(type_):
        return _with_integers(value)
    return value


def fits(type_: Any, value: object) -> bool:
    """Return whether the value has the type."""
    try:
        _typed(type_, value)
    except pydantic.ValidationError:
        return False
    return True


def _typed(type_: Any, value: object) -> Any:
    return Reading().read(type_, value)


def _lenient_items(
    type_: Any, values: Sequence[object], wrong: _Places | None
) -> list[Any]:
    """Validate the valid items at once, and the others one by one."""
    if wrong is None:
        return [lenient(type_, value) for value in values]
    right = [value for index, value in enumerate(values) if index not in wrong]
    try:
        typed = iter(_typed(GenericAlias(list, (type_,)), right))
    except pydantic.ValidationError:
        return [lenient(type_, value) for value in values]
    return [
        lenient(type_, value, wrong[index]) if index in wrong else next(typed)
        for index, value in enumerate(values)
    ]


def _lenient_object(
    type_: Any, value: Mapping[str, object], wrong: _Places | None
) -> Any:
    """Return an object as its variant; one of no known variant has no declared members."""
    found, known = shape(type_), selectors(type_)
    for selector in known:
        selected = selector.selected(value)
        if selected is not None:
            return lenient(selected, value)
    candidates: Sequence[Any] = found.objects
    if any(value.get(selector.name) is not None for selector in known):
        # The value selects none of these.
        selectable = (variant for selector in known for variant in selector.types)
        excluded = {o for variant in selectable for o in shape(variant).objects}
        candidates = [o for o in candidates if o not in excluded]
    alone = len(found.objects) == 1
    model = found.objects[0] if alone else fitting_variant(candidates, value, fits)
    if is_model(model):
        return _lenient_model(model, value, wrong)
    if found.value:
        if wrong is not None:
            wrong = {i: wrong[key] for i, key in enumerate(value) if key in wrong}
        items = _lenient_items(found.value, [*value.values()], wrong)
        return dict(zip(value, items, strict=True))
    if not found.objects:
        return value
    others = (s.otherwise for s in known if s.otherwise is not None)
    other = next(others, None)
    if other is None:
        return _lenient_model(_unknown(), value, None)
    return lenient(other, value)


def _unknown() -> type[pydantic.BaseModel]:
    # Imported late: it loads the heavy half of pydantic.
    from .models import BaseModel

    return BaseModel


def _lenient_model(
    model: type[pydantic.BaseModel],
    value: Mapping[str, object],
    wrong: _Places | None,
) -> Any:
    known = {wire: (name, type_) for name, (wire, type_) in fields(model).items()}
    made = model.model_construct()
    # Missing members are readable, but not "set".
    vars(made).update(dict.fromkeys(model.model_fields))
    extra: Any = made.model_extra
    for wire, item in value.items():
        name, type_ = known.get(wire) or (wire, extra_type(model))
        (vars(made) if wire in known else extra)[name] = lenient(
            type_, item, (wrong or {}).get(wire)
        )
        made.model_fields_set.add(name)
    return made


def _places(error: pydantic.ValidationError) -> _Places:
    places: dict[str | int, Any] = {}
    for problem in error.errors(
        include_url=False, include_input=False, include_context=False
    ):
        inside = places
        for step in problem["loc"]:
            inside = inside.setdefault(step, {})
    return places


def _problems(error: pydantic.ValidationError) -> str:
    """Describe where and why a value is invalid, without the value: it may be private."""
    found = error.errors(include_url=False, include_input=False, include_context=False)
    lines = [f"{'.'.join(map(str, e['loc'])) or 'body'}: {e['msg']}" for e in found[:5]]
    more = f" (and {len(found) - 5} more)" if len(found) > 5 else ""
    return "; ".join(lines) + more
