"""The module with the two clients."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from clientsmith.model.api import (
    ApiKeyLocation,
    ApiKeyScheme,
    BasicScheme,
    BearerScheme,
    ClientCredentialsScheme,
)
from clientsmith.python.source.docstrings import paragraphs, section, sentence
from clientsmith.python.source.imports import Imports
from clientsmith.python.source.literals import literal
from clientsmith.python.stainless.context import (
    StainlessContext,
    methods_of,
)
from clientsmith.python.stainless.resources import (
    children_of,
    methods_views,
    unwrap_views,
    wrapper_names,
)
from clientsmith.python.stainless.views import (
    SIDES,
    ChildView,
    ResourceSideView,
    UnwrapView,
)
from clientsmith.stainless.plan import OptionPlan, OptionType

_TYPES = {
    OptionType.STRING: "str",
    OptionType.BOOLEAN: "bool",
    OptionType.INTEGER: "int",
    OptionType.NUMBER: "float",
}
_READERS = {
    OptionType.BOOLEAN: "maybe_coerce_boolean",
    OptionType.INTEGER: "maybe_coerce_integer",
    OptionType.NUMBER: "maybe_coerce_float",
}
_VARIABLE = re.compile(r"\{([^{}]+)\}")


@dataclass(frozen=True, slots=True)
class OptionView:
    """An argument of the constructors that becomes an attribute.

    `values`: where its value is from when the argument is None.
    `required`: the message of the error when there is no value.
    """

    name: str
    type: str
    attribute_type: str
    values: tuple[str, ...]
    required: str | None


@dataclass(frozen=True, slots=True)
class CredentialView:
    """A security scheme: the attributes it needs, and the header that it makes."""

    needed: tuple[str, ...]
    name: str
    value: str

    @property
    def header(self) -> str:
        """The name as a literal."""
        return literal(self.name)

    @property
    def assignment(self) -> str:
        """The text after the dictionary of headers."""
        return f"[{self.header}] = {self.value}"


@dataclass(frozen=True, slots=True)
class ClientView:
    """The client module.

    `default_headers` and `default_query` are pairs of literal names and expressions.
    `unresolved` is the literal message for a request without any of the credentials,
    of which `query_credentials` are attributes; None if requests may go without.
    """

    client: str
    error: str
    imports: Imports
    late: Imports
    doc: str
    options: tuple[OptionView, ...]
    credentials: tuple[CredentialView, ...]
    default_headers: tuple[tuple[str, str], ...]
    default_query: tuple[tuple[str, str], ...]
    environments: tuple[tuple[str, str], ...]
    base_url: str
    variables: tuple[tuple[str, str], ...]
    base_url_variable: str
    headers_variable: str
    knows_own_servers: bool
    idempotency_header: str | None
    query_style: str
    query_credentials: tuple[str, ...]
    unresolved: str | None
    children: tuple[ChildView, ...]
    sides: tuple[ResourceSideView, ...]
    unwraps: tuple[UnwrapView, ...]

    @property
    def exports(self) -> tuple[str, ...]:
        """The public names of the module, without those of every package."""
        environments = ("ENVIRONMENTS",) if self.environments else ()
        return (*environments, self.client, f"Async{self.client}")


def client_view(context: StainlessContext) -> ClientView:
    """Return the view of the client module."""
    return _ClientBuilder(context).view()


class _ClientBuilder:
    def __init__(self, context: StainlessContext) -> None:
        self._context = context
        self._plan = context.plan.client
        self._imports = Imports()
        self._late = Imports()

    def view(self) -> ClientView:
        plan, context = self._plan, self._context
        root = context.plan.root
        options = tuple(map(self._option, plan.options))
        children = tuple(children_of(context, context.plan.resources))
        sides = tuple(
            ResourceSideView(
                side, methods_views(context, root, self._imports, ".", side, "self.")
            )
            for side in SIDES
        )
        for view in sides:
            for method in view.methods:
                for name in wrapper_names(view.side, method):
                    self._imports.name("._response", name)
        environments = tuple(plan.environments.items())
        several = len(environments) > 1
        self._import_always()
        for child in children:
            self._import_child(child)
        return ClientView(
            client=context.names.client_class,
            error=context.error_class,
            imports=self._imports,
            late=self._late,
            doc=self._doc(),
            options=options,
            credentials=tuple(self._credentials()),
            default_headers=tuple(self._default_headers()),
            default_query=tuple(self._default_query()),
            environments=(
                tuple((literal(name), literal(url)) for name, url in environments)
                if several
                else ()
            ),
            base_url=literal(environments[0][1] if environments else ""),
            variables=tuple(self._variables()),
            base_url_variable=literal(f"{plan.env_prefix}_BASE_URL"),
            headers_variable=literal(f"{plan.env_prefix}_CUSTOM_HEADERS"),
            knows_own_servers=self._knows_own_servers(),
            idempotency_header=_optional(plan.idempotency_header),
            query_style=self._query_style(),
            query_credentials=tuple(
                self._name(option)
                for option in plan.options
                if _query_key(option) is not None
            ),
            unresolved=self._unresolved(),
            children=children,
            sides=sides,
            unwraps=unwrap_views(context, root, self._imports, "."),
        )

    def _knows_own_servers(self) -> bool:
        """Return whether a method has a server of its own."""
        found = any(
            method.operation.server is not None
            for resource in self._context.plan.walk()
            for _, method in methods_of(resource)
        )
        if found:
            self._imports.module("os")
        return found

    # Options

    def _option(self, option: OptionPlan) -> OptionView:
        name = self._name(option)
        type_ = _TYPES[option.type]
        has_value = not option.nullable or option.default is not None
        if option.read_env is not None:
            self._imports.module("os")
        missing = (
            f"The {name} client option must be set by passing {name} to the client"
        )
        if option.read_env is not None:
            missing = (
                f"The {name} client option must be set either by passing {name} to the "
                f"client or by setting the {option.read_env} environment variable"
            )
        needed = has_value and option.default is None
        if needed:
            self._imports.name("._exceptions", self._context.error_class)
        return OptionView(
            name=name,
            type=f"{type_} | None",
            attribute_type=type_ if has_value else f"{type_} | None",
            values=tuple(self._values(option)),
            required=literal(missing) if needed else None,
        )

    def _values(self, option: OptionPlan) -> Iterator[str]:
        """Yield where the value of an option is from, after the argument."""
        if option.read_env is not None:
            read = f"os.environ.get({literal(option.read_env)})"
            reader = _READERS.get(option.type)
            if reader is not None:
                self._imports.name("._utils", reader)
                read = f"{reader}({read})"
            yield read
        if option.default is not None:
            yield literal(option.default)

    def _name(self, option: OptionPlan) -> str:
        return self._context.names.attribute(option.name)

    def _doc(self) -> str:
        """Return the docstring of the constructors."""
        read = [option for option in self._plan.options if option.read_env is not None]
        entries = [
            (
                self._name(option),
                " ".join(
                    (
                        sentence(option.description or ""),
                        f"Read from `{option.read_env}` if it is not given.",
                    )
                ).strip(),
            )
            for option in read
        ]
        parts = (paragraphs(["Create a client."], 8), section("Args", entries, 8))
        return "\n\n".join(part for part in parts if part)

    # What is sent with every request

    def _roles(self, scheme: str) -> dict[str, OptionPlan]:
        return {
            option.auth.role: option
            for option in self._plan.options
            if option.auth is not None and option.auth.scheme.name == scheme
        }

    def _credentials(self) -> Iterator[CredentialView]:
        seen: set[str] = set()
        for option in self._plan.options:
            if option.auth is None or option.auth.scheme.name in seen:
                continue
            scheme = option.auth.scheme
            seen.add(scheme.name)
            roles = self._roles(scheme.name)
            names = {role: f"self.{self._name(each)}" for role, each in roles.items()}
            needed = tuple(
                names[role] for role, each in roles.items() if self._may_be_none(each)
            )
            value = names.get("value", names[option.auth.role])
            match scheme:
                case BasicScheme() if {"username", "password"} <= names.keys():
                    self._imports.name("._client_options", "basic_credentials")
                    arguments = [names["username"], names["password"]]
                    if option.auth.keyword is not None:
                        arguments.append(f"keyword={literal(option.auth.keyword)}")
                    if not option.auth.base64:
                        arguments.append("encoded=False")
                    made = f"basic_credentials({', '.join(arguments)})"
                    yield CredentialView(needed, "Authorization", made)
                case BearerScheme() | ClientCredentialsScheme():
                    made = f'f"Bearer {{{value}}}"'
                    if option.auth.keyword is not None:
                        made = f"{literal(f'{option.auth.keyword} ')} + str({value})"
                    yield CredentialView(needed, "Authorization", made)
                case ApiKeyScheme(location=ApiKeyLocation.HEADER, key_name=key):
                    yield CredentialView(needed, key, self._text(option, value))
                case ApiKeyScheme(location=ApiKeyLocation.COOKIE, key_name=key):
                    text = f"{literal(f'{key}=')} + str({value})"
                    yield CredentialView(needed, "Cookie", text)
                case _:
                    pass

    def _default_headers(self) -> Iterator[tuple[str, str]]:
        for name, value in self._plan.default_headers.items():
            text = value if isinstance(value, str) else json.dumps(value)
            yield literal(name), literal(text)
        for option in self._plan.options:
            if option.header is not None:
                attribute = f"self.{self._name(option)}"
                text = self._text(option, attribute)
                yield literal(option.header), self._or_omit(option, text)
        cookies = [
            f"{literal(option.cookie)}: self.{self._name(option)}"
            for option in self._plan.options
            if option.cookie is not None
        ]
        if cookies:
            self._imports.name("._client_options", "client_cookies")
            yield literal("Cookie"), f"client_cookies({{{', '.join(cookies)}}})"

    def _default_query(self) -> Iterator[tuple[str, str]]:
        for option in self._plan.options:
            attribute = f"self.{self._name(option)}"
            if option.query is not None:
                yield literal(option.query), self._or_omit(option, attribute)
            elif (key := _query_key(option)) is not None:
                yield literal(key), self._or_omit(option, attribute)

    def _text(self, option: OptionPlan, value: str) -> str:
        """Return the expression of an option's value as a header has it."""
        if option.type is OptionType.STRING:
            return value
        self._imports.name("._client_options", "text_of")
        return f"text_of({value})"

    def _or_omit(self, option: OptionPlan, text: str) -> str:
        if not self._may_be_none(option):
            return text
        return f"{text} if self.{self._name(option)} is not None else Omit()"

    def _may_be_none(self, option: OptionPlan) -> bool:
        return option.nullable and option.default is None

    def _unresolved(self) -> str | None:
        """Return the literal message for a request without credentials."""
        options = [each for each in self._plan.options if each.auth is not None]
        credentials = [*self._credentials()]
        may_go_without = not self._plan.security or () in self._plan.security
        if may_go_without or not credentials:
            return None
        in_query = [each for each in options if _query_key(each) is not None]
        if not all(credential.needed for credential in credentials) or not all(
            map(self._may_be_none, in_query)
        ):
            return None
        names = [self._name(option) for option in options]
        quoted = [f"`{credential.name}`" for credential in credentials]
        if len(names) == 1:
            wanted = f"the {names[0]} to be set. Or for the {quoted[0]} headers"
        else:
            wanted = (
                f"either {_listed(names)} to be set. Or for one of the "
                f"{_listed(quoted)} headers"
            )
        self._imports.name("._types", "Headers")
        return literal(
            f'"Could not resolve authentication method. Expected {wanted} to be '
            'explicitly omitted"'
        )

    def _variables(self) -> Iterator[tuple[str, str]]:
        for option in self._plan.options:
            if option.server_variable is not None:
                self._imports.name("._client_options", "with_variables")
                yield literal(f"{{{option.server_variable}}}"), self._name(option)

    def _query_style(self) -> str:
        style = [f"array_format={literal(self._plan.array_format)}"]
        if self._plan.nested_format != "brackets":
            style.append(f"nested_format={literal(self._plan.nested_format)}")
        return ", ".join(style)

    # Imports

    def _import_always(self) -> None:
        imports = self._imports
        imports.names("typing", ("TYPE_CHECKING", "Any", "Mapping"))
        imports.names("typing_extensions", ("Self", "override"))
        imports.module("httpx")
        imports.name("._qs", "Querystring")
        imports.names(
            "._types",
            (
                "NotGiven",
                "Omit",
                "ProxiesTypes",
                "RequestOptions",
                "Timeout",
                "Transport",
            ),
        )
        imports.names("._types", ("not_given",))
        imports.name("._compat", "cached_property")
        imports.name("._version", "__version__")
        for name in ("Stream", "AsyncStream"):
            imports.name("._streaming", name)
        imports.names("._base_client", ("SyncAPIClient", "AsyncAPIClient"))
        imports.name("._constants", "DEFAULT_MAX_RETRIES")
        imports.name("._utils", "get_async_library")
        imports.names(
            "._client_options",
            ("merged_headers", "merged_query", "with_environment_headers"),
        )
        if len(self._plan.environments) > 1:
            imports.name("typing", "Dict")
            imports.name("typing_extensions", "Literal")
            imports.name("._client_options", "environment_url")
        else:
            imports.module("os")

    def _import_child(self, child: ChildView) -> None:
        suffixes = ["", *(_VIEW_SUFFIXES if child.has_views else ())]
        for prefix in ("", "Async"):
            for suffix in suffixes:
                name = f"{prefix}{child.class_name}{suffix}"
                self._late.name(f".resources.{child.module}", name)


_VIEW_SUFFIXES = ("WithRawResponse", "WithStreamingResponse")


def _query_key(option: OptionPlan) -> str | None:
    """Return the parameter that an option is as a credential in the query."""
    scheme = option.auth.scheme if option.auth is not None else None
    if isinstance(scheme, ApiKeyScheme) and scheme.location is ApiKeyLocation.QUERY:
        return scheme.key_name
    return None


def _optional(text: str | None) -> str | None:
    return None if text is None else literal(text)


def _listed(names: list[str]) -> str:
    """Return names as in a sentence: `a, b or c`."""
    return " or ".join(filter(None, (", ".join(names[:-1]), names[-1])))
