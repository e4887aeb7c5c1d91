"""What every generated package is built on: the same files in each of them."""

from typing import TYPE_CHECKING

from ._http import *
from .api import *
from .async_client import *
from .auth import *
from .client import *
from .errors import *
from .lazy import lazy_names
from .options import *
from .parameters import *
from .resource import *
from .responses import *

if TYPE_CHECKING:
    from .models import *
    from .pages import *
    from .pagination import *
else:  # what the first model or list needs, and with it the heavy half of pydantic
    __getattr__, __dir__ = lazy_names(
        __name__,
        {
            ".models": ("BaseModel",),
            ".pages": ("AsyncPage", "Page"),
            ".pagination": (
                "AsyncListPage",
                "AsyncPaginator",
                "CursorPagination",
                "LinkPagination",
                "ListPage",
                "OffsetPagination",
                "PageInfo",
                "PageNumberPagination",
            ),
        },
    )
