"""Python names of what a plan has: classes, modules, attributes, methods, arguments."""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain

from clientsmith.model.usage import find_usage
from clientsmith.naming.scopes import Scope
from clientsmith.naming.words import singular
from clientsmith.stainless.names import INITIALISMS, attribute, class_name
from clientsmith.stainless.plan import (
    CLIENT,
    SHARED,
    ArgumentPlace,
    ArgumentPlan,
    MethodAlias,
    MethodPlan,
    ModelAlias,
    ModelPlan,
    PackagePlan,
    ResourcePath,
    UnwrapPlan,
)

# Words that have a singular here, though they rarely stand for one thing.
_SINGULARS = {
    "details": "detail",
    "settings": "setting",
    "stats": "stat",
}
_LAST_WORD = re.compile(r"(.*?)([A-Z]+s|[A-Z]?[a-z]+)")
# Arguments that every method has.
_METHOD_ARGUMENTS = frozenset(
    {"self", "extra_headers", "extra_query", "extra_body", "timeout"}
)
# Members of the base class of models that fields would hide.
_MODEL_MEMBERS = frozenset(
    {"construct", "copy", "dict", "json", "schema", "schema_json", "to_dict"}
    | {"to_json", "validate", "parse_obj", "parse_raw", "from_orm"}
)
# Pydantic keeps names with this prefix for itself.
_PROTECTED = "model_"


class Form(StrEnum):
    """The form of a type: received as a model, or sent as a dictionary."""

    RESPONSE = "response"
    PARAM = "param"


@dataclass(frozen=True, slots=True)
class ModuleName:
    """A module by its path inside the package: `("types", "shared", "pet")`."""

    path: tuple[str, ...]

    @property
    def package(self) -> tuple[str, ...]:
        """The path of the package that contains it."""
        return self.path[:-1]

    @property
    def name(self) -> str:
        """The module's own name."""
        return self.path[-1]

    def seen_from(self, package: str) -> str:
        """Return the relative name; `package` leads to the root, as `...` does."""
        return f"{package}{'.'.join(self.path)}"

    def relative_to(self, other: ModuleName) -> str:
        """Return the relative name inside another module."""
        shared = 0
        for mine, theirs in zip(self.package, other.package, strict=False):
            if mine != theirs:
                break
            shared += 1
        return (
            f"{'.' * (len(other.package) - shared + 1)}{'.'.join(self.path[shared:])}"
        )


