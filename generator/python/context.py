"""What every builder of a view looks things up in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from generator.config import ClientConfig
from generator.document.documents import Source
from generator.model.api import Api
from generator.model.bodies import multipart_objects
from generator.model.schemas import Object
from generator.model.usage import Direction, objects_by_source
from generator.naming.names import Names
from generator.python.annotations import AnnotationWriter
from generator.python.imports import Imports
from generator.python.shapes import FILE, RAW, Shaper

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

    @cached_property
    def multipart(self) -> frozenset[Source]:
        """The objects that are multipart bodies."""
        return frozenset(
            each.source
            for operation in self.api.operations
            for each in multipart_objects(operation, self.api.graph)
        )

    def shaper(
        self, direction: Direction, *, with_models: bool = False, parts: bool = False
    ) -> Shaper:
        """Shapes of schemas that travel this way.

        `with_models`: what is sent may also be a model that was received. `parts`: it
        is a part of a multipart body.
        """
        formats = frozenset(self.config.formats)
        return Shaper(
            self.api.graph,
            self.names.types,
            direction,
            formats,
            with_models=with_models,
            parts=parts,
        )

    def writer(
        self,
        imports: Imports,
        direction: Direction,
        shadowed: frozenset[str] = frozenset(),
        home: str = "..types",
    ) -> AnnotationWriter:
        """Annotations for a module that reaches the types by way of `home`."""
        types = self.names.types
        package = home if home.endswith(".") else f"{home}."
        homes = dict.fromkeys(types.response.values(), f"{package}{MODELS}")
        homes |= dict.fromkeys(types.request.values(), f"{package}{PARAMS}")
        homes |= dict.fromkeys((FILE.name, RAW.name), RUNTIME)
        return AnnotationWriter(
            imports,
            homes,
            direction,
            self.config.formats,
            shadowed,
        )
