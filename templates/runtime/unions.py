"""Discriminated unions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from .guards import is_object

if TYPE_CHECKING:
    import pydantic
    from pydantic_core import CoreSchema

__all__ = ["SelectedBy"]

_UNKNOWN, _MISSING = "unknown", "missing"


class SelectedBy:
    """The discriminator in `Annotated[A | B, SelectedBy("kind", {"a": A, "b": B})]`.

    The member with this wire name selects the variant of an object. `otherwise` is the
    type of objects whose value selects none, `missing` that of objects without the
    member, or with null; `attribute` is the member's Python name if it differs.
    """

    def __init__(
        self,
        name: str,
        variants: Mapping[Any, Any],
        *,
        otherwise: Any = None,
        missing: Any = None,
        attribute: str | None = None,
    ) -> None:
        self.name = name
        self.otherwise = otherwise
        self._variants = variants
        self._missing = missing
        self._attribute = attribute
        # 1 and True are one key in Python, but not in JSON.
        self._types: dict[tuple[type, Any], Any] = {
            (type(value), value): type_ for value, type_ in variants.items()
        }

    @property
    def types(self) -> Iterable[Any]:
        """The variants."""
        return self._variants.values()

    def selected(self, given: Mapping[str, object]) -> Any:
        """Return the variant that an object selects; None without one."""
        value = given.get(self.name)
        if not isinstance(value, (str, int)):
            return None
        return self._types.get((type(value), value))

    def __get_pydantic_core_schema__(
        self, source: Any, handler: pydantic.GetCoreSchemaHandler
    ) -> CoreSchema:
        # Loaded when the first union is built.
        from pydantic_core import core_schema

        paths: list[list[str | int]] = [[self.name]]
        if self._attribute is not None:  # of a variant's instance
            paths.append([self._attribute])
        # A value is serialized by its own class.
        written = core_schema.simple_ser_schema("any")
        types = self._variants.items()
        schema: CoreSchema = core_schema.tagged_union_schema(
            {value: handler.generate_schema(type_) for value, type_ in types},
            discriminator=paths,
            serialization=written,
        )
        others = [*self._others(handler)]
        if not others:
            return schema
        # No functions wrap the schemas: they would receive Python values instead of JSON.
        rest = core_schema.tagged_union_schema(
            dict(others),
            discriminator=self._other,
            custom_error_type="no_variant",
            custom_error_message=f"{self.name!r} selects no variant",
        )
        return core_schema.union_schema(
            [schema, rest], mode="left_to_right", serialization=written
        )

    def _others(
        self, handler: pydantic.GetCoreSchemaHandler
    ) -> Iterator[tuple[str, CoreSchema]]:
        from pydantic_core import core_schema

        schemas: list[CoreSchema] = []
        if self.otherwise is not None:
            schemas.append(handler.generate_schema(self.otherwise))
            yield _UNKNOWN, schemas[0]
        if self._missing is not None:
            schemas.append(handler.generate_schema(self._missing))
        if schemas:
            yield _MISSING, core_schema.union_schema([*schemas], mode="left_to_right")

    def _other(self, value: object) -> str | None:
        """Return the tag of a value that selects no variant."""
        if not is_object(value) or value.get(self.name) is None:
            return _MISSING
        return _UNKNOWN if self.selected(value) is None else None
