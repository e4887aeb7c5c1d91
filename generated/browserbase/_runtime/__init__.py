"""What every generated package is built on: the same files in each of them."""

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
from .options import *
from .parameters import *
from .resource import *
from .responses import *
from .retries import *
from .times import *

if TYPE_CHECKING:
    from .deferral import *
    from .models import *
    from .pages import *
    from .pagination import *
    from .streaming import *
    from .telemetry import *
    from .unions import *
else:  # what the first model, list or stream needs, and the heavy half of pydantic
    pages = "AsyncListPage AsyncPage AsyncPaginator ListPage Page"
    __getattr__, __dir__ = lazy_names(
        __name__,
        {
            ".deferral": ("Deferred", "DeferredType"),
            ".models": ("BaseModel",),
            ".pages": pages.split(),
            ".pagination": ("PageBy",),
            ".streaming": ("AsyncStream", "ServerSentEvent", "Stream"),
            ".telemetry": ("OpenTelemetrySpans",),
            ".unions": ("SelectedBy",),
        },
    )
