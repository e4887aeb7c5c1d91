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
    from .basic import *
    from .bearer import *
    from .content import *
    from .deferral import *
    from .deprecation import *
    from .downloads import *
    from .forms import *
    from .json_lines import *
    from .media import *
    from .models import *
    from .multipart import *
    from .oauth import *
    from .object_pages import *
    from .pages import *
    from .pagination import *
    from .streaming import *
    from .styles import *
    from .telemetry import *
    from .times import *
    from .unions import *
    from .variables import *
else:  # imported when they are first used: pydantic's models take time
    __getattr__, __dir__ = lazy_names(
        __name__,
        {
            ".api_keys": ("ApiKey",),
            ".basic": ("Basic",),
            ".bearer": ("Bearer",),
            ".content": ("RawBody", "RawContent"),
            ".deferral": ("Deferred", "DeferredType"),
            ".deprecation": ("deprecated",),
            ".downloads": ("AsyncBinaryAPIResponse", "BinaryAPIResponse"),
            ".forms": ("FormBody",),
            ".json_lines": ("JsonLines", "JsonLinesBody"),
            ".media": ("ByMediaType", "ResultTypes"),
            ".models": ("BaseModel",),
            ".multipart": ("FileTypes", "MultipartBody"),
            ".oauth": ("ClientCredentials",),
            ".object_pages": ("AsyncPage", "Page"),
            ".pages": ("AsyncListPage", "AsyncPaginator", "ListPage"),
            ".pagination": ("PageBy",),
            ".streaming": (
                "APIStreamError",
                "AsyncStream",
                "ServerSentEvent",
                "Stream",
            ),
            ".styles": ("Style",),
            ".telemetry": ("OpenTelemetrySpans",),
            ".times": ("date", "datetime"),
            ".unions": ("SelectedBy",),
            ".variables": ("Variable",),
        },
    )
