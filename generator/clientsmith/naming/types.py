"""Names of classes and aliases, and of the members inside them.

A shared schema is called as the document's component; an object that stands inline
is called after the way that leads to it. In requests the same object is a
dictionary: its type has `Param` behind the name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TypeAlias

from clientsmith.config import ClientConfig
from clientsmith.diagnostics import Diagnostics
from clientsmith.document.documents import Source
from clientsmith.document.pointers import parse_pointer
from clientsmith.model.api import Api, MediaKind, MediaType, Operation, Response
from clientsmith.model.bodies import success_responses
from clientsmith.model.schemas import (
    Array,
    Enum,
    Map,
    Object,
    Reference,
    Schema,
    Union,
    is_null,
)
from clientsmith.model.usage import Direction, Usage, objects_by_source
from clientsmith.naming.names import MethodName, TypeNames
from clientsmith.naming.places import (
    Steps,
    has_own_name,
    inner_steps,
    item_of,
    named_part,
    owner_of,
    part_names,
    spelled,
)
from clientsmith.naming.scopes import Scope
from clientsmith.naming.webhooks import EVENT, payload_name
from clientsmith.naming.words import (
    joined,
    pascal,
    singular_name,
    snake,
    type_name,
    usable,
    words,
)
from clientsmith.support.suggestions import did_you_mean

# Names that the modules of a generated package import besides the document's types.
RESERVED_TYPES = frozenset(
    [
        "Annotated",
        "Any",
        "AsyncBinaryAPIResponse",
        "AsyncListPage",
        "AsyncPage",
        "AsyncPaginator",
        "AsyncResource",
        "AsyncStream",
        "BaseModel",
        "BinaryAPIResponse",
        "ByMediaType",
        "Deferred",
        "DeferredType",
        "Enum",
        "False",
        "Field",
        "FileTypes",
        "FormBody",
        "IO",
        "Iterable",
        "JsonBody",
        "JsonLines",
        "JsonLinesBody",
        "ListPage",
        "Literal",
        "Mapping",
        "MultipartBody",
        "None",
        "NotRequired",
        "Omit",
        "Operation",
        "Optional",
        "Page",
        "PageBy",
        "RawBody",
        "RawContent",
        "Required",
        "RequestOptions",
        "Resource",
        "ResourceView",
        "ResultTypes",
        "RootModel",
        "SelectedBy",
        "Sequence",
        "ServerSentEvent",
        "Stream",
        "Style",
        "True",
        "TypeAlias",
        "TypeAliasType",
        "TypeVar",
        "TypedDict",
        "Union",
        "Unpack",
        "Model",
    ]
)

# Attributes of pydantic's and the runtime's models, and of the classes of these: pydantic
# warns of a member that hides one.
RESERVED_FIELDS = frozenset(
    [
        "builtins",
        "construct",
        "copy",
        "dict",
        "from_orm",
        "json",
        "model_computed_fields",
        "model_config",
        "model_construct",
        "model_copy",
        "model_dump",
        "model_dump_json",
        "model_extra",
        "model_fields",
        "model_fields_set",
        "model_json_schema",
        "model_parametrized_name",
        "model_post_init",
        "model_rebuild",
        "model_validate",
        "model_validate_json",
        "model_validate_strings",
        "mro",
        "parse_file",
        "parse_obj",
        "parse_raw",
        "register",
        "schema",
        "schema_json",
        "to_dict",
        "to_json",
        "update_forward_refs",
        "validate",
        "has_next_page",
        "next_page_info",
        "get_next_page",
        "iter_pages",
    ]
)


# Names of methods: `lists.list` would be ambiguous.
_VERBS = frozenset({"create", "delete", "list", "retrieve", "update"})
# Longer texts are descriptions.
_LONGEST_TITLE = 4

Directions: TypeAlias = tuple[Direction, ...]
_SENT: Directions = (Direction.REQUEST,)
_RECEIVED: Directions = (Direction.RESPONSE,)


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A schema that needs a type, with its possible names, the best first."""

    source: Source
    names: tuple[str, ...]
    schema: Schema
    exact: bool = False
    shared: bool = False

    @property
    def rank(self) -> tuple[int, Source]:
        """The order of claims: configured names, then components with simple names. Of
        these, first the names as the document writes them: `User` before `USER`.

        Of these, those that are called so in the document: `User` before `USER`.
        """
        if self.exact:
            return (0, self.source)
        if not self.shared:
            return (4, self.source)
        first, *others = self.names
        if others:
            return (3, self.source)
        return (1 if first == _last(self.source) else 2, self.source)


