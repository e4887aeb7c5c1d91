"""What requests carry: dictionaries with Python keys, sent under the API's names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal, Required, TypeAlias

from pydantic import Field
from typing_extensions import TypedDict


class BrowserbaseProxyConfigParam(TypedDict, total=False):
    type: Required[Literal["browserbase"]]
    """Type of proxy."""

    domain_pattern: Annotated[str, Field(alias="domainPattern")]
    """Domain pattern for which this proxy should be used."""


class ExternalProxyConfigParam(TypedDict, total=False):
    type: Required[Literal["external"]]
    """Type of proxy."""

    server: Required[str]
    """Server URL for external proxy."""

    domain_pattern: Annotated[str, Field(alias="domainPattern")]
    """Domain pattern for which this proxy should be used."""


class NoneProxyConfigParam(TypedDict, total=False):
    type: Required[Literal["none"]]
    """Type of proxy."""

    domain_pattern: Annotated[str, Field(alias="domainPattern")]
    """Domain pattern for which this proxy should be used."""


ProxyConfigParam: TypeAlias = (
    BrowserbaseProxyConfigParam | ExternalProxyConfigParam | NoneProxyConfigParam
)


class BrowserSettingsParam(TypedDict, total=False):
    block_ads: Annotated[bool, Field(alias="blockAds")]
    """Enable or disable ad blocking in the browser."""

    os: Literal["windows", "mac", "linux", "mobile", "tablet"]
    """Operating system for stealth mode."""


class SessionCreateParamsParam(TypedDict, total=False):
    browser_settings: Annotated[BrowserSettingsParam, Field(alias="browserSettings")]

    proxies: Sequence[ProxyConfigParam] | bool
    """Can be true for default proxy, or an array of proxy configurations."""

    timeout: int
    """Seconds after which the invocation ends, 60 to 900 (default 900)."""

    user_metadata: Annotated[Mapping[str, Any], Field(alias="userMetadata")]
    """Arbitrary user metadata to attach to the session."""


class FunctionInvokeParams(TypedDict, total=False):
    params: Mapping[str, Any]

    session_create_params: Annotated[
        SessionCreateParamsParam, Field(alias="sessionCreateParams")
    ]
