"""The methods of a resource or of the client, as Python text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from enum import Enum, auto

from clientsmith.model.api import MediaKind, MediaType
from clientsmith.model.schemas import Schema
from clientsmith.python.source.docstrings import described, paragraphs, section
from clientsmith.python.source.imports import Imports
from clientsmith.python.source.literals import literal
from clientsmith.python.stainless.context import StainlessContext
from clientsmith.python.stainless.names import ModuleName
from clientsmith.python.stainless.questions import (
    file_paths,
    is_class,
    is_nullable,
    is_text,
)
from clientsmith.python.stainless.views import MethodView, Side, SignatureView
from clientsmith.stainless.plan import (
    ArgumentPlace,
    ArgumentPlan,
    MethodPlan,
    ResultKind,
)

_VARIABLE = re.compile(r"\{([^{}]+)\}")
_BODY = (ArgumentPlace.BODY, ArgumentPlace.WHOLE_BODY)
_FIXED_TYPES = ("Body", "Query", "Headers", "NotGiven", "not_given")
_VERBS = ("get", "post", "put", "patch", "delete")
_BINARY = {False: "BinaryAPIResponse", True: "AsyncBinaryAPIResponse"}


class _Mode(Enum):
    """The ways to call a method that streams on request."""

    PLAIN = auto()
    """The method does not have them."""

    WITHOUT = auto()
    WITH = auto()
    EITHER = auto()
    ALL = auto()
    """The implementation."""


_OVERLOADS = (_Mode.WITHOUT, _Mode.WITH, _Mode.EITHER)


class MethodWriter:
    """Writes the methods of one module for one of the clients.

    `package` leads from the module to the package; `taken` are names of arguments,
    which names of the module must not be hidden by. `target` is the object with `get`,
    `post` and so on, and their prefix.
    """

    def __init__(
        self,
        context: StainlessContext,
        imports: Imports,
        package: str,
        side: Side,
        *,
        target: str = "self._",
    ) -> None:
        self._context = context
        self._names = context.names
        self._graph = context.plan.api.graph
        self._imports = imports
        self._package = package
        self._side = side
        self._target = target

    def view(self, name: str, method: MethodPlan, deprecated: str | None) -> MethodView:
        """Return the view of a method under a name of the configuration."""
        self._runtime("_types", *_FIXED_TYPES)
        self._runtime("_base_client", "make_request_options")
        self._imports.module("httpx")
        switched = self._switch_name(method) is not None
        ways = [
            (arguments, mode)
            for arguments in method.overloads or (method.arguments,)
            for mode in (_OVERLOADS if switched else (_Mode.PLAIN,))
        ]
        overloads: tuple[SignatureView, ...] = ()
        required: list[str] = []
        if len(ways) > 1:
            self._imports.name("typing_extensions", "overload")
            self._runtime("_utils", "required_args")
            overloads = tuple(self._signature(method, *way) for way in ways)
            required = [self._required_args(method, *way) for way in ways]
        if deprecated is not None:
            self._imports.module("typing_extensions")
        return MethodView(
            name=self._names.attribute(name),
            is_coroutine=self._waits(method),
            signature=self._signature(
                method,
                method.arguments,
                _Mode.ALL if switched else _Mode.PLAIN,
                has_doc=not overloads,
            ),
            overloads=overloads,
            required=tuple(dict.fromkeys(required)),
            statements=tuple(self._statements(method)),
            deprecated=(
                literal(deprecated or "deprecated") if deprecated is not None else None
            ),
            binary=method.result.kind is ResultKind.BINARY,
        )

    # Signatures

    def _signature(
        self,
        method: MethodPlan,
        given: Sequence[ArgumentPlan],
        mode: _Mode,
        *,
        has_doc: bool = True,
    ) -> SignatureView:
        arguments = _ordered(method, given, mode)
        positional = [each for each in arguments if each.positional]
        named = [each for each in arguments if not each.positional]
        parameters = [self._parameter(method, each, mode) for each in positional]
        parameters.append("*")
        parameters += [self._parameter(method, each, mode) for each in named]
        parameters += self._fixed_parameters(method)
        return SignatureView(
            parameters=("self", *parameters),
            returns=self._returns(method, mode),
            doc=self._doc(method, arguments) if has_doc else "",
        )

    def _parameter(
        self, method: MethodPlan, argument: ArgumentPlan, mode: _Mode
    ) -> str:
        name = self._names.argument_name(argument)
        if _is_switch(method, argument):
            annotation, required = self._switch(argument, mode)
        else:
            annotation = self._annotation(method, argument)
            required = argument.required
        if required:
            return f"{name}: {annotation}"
        self._runtime("_types", "Omit", "omit")
        return f"{name}: {annotation} | Omit = omit"

    def _switch(self, argument: ArgumentPlan, mode: _Mode) -> tuple[str, bool]:
        """Return the annotation of `stream`, and whether it is required."""
        true, false = (self._literal(each) for each in ("True", "False"))
        if is_nullable(argument.schema, self._graph):
            false = f"{self._imports.name('typing', 'Optional')}[{false}]"
        match mode:
            case _Mode.WITH:
                return true, True
            case _Mode.EITHER:
                return "bool", True
            case _Mode.WITHOUT:
                return false, argument.required
            case _:
                return f"{false} | {true}", argument.required

    def _literal(self, value: str) -> str:
        return f"{self._imports.name('typing_extensions', 'Literal')}[{value}]"

    def _annotation(self, method: MethodPlan, argument: ArgumentPlan) -> str:
        if _is_raw(argument, method.body):
            content = "AsyncBinaryTypes" if self._side.is_async else "BinaryTypes"
            self._runtime("_types", "FileContent", content)
            return f"FileContent | {content}"
        return self._context.types.argument(
            method, argument, self._imports, self._package
        )

    def _fixed_parameters(self, method: MethodPlan) -> Iterator[str]:
        yield "extra_headers: Headers | None = None"
        yield "extra_query: Query | None = None"
        yield "extra_body: Body | None = None"
        yield "timeout: float | httpx.Timeout | None | NotGiven = not_given"
        if self._is_idempotent(method):
            yield "idempotency_key: str | None = None"

    def _is_idempotent(self, method: MethodPlan) -> bool:
        header = self._context.plan.client.idempotency_header
        return header is not None and method.operation.method != "GET"

    def _required_args(
        self, method: MethodPlan, given: Sequence[ArgumentPlan], mode: _Mode
    ) -> str:
        """Return the keyword arguments that a way to call the method needs."""
        is_asked = mode in (_Mode.WITH, _Mode.EITHER)
        names = [
            self._names.argument_name(argument)
            for argument in _ordered(method, given, mode)
            if not argument.positional
            and (argument.required or (is_asked and _is_switch(method, argument)))
        ]
        return literal([*names])

    def _returns(self, method: MethodPlan, mode: _Mode) -> str:
        if method.paging is not None:
            page, item = self._page(method), self._item(method)
            if self._side.is_async:
                self._runtime("_base_client", "AsyncPaginator")
                return f"AsyncPaginator[{item}, {page}]"
            return page
        if method.stream is not None:
            if method.stream.switch is None or mode is _Mode.WITH:
                return self._stream(method)
            if mode in (_Mode.EITHER, _Mode.ALL):
                return f"{self._result(method)} | {self._stream(method)}"
        return self._result(method)

    def _result(self, method: MethodPlan) -> str:
        match method.result.kind:
            case ResultKind.NONE:
                return "None"
            case ResultKind.TEXT:
                return "str"
            case ResultKind.BINARY:
                return self._runtime("_response", _BINARY[self._side.is_async])
            case _:
                return self._context.types.result(method, self._imports, self._package)

    def _stream(self, method: MethodPlan) -> str:
        event = self._context.types.event(method, self._imports, self._package)
        name = self._runtime("_streaming", f"{self._side.prefix}Stream")
        return f"{name}[{event}]"

    def _item(self, method: MethodPlan) -> str:
        return self._context.types.item(method, self._imports, self._package)

    def _page(self, method: MethodPlan) -> str:
        assert method.paging is not None
        base = self._names.class_name(method.paging.scheme.name)
        name = self._runtime("pagination", f"{self._side.kind}{base}")
        return f"{name}[{self._item(method)}]"

    def _doc(self, method: MethodPlan, arguments: Iterable[ArgumentPlan]) -> str:
        operation = method.operation
        text = paragraphs([operation.description or operation.summary], 8)
        entries = [
            (self._names.argument_name(argument), said)
            for argument in arguments
            if (said := described(argument.description, argument.schema))
        ]
        args = section("Args", entries, 8)
        return "\n\n".join(part for part in (text, args) if part)

    # Bodies

    def _statements(self, method: MethodPlan) -> Iterator[str]:
        yield from self._checks(method)
        yield from self._headers(method)
        yield from self._files(method)
        yield f"return {self._cast(method, self._call(method))}"

    def _checks(self, method: MethodPlan) -> Iterator[str]:
        for argument in method.arguments:
            if argument.place is ArgumentPlace.PATH and is_text(
                argument.schema, self._graph
            ):
                name = self._names.argument_name(argument)
                yield (
                    f"if not {name}:\n    raise ValueError("
                    f'f"Expected a non-empty value for `{name}` but received '
                    f'{{{name}!r}}")'
                )

    def _headers(self, method: MethodPlan) -> Iterator[str]:
        """Yield the statements that add headers, those of the caller last."""
        fixed = dict(self._fixed_headers(method))
        if fixed:
            usual = ", ".join(f"{literal(key)}: {fixed[key]}" for key in fixed)
            yield f"extra_headers = {{{usual}, **(extra_headers or {{}})}}"
        pairs = [
            f"{literal(argument.name)}: {self._header(argument)}"
            for argument in _placed(method, ArgumentPlace.HEADER)
        ]
        cookies = [*_placed(method, ArgumentPlace.COOKIE)]
        if cookies:
            header = self._runtime("_client_options", "cookie_header")
            values = ", ".join(
                f"{literal(cookie.name)}: {self._names.argument_name(cookie)}"
                for cookie in cookies
            )
            pairs.append(f'"Cookie": {header}({{{values}}})')
        if pairs:
            self._runtime("_utils", "strip_not_given")
            given = f"strip_not_given({{{', '.join(pairs)}}})"
            yield f"extra_headers = {{**{given}, **(extra_headers or {{}})}}"

    def _fixed_headers(self, method: MethodPlan) -> Iterator[tuple[str, str]]:
        result, stream = method.result, method.stream
        if stream is not None and stream.switch is None:
            streamed = result.media.essence if result.media else "text/event-stream"
            yield "Accept", literal(streamed)
        elif result.kind is ResultKind.NONE:
            yield "Accept", literal("*/*")
        elif result.media is not None and result.media.name != "application/json":
            yield "Accept", literal(result.media.name)
        sends = any(argument.place in _BODY for argument in method.arguments)
        if sends and method.body and method.body.name != "application/json":
            yield "Content-Type", literal(method.body.sent_as)

    def _header(self, argument: ArgumentPlan) -> str:
        """Return the expression of a header's value, a string or not given."""
        name = self._names.argument_name(argument)
        if is_text(argument.schema, self._graph):
            return name
        return f"{self._runtime('_client_options', 'header_text')}({name})"

    def _call(self, method: MethodPlan) -> str:
        verb = method.operation.method.lower()
        path, body = self._path(method), [*self._body(method)]
        options = self._options(method)
        if method.paging is not None:
            return self._call_for_pages(method, path, body, options)
        if verb in _VERBS and not (verb == "get" and body):
            arguments = [path, *body, f"options={options}"]
            arguments.append(f"cast_to={self._cast_to(method)}")
        else:
            # The client has no method for it.
            self._runtime("_models", "FinalRequestOptions")
            data = [part.replace("body=", "json_data=", 1) for part in body]
            given = ", ".join(
                (f"method={literal(verb)}", f"url={path}", *data, f"**{options}")
            )
            made = f"FinalRequestOptions.construct({given})"
            arguments = [self._cast_to(method), made]
            verb = "request"
        if method.stream is not None:
            switch = self._switch_name(method)
            arguments.append(f"stream={f'{switch} or False' if switch else 'True'}")
            arguments.append(f"stream_cls={self._stream(method)}")
        target = f"{self._client}." if verb == "request" else self._target
        return f"{self._side.wait}{target}{verb}({', '.join(arguments)})"

    def _call_for_pages(
        self, method: MethodPlan, path: str, body: Iterable[str], options: str
    ) -> str:
        assert method.paging is not None
        model = self._castable(self._item(method), method.paging.items)
        arguments = [path, f"page={self._page(method)}", *body, f"options={options}"]
        arguments.append(f"model={model}")
        if method.operation.method != "GET":
            arguments.append(f"method={literal(method.operation.method.lower())}")
        return f"{self._target}get_api_list({', '.join(arguments)})"

    @property
    def _client(self) -> str:
        return "self" if self._target == "self." else "self._client"

    def _path(self, method: MethodPlan) -> str:
        names = {
            argument.name: self._names.argument_name(argument)
            for argument in _placed(method, ArgumentPlace.PATH)
        }
        path = method.operation.path
        if names:
            path = _VARIABLE.sub(
                lambda found: f"{{{names.get(found[1], found[1])}}}", path
            )
            self._runtime("_utils", "path_template")
            values = ", ".join(f"{name}={name}" for name in names.values())
            whole = f"path_template({literal(path)}, {values})"
        else:
            whole = literal(path)
        server = method.operation.server
        if server is None:
            return whole
        there = f"{literal(server.rstrip('/'))} + {whole}"
        return f"{whole} if {self._client}.base_url_overridden else {there}"

    # Queries and bodies

    def _body(self, method: MethodPlan) -> Iterator[str]:
        whole = [*_placed(method, ArgumentPlace.WHOLE_BODY)]
        members = [*_placed(method, ArgumentPlace.BODY)]
        media = method.body
        if whole:
            yield self._whole_body(method, whole[0], media)
        elif self._file_paths(method):
            yield f"body={self._transformed(method, '_body')}"
            yield "files=_files"
        elif members:
            yield f"body={self._transformed(method, self._members(members))}"

    def _whole_body(
        self, method: MethodPlan, argument: ArgumentPlan, media: MediaType | None
    ) -> str:
        name = self._names.argument_name(argument)
        given = name
        if media is not None and media.kind is MediaKind.TEXT:
            given = f"{name}.encode()"
        elif _is_raw(argument, media):
            waits = self._waits(method)
            function = "async_read_file_content" if waits else "read_file_content"
            reader = self._runtime("_files", function)
            given = f"{'await ' if waits else ''}{reader}({name})"
        if media is not None and not media.kind.is_structured:
            if not argument.required:
                given = f"None if isinstance({name}, Omit) else {given}"
            return f"content={given}"
        body = self._transform(method, name, self._annotation(method, argument))
        if not argument.required:
            body = f"None if isinstance({name}, Omit) else {body}"
        return f"body={body}"

    def _files(self, method: MethodPlan) -> Iterator[str]:
        """Yield the statements that separate files from the rest of the body."""
        paths = self._file_paths(method)
        if paths:
            self._runtime("_utils", "extract_files")
            self._runtime("_files", "deepcopy_with_paths")
            body = self._members(_placed(method, ArgumentPlace.BODY))
            listed = literal([[*path] for path in paths])
            yield f"_body: dict[str, object] = deepcopy_with_paths({body}, {listed})"
            yield f"_files = extract_files(_body, paths={listed})"

    def _file_paths(self, method: MethodPlan) -> list[tuple[str, ...]]:
        if method.body is None or method.body.kind is not MediaKind.MULTIPART:
            return []
        return [
            path
            for argument in _placed(method, ArgumentPlace.BODY)
            for path in file_paths(
                argument.schema, self._graph, (self._names.argument_name(argument),)
            )
        ]

    def _members(self, arguments: Iterable[ArgumentPlan]) -> str:
        names = map(self._names.argument_name, arguments)
        return f"{{{', '.join(f'{literal(name)}: {name}' for name in names)}}}"

    def _transformed(self, method: MethodPlan, value: str) -> str:
        """Return the value by wire names, as the TypedDict of the arguments says."""
        return self._transform(method, value, self._params(method))

    def _transform(self, method: MethodPlan, value: str, type_: str) -> str:
        if self._waits(method):
            function = self._runtime("_utils", "async_maybe_transform")
            return f"await {function}({value}, {type_})"
        return f"{self._runtime('_utils', 'maybe_transform')}({value}, {type_})"

    def _waits(self, method: MethodPlan) -> bool:
        """Return whether the method is a coroutine; one for pages returns an object."""
        return self._side.is_async and method.paging is None

    def _params(self, method: MethodPlan) -> str:
        params = self._context.types.params(method)
        assert params is not None
        folder = ModuleName(params.module.package).seen_from(self._package)
        local = self._imports.name(folder, params.module.name)
        switch = self._switch_name(method)
        if switch is None:
            return f"{local}.{params.name}"
        name = f"{local}.{params.name}"
        return f"{name}Streaming if {switch} else {name}NonStreaming"

    def _options(self, method: MethodPlan) -> str:
        given = [
            "extra_headers=extra_headers",
            "extra_query=extra_query",
            "extra_body=extra_body",
            "timeout=timeout",
        ]
        query = [*_placed(method, ArgumentPlace.QUERY)]
        if query:
            given.append(f"query={self._transformed(method, self._members(query))}")
        if method.result.unwrapped is not None:
            given.append(f"post_parser={self._wrapper(method)}.unwrap")
        if self._is_idempotent(method):
            given.append("idempotency_key=idempotency_key")
        options = f"make_request_options({', '.join(given)})"
        defaults = [
            f"{name}={literal(value)}"
            for name, value in (
                ("timeout", method.timeout),
                ("max_retries", method.max_retries),
            )
            if value is not None
        ]
        if not defaults:
            return options
        function = self._runtime("_base_client", "with_method_defaults")
        return f"{function}({options}, {self._client}, {', '.join(defaults)})"

    # Results

    def _cast_to(self, method: MethodPlan) -> str:
        result = method.result
        if result.kind is ResultKind.NONE:
            return self._runtime("_types", "NoneType")
        if method.stream is not None and method.stream.switch is None:
            event = self._context.types.event(method, self._imports, self._package)
            return self._castable(event, method.stream.event)
        text = self._result(method)
        if result.unwrapped is not None:
            cast = self._typing("cast")
            type_ = self._typing("Type")
            return f"{cast}({type_}[{text}], {self._wrapper(method)})"
        return self._castable(text, result.schema)

    def _castable(self, text: str, schema: Schema | None) -> str:
        """Return the type as an argument; type checkers take only classes for one."""
        if schema is None or is_class(schema, self._graph):
            return text
        return f"{self._typing('cast')}({self._typing('Any')}, {text})"

    def _cast(self, method: MethodPlan, call: str) -> str:
        """Return the call with the type that `_castable` hid."""
        result, paged = method.result, method.paging is not None
        if paged or method.stream is not None or result.unwrapped is not None:
            return call
        if result.schema is None or is_class(result.schema, self._graph):
            return call
        return f"{self._typing('cast')}({self._result(method)}, {call})"

    def _wrapper(self, method: MethodPlan) -> str:
        assert method.result.unwrapped is not None
        name = f"{self._names.class_name(method.result.unwrapped)}Wrapper"
        return f"{self._runtime('_wrappers', name)}[{self._result(method)}]"

    def _switch_name(self, method: MethodPlan) -> str | None:
        for argument in method.arguments:
            if _is_switch(method, argument):
                return self._names.argument_name(argument)
        return None

    # Imports

    def _runtime(self, module: str, *names: str) -> str:
        self._imports.names(f"{self._package}{module}", names)
        return names[0]

    def _typing(self, name: str) -> str:
        # An argument may be called `cast`.
        return self._imports.name("typing", name, "_cast" if name == "cast" else None)


