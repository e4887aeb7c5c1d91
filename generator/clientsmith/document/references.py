"""Find the `$ref`s, `$anchor`s and `$id`s of a document.

Only those count that stand where OpenAPI or JSON Schema give them a meaning: what
an example, a default or an extension holds is data.
"""

from __future__ import annotations

from collections.abc import Iterator

from clientsmith.document.documents import Document, Node
from clientsmith.document.values import JsonValue

# Objects whose keys are names chosen by the author, not keywords.
_NAME_MAPS = frozenset(
    {
        "$defs",
        "callbacks",
        "content",
        "definitions",
        "dependentSchemas",
        "encoding",
        "examples",
        "headers",
        "links",
        "mediaTypes",
        "parameters",
        "pathItems",
        "paths",
        "patternProperties",
        "properties",
        "requestBodies",
        "responses",
        "schemas",
        "securitySchemes",
        "variables",
        "webhooks",
    }
)
_DATA = frozenset(
    {"const", "dataValue", "default", "enum", "example", "mapping", "value"}
)
# Only `grafts` follows a `$ref` in place of a text: without it nothing is lost.
TEXTS = frozenset({"description", "summary", "title"})


def walk_objects(document: Document) -> Iterator[Node]:
    """Yield every object with keywords in the document, outermost first."""
    pending: list[tuple[tuple[str, ...], JsonValue, bool]] = [
        ((), document.value, False)
    ]
    seen: set[tuple[int, bool]] = set()
    while pending:
        pointer, value, is_name_map = pending.pop()
        if isinstance(value, dict):
            if (id(value), is_name_map) in seen:  # repeated by an alias
                continue
            seen.add((id(value), is_name_map))
            if not is_name_map:
                yield Node(document, pointer, value)
            for key, child in reversed(value.items()):
                if isinstance(child, (dict, list)) and not _is_data(
                    key, child, is_name_map
                ):
                    names = not is_name_map and key in _NAME_MAPS
                    pending.append(((*pointer, key), child, names))
        elif isinstance(value, list):
            for index, child in reversed(list(enumerate(value))):
                if isinstance(child, (dict, list)):
                    pending.append(((*pointer, str(index)), child, False))


def iter_refs(document: Document) -> Iterator[Node]:
    """Yield every object with a `$ref`, in document order."""
    for node in walk_objects(document):
        if reference_of(node) is not None:
            yield node


def reference_of(node: Node) -> str | None:
    """Return the text of the node's `$ref`, or None without one."""
    reference = node.value.get("$ref") if isinstance(node.value, dict) else None
    return reference if isinstance(reference, str) else None


def _is_data(key: str, child: JsonValue, in_name_map: bool) -> bool:
    if in_name_map:
        return False
    if key == "examples":
        return isinstance(child, list)
    return key in _DATA or key in TEXTS or key.startswith("x-")
