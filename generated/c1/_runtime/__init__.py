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
    from .basic import *
    from .bearer import *
    from .deferral import *
    from .models import *
    from .oauth import *
    from .telemetry import *
    from .times import *
    from .variables import *
else:  # imported when they are first used: pydantic's models take time
    __getattr__, __dir__ = lazy_names(
        __name__,
        {
            ".basic": ("Basic",),
            ".bearer": ("Bearer",),
            ".deferral": ("Deferred", "DeferredType"),
            ".models": ("BaseModel",),
            ".oauth": ("ClientCredentials",),
            ".telemetry": ("OpenTelemetrySpans",),
            ".times": ("date", "datetime"),
            ".variables": ("Variable",),
        },
    )
