"""Lower Schema Objects to shapes: alternatives of one JSON type each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from clientsmith.contract.lowering.intersection import intersect, intersect_all, settled
from clientsmith.contract.lowering.terms import TermReading
from clientsmith.contract.schemas import (
    NO_NOTES,
    NOWHERE,
    Excluded,
    Kind,
    Notes,
    SchemaSet,
    Selector,
    Several,
    Shape,
    Stated,
    Unclear,
    Whole,
)
from clientsmith.contract.values import canonical, kind_of_value
from clientsmith.diagnostics import DiagnosticError, Diagnostics
from clientsmith.document.dialect import Normalised, normalise
from clientsmith.document.documents import Document, Node, Source
from clientsmith.document.members import elements, flag, members, text
from clientsmith.document.pointers import child_of, parse_pointer
from clientsmith.document.references import reference_of, walk_objects
from clientsmith.document.structure import KINDS
from clientsmith.document.values import JsonObject
from clientsmith.document.versions import OpenApiVersion
from clientsmith.document.workspace import Workspace
from clientsmith.model.variants import named_in_mapping, schema_name
from clientsmith.support.suggestions import nearest

# More alternatives than this are compared as text.
_MOST_ALTERNATIVES = 1024
_UNIONS = ("anyOf", "oneOf")
_COMPOSING = frozenset({"$ref", "allOf", "anyOf", "oneOf", "not", "if", "enum"})
# Keywords beside a `$ref`: those that do not restrict values, and all that 3.0 respects.
_SAYING_NOTHING = frozenset(
    {"$ref", "description", "example", "examples", "externalDocs", "summary", "title"}
)
_NOTED = frozenset({"default", "deprecated", "readOnly", "writeOnly"})
_KEYWORDS = frozenset(
    {
        *KINDS["Schema"].members, *_COMPOSING, *_SAYING_NOTHING, *_NOTED,
        "$anchor", "$comment", "$dynamicAnchor", "$dynamicRef", "$id", "$recursiveAnchor",
        "$recursiveRef", "$schema", "$vocabulary", "const", "contentEncoding",
        "contentMediaType", "dependencies", "dependentRequired", "exclusiveMaximum",
        "exclusiveMinimum", "format", "maxContains", "maxItems", "maxLength",
        "maxProperties", "maximum", "minContains", "minItems", "minLength",
        "minProperties", "minimum", "multipleOf", "nullable", "pattern", "required",
        "then", "type", "uniqueItems", "xml",
    }
)  # fmt: skip
_TYPO = 0.75
# Keywords that apply to one type only because the others are left as they are.
_ABOUT_ANYTHING = frozenset({"not", "if"})
# Keywords that apply to one type, where the document leaves `type` out.
_IMPLYING = {
    Kind.OBJECT: frozenset(
        {"properties", "additionalProperties", "patternProperties", "propertyNames"}
    ),
    Kind.ARRAY: frozenset({"items", "prefixItems", "uniqueItems"}),
}


class ShapeLowering:
    """The shapes of a workspace's schemas, lowered on demand."""

    def __init__(
        self, workspace: Workspace, version: OpenApiVersion, diagnostics: Diagnostics
    ) -> None:
        self._workspace = workspace
        self._version = version
        self._diagnostics = diagnostics
        self._nodes: dict[Source, Node] = {}
        self._expanded: dict[Source, tuple[Shape, ...]] = {}
        self._bases: dict[Source, tuple[Shape, ...]] = {}
        self._expanding: set[Source] = set()
        self._shapes: dict[SchemaSet, tuple[Shape, ...]] = {}
        self._notes: dict[SchemaSet, Notes] = {}
        self._heirs: dict[Source, list[Node]] | None = None
        self._anchors: dict[Document, dict[str, list[Node]]] = {}

    def schema_set(self, node: Node) -> SchemaSet:
        """Return what a schema requires; empty if it is `true` or empty."""
        target = self._followed(node)
        if target.value is True or target.value == {}:
            return ()
        self._nodes[target.source] = target
        return (target.source,)

    def shapes(self, schema_set: SchemaSet) -> tuple[Shape, ...]:
        """Return the alternatives that satisfy all demands."""
        found = self._shapes.get(schema_set)
        if found is None:
            result = _anything(schema_set[0] if schema_set else NOWHERE)
            for source in schema_set:
                result = intersect_all(result, self._expand(source))
            kept = (settled(shape) for shape in _implied(result))
            found = tuple(_distinct(shape for shape in kept if shape is not None))
            self._shapes[schema_set] = found
        return found

    def notes(self, schema_set: SchemaSet) -> Notes:
        """Return the annotations of the schemas; the first one that has any wins."""
        if not schema_set:
            return NO_NOTES
        found = self._notes.get(schema_set)
        if found is None:
            parts = [
                part
                for source in schema_set
                for part in self._speaking(self._nodes[source], set())
            ]
            found = self._notes[schema_set] = self._noted(parts)
        return found

    def declares(self, source: Source) -> bool:
        """Return whether the documents have something at that place."""
        tokens = parse_pointer(source.pointer)
        for document in self._workspace.documents:
            if document.key == source.document:
                value = document.value
                for token in tokens:
                    value = child_of(value, token)
                return value is not None
        return False

    def resolve(self, node: Node) -> Node:
        """Return the node behind `$ref`s; report a missing target as an empty schema."""
        try:
            return self._workspace.resolve(node)
        except DiagnosticError as error:
            self._diagnostics.extend(error.diagnostics)
            return Node(node.document, node.pointer, {})

    def _followed(self, node: Node) -> Node:
        """Follow every `$ref` without siblings."""
        seen = {node.source}
        while reference_of(node) is not None and self._is_bare(node):
            try:
                node = self._workspace.target(node)
            except DiagnosticError:
                return self.resolve(node)
            if node.source in seen:
                return self.resolve(node)
            seen.add(node.source)
        return node

    def _is_bare(self, node: Node) -> bool:
        assert isinstance(node.value, dict)
        if self._version is OpenApiVersion.V3_0:
            return not _NOTED & node.value.keys()
        keywords = node.value.keys() - _SAYING_NOTHING
        return all(keyword.startswith("x-") for keyword in keywords)

    def _expand(self, source: Source) -> tuple[Shape, ...]:
        """Return the alternatives of a schema; for a base, those of its heirs."""
        found = self._expanded.get(source)
        if found is not None:
            return found
        node = self._nodes[source]
        found = self._base(node)
        if heirs := self._heirs_of(node):
            selector = self._selector(node)
            name = schema_name(source)
            found = (*_labelled(found, name, selector),)
            for heir in heirs:
                kinds = self._base(heir)
                name = schema_name(heir.source)
                found = (*found, *_labelled(kinds, name, selector))
        self._expanded[source] = found
        return found

    def _base(self, node: Node) -> tuple[Shape, ...]:
        """Return the alternatives of a schema by itself."""
        source = node.source
        found = self._bases.get(source)
        if found is not None:
            return found
        if source in self._expanding:
            # Composed of itself: any value is valid.
            return _anything(source)
        self._nodes[source] = node
        self._expanding.add(source)
        try:
            found = self._alternatives(node)
        finally:
            self._expanding.discard(source)
        self._bases[source] = found
        return found

    def _alternatives(self, node: Node) -> tuple[Shape, ...]:
        if node.value is False:
            return ()
        if not isinstance(node.value, dict):
            return _anything(node.source)
        self._warn_of_typos(node)
        schema = normalise(node.value, self._version)
        result = self._own(node, schema)
        if "$ref" in schema.keywords:
            target = self._followed_once(node)
            if target is not None:
                result = intersect_all(result, self._expand_set(target))
        if "$ref" not in schema.keywords or self._version is not OpenApiVersion.V3_0:
            result = self._dynamic(node, self._composed(node, result))
        if schema.nullable and not any(shape.kind is Kind.NULL for shape in result):
            result = (*result, Shape(kind=Kind.NULL, source=node.source))
        return result

    def _warn_of_typos(self, node: Node) -> None:
        """Warn of misspelled keywords; 3.1 and later allow unknown ones."""
        if self._version is OpenApiVersion.V3_0:
            return
        assert isinstance(node.value, dict)
        unknown = (keyword for keyword in node.value if keyword not in _KEYWORDS)
        for key in unknown:
            if key.startswith("x-"):
                continue
            near = nearest(key, _KEYWORDS, cutoff=_TYPO)
            if near is not None and abs(len(near) - len(key)) <= 1:
                self._diagnostics.warning(
                    "schema",
                    f"unknown key `{key}`",
                    node.place((key,)),
                    hint=f"did you mean `{near}`?",
                )

    def _dynamic(self, node: Node, result: tuple[Shape, ...]) -> tuple[Shape, ...]:
        """Apply `$dynamicRef`; where several anchors have the name, the path decides,
        and their texts are compared.
        """
        name = (text(node, "$dynamicRef") or "").partition("#")[2]
        targets = self._anchored(node.document, name) if name else ()
        if len(targets) == 1:
            return intersect_all(result, self._expand_set(self.schema_set(targets[0])))
        texts = {value for target in targets for value in self._texts(target)}
        return self._blurred(result, texts, node, "$dynamicRef") if texts else result

    def _anchored(self, document: Document, name: str) -> tuple[Node, ...]:
        """Return the schemas of a document with an anchor of this name."""
        if document not in self._anchors:
            found: dict[str, list[Node]] = {}
            for object_ in walk_objects(document):
                for keyword in ("$dynamicAnchor", "$anchor"):
                    if (anchor := text(object_, keyword)) is not None:
                        found.setdefault(anchor, []).append(object_)
            self._anchors[document] = found
        return tuple(self._anchors[document].get(name, ()))

    def _composed(self, node: Node, result: tuple[Shape, ...]) -> tuple[Shape, ...]:
        for part in elements(node, "allOf"):
            target = self._followed(part)
            if target.value is not True:
                result = self._met(result, self._base(target), part)
        for keyword in _UNIONS:
            union = node.get(keyword)
            if union is not None and isinstance(union.value, list) and union.value:
                result = self._with_union(node, union, result)
        excluded = node.get("not")
        return self._without(excluded, result) if excluded is not None else result

    def _followed_once(self, node: Node) -> SchemaSet | None:
        try:
            target = self._workspace.target(node)
        except DiagnosticError:
            self.resolve(node)
            return None
        return self.schema_set(target)

    def _expand_set(self, schema_set: SchemaSet) -> tuple[Shape, ...]:
        result = _anything(schema_set[0] if schema_set else NOWHERE)
        for source in schema_set:
            result = intersect_all(result, self._expand(source))
        return result

    def _own(self, node: Node, schema: Normalised) -> tuple[Shape, ...]:
        kinds = _kinds(schema)
        reading = TermReading(node, schema.keywords, self.schema_set)
        shapes = []
        for kind, whole in kinds.items():
            terms = reading.terms(kind, misplaced=len(schema.types) == 1)
            if whole:
                place = node.get("type")
                origin = place.source if place is not None else node.source
                terms["integer"] = Whole(origin=origin)
            shapes.append(Shape(kind=kind, source=node.source, terms=terms))
        return tuple(shapes)

    def _with_union(
        self, node: Node, union: Node, result: tuple[Shape, ...]
    ) -> tuple[Shape, ...]:
        """Intersect `result` with one of the variants."""
        selector = self._selector(node)
        selected = node.get("discriminator") is not None
        exclusive = union.pointer[-1] == "oneOf" and not selected
        variants: list[Shape] = []
        for at, element in enumerate(union.elements()):
            target = self._followed(element)
            label = (
                schema_name(target.source) if target.source != element.source else None
            )
            group = frozenset({(union.source, at)}) if exclusive else frozenset()
            variants.extend(
                replace(
                    shape,
                    exclusive=shape.exclusive | group,
                    union=shape.union or union.pointer[-1],
                )
                for shape in _labelled(self._variant(target), label, selector)
            )
        return self._met(result, _distinct(variants), union)

    def _met(
        self, result: tuple[Shape, ...], others: Sequence[Shape], part: Node
    ) -> tuple[Shape, ...]:
        """Intersect both; `others` are compared as text if there are too many."""
        if not _is_too_much(result, others):
            return intersect_all(result, others)
        owner = part.pointer[-2 if part.pointer[-1].isdigit() else -1]
        return self._blurred(result, self._texts(part), part, owner)

    def _blurred(
        self,
        result: tuple[Shape, ...],
        texts: Iterable[str],
        node: Node,
        keyword: str,
    ) -> tuple[Shape, ...]:
        """Add a term that can only be compared as text."""
        term = Unclear(texts=frozenset(texts), origin=node.source)
        return tuple(
            intersect(
                shape, Shape(kind=shape.kind, source=node.source, terms={keyword: term})
            )
            for shape in result
        )

    def _texts(self, node: Node) -> Iterator[str]:
        """Return the texts of a schema and everything that it refers to."""
        seen: set[Source] = set()
        waiting = [node]
        while waiting:
            part = waiting.pop()
            if reference_of(part) is not None:
                waiting.append(self.resolve(part))
            if part.source in seen:
                continue
            seen.add(part.source)
            if isinstance(part.value, dict):
                names = part.pointer[-1:] == ("properties",)
                waiting.extend(
                    inner
                    for key, inner in part.items()
                    if names or key not in _SAYING_NOTHING
                )
            elif isinstance(part.value, list):
                waiting.extend(part.elements())
            else:
                yield f"{'/'.join(part.pointer[-2:])}: {canonical(part.value)}"

    def _variant(self, target: Node) -> tuple[Shape, ...]:
        if target.value is True:
            return _anything(target.source)
        self._nodes[target.source] = target
        return self._expand(target.source)

    def _without(self, node: Node, result: tuple[Shape, ...]) -> tuple[Shape, ...]:
        """Remove what the node describes from `result`; whole types are dropped."""
        schema_set = self.schema_set(node)
        excluded = self._expand_set(schema_set)
        whole = {shape.kind for shape in excluded if shape.is_free}
        some = {shape.kind for shape in excluded}
        term = Several(
            terms=(Excluded(schema_set=schema_set, origin=node.source),),
            origin=node.source,
        )
        return tuple(
            (
                intersect(
                    shape,
                    Shape(kind=shape.kind, source=node.source, terms={"not": term}),
                )
                if shape.kind in some
                else shape
            )
            for shape in result
            if shape.kind not in whole
        )

    def _heirs_of(self, node: Node) -> list[Node]:
        """Return the schemas that inherit by `allOf` from a base with a discriminator."""
        if node.get("discriminator") is None:
            return []
        if any(node.get(keyword) is not None for keyword in _UNIONS):
            return []
        if self._heirs is None:
            self._heirs = {}
            for _, member in members(self._workspace.root, "components", "schemas"):
                for parent in self._parents(member):
                    self._heirs.setdefault(parent, []).append(member)
        found: dict[Source, Node] = {}
        waiting = [*self._heirs.get(node.source, ())]
        while waiting:
            heir = waiting.pop(0)
            if heir.source not in found and heir.source != node.source:
                found[heir.source] = heir
                waiting.extend(self._heirs.get(heir.source, ()))
        return [*found.values()]

    def _parents(self, node: Node) -> Iterator[Source]:
        for part in elements(node, "allOf"):
            if reference_of(part) is not None:
                yield self._followed(part).source

    def _speaking(self, node: Node, seen: set[Source]) -> Iterator[Node]:
        """Yield the schema, what it refers to, and its `allOf` parts."""
        if node.source in seen or not isinstance(node.value, dict):
            return
        seen.add(node.source)
        yield node
        if reference_of(node) is not None:
            yield from self._speaking(self._followed(self.resolve(node)), seen)
        for part in elements(node, "allOf"):
            yield from self._speaking(self._followed(part), seen)
        if (variant := _besides_null(node)) is not None:
            yield from self._speaking(self._followed(variant), seen)

    def _noted(self, parts: list[Node]) -> Notes:
        return Notes(
            default=stated(parts, "default"),
            deprecated=next(
                (noted for part in parts if (noted := stated_true(part, "deprecated"))),
                None,
            ),
            sunset=stated(parts, "x-sunset"),
            stability=stated(parts, "x-stability-level"),
            read_only=any(flag(part, "readOnly") for part in parts),
            write_only=any(flag(part, "writeOnly") for part in parts),
            xml=next((xml for part in parts if (xml := _markup(part))), None),
            parts=self._composed_of(parts),
            selector=next(
                (selector for part in parts if (selector := self._selector(part))), None
            ),
        )

    def _composed_of(self, parts: list[Node]) -> tuple[Source, ...]:
        """Return the named schemas that the first one combines by `allOf`."""
        return tuple(
            source
            for first in parts[:1]
            for element in elements(first, "allOf")
            if reference_of(element) is not None
            for source in self.schema_set(element)
        )

    def _selector(self, node: Node) -> Selector | None:
        declared = node.get("discriminator")
        name = text(declared, "propertyName") if declared is not None else None
        if declared is None or name is None:
            return None
        return Selector(
            property_name=name,
            mapping={
                value: named_in_mapping(str(member.value))
                for value, member in members(declared, "mapping")
            },
            origin=declared.source,
        )


