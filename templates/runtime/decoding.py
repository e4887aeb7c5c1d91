"""From the bytes of a response to typed values, leniently unless told otherwise."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from types import GenericAlias
from typing import Any, TypeGuard

import pydantic
import pydantic_core

from . import charsets
from ._http import Response
from .deferral import Reading, adapter
from .errors import APIResponseValidationError
from .guards import is_list, is_object
from .typeforms import (
    fields,
    fitting_variant,
    further,
    is_model,
    selectors,
    shape,
    variants,
)

# Beyond it, not each integer is a float.
_LARGEST_EXACT = 2**53


def parse(response: Response, type_: Any, *, strict: bool, log: logging.Logger) -> Any:
    """The body as a value of the type.

    When the body is not what the document promises, it is filled in as far as it
    goes: missing members are None and not set, unexpected values are kept as they came.

    Raises:
        APIResponseValidationError: Nothing of this type can be made of the body, or in
            strict mode, the body has not this type.
    """
    if type_ is bytes:
        return response.content
    if str in variants(type_) and not is_json(response):
        return charsets.text(response)
    if not response.content and _may_be_missing(response, type_, strict=strict):
        return None
    content = charsets.json_text(response)
    return parse_json(content, response, type_, strict=strict, log=log)


def _may_be_missing(response: Response, type_: Any, *, strict: bool) -> bool:
    if not {type(None), object, Any}.isdisjoint(variants(type_)):
        return True
    # These have no body, whatever the document says (RFC 9110, 9.3.2 and 15.3).
    bodiless = response.status_code in (204, 205) or response.request.method == "HEAD"
    return bodiless and not strict


def parse_json(
    content: bytes, response: Response, type_: Any, *, strict: bool, log: logging.Logger
) -> Any:
    """The same for a JSON text that is the body, or an item of it."""
    telling = strict or log.isEnabledFor(logging.DEBUG)
    try:
        if type_ in _erring and not telling:
            return tolerated(type_, content)
        return validated(type_, content)
    except pydantic.ValidationError as error:
        failure = error
    if strict:
        raise APIResponseValidationError(response, _problems(failure)) from None
    if telling:
        log.debug("response is not as documented: %s", _problems(failure))
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
        # Nothing can be made of it that has the members of a model.
        raise APIResponseValidationError(response, _problems(failure), value)
    return lenient(type_, value, _places(failure))


_erring = set[Any]()
"""The types of answers that were wrong before, and are likely to be so again."""


def tolerated(type_: Any, content: bytes) -> Any:
    """A JSON text as the type, with items of lists that need not be right.

    Raises:
        pydantic.ValidationError: More is wrong than that.
    """
    from .tolerance import tolerant  # when a first answer is wrong

    read = tolerant(type_)
    return validated(type_, content) if read is None else read(content)


def validated(type_: Any, content: bytes) -> Any:
    """A JSON text as the type; what is no character in its strings becomes U+FFFD.

    Raises:
        pydantic.ValidationError: It is no JSON, or has not this type.
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
    """No text is a number; but 1.0 is an integer (JSON Schema 2020-12, 4.2.3)."""
    read = adapter(type_).validate_json
    try:
        return read(content, strict=True, by_name=False, context=Reading())
    except pydantic.ValidationError as error:
        problems = error.errors(include_url=False, include_context=False)
        if not any(_is_whole(each["input"]) for each in problems):
            raise
    text = pydantic_core.to_json(_with_integers(pydantic_core.from_json(content)))
    return read(text, strict=True, by_name=False, context=Reading())


def _is_whole(value: object) -> TypeGuard[float]:
    return (
        isinstance(value, float) and abs(value) <= _LARGEST_EXACT and value.is_integer()
    )


def _with_integers(value: object) -> object:
    """The value with integers in place of floats that are whole."""
    if is_list(value):
        return [_with_integers(each) for each in value]
    if is_object(value):
        return {name: _with_integers(each) for name, each in value.items()}
    return int(value) if _is_whole(value) else value


