"""The runtime of the package: the modules of Clientsmith's runtime that it needs."""

from typing import TYPE_CHECKING

from ._http import AsyncHttpClient as AsyncHttpClient
from ._http import HttpClient as HttpClient
from ._http import Limits as Limits
from ._http import Timeout as Timeout
from .api import *
from .attempts import *
from .auth import *
from .bodies import *
from .client import *
from .errors import *
from .lazy import lazy_names
from .omission import *
from .options import *
from .resource import *
from .responses import *
from .retries import *

if TYPE_CHECKING:
    from .api_keys import *
    from .deferral import *
    from .models import *
    from .object_pages import *
    from .pages import *
    from .pagination import *
    from .telemetry import *
    from .times import *
else:  # imported when they are first used: pydantic's models take time
    __getattr__, __dir__ = lazy_names(
        __name__,
        {
            ".api_keys": ("ApiKey",),
            ".deferral": ("Deferred", "DeferredType"),
            ".models": ("BaseModel",),
            ".object_pages": ("AsyncPage", "Page"),
            ".pages": ("AsyncListPage", "AsyncPaginator", "ListPage"),
            ".pagination": ("PageBy",),
            ".telemetry": ("OpenTelemetrySpans",),
            ".times": ("date", "datetime"),
        },
    )
