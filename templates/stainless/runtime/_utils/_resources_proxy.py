"""The resources of the package, which take time to import."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from ._proxy import LazyProxy


class ResourcesProxy(LazyProxy[Any]):
    """The module `resources` of the package, imported when it is first used."""

    def __load__(self) -> Any:
        return import_module("..resources", __package__)


resources = ResourcesProxy().__as_proxied__()
