"""The schemas of a plan: which are models, and what stands behind a reference."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from clientsmith.document.documents import Source
from clientsmith.model.schemas import (
    AnyValue,
    Enum,
    Map,
    Object,
    Reference,
    Scalar,
    ScalarType,
    Schema,
    Union,
    base_of,
    children,
    is_null,
)
from clientsmith.model.usage import request_schemas, response_schemas
from clientsmith.model.variants import schema_name
from clientsmith.python.stainless.names import Form
from clientsmith.stainless.plan import SHARED, ModelPlan, PackagePlan

_TIMES = frozenset({"date", "date-time"})


@dataclass(frozen=True, slots=True)
class Unfolded:
    """A schema without null, and without references to what has no name here.

    `model` is a named type that it leads to; `passed` are the shared schemas on the
    way. `component` is the name of the last of them.
    """

    schema: Schema
    nullable: bool
    model: ModelPlan | None
    passed: tuple[Source, ...]
    component: str | None


class Library:
    """Follows references as far as the configuration gives no names."""

    def __init__(self, plan: PackagePlan) -> None:
        self.plan = plan
        self._graph = plan.api.graph
        self._models = {
            model.schema: model
            for resource in reversed([*plan.walk()])
            for model in resource.models
        }

    @property
    def models(self) -> Collection[ModelPlan]:
        """All models, in the order of the configuration."""
        return [model for resource in self.plan.walk() for model in resource.models]

    def model_at(self, source: Source) -> ModelPlan | None:
        """Return the model of a schema."""
        return self._models.get(source)

    def schema_of(self, model: ModelPlan) -> Schema:
        """Return the schema of a model; any value where there is none."""
        found = self._at(model.schema) or self._inline.get(model.schema)
        return found or AnyValue(source=model.schema)

    def unfold(self, schema: Schema, own: Source | None = None) -> Unfolded:
        """Follow references and leave null out; `own` is the schema of the module."""
        nullable = False
        passed: list[Source] = []
        component = None
        while True:
            model = self._model_of(schema, own)
            if model is not None:
                nullable = nullable or self.is_nullable(schema)
            elif isinstance(schema, Reference) and schema.target not in passed:
                passed.append(schema.target)
                component = schema_name(schema.target)
                target = self._target(schema)
                annotations = schema.annotations.overlaid(target.annotations)
                schema = replace(target, annotations=annotations)
                continue
            elif _has_null(schema):
                nullable, schema = True, _without_null(schema)
                continue
            schema = self._marked(schema)
            return Unfolded(schema, nullable, model, tuple(passed), component)

    def _marked(self, schema: Schema) -> Schema:
        """Return an object that is marked as empty as one without properties."""
        if isinstance(schema, Map) and schema.source in self.plan.empty_objects:
            at, annotations = schema.source, schema.annotations
            return Object(source=at, annotations=annotations, properties=())
        return schema

    def _model_of(self, schema: Schema, own: Source | None) -> ModelPlan | None:
        if isinstance(schema, Reference):
            return self._models.get(schema.target)
        # Parts that the document does not write have the place of the whole.
        if isinstance(schema, AnyValue) or schema.source == own:
            return None
        return self._models.get(schema.source)

    def _target(self, reference: Reference) -> Schema:
        found = self._at(reference.target)
        return AnyValue(source=reference.target) if found is None else found

    def resolved(self, schema: Schema) -> Schema:
        """Return the schema behind any chain of references."""
        seen: set[Source] = set()
        while isinstance(schema, Reference) and schema.target not in seen:
            seen.add(schema.target)
            schema = self._target(schema)
        return schema

    def is_nullable(self, schema: Schema) -> bool:
        """Return whether null is one of the values."""
        return _has_null(self.resolved(schema))

    def description(self, schema: Schema) -> str | None:
        """Return the description, that of the target if a reference has none."""
        seen: set[Source] = set()
        while schema.annotations.description is None:
            if isinstance(schema, Reference) and schema.target not in seen:
                seen.add(schema.target)
                schema = self._target(schema)
            elif _has_null(schema):
                schema = _without_null(schema)
            else:
                return None
        return schema.annotations.description

    def is_structured(
        self, schema: Schema, seen: frozenset[Source] = frozenset()
    ) -> bool:
        """Return whether the type is a class, or a union with classes."""
        if isinstance(self._marked(schema), Object):
            return True
        match schema:
            case Union(variants=variants):
                return any(self.is_structured(each, seen) for each in variants)
            case Reference(target=target) if target not in seen:
                return self.is_structured(self._target(schema), seen | {target})
            case _:
                return isinstance(schema, Reference)

    def is_class(self, model: ModelPlan) -> bool:
        """Return whether the model is a class, and no alias."""
        found = self.unfold(self.schema_of(model), model.schema)
        return found.model is None and isinstance(found.schema, Object)

    def form_of(self, model: ModelPlan, form: Form) -> Form:
        """Return the form that stands for a model where this one is needed."""
        is_shared = model.resource[:1] == (SHARED,)
        return form if is_shared or self.has_own_param(model) else Form.RESPONSE

    def is_text(self, schema: Schema) -> bool:
        """Return whether any text is a value."""
        found = self.resolved(schema)
        if isinstance(found, Union):
            return any(map(self.is_text, found.variants))
        return isinstance(found, Scalar) and found.type is ScalarType.STRING

    def has_own_param(self, model: ModelPlan) -> bool:
        """Return whether what is sent differs from what is received."""
        return not self._is_plain(self.schema_of(model), frozenset())

    def _is_plain(self, schema: Schema, seen: frozenset[Source]) -> bool:
        match schema:
            case Scalar(type=type_, format=format_):
                return type_ is not ScalarType.STRING or format_ not in _TIMES
            case Enum() | AnyValue():
                return True
            case Union() if _has_null(schema):
                return self._is_plain(_without_null(schema), seen)
            case Reference(target=target) if target not in seen:
                return self._is_plain(self._target(schema), seen | {target})
            case _:
                return False

    def _at(self, source: Source) -> Schema | None:
        """Return a shared schema; the base of a family stands for itself."""
        schemas = self._graph.schemas
        return schemas.get(base_of(source)) or schemas.get(source)

    @cached_property
    def _inline(self) -> Mapping[Source, Schema]:
        """The schemas inside others, by their places."""
        api = self.plan.api
        found: dict[Source, Schema] = {}
        waiting: list[Schema] = [*self._graph.schemas.values()]
        waiting += [*request_schemas(api), *response_schemas(api)]
        while waiting:
            schema = waiting.pop()
            if not isinstance(schema, Reference):
                found.setdefault(schema.source, schema)
            waiting.extend(children(schema))
        return found


def _has_null(schema: Schema) -> bool:
    """Return whether null is one of several values."""
    return isinstance(schema, Union) and any(map(is_null, schema.variants))


def _without_null(schema: Schema) -> Schema:
    """Return what remains of a union; null itself where nothing does."""
    assert isinstance(schema, Union)
    variants = tuple(each for each in schema.variants if not is_null(each))
    if len(variants) == 1:
        annotations = schema.annotations.overlaid(variants[0].annotations)
        return replace(variants[0], annotations=annotations)
    return replace(schema, variants=variants) if variants else schema.variants[0]
