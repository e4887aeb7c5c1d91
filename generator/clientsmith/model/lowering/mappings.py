"""Discriminator objects: the targets of their mappings."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from clientsmith.diagnostics import DiagnosticError, Diagnostics
from clientsmith.document.documents import Node, Source
from clientsmith.document.members import elements, end_of, members, text
from clientsmith.document.references import reference_of
from clientsmith.document.versions import OpenApiVersion
from clientsmith.document.workspace import Workspace
from clientsmith.model.schemas import Discriminator
from clientsmith.model.variants import named_in_mapping, schema_name


class Mappings:
    """Reads discriminators, and warns once of each target that does not exist."""

    def __init__(
        self, workspace: Workspace, version: OpenApiVersion, diagnostics: Diagnostics
    ) -> None:
        self._workspace = workspace
        self._version = version
        self._diagnostics = diagnostics
        self._told: set[tuple[Source, str]] = set()
        self._targets: dict[Source, Node] = {}

    def discriminator(
        self, node: Node, variants: Sequence[Source]
    ) -> Discriminator | None:
        """Return the discriminator of a union of these shared schemas."""
        declared = node.get("discriminator")
        name = text(declared, "propertyName") if declared is not None else None
        if declared is None or name is None:
            return None
        return Discriminator(
            property_name=name,
            mapping=tuple(self.entries(declared, variants)),
            names=tuple(self._names(node, variants)),
            default=self.default(declared, variants),
        )

    def _names(
        self, node: Node, variants: Sequence[Source]
    ) -> Iterator[tuple[str, Source]]:
        """Return the names by which the references call the variants."""
        named: set[Source] = set()
        for keyword in ("oneOf", "anyOf"):
            for part in elements(node, keyword):
                reference = reference_of(part)
                if reference is not None:
                    target = self._workspace.resolve(part).source
                    named.add(target)
                    yield named_in_mapping(reference), target
        for variant in variants:
            if variant not in named:
                yield schema_name(variant), variant

    def targets(self, declared: Node) -> Iterator[Node]:
        """Return the schemas that a mapping names."""
        for _, source in self.entries(declared, ()):
            yield self._targets[source]

    def entries(
        self, declared: Node, variants: Sequence[Source]
    ) -> Iterator[tuple[str, Source]]:
        """Return the values of a mapping with their schemas."""
        for value, entry in members(declared, "mapping"):
            target = self._target(entry, variants)
            if target is not None:
                yield value, target

    def default(self, declared: Node, variants: Sequence[Source]) -> Source | None:
        """Return the schema of objects that no value selects (OpenAPI 3.2)."""
        entry = declared.get("defaultMapping")
        return self._target(entry, variants) if entry is not None else None

    def additional(
        self, node: Node, discriminator: Discriminator, variants: Collection[Source]
    ) -> list[Node]:
        """Return schemas of the mapping that are not alternatives of the union.

        The document says what the values mean, so that is what they are taken for.
        """
        known = self._alternatives(node, variants)
        selected = [target for _, target in discriminator.mapping]
        if discriminator.default is not None:
            selected.append(discriminator.default)
        added: list[Node] = []
        for target in dict.fromkeys(selected):
            if target in known or self._extends(self._targets[target], known):
                continue
            added.append(self._targets[target])
            name = schema_name(target)
            self._warn(
                node.get("discriminator") or node,
                name,
                f"the discriminator selects `{name}`, which is not an alternative of the "
                "union: it is treated as one",
                "add it to the other alternatives",
            )
        return added

    def _alternatives(self, node: Node, variants: Collection[Source]) -> set[Source]:
        """Return the schema, its alternatives, and those of nested unions."""
        found = {node.source, *variants}
        expanded: set[Source] = set()
        waiting = [node]
        while waiting:
            schema = waiting.pop()
            if schema.source not in expanded:
                expanded.add(schema.source)
                inner = [*self._parts(schema, "oneOf"), *self._parts(schema, "anyOf")]
                found.update(part.source for part in inner)
                waiting.extend(inner)
        return found

    def _extends(self, node: Node, bases: Collection[Source]) -> bool:
        """Return whether the schema is composed of one of these."""
        seen: set[Source] = set()
        waiting = [node]
        while waiting:
            schema = waiting.pop()
            if schema.source in bases:
                return True
            if schema.source not in seen:
                seen.add(schema.source)
                waiting.extend(self._parts(schema, "allOf"))
        return False

    def _parts(self, node: Node, keyword: str) -> Iterator[Node]:
        for element in elements(node, keyword):
            yield self._workspace.resolve(element)

    def _target(self, entry: Node, variants: Sequence[Source]) -> Source | None:
        """Return the target of an entry: the name of a schema, or a reference."""
        named = entry.value
        if not isinstance(named, str):
            self._warn(
                entry, str(named), f"{named!r} is not the name of a schema", None
            )
            return None
        for variant in variants:
            if variant.pointer and schema_name(variant) == named:
                return variant
        component = self._component(entry, named)
        probe = Node(entry.document, entry.pointer, {"$ref": named})
        try:
            # Entries are identified by their places: each target is resolved once.
            target = end_of(self._workspace, component or probe, self._version)
        except DiagnosticError as error:
            namesake = _namesake(named, variants)
            if namesake is not None:
                self._warn(
                    entry,
                    named,
                    f"`{entry.pointer[-1]}` of the discriminator leads to `{named}`, "
                    "which does not exist: the variant of that name is taken",
                    None,
                )
                return namesake
            hints = (
                diagnostic.hint for diagnostic in error.diagnostics if diagnostic.hint
            )
            self._warn(
                entry,
                named,
                f"`{entry.pointer[-1]}` of the discriminator leads to `{named}`, which "
                "does not exist: objects with this value are taken as they come",
                next(hints, None),
            )
            return None
        self._targets[target.source] = target
        return target.source

    def _component(self, entry: Node, name: str) -> Node | None:
        if "/" in name or "#" in name:
            return None
        for root in (entry.document.root, self._workspace.root):
            schemas = root.at("components", "schemas")
            found = schemas.get(name) if schemas is not None else None
            if found is not None:
                return found
        return None

    def _warn(self, node: Node, about: str, message: str, hint: str | None) -> None:
        if (node.source, about) not in self._told:
            self._told.add((node.source, about))
            self._diagnostics.warning(
                "discriminator", message, node.location, hint=hint
            )


def _namesake(reference: str, variants: Sequence[Source]) -> Source | None:
    """Return the only variant whose name ends the reference."""
    name = named_in_mapping(reference)
    found = [variant for variant in variants if schema_name(variant) == name]
    return found[0] if len(found) == 1 else None
