"""The bases of the resources."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ._client import AsyncOrgClient, OrgClient


class SyncAPIResource:
    """Methods that call the API with a client."""

    _client: OrgClient

    def __init__(self, client: OrgClient) -> None:
        self._client = client
        self._get = client.get
        self._post = client.post
        self._patch = client.patch
        self._put = client.put
        self._delete = client.delete
        self._get_api_list = client.get_api_list

    def _sleep(self, seconds: float) -> None:
        time.sleep(seconds)


class AsyncAPIResource:
    """Methods that call the API with an asynchronous client."""

    _client: AsyncOrgClient

    def __init__(self, client: AsyncOrgClient) -> None:
        self._client = client
        self._get = client.get
        self._post = client.post
        self._patch = client.patch
        self._put = client.put
        self._delete = client.delete
        self._get_api_list = client.get_api_list

    async def _sleep(self, seconds: float) -> None:
        import anyio  # for asyncio and trio; kept out of the import time

        await anyio.sleep(seconds)
