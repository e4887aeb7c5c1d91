"""What requests carry: dictionaries with Python keys, sent under the names of the API."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal

from pydantic import Field
from typing_extensions import Required, TypedDict


class BrowserSettingsContextParam(TypedDict, total=False):
    id: Required[str]
    """The Context ID."""

    persist: bool
    """Whether or not to persist the context after browsing. Defaults to `false`."""


class BrowserSettingsViewportParam(TypedDict, total=False):
    width: int
    """The width of the browser."""

    height: int
    """The height of the browser."""


class BrowserSettingsParam(TypedDict, total=False):
    context: BrowserSettingsContextParam

    extension_id: Annotated[str, Field(alias="extensionId")]
    """The uploaded Extension ID. See [Upload
    Extension](/reference/api/upload-an-extension).
    """

    viewport: BrowserSettingsViewportParam

    block_ads: Annotated[bool, Field(alias="blockAds")]
    """Enable or disable ad blocking in the browser. Defaults to `false`."""

    solve_captchas: Annotated[bool, Field(alias="solveCaptchas")]
    """Enable or disable captcha solving in the browser. Defaults to `true`."""

    record_session: Annotated[bool, Field(alias="recordSession")]
    """Enable or disable session recording. Defaults to `true`."""

    log_session: Annotated[bool, Field(alias="logSession")]
    """Enable or disable session logging. Defaults to `true`."""

    advanced_stealth: Annotated[bool, Field(alias="advancedStealth")]
    """Advanced Browser Stealth Mode."""

    verified: bool
    """Verified Browser Mode."""

    captcha_image_selector: Annotated[str, Field(alias="captchaImageSelector")]
    """Custom selector for captcha image. See [Custom Captcha
    Solving](/features/stealth-mode#custom-captcha-solving).
    """

    captcha_input_selector: Annotated[str, Field(alias="captchaInputSelector")]
    """Custom selector for captcha input. See [Custom Captcha
    Solving](/features/stealth-mode#custom-captcha-solving).
    """

    os: Literal["windows", "mac", "linux", "mobile", "tablet"]
    """Operating system for stealth mode. Valid values: windows, mac, linux, mobile,
    tablet.
    """

    size: Literal["small", "medium", "large"]
    """[NOT IN DOCS] Resource size of the browser (default 'small')."""

    enable_native_select_polyfill: Annotated[
        bool, Field(alias="enableNativeSelectPolyfill")
    ]
    """[NOT IN DOCS] Enable native select polyfill. This gives support a break-glass
    option to disable the polyfill.
    """

    enable_pdf_viewer: Annotated[bool, Field(alias="enablePdfViewer")]
    """[NOT IN DOCS] Enable PDF viewer. This gives support a break-glass option to
    enable the viewer when users want to view PDFs in-browser.
    """

    extensions: Sequence[Literal["onepassword", "browser-events"]]
    """[NOT IN DOCS] List of pre-installed extension names and custom extension ids
    to enable on the browser.
    """

    allowed_domains: Annotated[Sequence[str], Field(alias="allowedDomains")]
    """An optional list of allowed domains for the session. If provided, navigation
    will be restricted to these domains.
    """

    ignore_certificate_errors: Annotated[bool, Field(alias="ignoreCertificateErrors")]
    """Enable or disable ignoring of certificate errors in the browser. Defaults to
    `true`.
    """


class BrowserbaseProxyConfigGeolocationParam(TypedDict, total=False):
    """Geographic location for the proxy. Optional."""

    city: str
    """Name of the city. Use spaces for multi-word city names. Optional."""

    state: str
    """US state code (2 characters). Must also specify US as the country. Optional (2
    characters).
    """

    country: Required[str]
    """Country code in ISO 3166-1 alpha-2 format (2 characters)."""


class BrowserbaseProxyConfigParam(TypedDict, total=False):
    type: Required[Literal["browserbase"]]
    """Type of proxy. Always use 'browserbase' for the Browserbase managed proxy
    network.
    """

    geolocation: BrowserbaseProxyConfigGeolocationParam
    """Geographic location for the proxy. Optional."""

    domain_pattern: Annotated[str, Field(alias="domainPattern")]
    """Domain pattern for which this proxy should be used. If omitted, defaults to
    all domains. Optional.
    """


class ExternalProxyConfigParam(TypedDict, total=False):
    type: Required[Literal["external"]]
    """Type of proxy. Always 'external' for this config."""

    server: Required[str]
    """Server URL for external proxy. Required."""

    domain_pattern: Annotated[str, Field(alias="domainPattern")]
    """Domain pattern for which this proxy should be used. If omitted, defaults to
    all domains. Optional.
    """

    username: str
    """Username for external proxy authentication. Optional."""

    password: str
    """Password for external proxy authentication. Optional."""


class NoneProxyConfigParam(TypedDict, total=False):
    type: Required[Literal["none"]]
    """Type of proxy. Always 'none' for this config."""

    domain_pattern: Annotated[str, Field(alias="domainPattern")]
    """Domain pattern for which this proxy should be used. If omitted, defaults to
    all domains. Optional.
    """


class SessionCreateParamsProxySettingsParam(TypedDict, total=False):
    """[NOT IN DOCS] Supplementary proxy settings. Optional."""

    ca_certificates: Required[Annotated[Sequence[str], Field(alias="caCertificates")]]
    """[NOT IN DOCS] The TLS certificate IDs to trust. Optional."""


class SessionCreateParams(TypedDict, total=False):
    extension_id: Annotated[str, Field(alias="extensionId")]
    """The uploaded Extension ID. See [Upload
    Extension](/reference/api/upload-an-extension).
    """

    browser_settings: Annotated[BrowserSettingsParam, Field(alias="browserSettings")]

    proxies: (
        Sequence[
            BrowserbaseProxyConfigParam
            | ExternalProxyConfigParam
            | NoneProxyConfigParam
        ]
        | bool
    )
    """Proxy configuration. Can be true for default proxy, or an array of proxy
    configurations.
    """

    proxy_settings: Annotated[
        SessionCreateParamsProxySettingsParam, Field(alias="proxySettings")
    ]
    """[NOT IN DOCS] Supplementary proxy settings. Optional."""

    user_metadata: Annotated[Mapping[str, Any], Field(alias="userMetadata")]
    """Arbitrary user metadata to attach to the session. To learn more about user
    metadata, see [User Metadata](/features/sessions#user-metadata).
    """

    timeout: int
    """Duration in seconds after which the function invocation will automatically
    end. Defaults to 900 (15 minutes) (60 to 900).
    """


class FunctionInvokeParams(TypedDict, total=False):
    params: Mapping[str, Any]
    """JSON object that can be stored in a JSONB column."""

    session_create_params: Annotated[
        SessionCreateParams, Field(alias="sessionCreateParams")
    ]