class StainlessNames:
    """The names of one package."""

    def __init__(self, plan: PackagePlan) -> None:
        self._casings = plan.casings
        self._singulars = plan.singulars
        self._client = plan.client.name
        self.packages = frozenset(
            ("types", *map(self.attribute, resource.path))
            for resource in plan.walk()
            if resource.subresources
        )
        """The packages of types that the resources with subresources have."""
        unsuffixed = any(
            model.no_params_suffix
            for resource in plan.walk()
            for model in resource.models
        )
        self._received = find_usage(plan.api).response if unsuffixed else frozenset()
        self._plan = plan  # keeps the identities of its arguments
        self._arguments = {
            id(argument): name
            for resource in plan.walk()
            for method in resource.methods
            for argument, name in self._argument_names(method)
        }

    @property
    def client_class(self) -> str:
        """The class of the synchronous client."""
        return self.class_name(self._client)

    def class_name(self, text: str) -> str:
        """Return the name of a class."""
        return class_name(text, self._casings)

    def attribute(self, text: str) -> str:
        """Return the name of an attribute or a module."""
        return attribute(text, self._casings)

    def resource_attribute(self, path: ResourcePath) -> str:
        """Return the attribute of the client, or of a resource, that a resource is."""
        return self.attribute(path[-1])

    def resource_class(self, path: ResourcePath) -> str:
        """Return the class of a resource."""
        return f"{self.class_name(path[-1])}Resource"

    def method_name(self, method: MethodPlan | MethodAlias | UnwrapPlan) -> str:
        """Return the name of a method."""
        return self.attribute(method.name)

    def argument_name(self, argument: ArgumentPlan) -> str:
        """Return the name of a method's argument."""
        return self._arguments.get(id(argument)) or self._usual_name(argument)

    def _usual_name(self, argument: ArgumentPlan) -> str:
        name = self.attribute(argument.name_hint or argument.name)
        return f"api_{name}" if name in _METHOD_ARGUMENTS else name

    def _argument_names(self, method: MethodPlan) -> Iterator[tuple[ArgumentPlan, str]]:
        """Yield a method's arguments with names that differ from each other."""
        scope = Scope()
        known: dict[tuple[ArgumentPlace, str], str] = {}
        for argument in chain(method.arguments, *method.overloads):
            key = (argument.place, argument.name)
            if key not in known:
                known[key] = scope.claim(self._usual_name(argument))
            yield argument, known[key]

    def field_name(self, wire: str, form: Form) -> str:
        """Return the name of a property in a class of this form."""
        name = self.attribute(wire)
        if form is Form.PARAM:
            return name
        name = name.lstrip("_") or name
        if name.startswith(_PROTECTED):
            return f"api_{name}"
        if name in _MODEL_MEMBERS:
            return f"{name}_"
        return f"x_{name}" if not name[0].isalpha() else name

    def model_class(self, model: ModelPlan | ModelAlias, form: Form) -> str:
        """Return the class of a model in one of its forms."""
        return f"{self.class_name(model.name)}{self._suffix(model, form).title()}"

    def model_module(self, model: ModelPlan | ModelAlias, form: Form) -> ModuleName:
        """Return the module of a model in one of its forms."""
        name = self.attribute(model.name)
        if model.resource[:1] == (SHARED,):
            folder = "shared_params" if form is Form.PARAM else "shared"
            return ModuleName(("types", folder, name))
        suffix = self._suffix(model, form)
        name = f"{name}_{suffix}" if suffix else name.rstrip("_")
        return self._module(model.resource, name)

    def params_class(self, method: MethodPlan) -> str:
        """Return the class of a method's parameters."""
        return f"{self._stem(method.resource, method.name)}Params"

    def params_module(self, method: MethodPlan) -> ModuleName:
        """Return the module of a method's parameters."""
        return self._method_module(method, "params")

    def response_class(self, method: MethodPlan) -> str:
        """Return the class of what a method returns and has no name of its own."""
        return f"{self._stem(method.resource, method.name)}Response"

    def response_module(self, method: MethodPlan) -> ModuleName:
        """Return the module of what a method returns."""
        return self._method_module(method, "response")

    def event_class(self, unwrap: UnwrapPlan) -> str:
        """Return the class of the events that a method unwraps."""
        stem = self._stem(unwrap.resource, "")
        return f"{self.class_name(unwrap.name)}{stem}Event"

    def event_module(self, unwrap: UnwrapPlan) -> ModuleName:
        """Return the module of the events that a method unwraps."""
        parts = [self.attribute(unwrap.name), self._singular(unwrap.resource), "event"]
        return self._module(unwrap.resource, "_".join(parts))

    def types_package(self, path: ResourcePath) -> tuple[str, ...]:
        """Return the path of the package with the types of a resource."""
        if path[:1] in ((CLIENT,), (SHARED,)):
            return ("types",)
        return ("types", *map(self.attribute, path[:-1]))

    def _suffix(self, model: ModelPlan | ModelAlias, form: Form) -> str:
        plan = model.target if isinstance(model, ModelAlias) else model
        is_shared = model.resource[:1] == (SHARED,)
        # What is received as well cannot have the same name.
        is_free = plan.no_params_suffix and plan.schema not in self._received
        return "" if form is Form.RESPONSE or is_shared or is_free else "param"

    def _method_module(self, method: MethodPlan, suffix: str) -> ModuleName:
        parts = (self._singular(method.resource), self.attribute(method.name), suffix)
        return self._module(
            method.resource, "_".join(part.strip("_") for part in parts)
        )

    def _module(self, path: ResourcePath, name: str) -> ModuleName:
        usable = f"{name}_" if keyword.iskeyword(name) else name
        module = (*self.types_package(path), usable)
        # Beside a package of this name nobody could import the module.
        return ModuleName((*module, usable) if module in self.packages else module)

    def _stem(self, path: ResourcePath, method: str) -> str:
        return f"{self.class_name(self._singular(path))}{self.class_name(method) if method else ''}"

    def _singular(self, path: ResourcePath) -> str:
        """Return the name of a resource with its last word in the singular."""
        if path[:1] == (CLIENT,):
            return "client"
        name = self.attribute(path[-1])
        head, separator, last = name.rpartition("_")
        if last in self._singulars:
            return f"{head}{separator}{self._singulars[last]}"
        return singular_attribute(name)


def singular_attribute(name: str) -> str:
    """Return a name in snake_case with its last word in the singular."""
    head, separator, last = name.rpartition("_")
    return f"{head}{separator}{_singular(last)}"


def singular_class(name: str) -> str:
    """Return the name of a class with its last word in the singular."""
    found = _LAST_WORD.fullmatch(name)
    if found is None:
        return name
    head, last = found.groups()
    is_initialism = last[:-1].isupper() and last.endswith("s")
    return f"{head}{last[:-1] if is_initialism else _capitalized(last)}"


def _capitalized(word: str) -> str:
    one = _singular(word.lower())
    return one.capitalize() if word[0].isupper() else one


def _singular(word: str) -> str:
    if word in INITIALISMS:
        return word
    is_short = len(word) == 2 and word[1] == "s" and word[0] not in "aiu"
    return word[0] if is_short else _SINGULARS.get(word) or singular(word)
