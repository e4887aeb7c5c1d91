"""The clients of the C1 API."""

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
    ClientCredentials,
    ClientOptions,
    Credential,
    FurtherOptions,
    HttpClient,
    NotGiven,
    Secret,
    Server,
    SyncClient,
    Timeout,
    Variable,
    not_given,
    subresource,
)

if TYPE_CHECKING:
    from .resources.functions_invocation import (
        AsyncFunctionsInvocation,
        FunctionsInvocation,
    )

_API = ApiInfo(
    name="c1",
    version=__version__,
    env_prefix="C1",
    servers=(
        Server(
            "https://{tenantDomain}.conductor.one",
            variables={"tenantDomain": Variable("tenant_domain", default="example")},
        ),
    ),
    schemes={
        "bearerAuth": Bearer(Credential("bearer_token", "C1_BEARER_TOKEN")),
        "oauth": ClientCredentials(
            Credential("client_id", "C1_CLIENT_ID"),
            Credential("client_secret", "C1_CLIENT_SECRET"),
            token_url="/auth/v1/token",
            send_in="body",
        ),
    },
    security=(("bearerAuth",), ("oauth",)),
)


class C1Options(ClientOptions, total=False):
    """What `C1.with_options` can change."""

    bearer_token: Secret | None
    client_id: Secret | None
    client_secret: Secret | None
    tenant_domain: str | None
    http_client: HttpClient | None


class AsyncC1Options(ClientOptions, total=False):
    """What `AsyncC1.with_options` can change."""

    bearer_token: AsyncSecret | None
    client_id: AsyncSecret | None
    client_secret: AsyncSecret | None
    tenant_domain: str | None
    http_client: AsyncHttpClient | None


class C1(SyncClient):
    """The C1 API is a HTTP API for managing C1 resources.

    Args:
        bearer_token: Sent as a bearer token; `C1_BEARER_TOKEN` if left out.
        client_id: The OAuth 2 client ID, exchanged for a token; `C1_CLIENT_ID` if left
            out.
        client_secret: The OAuth 2 client secret, exchanged for a token;
            `C1_CLIENT_SECRET` if left out.
        tenant_domain: The domain of the tenant to use for this request (default
            'example').
        base_url: `C1_BASE_URL` if left out, then https://{tenantDomain}.conductor.one.
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
        bearer_token: Secret | None = None,
        client_id: Secret | None = None,
        client_secret: Secret | None = None,
        tenant_domain: str | None = None,
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
            arguments={
                "bearer_token": bearer_token,
                "client_id": client_id,
                "client_secret": client_secret,
                "tenant_domain": tenant_domain,
            },
            base_url=base_url,
            timeout=timeout,
            max_retries=max_retries,
            default_headers=default_headers,
            default_query=default_query,
            http_client=http_client,
            _strict_response_validation=_strict_response_validation,
            **further,
        )

    def with_options(self, **options: Unpack[C1Options]) -> Self:
        """A client that differs in these options and shares the connections."""
        return self._with(options)

    copy = with_options

    @subresource
    def functions_invocation(self) -> FunctionsInvocation:
        """Methods of the `functions_invocation` resource."""
        from .resources.functions_invocation import FunctionsInvocation

        return FunctionsInvocation(self)


class AsyncC1(AsyncClient):
    """The C1 API is a HTTP API for managing C1 resources.

    Args:
        bearer_token: Sent as a bearer token; `C1_BEARER_TOKEN` if left out.
        client_id: The OAuth 2 client ID, exchanged for a token; `C1_CLIENT_ID` if left
            out.
        client_secret: The OAuth 2 client secret, exchanged for a token;
            `C1_CLIENT_SECRET` if left out.
        tenant_domain: The domain of the tenant to use for this request (default
            'example').
        base_url: `C1_BASE_URL` if left out, then https://{tenantDomain}.conductor.one.
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
        bearer_token: AsyncSecret | None = None,
        client_id: AsyncSecret | None = None,
        client_secret: AsyncSecret | None = None,
        tenant_domain: str | None = None,
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
            arguments={
                "bearer_token": bearer_token,
                "client_id": client_id,
                "client_secret": client_secret,
                "tenant_domain": tenant_domain,
            },
            base_url=base_url,
            timeout=timeout,
            max_retries=max_retries,
            default_headers=default_headers,
            default_query=default_query,
            http_client=http_client,
            _strict_response_validation=_strict_response_validation,
            **further,
        )

    def with_options(self, **options: Unpack[AsyncC1Options]) -> Self:
        """A client that differs in these options and shares the connections."""
        return self._with(options)

    copy = with_options

    @subresource
    def functions_invocation(self) -> AsyncFunctionsInvocation:
        """Methods of the `functions_invocation` resource."""
        from .resources.functions_invocation import AsyncFunctionsInvocation

        return AsyncFunctionsInvocation(self)