def name_types(
    api: Api,
    usage: Usage,
    methods: Mapping[str, MethodName],
    config: ClientConfig,
    diagnostics: Diagnostics,
) -> TypeNames:
    """Name the types of both directions, which share one namespace."""
    walk = _Walk(api, usage, methods, config.types)
    candidates = [*walk.candidates()]
    _check_overrides(config, walk, diagnostics)
    # Configured Python types are imported in addition to the document's own.
    imported = {path.rpartition(".")[2] for path in config.formats.values()}
    reserved = RESERVED_TYPES | imported
    bases = _claim(candidates, Scope(reserved), diagnostics)
    scope = Scope(reserved)
    received, sent = (
        {base: bases[base] for base in bases if base in walk.reached[direction]}
        for direction in (Direction.RESPONSE, Direction.REQUEST)
    )
    response = _distinct(received, scope)
    request = _distinct(sent, scope, _parameter_name)
    objects = objects_by_source(api)
    fields = {source: _fields(object_) for source, object_ in objects.items()}
    return TypeNames(response=response, request=request, fields=fields)


def _check_overrides(
    config: ClientConfig, walk: _Walk, diagnostics: Diagnostics
) -> None:
    """Report configured names of types that the package does not have."""
    for key in config.types:
        if key not in walk.overridden:
            diagnostics.error(
                "config",
                f"clients.{config.name}.types: "
                f"no type of the document is called `{key}`",
                config.place("types", key),
                hint=did_you_mean(key, walk.keys),
            )


def _distinct(
    bases: Mapping[Source, str], scope: Scope, form: Callable[[str], str] = str
) -> dict[Source, str]:
    """Return names that nothing else in the package has; equal bases stay equal.

    A base that has the form already keeps its name: `UserParam` before `User`.
    """
    ordered = sorted(dict.fromkeys(bases.values()), key=lambda name: form(name) != name)
    claimed = {base: scope.claim(form(base), separator="") for base in ordered}
    return {source: claimed[base] for source, base in bases.items()}


def _parameter_name(base: str) -> str:
    return base if base.endswith(("Param", "Params")) else f"{base}Param"


def _claim(
    candidates: Iterable[_Candidate], scope: Scope, diagnostics: Diagnostics
) -> dict[Source, str]:
    """Claim one name each: configured names first, then in source order."""
    ordered = sorted(candidates, key=lambda candidate: candidate.rank)
    names: dict[Source, str] = {}
    configured: dict[str, Schema] = {}
    for candidate in ordered:
        wanted = candidate.names[0]
        if candidate.exact and _alike(configured.get(wanted), candidate.schema):
            names[candidate.source] = wanted
            continue
        name = scope.claim(*_with_way_out(candidate), separator="")
        if candidate.exact:
            configured.setdefault(name, candidate.schema)
        names[candidate.source] = name
        if name != candidate.names[0]:
            diagnostics.info(
                "name-collision",
                f"`{candidate.source.pointer or candidate.source.document}` would be "
                f"the type `{candidate.names[0]}`, which is taken: it is `{name}`",
                hint="the configuration's `types` can name it otherwise",
            )
    return names


def _with_way_out(candidate: _Candidate) -> tuple[str, ...]:
    """Return `OperationModel` for `Operation` where the package needs the name.

    An element of `accounts` is an `AccountItem` where `account` has the name `Account`.
    """
    last = candidate.names[-1]
    if last in RESERVED_TYPES:
        role = "Type" if last.endswith("Model") else "Model"
        return (*candidate.names, f"{last}{role}")
    if candidate.source.pointer.endswith("/items") and not last.endswith("Item"):
        return (*candidate.names, f"{last}Item")
    return candidate.names


