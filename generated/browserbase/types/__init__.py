"""The schemas of the API."""

from typing import TYPE_CHECKING

from .._runtime.lazy import lazy_names

if TYPE_CHECKING:
    from .models import FunctionVersionListInvocationsResponse, Invocation
    from .pages import (
        AsyncFunctionVersionInvocationsPage,
        FunctionVersionInvocationsPage,
    )
    from .params import (
        BrowserbaseProxyConfigGeolocationParam,
        BrowserbaseProxyConfigParam,
        BrowserSettingsContextParam,
        BrowserSettingsParam,
        BrowserSettingsViewportParam,
        ExternalProxyConfigParam,
        FunctionInvokeParams,
        NoneProxyConfigParam,
        SessionCreateParams,
        SessionCreateParamsProxySettingsParam,
    )
else:
    _NAMES = {
        ".models": ("FunctionVersionListInvocationsResponse", "Invocation"),
        ".pages": (
            "AsyncFunctionVersionInvocationsPage",
            "FunctionVersionInvocationsPage",
        ),
        ".params": (
            "BrowserSettingsContextParam",
            "BrowserSettingsParam",
            "BrowserSettingsViewportParam",
            "BrowserbaseProxyConfigGeolocationParam",
            "BrowserbaseProxyConfigParam",
            "ExternalProxyConfigParam",
            "FunctionInvokeParams",
            "NoneProxyConfigParam",
            "SessionCreateParams",
            "SessionCreateParamsProxySettingsParam",
        ),
    }
    __getattr__, __dir__ = lazy_names(__name__, _NAMES)

__all__ = [
    "AsyncFunctionVersionInvocationsPage",
    "BrowserSettingsContextParam",
    "BrowserSettingsParam",
    "BrowserSettingsViewportParam",
    "BrowserbaseProxyConfigGeolocationParam",
    "BrowserbaseProxyConfigParam",
    "ExternalProxyConfigParam",
    "FunctionInvokeParams",
    "FunctionVersionInvocationsPage",
    "FunctionVersionListInvocationsResponse",
    "Invocation",
    "NoneProxyConfigParam",
    "SessionCreateParams",
    "SessionCreateParamsProxySettingsParam",
]
