"""The configuration of a client: arguments, environment variables, the document."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping, Sequence
from http.cookiejar import CookieJar
from typing import Any, Generic, Self, TypeAlias, Unpack

from . import logs
from ._http import LIBRARY, AsyncHttpClient, HttpClient, Timeout
from .api import ApiInfo, Operation
from .attempts import Attempt
from .auth import Credential, Scheme
from .connections import CONNECTION_OPTIONS, DEFAULT_LIMITS, DEFAULT_TIMEOUT, H, Pool
from .errors import ClientError, MissingCredentialsError
from .omission import NotGiven, Omit, not_given
from .options import Settings
from .parameters import header_value
from .retries import Backoff

Hook: TypeAlias = Callable[[Attempt], object]

_LIBRARY_TIMEOUT = Timeout(5.0)
_SETTINGS = Settings.__optional_keys__ | {"arguments", "environment"}


class Configuration(Generic[H]):
    """The configuration of a client, the base class of all clients."""

    _http_class: type[H]

    def __init__(
        self,
        api: ApiInfo,
        *,
        arguments: Mapping[str, object],
        environment: str | NotGiven = not_given,
        http_client: H | None = None,
        **settings: Unpack[Settings],
    ) -> None:
        _check(http_client, self._http_class, settings)
        self._api = api
        own = {"arguments": arguments, "environment": environment}
        self._configure({**own, **settings}, http_client)

    def _configure(self, settings: dict[str, Any], http_client: H | None) -> None:
        """Set all options of a new client, or of a copy."""
        for unknown in settings.keys() - _SETTINGS:
            raise TypeError(f"a client has no option {unknown!r}")
        if isinstance(settings.get("timeout", not_given), NotGiven):
            settings["timeout"] = _timeout_of(http_client)
        self._settings = settings
        self._arguments = self._or_environment(settings["arguments"])
        # A copy has what the environment said, whatever it says by then.
        settings["arguments"] = {
            n: self._arguments.get(n, value)
            for n, value in settings["arguments"].items()
        }
        if isinstance(settings["environment"], NotGiven):
            variable = f"{self._api.env_prefix}_BASE_URL"
            settings["base_url"] = _given(settings.get("base_url"), [variable])
        url = self._find_base_url(settings.get("base_url"), settings["environment"])
        self.base_url = url.rstrip("/")
        self.timeout: float | Timeout | None = settings["timeout"]
        self.max_retries: int = settings.get("max_retries", 2)
        self.default_headers = lower_names(settings.get("default_headers"))
        self.default_query: Mapping[str, object] = settings.get("default_query") or {}
        self._strict: bool = settings.get("_strict_response_validation", False)
        self.deadline: float | None = settings.get("deadline")
        self.backoff: Callable[[int], float] = settings.get("backoff") or Backoff()
        self.max_response_size: int | None = settings.get("max_response_size")
        self.before_attempt: Hook | None = settings.get("before_attempt")
        self.after_attempt: Hook | None = settings.get("after_attempt")
        self._begin(http_client)
        if self._api.require_credentials == "constructor":
            self._schemes_for(Operation("", ""), self.default_headers)

    def _begin(self, http_client: H | None) -> None:
        """Create what belongs to this process, and is not pickled."""
        settings, api = self._settings, self._api
        self._pool = Pool(
            http_client,
            self._http_class,
            limits=settings.get("limits") or DEFAULT_LIMITS,
            http2=settings.get("http2", False),
        )
        self._tokens: dict[Scheme, Any] = {}  # the stores of `oauth`
        self._cookies: CookieJar | None = None  # of the HTTP client
        self._log = logs.Log(
            logs.logger(api.name, api.env_prefix),
            frozenset(scheme.header for scheme in api.schemes.values()),
        )
        # RFC 9110, section 10.1.5: a version is a token, whatever the document says.
        version = re.sub(r"[^\w.+-]+", "-", api.version, flags=re.ASCII)
        self._user_agent = f"{api.name}/{version} clientsmith"

    @property
    def is_closed(self) -> bool:
        return self._pool.is_closed

    @property
    def _sender(self) -> str:
        """The User-Agent: the HTTP client's, unless it is the library's default."""
        http = self._pool.given
        own = "" if http is None else http.headers.get("user-agent", "")
        usual = not own or own.startswith(f"python-{LIBRARY}/")
        return self._user_agent if usual else own

    def _or_environment(self, given: Mapping[str, object]) -> dict[str, Any]:
        """Return the arguments of the API, missing ones from the environment."""
        prefix = self._api.env_prefix
        names: dict[str, Sequence[str]] = {n: [f"{prefix}_{n.upper()}"] for n in given}
        for scheme in self._api.schemes.values():
            names |= {c.argument: c.variables for c in scheme.credentials}
        found = {n: _given(given.get(n), names[n]) for n in names}
        for scheme in self._api.schemes.values():
            # An empty password is valid: an API key may be the user name.
            password: Credential | None = getattr(scheme, "password", None)
            if password and found[password.argument] is None:
                is_set = any(name in os.environ for name in password.variables)
                found[password.argument] = "" if is_set else None
        return {name: value for name, value in found.items() if value is not None}

    def _find_base_url(self, base_url: str | None, chosen: str | NotGiven) -> str:
        """Return what is given, or the document's server."""
        servers = {server.name: server for server in self._api.servers}
        if base_url == "":
            raise ClientError("base_url= is empty")
        if isinstance(chosen, NotGiven):
            base_url = None if base_url is None else str(base_url)
            server = next(iter(self._api.servers), None)
        elif chosen in servers:
            server = servers[chosen]
        else:
            known = ", ".join(repr(name) for name in servers)
            raise ValueError(f"unknown environment {chosen!r}: expected one of {known}")
        if server and not server.is_address:
            server = None
        # Only a replacement of the document's server also replaces the servers of
        # operations.
        self._is_redirected = bool(base_url and server)
        found_url = base_url or (server.resolve(self._arguments) if server else "")
        if "://" not in found_url and (found_url or not self._api.own_servers):
            raise self._no_server()
        return found_url

    def _no_server(self) -> ClientError:
        variable = f"{self._api.env_prefix}_BASE_URL"
        return ClientError(f"no server is known: pass base_url= or set {variable}")

    def _with(self, options: Mapping[str, Any]) -> Self:
        """Return a copy with other options that shares the connections."""
        settings, changed = {**self._settings}, {**options}
        arguments = settings["arguments"].items()
        settings["arguments"] = {n: changed.pop(n, value) for n, value in arguments}
        for name in ("default_headers", "default_query"):
            merged: dict[str, object] = {**(settings.get(name) or {})}
            merged |= changed.pop(name, None) or {}
            settings[name] = changed.pop(f"set_{name}", merged)
        if "environment" in changed:
            settings["base_url"] = None
        pool: H | None = changed.pop("http_client", None)
        _check(pool or self._pool.given, self._http_class, changed)
        clone = object.__new__(type(self))  # a subclass may have other arguments
        vars(clone).update(self._own())
        clone._configure({**settings, **changed}, pool)
        if pool is None and not options.keys() & CONNECTION_OPTIONS:
            clone._pool = self._pool
        if clone._identity() == self._identity():
            clone._tokens = self._tokens
            clone._cookies = self._cookies if pool is None else None
        elif pool is None:
            clone._cookies = CookieJar()
        return clone

    def __copy__(self) -> Self:
        return self._with({})

    def __deepcopy__(self, memo: object) -> Self:
        return self._with({})

    def __getstate__(self) -> dict[str, Any]:
        """Return the state without connections, cookies and tokens."""
        begun = ("_pool", "_tokens", "_cookies", "_log")
        state = {n: v for n, v in self._own().items() if n not in begun}
        return {**state, "_given": self._pool.given}

    def __setstate__(self, state: dict[str, Any]) -> None:
        http_client = state.pop("_given")
        vars(self).update(state)
        self._begin(http_client)

    def _own(self) -> dict[str, Any]:
        """Return the attributes without cached resources."""
        attributes = vars(self).items()
        return {n: v for n, v in attributes if getattr(v, "_client", None) is not self}

    def _identity(self) -> object:
        """Return what a copy must not change to share tokens and cookies."""
        schemes = self._api.schemes.values()
        names = {given.argument for scheme in schemes for given in scheme.credentials}
        written = self._credential_headers
        return (
            self.base_url,
            {n: v for n, v in self._arguments.items() if n in names},
            {n: v for n, v in self.default_headers.items() if n in written},
        )

    @property
    def _credential_headers(self) -> frozenset[str]:
        return self._log.secret_headers | {"authorization", "cookie"}

    def _has(self, scheme: Scheme) -> bool:
        given = [self._arguments.get(c.argument) for c in scheme.credentials]
        return scheme.is_satisfied(given)

    def _schemes_for(
        self, operation: Operation, given: Mapping[str, object]
    ) -> tuple[Scheme, ...]:
        """Return the schemes of the first alternative that the client can satisfy.

        Raises:
            MissingCredentialsError: No alternative can be satisfied.
        """
        required = operation.security
        alternatives = self._api.security if required is None else required
        for names in alternatives:
            # A header of the caller replaces the scheme that writes it.
            schemes = [self._api.schemes[name] for name in names]
            needed = tuple(s for s in schemes if s.header not in given)
            if names and all(map(self._has, needed)):
                return needed
        if not alternatives or () in alternatives:
            return ()
        ways = [
            " and ".join(
                c.hint(self._arguments.get(c.argument))
                for n in names
                for c in self._api.schemes[n].credentials
            )
            for names in alternatives
        ]
        raise MissingCredentialsError(
            f"{self._api.name} needs credentials: pass {', or '.join(ways)}"
        )