def _alike(first: Schema | None, second: Schema) -> bool:
    """Return whether two enumerations may share a configured name."""
    if not isinstance(first, Enum) or not isinstance(second, Enum):
        return False
    return (set(map(repr, first.values)), first.open) == (
        set(map(repr, second.values)),
        second.open,
    )


class _Walk:
    """Finds all schemas that need a type of their own."""

    def __init__(
        self,
        api: Api,
        usage: Usage,
        methods: Mapping[str, MethodName],
        overrides: Mapping[str, str],
    ) -> None:
        self._api = api
        self._usage = usage
        self._methods = methods
        self._overrides = overrides
        self._found: dict[Source, _Candidate] = {}
        self._operations = {operation.source for operation in api.operations}
        self._stems: dict[Source, Steps] = {}
        self._elsewhere: list[tuple[Schema, tuple[str, ...], Directions]] = []
        self.reached: dict[Direction, set[Source]] = {
            direction: set() for direction in Direction
        }
        self.overridden: set[str] = set()
        self.keys: set[str] = set()

    def candidates(self) -> Iterator[_Candidate]:
        """Yield every schema that needs a name, once."""
        for webhook in sorted(self._api.webhooks, key=lambda webhook: webhook.source):
            if webhook.payload is not None:
                self._inline(webhook.payload, (payload_name(webhook.name),), _RECEIVED)
        shared = sorted(self._api.graph.schemas.keys() - {self._api.event_union})
        for source in filter(has_own_name, shared):
            self._shared(source, self._component_names(source))
        self._event()
        for operation in sorted(
            self._api.operations, key=lambda operation: operation.key
        ):
            self._operation(operation)
        for schema, names, directions in self._elsewhere:
            self._inline(schema, names, directions)
        for source in shared:
            if not has_own_name(source):
                self._shared(source, self._inner_names(source))
        yield from self._found.values()

    def _component_names(self, source: Source) -> tuple[str, ...]:
        return _component_names(self._api.graph.schemas[source], source)

    def _inner_names(self, source: Source) -> tuple[str, ...]:
        """Name a schema after the schema that contains it, where that has a name."""
        parents = PurePosixPath(source.pointer).parents
        for parent in parents:
            outer = Source(source.document, "" if parent.name == "" else str(parent))
            if outer in self._stems:
                rest = source.pointer[len(outer.pointer) :]
                return spelled(inner_steps(self._stems[outer], parse_pointer(rest)))
        named = named_part(source)
        if named:  # an inline schema around one that has a name
            steps = parse_pointer(source.pointer)[len(named) :]
            return spelled(inner_steps((type_name(named[-1]),), steps))
        return part_names(source) or self._component_names(source)

    def _shared(self, source: Source, names: tuple[str, ...]) -> None:
        schema = self._api.graph.schemas[source]
        named = needs_alias(schema) or isinstance(schema, Object)
        override = self._override(source) if named else None
        names = (override,) if override else names
        self._stems.setdefault(source, names[:1])
        directions = tuple(
            direction
            for direction in Direction
            if self._usage.reaches(source, direction)
        )
        if named:
            candidate = _Candidate(
                source,
                names,
                schema,
                exact=override is not None,
                shared=has_own_name(source),
            )
            self._found.setdefault(source, candidate)
            self._directed(source, directions)
        self._inside(schema, names[:1], directions)

    def _event(self) -> None:
        """Name the union of all webhooks; its parts are named already."""
        source = self._api.event_union
        if source is not None:
            override = self._override(source)
            schema = self._api.graph.schemas[source]
            names = (override or EVENT,)
            exact = override is not None
            self._found[source] = _Candidate(source, names, schema, exact=exact)
            self._directed(source, _RECEIVED)

    def _operation(self, operation: Operation) -> None:
        name = self._methods[operation.key]
        # The resource in the singular, so that lists and items have similar names.
        stem = _stem(singular_name(name.resource[-1]), name.method)
        for parameter in operation.parameters:
            self._part(operation, parameter.schema, stem + pascal(parameter.name))
        for media in operation.body.contents if operation.body else ():
            if media.schema is not None:
                self._part(operation, media.schema, f"{stem}Params", stem)
        successes = success_responses(operation)
        for response in operation.responses:
            if response in successes and response.header_object is not None:
                self._inline(response.header_object, (f"{stem}Headers",), _RECEIVED)
            for media in response.contents:
                if media.schema is not None:
                    suffix = _response_suffix(response, media, operation)
                    self._part(
                        operation, media.schema, stem + suffix, directions=_RECEIVED
                    )

    def _part(
        self,
        operation: Operation,
        schema: Schema,
        name: str,
        stem: str | None = None,
        directions: Directions = _SENT,
    ) -> None:
        """Name a schema that an operation uses; one from another place is named after
        that.

        `stem`: what members of an object are called after, instead of its name.
        """
        names = part_names(schema.source)
        if not names and isinstance(schema, Object) and stem is not None:
            self._object(schema, (name,), (stem,), directions)
            return
        names = names or (name,)
        owner = owner_of(schema.source)
        if owner in self._operations and owner != operation.source:
            self._elsewhere.append((schema, names, directions))
            return
        self._inline(schema, names, directions)

    def _inline(
        self,
        schema: Schema,
        names: tuple[str, ...],
        directions: Directions,
        stem: Steps | None = None,
    ) -> None:
        """Add a schema and those inside it; the shared ones are there already.

        Without `names`, an object is named by its `stem`.
        """
        place = schema.target if isinstance(schema, Reference) else schema.source
        stem = stem or names[:1]
        self._stems.setdefault(place, stem)
        if isinstance(schema, Object):
            self._object(schema, names or spelled(stem), stem, directions)
        else:
            self._inside(schema, stem, directions)

    def _object(
        self,
        schema: Object,
        names: tuple[str, ...],
        stem: Steps,
        directions: Directions,
    ) -> None:
        override = self._override(schema.source)
        own = (override,) if override else tuple(usable(name, "Type") for name in names)
        self._found.setdefault(
            schema.source,
            _Candidate(schema.source, own, schema, exact=override is not None),
        )
        self._directed(schema.source, directions)
        self._inside(schema, (override,) if override else stem, directions)

    def _inside(self, schema: Schema, stem: Steps, directions: Directions) -> None:
        for inner, steps in _inner_schemas(schema, stem, self._has_alias(schema)):
            self._inline(inner, (), directions, steps)

    def _has_alias(self, schema: Schema) -> bool:
        return schema.source in self._api.graph.schemas and needs_alias(schema)

    def _directed(self, source: Source, directions: Directions) -> None:
        for direction in directions:
            self.reached[direction].add(source)

    def _override(self, source: Source) -> str | None:
        if source.derived:  # the pointer itself belongs to the family
            pointer = f"{source.pointer}/discriminator/propertyName"
            keys: tuple[str, ...] = (f"#{pointer}", pointer)
        else:
            keys = (f"#{source.pointer}", source.pointer, _last(source))
        self.keys.update(keys)
        given = [key for key in keys if key in self._overrides]
        self.overridden.update(given)
        return self._overrides[given[0]] if given else None


