"""The clients of the Kernel API."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Self

from typing_extensions import Unpack

from . import __version__
from ._runtime import (
    ApiInfo,
    AsyncClient,
    AsyncHttpClient,
    AsyncSecret,
    Bearer,
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
    from .resources.invocations import AsyncInvocations, Invocations

_API = ApiInfo(
    name="kernel",
    version=__version__,
    env_prefix="KERNEL",
    servers=(Server("https://api.onkernel.com"),),
    schemes={
        "bearerAuth": Bearer(Credential("api_key", "KERNEL_API_KEY")),
    },
    security=(("bearerAuth",),),
)


class KernelOptions(ClientOptions, total=False):
    """What `Kernel.with_options` can change."""

    api_key: Secret | None
    http_client: HttpClient | None


class AsyncKernelOptions(ClientOptions, total=False):
    """What `AsyncKernel.with_options` can change."""

    api_key: AsyncSecret | None
    http_client: AsyncHttpClient | None


class Kernel(SyncClient):
    """Developer tools and cloud infrastructure for AI agents to use web browsers

    Args:
        api_key: Sent as a bearer token; `KERNEL_API_KEY` if left out.
        base_url: `KERNEL_BASE_URL` if left out, then https://api.onkernel.com.
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

    def with_options(self, **options: Unpack[KernelOptions]) -> Self:
        """A client that differs in these options and shares the connections."""
        return self._with(options)

    copy = with_options

    @subresource
    def invocations(self) -> Invocations:
        """Invoke actions and stream or query invocation status and events."""
        from .resources.invocations import Invocations

        return Invocations(self)


class AsyncKernel(AsyncClient):
    """Developer tools and cloud infrastructure for AI agents to use web browsers

    Args:
        api_key: Sent as a bearer token; `KERNEL_API_KEY` if left out.
        base_url: `KERNEL_BASE_URL` if left out, then https://api.onkernel.com.
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

    def with_options(self, **options: Unpack[AsyncKernelOptions]) -> Self:
        """A client that differs in these options and shares the connections."""
        return self._with(options)

    copy = with_options

    @subresource
    def invocations(self) -> AsyncInvocations:
        """Invoke actions and stream or query invocation status and events."""
        from .resources.invocations import AsyncInvocations

        return AsyncInvocations(self)
