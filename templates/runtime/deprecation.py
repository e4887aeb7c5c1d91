"""The decorator of deprecated methods."""

from __future__ import annotations

import inspect
import warnings
from functools import wraps
from typing import TYPE_CHECKING

__all__ = ["deprecated"]

if TYPE_CHECKING:
    from typing_extensions import deprecated
else:

    def deprecated(message):
        """PEP 702's decorator without the import of `asyncio`, which is slow."""

        def decorated(method):
            def warn():
                warnings.warn(message, DeprecationWarning, stacklevel=3)

            if inspect.iscoroutinefunction(method):

                @wraps(method)
                async def warning(*args, **kwargs):
                    warn()
                    return await method(*args, **kwargs)

            else:

                @wraps(method)
                def warning(*args, **kwargs):
                    warn()
                    return method(*args, **kwargs)

            warning.__deprecated__ = message
            return warning

        return decorated
