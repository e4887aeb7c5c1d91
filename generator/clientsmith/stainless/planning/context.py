"""The inputs that all parts of the planning share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from clientsmith.diagnostics import Diagnostics
from clientsmith.document.documents import Node, Source
from clientsmith.document.pointers import parse_pointer
from clientsmith.document.workspace import Workspace
from clientsmith.model.api import Api, Operation
from clientsmith.stainless.config import Section, Stainless
from clientsmith.stainless.marks import skips_python
from clientsmith.stainless.plan import ModelPlan, SchemePlan
from clientsmith.stainless.reading import CODE
from clientsmith.support.suggestions import did_you_mean


@dataclass(frozen=True, slots=True)
class Planning:
    """The configuration, the model of the document, and the findings.

    `models` has the planned models by their path in the configuration; `schemes` the
    pagination schemes in the order of the configuration.
    """

    config: Stainless
    api: Api
    workspace: Workspace
    found: Diagnostics
    operations: Mapping[str, Operation]
    models: dict[str, ModelPlan] = field(default_factory=dict)
    schemes: list[SchemePlan] = field(default_factory=list)

    def node(self, source: Source) -> Node | None:
        """Return a place of the document."""
        for document in self.workspace.documents:
            if document.key == source.document:
                node: Node | None = document.root
                for token in parse_pointer(source.pointer):
                    node = None if node is None else node.child(token)
                return node
        return None

    def mark(self, operation: Operation, name: str) -> Node | None:
        """Return a mark of an operation."""
        node = self.node(operation.source)
        return None if node is None else node.get(f"x-stainless-{name}")

    def is_skipped(self, operation: Operation) -> bool:
        """Return whether the document says that Python goes without an operation."""
        mark = self.mark(operation, "skip")
        return mark is not None and skips_python(mark.value)

    def warn(
        self, message: str, place: Section | Node, hint: str | None = None
    ) -> None:
        """Report a part of the configuration that is not honoured."""
        node = place if isinstance(place, Node) else place.node
        self.found.warning(CODE, message, node.location, hint)

    def note(self, message: str, place: Node) -> None:
        """Remark on a part of the configuration without meaning for a package."""
        self.found.info(CODE, message, place.location)

    def unknown(
        self, kind: str, name: str, known: Iterable[str], place: Section | Node
    ) -> None:
        """Report a name that nothing has."""
        hint = did_you_mean(name, sorted(known))
        self.warn(f"there is no {kind} `{name}`", place, hint)
