"""What every generated package is built on: the same files in each of them."""

from ._http import *
from .api import *
from .async_client import *
from .auth import *
from .client import *
from .errors import *
from .models import *
from .options import *
from .pagination import *
from .parameters import *
from .resource import *
from .responses import *
