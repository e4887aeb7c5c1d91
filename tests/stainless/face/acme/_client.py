"""The clients."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

import httpx

from . import _streaming
from ._base_client import AsyncAPIClient, SyncAPIClient
from ._constants import DEFAULT_MAX_RETRIES
from ._qs import Querystring
from ._types import NotGiven, Omit, Timeout, not_given
from .resources import widgets


class Acme(SyncAPIClient):
    """The synchronous client."""

    api_key: str

    def __init__(
        self,
        *,
        api_key: str = "secret-key",
        base_url: str | httpx.URL = "http://api.test/v1",
        timeout: float | Timeout | NotGiven | None = not_given,
        max_retries: int = DEFAULT_MAX_RETRIES,
        default_headers: Mapping[str, str] | None = None,
        default_query: Mapping[str, object] | None = None,
        http_client: httpx.Client | None = None,
        _strict_response_validation: bool = False,
    ) -> None:
        self.api_key = api_key
        super().__init__(
            version="1.2.3",
            base_url=base_url,
            max_retries=max_retries,
            timeout=timeout,
            http_client=http_client,
            custom_headers=default_headers,
            custom_query=default_query,
            _strict_response_validation=_strict_response_validation,
        )
        self._idempotency_header = "Idempotency-Key"
        self._default_stream_cls = _streaming.Stream

    @cached_property
    def widgets(self) -> widgets.WidgetsResource:
        return widgets.WidgetsResource(self)

    @property
    def qs(self) -> Querystring:
        return Querystring(array_format="comma")

    @property
    def auth_headers(self) -> dict[str, str]:
        return {"X-Acme-Id": self.api_key}

    @property
    def default_headers(self) -> dict[str, str | Omit]:
        return {
            **super().default_headers,
            "X-Stainless-Async": "false",
            **self._custom_headers,
        }

    def copy(self) -> Acme:
        return Acme(
            api_key=self.api_key,
            base_url=self.base_url,
            timeout=self.timeout,
            max_retries=self.max_retries,
            default_headers=self._custom_headers,
            default_query=self._custom_query,
            http_client=self._client,
        )


class AsyncAcme(AsyncAPIClient):
    """The asynchronous client."""

    api_key: str

    def __init__(
        self,
        *,
        api_key: str = "secret-key",
        base_url: str | httpx.URL = "http://api.test/v1",
        timeout: float | Timeout | NotGiven | None = not_given,
        max_retries: int = DEFAULT_MAX_RETRIES,
        default_headers: Mapping[str, str] | None = None,
        default_query: Mapping[str, object] | None = None,
        http_client: httpx.AsyncClient | None = None,
        _strict_response_validation: bool = False,
    ) -> None:
        self.api_key = api_key
        super().__init__(
            version="1.2.3",
            base_url=base_url,
            max_retries=max_retries,
            timeout=timeout,
            http_client=http_client,
            custom_headers=default_headers,
            custom_query=default_query,
            _strict_response_validation=_strict_response_validation,
        )
        self._idempotency_header = "Idempotency-Key"
        self._default_stream_cls = _streaming.AsyncStream

    @cached_property
    def widgets(self) -> widgets.AsyncWidgetsResource:
        return widgets.AsyncWidgetsResource(self)

    @property
    def qs(self) -> Querystring:
        return Querystring(array_format="comma")

    @property
    def auth_headers(self) -> dict[str, str]:
        return {"X-Acme-Id": self.api_key}

    @property
    def default_headers(self) -> dict[str, str | Omit]:
        return {
            **super().default_headers,
            "X-Stainless-Async": "async:asyncio",
            **self._custom_headers,
        }
