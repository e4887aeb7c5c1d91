"""Models: the types of results, and the options of requests."""

from __future__ import annotations

import os
from collections.abc import (
    AsyncIterable,
    Callable,
    Iterable,
    Iterator,
    Mapping,
    Sequence,
)
from contextlib import suppress
from datetime import date, datetime
from functools import lru_cache
from types import NoneType
from typing import (
    IO,
    TYPE_CHECKING,
    Annotated,
    Any,
    ClassVar,
    Literal,
    NamedTuple,
    ParamSpec,
    Required,
    TypeAlias,
    TypeGuard,
    TypeVar,
    cast,
    final,
)

import pydantic
from pydantic import ConfigDict
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined
from typing_extensions import TypeAliasType, TypedDict, Unpack

from ._compat import GenericModel as BaseGenericModel
from ._constants import RAW_RESPONSE_HEADER
from ._runtime.deferral import adapter
from ._runtime.typeforms import evaluated, extra_type, is_model, variants
from ._types import (
    AnyMapping,
    Body,
    Headers,
    HttpxRequestFiles,
    ModelT,
    NotGiven,
    Query,
    Timeout,
)
from ._utils import (
    PropertyInfo,
    coerce_boolean,
    get_args,
    get_origin,
    is_annotated_type,
    is_given,
    is_list,
    is_literal_type,
    is_mapping,
    is_type_alias_type,
    is_union,
    parse_date,
    parse_datetime,
    strip_not_given,
)

if TYPE_CHECKING:
    from pydantic_core import CoreSchema

__all__ = ["BaseModel", "GenericModel"]

_T = TypeVar("_T")
_BaseModelT = TypeVar("_BaseModelT", bound="BaseModel")
P = ParamSpec("P")

_Build: TypeAlias = Callable[[Any], Any]
"""Returns a value as a type, as far as possible."""

_DEFER_BUILD = coerce_boolean(os.environ.get("DEFER_PYDANTIC_BUILD", "true"))


class BaseModel(pydantic.BaseModel):
    """A JSON object: undeclared members are kept, members have Python and wire names."""

    model_config: ClassVar[ConfigDict] = ConfigDict(
        extra="allow", protected_namespaces=(), defer_build=_DEFER_BUILD
    )
    if TYPE_CHECKING:
        # Models may narrow it to the type of their undeclared members.
        __pydantic_extra__: Any = pydantic.Field(init=False)

    def to_dict(
        self,
        *,
        mode: Literal["json", "python"] = "python",
        use_api_names: bool = True,
        exclude_unset: bool = True,
        exclude_defaults: bool = False,
        exclude_none: bool = False,
        warnings: bool = True,
    ) -> dict[str, object]:
        """Return a dictionary, with wire names by default.

        `mode="json"` converts dates and other values to JSON types; `warnings=False`
        silences those for values that do not have their types.
        """
        return self.model_dump(
            mode=mode,
            by_alias=use_api_names,
            exclude_unset=exclude_unset,
            exclude_defaults=exclude_defaults,
            exclude_none=exclude_none,
            warnings=warnings,
        )

    def to_json(
        self,
        *,
        indent: int | None = 2,
        use_api_names: bool = True,
        exclude_unset: bool = True,
        exclude_defaults: bool = False,
        exclude_none: bool = False,
        warnings: bool = True,
    ) -> str:
        """Return JSON, with wire names by default."""
        return self.model_dump_json(
            indent=indent,
            by_alias=use_api_names,
            exclude_unset=exclude_unset,
            exclude_defaults=exclude_defaults,
            exclude_none=exclude_none,
            warnings=warnings,
        )

    def __str__(self) -> str:
        return repr(self)

    @classmethod
    def construct(  # pyright: ignore[reportIncompatibleMethodOverride]
        __cls: type[ModelT],  # noqa: N804 - a member may be named `cls`
        _fields_set: set[str] | None = None,
        **values: object,
    ) -> ModelT:
        """Return an instance of values by wire names, nested ones as well, unvalidated.

        Invalid values are kept unchanged, missing members have their default or None.
        """
        return cast("ModelT", _constructed(__cls, values, _fields_set))

    if not TYPE_CHECKING:  # its parameters have other names
        model_construct = construct


if TYPE_CHECKING:
    GenericModel = BaseModel
else:

    class GenericModel(BaseGenericModel, BaseModel):
        """A base of generic models."""