def stated(parts: list[Node], keyword: str) -> Stated | None:
    """Return the first value that one of the nodes gives for the keyword."""
    for part in parts:
        found = part.get(keyword)
        if found is not None:
            return Stated(value=found.value, origin=found.source)
    return None


def _markup(node: Node) -> Stated | None:
    """Return the XML settings of the schema, without defaults."""
    declared = node.get("xml")
    if declared is None or not isinstance(declared.value, dict):
        return None
    inline = node.pointer[-2:-1] == ("properties",)
    usual = {
        "name": node.pointer[-1] if inline else None,
        "attribute": False,
        "wrapped": False,
    }
    markup = {
        key: value
        for key, value in declared.value.items()
        if not key.startswith("x-") and (key not in usual or usual[key] != value)
    }
    return Stated(value=canonical(markup), origin=declared.source) if markup else None


def stated_true(node: Node, keyword: str) -> Stated | None:
    """Return the keyword's place if it is `true`."""
    return stated([node], keyword) if flag(node, keyword) else None


def _is_too_much(result: Sequence[Shape], others: Sequence[Shape]) -> bool:
    """Return whether both together have too many alternatives to compare singly."""
    counts = Counter(shape.kind for shape in result), Counter(
        term.kind for term in others
    )
    return any(counts[0][kind] * counts[1][kind] > _MOST_ALTERNATIVES for kind in Kind)


