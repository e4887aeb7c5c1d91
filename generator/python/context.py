"""What every builder of a view looks things up in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from generator.config import ClientConfig
from generator.document.documents import Source
from generator.model.api import Api
from generator.model.schemas import Object
from generator.model.usage import Direction, objects_by_source
from generator.naming.names import Names
from generator.python.annotations import AnnotationWriter
from generator.python.imports import Imports
from generator.python.shapes import Shaper

RUNTIME = ".._runtime"
MODELS = "models"
PARAMS = "params"
PAGES = "pages"


@dataclass(frozen=True)
class Context:
    """The model, its names, and the options of one package."""

    api: Api
    names: Names
    config: ClientConfig

    @cached_property
    def objects(self) -> Mapping[Source, Object]:
        """Every object of the API by source."""
        return objects_by_source(self.api)

    def shaper(self, direction: Direction) -> Shaper:
        """Shapes of schemas that travel this way."""
        formats = frozenset(self.config.formats)
        return Shaper(self.api.graph, self.names.types, direction, formats)

    def writer(
        self,
        imports: Imports,
        direction: Direction,
        shadowed: frozenset[str] = frozenset(),
        home: str = "..types",
    ) -> AnnotationWriter:
        """Annotations for a module that reaches the types by way of `home`."""
        types = self.names.types
        sent = direction is Direction.REQUEST
        names = (types.request if sent else types.response).values()
        separator = "" if home.endswith(".") else "."
        module = f"{home}{separator}{PARAMS if sent else MODELS}"
        return AnnotationWriter(
            imports,
            dict.fromkeys(names, module),
            direction,
            self.config.formats,
            shadowed,
        )