def read_json(content: bytes) -> Any:
    """JSON as it is, also where a string holds line breaks, or what is no character.

    Raises:
        ValueError: It is no JSON.
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
    """Whether the end is missing of a JSON body that the end of the connection ends."""
    headers = response.headers
    if "content-length" in headers or "transfer-encoding" in headers:
        return False  # the HTTP library has seen that it is whole
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
    """The documented headers; lists are written with commas (OpenAPI, `simple`)."""
    found: dict[str, object] = {}
    for wire, member in fields(type_).values():
        given: str | None = response.headers.get(wire)
        if given is not None:
            found[wire] = _header(given, member)
    return lenient(type_, found)


def _header(given: str, type_: Any) -> object:
    """The text as what it says; it is all text, so there are numbers in it."""
    if shape(type_).item:
        return _from_text(type_, re.split(r"\s*,\s*", given))
    # RFC 9110, section 5.6.7; what is RFC 3339 starts with a digit.
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


def is_html(response: Response) -> bool:
    return media_type(response) in ("text/html", "application/xhtml+xml")


def media_type(response: Response) -> str:
    content_type: str = response.headers.get("content-type", "")
    return content_type.partition(";")[0].strip().lower()


_Places = Mapping[str | int, Any]
"""Where a value is wrong: names and indices, with what is wrong inside of each."""


def lenient(type_: Any, value: object, wrong: _Places | None = None) -> Any:
    """The value typed as far as possible, and as it is where that is impossible.

    `wrong` is where it has not this type, if that is known: the rest is not tried again.
    """
    if wrong is None:
        try:
            return _typed(type_, value)
        except pydantic.ValidationError as error:
            wrong = _places(error)
    found = shape(type_)
    if len([each for each in variants(type_) if each is not type(None)]) != 1:
        wrong = None  # it names the variants of a union as well
    if is_list(value) and found.item:
        return _lenient_items(found.item, value, wrong)
    if is_object(value):
        return _lenient_object(type_, value, wrong)
    if _is_whole(value) and int in variants(type_):
        return _with_integers(value)
    return value


def fits(type_: Any, value: object) -> bool:
    """Whether the value has the type."""
    try:
        _typed(type_, value)
    except pydantic.ValidationError:
        return False
    return True


def documented_failure(types: Iterable[Any], value: object) -> Any:
    """What an error says in the first type that it has; in none, as it is.

    It may be the member `error` of an object that has nothing else to say.
    """
    inner = value.get("error") if is_object(value) else None
    for type_ in types:
        known = {wire for m in shape(type_).objects for wire, _ in fields(m).values()}
        for each in (value, inner):
            # Where all members are optional, any object would fit.
            if is_object(each) and known & each.keys() and fits(type_, each):
                return _typed(type_, each)
    return value


def _typed(type_: Any, value: object) -> Any:
    return Reading().read(type_, value)


def _lenient_items(
    type_: Any, values: Sequence[object], wrong: _Places | None
) -> list[Any]:
    """Those that are right all at once, and each of the others as far as possible."""
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
    """As the variant that it is; one that nobody knows is an object of no class."""
    found, told = shape(type_), selectors(type_)
    for each in told:
        selected = each.selected(value)
        if selected is not None:
            return lenient(selected, value)
    candidates: Sequence[Any] = found.objects
    if any(value.get(each.name) is not None for each in told):
        # What the value does not select is none of these.
        selectable = (type_ for each in told for type_ in each.types)
        ruled_out = {one for type_ in selectable for one in shape(type_).objects}
        candidates = [each for each in candidates if each not in ruled_out]
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
    others = (each.otherwise for each in told if each.otherwise is not None)
    other = next(others, None)
    if other is None:
        return _lenient_model(_unknown(), value, None)
    return lenient(other, value)


def _unknown() -> type[pydantic.BaseModel]:
    # Not before it is needed: it loads the heavy half of pydantic.
    from .models import BaseModel

    return BaseModel


def _lenient_model(
    model: type[pydantic.BaseModel],
    value: Mapping[str, object],
    wrong: _Places | None,
) -> Any:
    known = {wire: (name, type_) for name, (wire, type_) in fields(model).items()}
    made = model.model_construct()
    # Reading a member that the server left out must not fail; it is not "set".
    vars(made).update(dict.fromkeys(model.model_fields))
    extra: Any = made.model_extra
    for wire, item in value.items():
        name, type_ = known.get(wire) or (wire, further(model))
        (vars(made) if wire in known else extra)[name] = lenient(
            type_, item, (wrong or {}).get(wire)
        )
        made.model_fields_set.add(name)
    return made


def _places(error: pydantic.ValidationError) -> _Places:
    places: dict[str | int, Any] = {}
    for each in error.errors(
        include_url=False, include_input=False, include_context=False
    ):
        inside = places
        for step in each["loc"]:
            inside = inside.setdefault(step, {})
    return places


def _problems(error: pydantic.ValidationError) -> str:
    """Where and why, without the values: they may be private."""
    found = error.errors(include_url=False, include_input=False, include_context=False)
    lines = [f"{'.'.join(map(str, e['loc'])) or 'body'}: {e['msg']}" for e in found[:5]]
    more = f" (and {len(found) - 5} more)" if len(found) > 5 else ""
    return "; ".join(lines) + more