def _besides_null(node: Node) -> Node | None:
    """Return the only alternative besides null."""
    for keyword in _UNIONS:
        union = node.get(keyword)
        variants = [*union.elements()] if union is not None else []
        others = [variant for variant in variants if text(variant, "type") != "null"]
        if len(variants) > len(others) == 1:
            return others[0]
    return None


def _anything(source: Source) -> tuple[Shape, ...]:
    return tuple(Shape(kind=kind, source=source) for kind in Kind)


def _labelled(
    shapes: tuple[Shape, ...], label: str | None, selector: Selector | None
) -> Iterator[Shape]:
    """Label a variant with its name and its discriminator values."""
    tags: dict[str, frozenset[str]] = {}
    if selector is not None and label is not None:
        mapping = selector.mapping.items()
        values = [value for value, name in mapping if name == label] or [label]
        tags[selector.property_name] = frozenset(map(canonical, values))
    for shape in shapes:
        yield replace(shape, label=shape.label or label, tags={**shape.tags, **tags})


def _distinct(shapes: Iterator[Shape] | list[Shape]) -> list[Shape]:
    """Remove duplicate alternatives; a type without terms absorbs the others."""
    free = set()
    kept: list[Shape] = []
    for shape in shapes:
        if shape.kind in free:
            continue
        if shape.is_free:
            free.add(shape.kind)
            kept = [known for known in kept if known.kind is not shape.kind]
        elif any(
            known.kind is shape.kind
            and known.terms == shape.terms
            and known.exclusive == shape.exclusive
            for known in kept
        ):
            continue
        kept.append(shape)
    return kept


