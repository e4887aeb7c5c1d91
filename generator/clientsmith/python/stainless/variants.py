"""Variants of unions: what tells them apart, and what they are called."""

from __future__ import annotations

from collections.abc import Iterator

from clientsmith.model.schemas import Enum, Object, Property, Reference, Schema, Union
from clientsmith.model.variants import schema_name
from clientsmith.python.stainless.library import Library


class Variants:
    """Names variants by marks and constants, components, titles or their numbers."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def of(self, union: Union) -> Iterator[tuple[Schema, str | None]]:
        """Yield the variants, those of unions among them too, with what selects them."""
        selector = self.selector(union)
        for variant in union.variants:
            if isinstance(variant, Union):
                yield from self.of(variant)
            else:
                yield variant, selector

    def selector(self, union: Union) -> str | None:
        """Return the property that tells the variants apart.

        Without a discriminator, it is one that is a different constant in each of them.
        """
        if union.discriminator is not None:
            return union.discriminator.property_name
        first, *others = union.variants
        for property_ in self._properties(first):
            name = property_.name
            values = [self._constant(variant, name) for variant in (first, *others)]
            if others and None not in values and len({*values}) == len(values):
                return name
        return None

    def name(
        self, schema: Schema, number: int, selector: str | None, unnamed: str
    ) -> str:
        """Return what a variant is called."""
        properties = self._properties(schema)
        return (
            self._library.plan.variant_names.get(schema.source)
            or (selector and self._constant(schema, selector))
            or self._component(schema)
            or schema.annotations.title
            or (properties[0].name if len(properties) == 1 else f"{unnamed}{number}")
        )

    def _component(self, schema: Schema) -> str | None:
        """Return the name of a shared schema, whether it is a model or not."""
        found = self._library.unfold(schema)
        if found.model is None or not isinstance(schema, Reference):
            return found.component
        return schema_name(schema.target)

    def _constant(self, schema: Schema, name: str) -> str | None:
        """Return the value of a property that is marked as a constant."""
        for property_ in self._properties(schema):
            found = self._library.unfold(property_.schema).schema
            if property_.name == name and isinstance(found, Enum):
                marked = found.source in self._library.plan.constants
                value = found.values[0]
                if marked and len(found.values) == 1 and isinstance(value, str):
                    return value
        return None

    def _properties(self, schema: Schema) -> tuple[Property, ...]:
        found = self._library.resolved(schema)
        return found.properties if isinstance(found, Object) else ()