def _check(
    http_client: object, wanted: type[object], options: Mapping[str, object]
) -> None:
    # An asynchronous HTTP client in a synchronous client would fail late.
    if http_client is not None and not isinstance(http_client, wanted):
        raise TypeError(f"http_client must be a {wanted.__name__}")
    settled = options.keys() & CONNECTION_OPTIONS
    if http_client is not None and settled:
        raise TypeError(f"{min(settled)} is an option of http_client: say it there")


def _timeout_of(http_client: HttpClient | AsyncHttpClient | None) -> Timeout:
    """Return the HTTP client's timeout, unless it is the library's default."""
    if http_client is None or http_client.timeout == _LIBRARY_TIMEOUT:
        return DEFAULT_TIMEOUT
    return http_client.timeout


def _given(value: object, variables: Sequence[str]) -> object:
    """Return the argument, or the first variable that is set."""
    if value is not None:
        return value
    return next((v for name in variables if (v := os.environ.get(name))), None)


def lower_names(headers: Mapping[str, str | Omit] | None) -> dict[str, str | Omit]:
    """Return headers by lower-case names.

    Raises:
        ValueError: A value has characters that no header can carry.
    """
    return {
        name.lower(): value if isinstance(value, Omit) else header_value(name, value)
        for name, value in (headers or {}).items()
    }
