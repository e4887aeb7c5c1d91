"""The clients of the bctrl API."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal, Self, TypeAlias

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
    from .resources.runs import AsyncRuns, Runs

_API = ApiInfo(
    name="bctrl",
    version=__version__,
    env_prefix="BCTRL",
    servers=(
        Server("https://api.bctrl.ai", name="production"),
        Server("http://localhost:8787", name="local"),
    ),
    schemes={
        "bearerAuth": Bearer(Credential("api_key", "BCTRL_API_KEY")),
    },
    security=(),
)

_Environment: TypeAlias = Literal["production", "local"]


class BctrlOptions(ClientOptions, total=False):
    """What `Bctrl.with_options` can change."""

    api_key: Secret | None
    environment: _Environment
    http_client: HttpClient | None


class AsyncBctrlOptions(ClientOptions, total=False):
    """What `AsyncBctrl.with_options` can change."""

    api_key: AsyncSecret | None
    environment: _Environment
    http_client: AsyncHttpClient | None


class Bctrl(SyncClient):
    """The bctrl API.

    Args:
        api_key: Sent as a bearer token; `BCTRL_API_KEY` if left out.
        environment: `production` (https://api.bctrl.ai), `local`
            (http://localhost:8787); the first if left out.
        base_url: `BCTRL_BASE_URL` if left out, then the server of the environment.
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
        environment: _Environment | NotGiven = not_given,
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
            environment=environment,
            base_url=base_url,
            timeout=timeout,
            max_retries=max_retries,
            default_headers=default_headers,
            default_query=default_query,
            http_client=http_client,
            _strict_response_validation=_strict_response_validation,
            **further,
        )

    def with_options(self, **options: Unpack[BctrlOptions]) -> Self:
        """A client that differs in these options and shares the connections."""
        return self._with(options)

    copy = with_options

    @subresource
    def runs(self) -> Runs:
        """Methods of the `runs` resource."""
        from .resources.runs import Runs

        return Runs(self)


class AsyncBctrl(AsyncClient):
    """The bctrl API.

    Args:
        api_key: Sent as a bearer token; `BCTRL_API_KEY` if left out.
        environment: `production` (https://api.bctrl.ai), `local`
            (http://localhost:8787); the first if left out.
        base_url: `BCTRL_BASE_URL` if left out, then the server of the environment.
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
        environment: _Environment | NotGiven = not_given,
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
            environment=environment,
            base_url=base_url,
            timeout=timeout,
            max_retries=max_retries,
            default_headers=default_headers,
            default_query=default_query,
            http_client=http_client,
            _strict_response_validation=_strict_response_validation,
            **further,
        )

    def with_options(self, **options: Unpack[AsyncBctrlOptions]) -> Self:
        """A client that differs in these options and shares the connections."""
        return self._with(options)

    copy = with_options

    @subresource
    def runs(self) -> AsyncRuns:
        """Methods of the `runs` resource."""
        from .resources.runs import AsyncRuns

        return AsyncRuns(self)
