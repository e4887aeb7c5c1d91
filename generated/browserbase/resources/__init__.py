"""What the API offers, one module for each resource."""

from typing import TYPE_CHECKING

from .._runtime.lazy import lazy_names

if TYPE_CHECKING:
    from .function_versions import AsyncFunctionVersions, FunctionVersions
    from .functions import AsyncFunctions, Functions
else:
    __getattr__, __dir__ = lazy_names(
        __name__,
        {
            ".function_versions": ("AsyncFunctionVersions", "FunctionVersions"),
            ".functions": ("AsyncFunctions", "Functions"),
        },
    )

__all__ = [
    "AsyncFunctionVersions",
    "AsyncFunctions",
    "FunctionVersions",
    "Functions",
]
