"""The clients of the Browserbase API."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Self

from typing_extensions import Unpack

from . import __version__
from ._runtime import (
    ApiInfo,
    ApiKey,
    AsyncClient,
    AsyncHttpClient,
    AsyncSecret,
    ClientOptions,
    Credential,
    FurtherOptions,
    HttpClient,
    NotGiven,
    Secret,
    Server,
    SyncClient,
    Timeout,
    not_given,
    subresource,
)

if TYPE_CHECKING:
    from .resources.function_versions import AsyncFunctionVersions, FunctionVersions
    from .resources.functions import AsyncFunctions, Functions

_API = ApiInfo(
    name="browserbase",
    version=__version__,
    env_prefix="BROWSERBASE",
    servers=(Server("https://api.browserbase.com"),),
    schemes={
        "BrowserbaseAuth": ApiKey(
            "X-BB-API-Key", "header", Credential("api_key", "BROWSERBASE_API_KEY")
        ),
    },
    security=(("BrowserbaseAuth",),),
)


class BrowserbaseOptions(ClientOptions, total=False):
    """What `Browserbase.with_options` can change."""

    api_key: Secret | None
    http_client: HttpClient | None


class AsyncBrowserbaseOptions(ClientOptions, total=False):
    """What `AsyncBrowserbase.with_options` can change."""

    api_key: AsyncSecret | None
    http_client: AsyncHttpClient | None


class Browserbase(SyncClient):
    """Browserbase API for 3rd party developers

    Args:
        api_key: Sent in the header `X-BB-API-Key`; `BROWSERBASE_API_KEY` if left out.
        base_url: `BROWSERBASE_BASE_URL` if left out, then https://api.browserbase.com.
        timeout: Seconds for each step, or a `Timeout` (60, connect 5).
        max_retries: How often a failed request is sent again.
        default_headers: Sent with every request.
        default_query: Sent with every request.
        http_client: The connections to use, such as with a proxy.
        **further: What few need: see `FurtherOptions`.
    """

    def __init__(
        self,
        *,
        api_key: Secret | None = None,
        base_url: str | None = None,
        timeout: float | Timeout | None | NotGiven = not_given,
        max_retries: int = 2,
        default_headers: Mapping[str, str] | None = None,
        default_query: Mapping[str, object] | None = None,
        http_client: HttpClient | None = None,
        _strict_response_validation: bool = False,
        **further: Unpack[FurtherOptions],
    ) -> None:
        super().__init__(
            _API,
            arguments={"api_key": api_key},
            base_url=base_url,
            timeout=timeout,
            max_retries=max_retries,
            default_headers=default_headers,
            default_query=default_query,
            http_client=http_client,
            _strict_response_validation=_strict_response_validation,
            **further,
        )

    def with_options(self, **options: Unpack[BrowserbaseOptions]) -> Self:
        """A client that differs in these options and shares the connections."""
        return self._with(options)

    copy = with_options

    @subresource
    def function_versions(self) -> FunctionVersions:
        """Methods of the `function_versions` resource."""
        from .resources.function_versions import FunctionVersions

        return FunctionVersions(self)

    @subresource
    def functions(self) -> Functions:
        """Methods of the `functions` resource."""
        from .resources.functions import Functions

        return Functions(self)


class AsyncBrowserbase(AsyncClient):
    """Browserbase API for 3rd party developers

    Args:
        api_key: Sent in the header `X-BB-API-Key`; `BROWSERBASE_API_KEY` if left out.
        base_url: `BROWSERBASE_BASE_URL` if left out, then https://api.browserbase.com.
        timeout: Seconds for each step, or a `Timeout` (60, connect 5).
        max_retries: How often a failed request is sent again.
        default_headers: Sent with every request.
        default_query: Sent with every request.
        http_client: The connections to use, such as with a proxy.
        **further: What few need: see `FurtherOptions`.
    """

    def __init__(
        self,
        *,
        api_key: AsyncSecret | None = None,
        base_url: str | None = None,
        timeout: float | Timeout | None | NotGiven = not_given,
        max_retries: int = 2,
        default_headers: Mapping[str, str] | None = None,
        default_query: Mapping[str, object] | None = None,
        http_client: AsyncHttpClient | None = None,
        _strict_response_validation: bool = False,
        **further: Unpack[FurtherOptions],
    ) -> None:
        super().__init__(
            _API,
            arguments={"api_key": api_key},
            base_url=base_url,
            timeout=timeout,
            max_retries=max_retries,
            default_headers=default_headers,
            default_query=default_query,
            http_client=http_client,
            _strict_response_validation=_strict_response_validation,
            **further,
        )

    def with_options(self, **options: Unpack[AsyncBrowserbaseOptions]) -> Self:
        """A client that differs in these options and shares the connections."""
        return self._with(options)

    copy = with_options

    @subresource
    def function_versions(self) -> AsyncFunctionVersions:
        """Methods of the `function_versions` resource."""
        from .resources.function_versions import AsyncFunctionVersions

        return AsyncFunctionVersions(self)

    @subresource
    def functions(self) -> AsyncFunctions:
        """Methods of the `functions` resource."""
        from .resources.functions import AsyncFunctions

        return AsyncFunctions(self)