class _Eager:
    """In `Annotated`: the items of any iterable, validated at once.

    Values keep the type of their container where it can be made of a list; JSON has lists.
    """

    @classmethod
    def __get_pydantic_core_schema__(
        cls, source: Any, handler: pydantic.GetCoreSchemaHandler
    ) -> CoreSchema:
        from pydantic_core import core_schema

        (item,) = get_args(source) or (Any,)
        items = core_schema.list_schema(handler.generate_schema(item))
        written = core_schema.plain_serializer_function_ser_schema(list)
        return core_schema.no_info_wrap_validator_function(
            cls._validated, items, serialization=written
        )

    @staticmethod
    def _validated(value: Any, handler: pydantic.ValidatorFunctionWrapHandler) -> Any:
        items = handler([*value])
        if isinstance(value, (list, str)):
            return items
        try:
            return type(value)(items)
        except (TypeError, ValueError):
            return items


EagerIterable: TypeAlias = Annotated[Iterable[_T], _Eager]


class _Member(NamedTuple):
    name: str
    key: str
    build: _Build | None
    field: FieldInfo
    default: object


class _Plan(NamedTuple):
    """How instances of a model are made."""

    members: Sequence[_Member]
    by_name: bool
    """Whether members are also accepted by their Python names."""

    known: frozenset[str]
    """The keys of declared members."""

    extra: _Build | None


_COPIED = object()
_FIXED = (NoneType, str, int, float, bool)


def _constructed(
    cls: type[pydantic.BaseModel],
    values: Mapping[str, object],
    fields_set: set[str] | None = None,
) -> pydantic.BaseModel:
    plan = _plan(cls)
    made: dict[str, object] = {}
    found = set(fields_set or ())
    for name, key, build, field, default in plan.members:
        if plan.by_name and key not in values:
            key = name
        value = values.get(key)
        if value is not None:
            made[name] = value if build is None else build(value)
        else:
            made[name] = _default(field) if default is _COPIED else default
            if key not in values:
                continue
        found.add(name)
    extra: dict[str, object] = {}
    if not values.keys() <= plan.known:
        build = plan.extra
        for key, value in values.items():
            if key not in plan.known:
                extra[key] = value if build is None else build(value)
    instance = cls.__new__(cls)
    object.__setattr__(instance, "__dict__", made)
    object.__setattr__(instance, "__pydantic_private__", None)
    object.__setattr__(instance, "__pydantic_extra__", extra)
    object.__setattr__(instance, "__pydantic_fields_set__", found)
    return instance


_plans: dict[type[pydantic.BaseModel], _Plan] = {}


def _plan(cls: type[pydantic.BaseModel]) -> _Plan:
    plan = _plans.get(cls)
    if plan is not None:
        return plan
    if not cls.__pydantic_complete__:
        # Evaluates late names; and older pydantic cannot write instances of models that
        # are not built where another type is expected.
        with suppress(Exception):  # which validation raises
            cls.model_rebuild()
    by_name = cls.model_config.get("populate_by_name") or cls.model_config.get(
        "validate_by_name"
    )
    members = [_member(name, field) for name, field in cls.model_fields.items()]
    keys = {member.key for member in members}
    plan = _Plan(
        members,
        bool(by_name),
        frozenset(keys | cls.model_fields.keys() if by_name else keys),
        _extra_build(cls),
    )
    if cls.__pydantic_complete__:
        _plans[cls] = plan
    return plan


def _member(name: str, field: FieldInfo) -> _Member:
    default = _default(field)
    return _Member(
        name,
        name if field.alias is None else field.alias,
        _build(field.annotation, field.metadata),
        field,
        default if isinstance(default, _FIXED) else _COPIED,
    )


def _default(field: FieldInfo) -> object:
    """Return a copy of the default; None without one, or if a function makes it."""
    default = field.get_default()
    return None if default is PydanticUndefined else default


def _extra_build(cls: type[pydantic.BaseModel]) -> _Build | None:
    try:
        return _build(extra_type(cls))
    except (KeyError, NameError):  # its module, or a name in it, is not there
        return None


def is_basemodel(type_: type) -> bool:
    """Return whether this is a model, or a union with one."""
    return any(is_basemodel_type(variant) for variant in variants(type_))


def is_basemodel_type(type_: type) -> TypeGuard[type[BaseModel]]:
    origin: Any = get_origin(type_) or type_
    return isinstance(origin, type) and issubclass(origin, BaseModel)


def build(
    base_model_cls: Callable[P, _BaseModelT], *args: P.args, **kwargs: P.kwargs
) -> _BaseModelT:
    """Return `base_model_cls(**kwargs)` without validation; it has typed parameters."""
    if args:
        raise TypeError("Received positional arguments; pass keyword arguments instead")
    return cast("_BaseModelT", construct_type(type_=base_model_cls, value=kwargs))


def construct_type_unchecked(*, value: object, type_: type[_T]) -> _T:
    """Return the same as `construct_type`, which may not have the type."""
    return cast("_T", construct_type(value=value, type_=type_))


