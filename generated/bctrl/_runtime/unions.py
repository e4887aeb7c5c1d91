"""Unions whose variants a member tells apart."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from .guards import is_object

if TYPE_CHECKING:
    import pydantic
    from pydantic_core import CoreSchema

__all__ = ["SelectedBy"]


class SelectedBy:
    """Stands in `Annotated[A | B, SelectedBy("kind", {"a": A, "b": B})]`.

    The member with this name on the wire says which variant an object is. `otherwise`
    is for objects whose value selects none, `missing` for those without the member;
    `attribute` is the member's Python name if it is another.
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
        """What values select."""
        return self._variants.values()

    def selected(self, given: Mapping[str, object]) -> Any:
        """The type that an object's value selects; None without one."""
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
        # A value's own class says how it is written, whichever variant it is.
        written = core_schema.simple_ser_schema("any")
        types = self._variants.items()
        schema: CoreSchema = core_schema.tagged_union_schema(
            {value: handler.generate_schema(type_) for value, type_ in types},
            discriminator=paths,
            serialization=written,
        )
        others = [
            core_schema.no_info_before_validator_function(
                check, handler.generate_schema(type_)
            )
            for check, type_ in (
                (self._unselected, self.otherwise),
                (self._without_member, self._missing),
            )
            if type_ is not None
        ]
        if not others:
            return schema
        return core_schema.union_schema(
            [schema, *others], mode="left_to_right", serialization=written
        )

    def _unselected(self, value: object) -> object:
        if is_object(value) and self.selected(value) is not None:
            raise ValueError(f"{self.name!r} selects another variant")
        return value

    def _without_member(self, value: object) -> object:
        if is_object(value) and self.name in value:
            raise ValueError(f"{self.name!r} selects no variant")
        return value
