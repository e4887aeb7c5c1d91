"""What the document says of schemas, and the model leaves out: for names and classes."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from clientsmith.document.documents import Node, Source
from clientsmith.document.members import elements, flag, members, text
from clientsmith.document.references import reference_of, walk_objects
from clientsmith.document.workspace import Workspace
from clientsmith.stainless.marks import own_name

_VARIANT_NAME = "x-stainless-variantName"
_CONSTANT = "x-stainless-const"
_EMPTY = "x-stainless-empty-object"


@dataclass(slots=True)
class SchemaFacts:
    """The facts by the places of schemas; see `PackagePlan`."""

    extends: dict[Source, tuple[Source, ...]] = field(default_factory=dict)
    own_properties: dict[Source, frozenset[str]] = field(default_factory=dict)
    constants: set[Source] = field(default_factory=set)
    empty_objects: set[Source] = field(default_factory=set)
    open_objects: set[Source] = field(default_factory=set)
    variant_names: dict[Source, str] = field(default_factory=dict)
    type_names: dict[Source, str] = field(default_factory=dict)


def schema_facts(workspace: Workspace, models: Collection[Source]) -> SchemaFacts:
    """Return the facts about all schemas; `models` are the places of named ones."""
    facts = SchemaFacts()
    for document in workspace.documents:
        for node in walk_objects(document):
            name = text(node, _VARIANT_NAME)
            if name is not None:
                facts.variant_names[node.source] = name
            name = own_name(node.value, "type_name")
            if name is not None:
                facts.type_names[node.source] = name
            if flag(node, _CONSTANT):
                facts.constants.add(node.source)
            if flag(node, _EMPTY):
                facts.empty_objects.add(node.source)
            if flag(node, "additionalProperties"):
                facts.open_objects.add(node.source)
            if node.get("allOf") is not None:
                parts = _Parts(workspace, models)
                parts.add(node)
                if parts.models:
                    facts.extends[node.source] = tuple(parts.models)
                    facts.own_properties[node.source] = frozenset(parts.names)
    return facts


class _Parts:
    """The models that a schema is composed of, and the properties that it adds."""

    def __init__(self, workspace: Workspace, models: Collection[Source]) -> None:
        self.models: dict[Source, None] = {}
        self.names: set[str] = set()
        self._workspace = workspace
        self._named = models
        self._seen: set[Source] = set()

    def add(self, node: Node) -> None:
        """Add a schema and the parts of its `allOf`."""
        if node.source in self._seen:
            return
        self._seen.add(node.source)
        self.names.update(name for name, _ in members(node, "properties"))
        for part in elements(node, "allOf"):
            is_reference = reference_of(part) is not None
            target = self._workspace.resolve(part) if is_reference else part
            if is_reference and target.source in self._named:
                self.models[target.source] = None
            else:
                self.add(target)