def needs_alias(schema: Schema) -> bool:
    """Return whether a shared schema that is not an object gets a name.

    Plain lists, maps and scalars read better where they are used; so does a schema
    that is another one or null.
    """
    match schema:
        case Enum():
            return True
        case Union():
            return (
                len([variant for variant in schema.variants if not is_null(variant)])
                > 1
            )
        case _:
            return False


def _component_names(schema: Schema, source: Source) -> tuple[str, ...]:
    """Yield the override in the document, then longer parts of a dotted component's
    name.
    """
    key = f"{_last(source)}Base" if source.derived else _last(source)
    parts = [part for part in key.split(".") if part]
    names = [type_name("_".join(parts[-count:])) for count in range(1, len(parts) + 1)]
    if schema.annotations.name_override:
        names.insert(0, type_name(schema.annotations.name_override))
    return tuple(dict.fromkeys(name for name in names if name)) or ("Type",)


def _last(source: Source) -> str:
    """Return the document's name for a schema; a whole file is named after the file."""
    tokens = parse_pointer(source.pointer)
    return tokens[-1] if tokens else PurePosixPath(source.document).stem


def _stem(resource: str, method: str) -> str:
    """Return resource and method without repeated words."""
    before, own = words(resource), words(method)
    if before[-1:] == own[:1] and own[0] in _VERBS:  # `ContactListsList`
        return pascal(f"{resource}s_{method}")
    if own[: len(before)] == before:
        return pascal(method)
    if own[:1] and own[0] in _VERBS:
        return pascal(f"{resource}_{method}")
    return joined(pascal(resource), method)


