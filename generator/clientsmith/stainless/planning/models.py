"""Models: the named types of the resources."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jsonpath_rfc9535 import JSONPathError

from clientsmith.diagnostics import DiagnosticError, Diagnostics
from clientsmith.document.documents import Node
from clientsmith.document.pointers import parse_pointer
from clientsmith.document.queries import find
from clientsmith.document.workspace import Workspace
from clientsmith.stainless.config import Model, Resource, Stainless
from clientsmith.stainless.jsonpath import UntranslatableError, translated
from clientsmith.stainless.plan import ResourcePath
from clientsmith.stainless.reading import CODE
from clientsmith.support.suggestions import did_you_mean

_COMPONENTS = "#/components/schemas/"
_QUOTED_STEP = re.compile(r"\.(\"[^\"]*\")")


def model_nodes(
    config: Stainless, workspace: Workspace, found: Diagnostics
) -> dict[str, Node]:
    """Return the schemas of the models, by their paths in the configuration.

    Models whose schema does not exist are reported, and left out.
    """
    nodes: dict[str, Node] = {}
    for path, model in all_models(config):
        if model.type == "alias":
            continue
        try:
            node = _schema_of(model, workspace)
        except (UntranslatableError, JSONPathError, DiagnosticError) as error:
            message = f"the model `{path}` is left out: {error}"
            found.warning(CODE, message, model.node.location)
            continue
        if node is None:
            _report(path, model, workspace, found)
        else:
            nodes[path] = node
    return nodes


def all_models(config: Stainless) -> Iterator[tuple[str, Model]]:
    """Yield the models that the package has, with their dotted paths."""

    def of(path: ResourcePath, resource: Resource) -> Iterator[tuple[str, Model]]:
        if resource.is_left_out:
            return
        for name, model in resource.models.items():
            if not model.is_left_out:
                yield ".".join((*path, name)), model
        for name, inner in resource.subresources.items():
            yield from of((*path, name), inner)

    for name, resource in config.resources.items():
        yield from of((name,), resource)


def _schema_of(model: Model, workspace: Workspace) -> Node | None:
    uri = (model.openapi_uri or "").strip()
    root = workspace.root
    if uri.startswith("#"):
        node = _at(workspace, uri[1:])
    elif uri.startswith("$"):
        node = _selected(root, uri)
    else:
        node = root.at("components", "schemas", uri)
        if node is None and "." in uri:
            node = _selected(root, f"$.{_QUOTED_STEP.sub(_bracketed, uri)}")
    return None if node is None else workspace.resolve(node)


def _bracketed(step: re.Match[str]) -> str:
    """Return a quoted step of JMESPath as one of JSONPath."""
    return f"[{step[1]}]"


def _at(workspace: Workspace, pointer: str) -> Node | None:
    """Return the node at a pointer, which may lead through references."""
    try:
        tokens = parse_pointer(pointer)
    except ValueError:
        return None
    node: Node | None = workspace.root
    for token in tokens:
        if node is None:
            return None
        node = node.child(token) or workspace.resolve(node).child(token)
    return node


def _selected(root: Node, query: str) -> Node | None:
    places = find(translated(query), root.value)
    if len(places) > 1:
        raise UntranslatableError(f"`{query}` selects {len(places)} schemas")
    node: Node | None = root if places else None
    for step in places[0] if places else ():
        node = None if node is None else node.child(str(step))
    return node


def _report(path: str, model: Model, workspace: Workspace, found: Diagnostics) -> None:
    uri = model.openapi_uri or ""
    schemas = workspace.root.at("components", "schemas")
    known = [name for name, _ in schemas.items()] if schemas else []
    message = f"the model `{path}` is left out: the document has no schema `{uri}`"
    hint = did_you_mean(uri.removeprefix(_COMPONENTS), sorted(known))
    found.warning(CODE, message, model.node.location, hint)