def _implied(shapes: tuple[Shape, ...]) -> tuple[Shape, ...]:
    """Return the only type that keywords imply where none is named."""
    speaking = {shape.kind for shape in shapes if shape.terms.keys() - _ABOUT_ANYTHING}
    if len(speaking) == 1 and {shape.kind for shape in shapes} == {*Kind}:
        return tuple(shape for shape in shapes if shape.kind in speaking)
    return shapes


def _kinds(schema: Normalised) -> dict[Kind, bool]:
    """Return the types that a schema allows, and for numbers, whether only integers."""
    keywords: JsonObject = schema.keywords
    names = schema.types
    if not names:
        values = keywords.get("enum")
        if isinstance(values, list):
            return {kind_of_value(value): False for value in values}
        if not _COMPOSING & keywords.keys():
            for kind, implying in _IMPLYING.items():
                if implying & keywords.keys():
                    return {kind: False}
        return dict.fromkeys(Kind, False)
    kinds: dict[Kind, bool] = {}
    for name in names:
        if name == "integer":
            kinds.setdefault(Kind.NUMBER, True)
        elif name in set(Kind):
            kinds[Kind(name)] = False
        else:
            return dict.fromkeys(Kind, False)
    values = keywords.get("enum")
    if isinstance(values, list) and not any(kind_of_value(v) in kinds for v in values):
        # `type: string` with `enum: [1, 2]`: the server uses the values, not their
        # type.
        return {kind_of_value(value): False for value in values} or kinds
    return kinds