def _placed(method: MethodPlan, place: ArgumentPlace) -> Iterator[ArgumentPlan]:
    return (argument for argument in method.arguments if argument.place is place)


def _is_switch(method: MethodPlan, argument: ArgumentPlan) -> bool:
    stream = method.stream
    return (
        stream is not None
        and argument.name == stream.switch
        and argument.place in (ArgumentPlace.BODY, ArgumentPlace.QUERY)
    )


def _is_raw(argument: ArgumentPlan, media: MediaType | None) -> bool:
    """Return whether the argument is a body that is sent as it is."""
    if argument.place is not ArgumentPlace.WHOLE_BODY or media is None:
        return False
    return not media.kind.is_structured and media.kind is not MediaKind.TEXT


def _ordered(
    method: MethodPlan, arguments: Sequence[ArgumentPlan], mode: _Mode
) -> Sequence[ArgumentPlan]:
    """Return the arguments in order; `stream` is among the required ones if it is."""
    if mode not in (_Mode.WITH, _Mode.EITHER):
        return arguments
    switch = next((each for each in arguments if _is_switch(method, each)), None)
    if switch is None or switch.required:
        return arguments
    others = [each for each in arguments if each is not switch]
    before = [
        at
        for at, other in enumerate(others, 1)
        if other.positional
        or other.place is ArgumentPlace.PATH
        or (other.required and _rank(other) < _rank(switch))
    ]
    at = max(before, default=0)
    return [*others[:at], switch, *others[at:]]


def _rank(argument: ArgumentPlan) -> tuple[bool, str]:
    return argument.place is not ArgumentPlace.QUERY, argument.name
