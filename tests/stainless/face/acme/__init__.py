"""A package as the generator renders it, but smaller."""

from ._base_client import DefaultAioHttpClient as DefaultAioHttpClient
from ._base_client import DefaultAsyncHttpxClient as DefaultAsyncHttpxClient
from ._base_client import DefaultHttpxClient as DefaultHttpxClient
from ._client import Acme as Acme
from ._client import AsyncAcme as AsyncAcme
from ._constants import DEFAULT_MAX_RETRIES as DEFAULT_MAX_RETRIES
from ._constants import DEFAULT_TIMEOUT as DEFAULT_TIMEOUT
from ._models import BaseModel as BaseModel
from ._types import NOT_GIVEN as NOT_GIVEN
from ._types import NoneType as NoneType
from ._types import NotGiven as NotGiven
from ._types import Omit as Omit
from ._types import not_given as not_given
from ._types import omit as omit