def construct_type(
    *, value: object, type_: object, metadata: Sequence[Any] | None = None
) -> object:
    """Return the value typed as far as possible, and unchanged where it is invalid.

    `metadata` replaces that of an `Annotated` type.
    """
    try:
        # Unions are equal in any order, but the first variant takes precedence.
        build = _cached_build(
            type_, get_args(cast("type", type_)), (*(metadata or ()),)
        )
    except TypeError:  # unhashable metadata
        build = _build(type_, metadata or ())
    return value if build is None else build(value)


@lru_cache(maxsize=8096)
def _cached_build(
    type_: object, arguments: tuple[Any, ...], metadata: tuple[Any, ...]
) -> _Build | None:
    return _build(type_, metadata)


def _build(annotation: Any, metadata: Iterable[Any] = ()) -> _Build | None:
    """Return a function that returns values as the type; None if it keeps all values."""
    type_: Any = annotation
    metadata = [*metadata]
    while True:
        if is_type_alias_type(type_):
            type_ = _alias_value(type_)
        elif is_annotated_type(type_):
            metadata += get_args(type_)[1:]
            type_ = get_args(type_)[0]
        else:
            break
    origin: Any = get_origin(type_) or type_
    if is_union(origin):
        return _Union(type_, metadata)
    if not isinstance(origin, type):  # a literal, or a name
        return None
    if issubclass(origin, BaseModel):
        return _model_build(type_)
    if origin in (dict, list):
        return _container_build(origin, get_args(type_))
    return _SCALARS.get(cast("Any", origin))


def _alias_value(alias: TypeAliasType) -> Any:
    try:
        return evaluated(alias.__value__, alias.__module__ or __name__)
    except (KeyError, NameError):  # its module, or a name in it, is not there
        return alias.__value__


def _container_build(origin: type, arguments: tuple[Any, ...]) -> _Build | None:
    item = arguments[-1] if arguments else object
    # An alias may be recursive.
    build = _late_build(item) if is_type_alias_type(item) else _build(item)
    if build is None:
        return None
    if origin is list:
        return lambda value: [*map(build, value)] if is_list(value) else value

    def mapping(value: object) -> object:
        if not is_mapping(value):
            return value
        return {key: build(item) for key, item in value.items()}

    return mapping


def _late_build(alias: object) -> _Build:
    return lambda value: construct_type(value=value, type_=alias)


def _model_build(type_: type[BaseModel]) -> _Build:
    def construct(value: Mapping[str, object]) -> object:
        # A subclass may have a method of its own.
        made_by: Any = type_.construct
        if made_by.__func__ is not _CONSTRUCT:
            return made_by(**value)
        return _constructed(type_, value)

    def model(value: object) -> object:
        if is_mapping(value):
            return construct(value)
        if is_list(value):
            return [construct(item) if is_mapping(item) else item for item in value]
        return value

    return model


_CONSTRUCT = cast("Any", BaseModel.construct).__func__


def _float(value: object) -> object:
    if isinstance(value, int) and not isinstance(value, bool):
        try:
            converted = float(value)
        except OverflowError:
            return value
        return converted if converted == value else value
    return value


def _parsed(parse: Callable[[Any], date]) -> _Build:
    def parsed(value: object) -> object:
        try:
            return value if isinstance(value, bool) else parse(value)
        except Exception:  # noqa: BLE001 - whatever is wrong with it
            return value

    return parsed


_SCALARS: Mapping[type, _Build] = {
    float: _float,
    datetime: _parsed(parse_datetime),
    date: _parsed(parse_date),
}
_EXACT = frozenset({NoneType, str, int, float, bool})


class _Union:
    """Returns values as the variant that they are; invalid ones as one they resemble."""

    def __init__(self, union: Any, metadata: Iterable[Any]) -> None:
        self._union = union
        self._variants = get_args(union)
        # These need no validation: no other variant fits them better.
        self._exact = _EXACT.intersection(self._variants)
        self._name = next(
            (
                info.discriminator
                for info in metadata
                if isinstance(info, PropertyInfo) and info.discriminator
            ),
            None,
        )

    def __call__(self, value: object) -> object:
        if type(value) in self._exact:
            return value
        try:
            return validate_type(type_=self._union, value=value)
        except Exception:  # noqa: BLE001 - pydantic may not know a type
            return self._invalid(value)

    def _invalid(self, value: object) -> object:
        details = self._name and _discriminator(self._union, self._name)
        if details and is_mapping(value):
            selected = value.get(details.field_alias_from or details.field_name)
            if isinstance(selected, str) and selected in details.mapping:
                return construct_type(value=value, type_=details.mapping[selected])
        for variant in self._variants:
            with suppress(Exception):
                return construct_type(value=value, type_=variant)
        raise RuntimeError(f"no variant of {self._union} can be constructed")


