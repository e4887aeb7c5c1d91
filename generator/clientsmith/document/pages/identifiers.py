"""Distinguish operationIds that only name an action, such as `list` on ten pages."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping

from clientsmith.diagnostics import Diagnostics
from clientsmith.document.pages.mending import with_operations
from clientsmith.document.values import JsonObject, JsonValue

_Key = tuple[str, str]


def with_distinct_ids(
    document: JsonObject, groups: Mapping[_Key, str], diagnostics: Diagnostics
) -> JsonObject:
    """Prefix operationIds that several operations share with their group.

    `groups`: what the page's address says, by path and method. Where that does not
    tell operations apart either, they have no operationId: it is of another one.
    """
    operations = dict(_operations(document))
    counts = Counter(operation.get("operationId") for operation in operations.values())
    repeated = {
        key: str(operation["operationId"])
        for key, operation in operations.items()
        if counts[operation.get("operationId")] > 1 and "operationId" in operation
    }
    if not repeated:
        return document
    proposed = {
        key: _with_group(own, operations[key], groups.get(key))
        for key, own in repeated.items()
    }
    given = Counter(proposed.values()) + Counter(
        str(operation.get("operationId"))
        for key, operation in operations.items()
        if key not in repeated
    )
    new = {
        id(operations[key]): _changed(
            operations[key],
            id_ if given[id_] == 1 else None,
            groups.get(key),
        )
        for key, id_ in proposed.items()
    }
    _report(repeated, diagnostics)
    return with_operations(
        document, lambda operation: new.get(id(operation), operation)
    )


def _operations(document: JsonObject) -> list[tuple[_Key, JsonObject]]:
    found: list[tuple[_Key, JsonObject]] = []
    paths = document.get("paths")
    for path, item in paths.items() if isinstance(paths, dict) else ():
        for method, value in item.items() if isinstance(item, dict) else ():
            if isinstance(value, dict) and method != "parameters":
                found.append(((path, method), value))
    return found


def _with_group(own: str, operation: JsonObject, group: str | None) -> str:
    tag = _first_tag(operation)
    words = re.sub(r"\W+", "_", (tag or group or "").removeprefix("subpackage_"))
    return f"{words.strip('_')}_{own}" if words.strip("_") else own


def _first_tag(operation: JsonObject) -> str | None:
    tags = operation.get("tags")
    first = tags[0] if isinstance(tags, list) and tags else None
    return first if isinstance(first, str) else None


def _changed(
    operation: JsonObject, identifier: str | None, group: str | None
) -> JsonObject:
    result: JsonObject = {}
    for key, value in operation.items():
        if key != "operationId":
            result[key] = value
        elif identifier is not None:
            result[key] = identifier
    if group is not None and _first_tag(operation) is None:
        tags: list[JsonValue] = [group]
        result["tags"] = tags
    return result


def _report(repeated: Mapping[_Key, str], diagnostics: Diagnostics) -> None:
    ids = sorted(set(repeated.values()))
    shown = ", ".join(f"`{id_}`" for id_ in ids[:5])
    rest = f" and {len(ids) - 5} more" if len(ids) > 5 else ""
    diagnostics.info(
        "page-repair",
        f"several operations have the operationId {shown}{rest}: the group in front, or"
        f" method and path, tell them apart ({len(repeated)} operations)",
    )