def _response_suffix(response: Response, media: MediaType, operation: Operation) -> str:
    if media.kind.is_stream:
        return "Event" if media.kind is MediaKind.EVENTS else "Item"
    successes = [
        response_.status for response_ in operation.responses if response_.is_success
    ]
    if response.is_success:
        return (
            "Response"
            if successes[0] == response.status
            else (f"Response{response.status}")
        )
    return f"Error{response.status.title()}"


def _inner_schemas(
    schema: Schema, stem: Steps, has_alias: bool
) -> Iterator[tuple[Schema, Steps]]:
    """Yield the schemas directly inside another one, and the way to their names.

    `has_alias`: whether the name at the end of the way is that of the schema itself.
    """
    match schema:
        case Object():
            for member in schema.properties:
                yield member.schema, (*stem, usable(member.name, "Field"))
            if schema.additional is not None:
                yield schema.additional, (*stem, "Extra")
        case Array():
            for part in (*schema.prefix, schema.items):
                yield part, item_of(stem)
        case Map():
            yield schema.values, (*stem, "Value")
        case Union():
            kinds = [variant for variant in schema.variants if not is_null(variant)]
            for number, kind in enumerate(kinds, start=1):
                yield kind, (*stem, *_variant(kind, number, kinds, has_alias))
        case _:
            return


def _variant(
    schema: Schema, number: int, kinds: list[Schema], has_alias: bool
) -> Steps:
    """Name a variant by a constant, its title, or a property of its own.

    The last resort is its number; the only variant with a structure needs no name
    where the union has none.
    """
    structured = [kind for kind in kinds if isinstance(kind, Object | Array | Map)]
    if len(structured) == 1 and not has_alias:
        return ()
    if isinstance(schema, Object):
        for property_ in schema.properties:
            value = constant(property_.schema)
            if isinstance(value, str) and pascal(value):
                return (value,)
    title = schema.annotations.title or ""
    if 0 < len(words(title)) <= _LONGEST_TITLE:
        return (title,)
    if isinstance(schema, Object):
        others = {
            member.name
            for part in structured
            if part is not schema and isinstance(part, Object)
            for member in part.properties
        }
        own = [
            property_ for property_ in schema.properties if property_.name not in others
        ]
        for member in sorted(own, key=lambda member: not member.required):
            if pascal(member.name):
                return (member.name,)
    return (f"Variant{number}",)


def constant(schema: Schema) -> object:
    """Return the only value of an enumeration with one value, else None."""
    if isinstance(schema, Enum) and len(schema.values) == 1:
        return schema.values[0]
    return None


def _fields(schema: Object) -> dict[str, str]:
    """Return the Python names of the properties by wire name."""
    names = [property_.name for property_ in schema.properties]
    return member_names(names, RESERVED_FIELDS, "field")


def member_names(
    names: Iterable[str], reserved: frozenset[str], prefix: str
) -> dict[str, str]:
    """Return Python names for wire names, regardless of their order.

    A name that is written as in Python keeps it before one that has to be changed.
    """
    scope = Scope()
    chosen: dict[str, str] = {}
    wire = list(names)
    for name in sorted(
        wire, key=lambda name: (member_name(name, reserved, prefix) != name, name)
    ):
        chosen[name] = scope.claim(member_name(name, reserved, prefix))
    return {name: chosen[name] for name in wire}


def member_name(name: str, reserved: frozenset[str], prefix: str) -> str:
    """Return the snake_case name of a member, clear of reserved words."""
    python = usable(snake(name), prefix)
    return f"{python}_" if python in reserved else python