class DiscriminatorDetails:
    """How a member tells the variants of a union apart."""

    field_name: str
    """Its Python name."""

    field_alias_from: str | None
    """Its wire name, if that differs."""

    mapping: dict[str, type]
    """The variants by the values of the member."""

    def __init__(
        self,
        *,
        mapping: dict[str, type],
        discriminator_field: str,
        discriminator_alias: str | None,
    ) -> None:
        self.mapping = mapping
        self.field_name = discriminator_field
        self.field_alias_from = discriminator_alias


DISCRIMINATOR_CACHE: dict[Any, DiscriminatorDetails] = {}


def _discriminator(union: Any, name: str) -> DiscriminatorDetails | None:
    known = DISCRIMINATOR_CACHE.get(union)
    if known is not None and known.field_name == name:
        return known
    mapping: dict[str, type] = {}
    alias: str | None = None
    for variant in get_args(union):
        # A variant may be a union with a discriminator of its own.
        for model in variants(variant):
            field = model.model_fields.get(name) if is_model(model) else None
            if field is not None:
                alias = field.alias
                for text in _texts(field.annotation):
                    mapping[text] = variant
    if not mapping:
        return None
    details = DiscriminatorDetails(
        mapping=mapping, discriminator_field=name, discriminator_alias=alias
    )
    DISCRIMINATOR_CACHE[union] = details
    with suppress(AttributeError, TypeError):
        union.__discriminator__ = details  # its place in packages of 2025
    return details


def _texts(annotation: Any) -> Iterator[str]:
    """Yield the texts of the literals in a type."""
    for literal in variants(annotation):
        if is_literal_type(literal):
            yield from (value for value in get_args(literal) if isinstance(value, str))


def validate_type(*, type_: type[_T], value: object) -> _T:
    """Return the value as the type.

    Raises:
        pydantic.ValidationError: It does not have the type.
    """
    if is_model(type_):
        return cast("_T", type_.model_validate(value))
    try:
        validator = adapter(cast("Any", type_))
    except TypeError:  # unhashable metadata
        validator = pydantic.TypeAdapter(type_)
    return cast("_T", validator.validate_python(value))


def set_pydantic_config(typ: Any, config: ConfigDict) -> None:
    """Set pydantic's configuration of a TypedDict or dataclass."""
    typ.__pydantic_config__ = config


_Content: TypeAlias = (
    bytes | bytearray | IO[bytes] | Iterable[bytes] | AsyncIterable[bytes] | None
)


class FinalRequestOptionsInput(TypedDict, total=False):
    """The arguments of `FinalRequestOptions`."""

    method: Required[str]
    url: Required[str]
    params: Query
    headers: Headers
    max_retries: int
    timeout: float | Timeout | None
    files: HttpxRequestFiles | None
    idempotency_key: str
    content: _Content
    json_data: Body
    extra_json: AnyMapping
    follow_redirects: bool


@final
class FinalRequestOptions(pydantic.BaseModel):
    """A request: its method, URL, body and options."""

    model_config: ClassVar[ConfigDict] = ConfigDict(
        arbitrary_types_allowed=True, defer_build=_DEFER_BUILD
    )

    method: str
    url: str
    params: Query = {}
    headers: Headers | NotGiven = NotGiven()
    max_retries: int | NotGiven = NotGiven()
    timeout: float | Timeout | NotGiven | None = NotGiven()
    files: HttpxRequestFiles | None = None
    idempotency_key: str | None = None
    post_parser: Callable[[Any], Any] | NotGiven = NotGiven()
    follow_redirects: bool | None = None
    content: _Content = None
    json_data: Body | None = None
    extra_json: AnyMapping | None = None
    _link: str = pydantic.PrivateAttr("")
    """The URL of the next page as the server gave it."""

    def get_max_retries(self, max_retries: int) -> int:
        """Return the number of retries, or the given one."""
        if isinstance(self.max_retries, NotGiven):
            return max_retries
        return self.max_retries

    def _strip_raw_response_header(self) -> None:
        if is_given(self.headers) and self.headers.get(RAW_RESPONSE_HEADER):
            self.headers = {
                name: value
                for name, value in self.headers.items()
                if name != RAW_RESPONSE_HEADER
            }

    @classmethod
    def construct(  # type: ignore[override]
        cls,
        _fields_set: set[str] | None = None,
        **values: Unpack[FinalRequestOptionsInput],
    ) -> FinalRequestOptions:
        """Return options without validation, and without what is not given."""
        given: dict[str, Any] = {k: strip_not_given(v) for k, v in values.items()}
        return super().model_construct(_fields_set, **given)

    if not TYPE_CHECKING:  # its parameters have other names
        model_construct = construct
