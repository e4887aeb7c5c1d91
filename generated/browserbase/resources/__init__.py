"""What the API offers, one module for each resource."""

from typing import TYPE_CHECKING

from .._runtime.lazy import lazy_names

if TYPE_CHECKING:
    from .function_versions import AsyncFunctionVersions, FunctionVersions
    from .functions import AsyncFunctions, Functions
else:
    _NAMES = {
        ".function_versions": ("AsyncFunctionVersions", "FunctionVersions"),
        ".functions": ("AsyncFunctions", "Functions"),
    }
    __getattr__, __dir__ = lazy_names(__name__, _NAMES)

__all__ = [
    "AsyncFunctionVersions",
    "AsyncFunctions",
    "FunctionVersions",
    "Functions",
]
