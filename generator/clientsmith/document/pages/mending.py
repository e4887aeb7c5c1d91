"""Repair what publishers' tools write into fragments."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from urllib.parse import urlsplit

from clientsmith.diagnostics import Diagnostics
from clientsmith.document.pages.fragments import Fragment
from clientsmith.document.pointers import escape
from clientsmith.document.structure import KINDS, METHODS, Kind
from clientsmith.document.values import JsonObject, JsonValue

# The prefix that Fern writes in front of a group.
_GROUP = "subpackage_"
_PLACE = re.compile(r"\{[^{}]*\}|:\w+|<[^<>]*>")
_OWN_MESSAGES = {
    "_id": "`_id` at the top of a block is left out: it has no meaning",
    "mapping": "`discriminator.mapping` holds `$ref` objects: read as what they refer to",
    "tags": "`tags` is a list in a list: read as one list",
    "tag": "an empty tag is left out",
    "enum": "`enum` contains objects with a `value`: read as their values",
    "server": "a server with an empty URL is left out",
    "url": "without `servers`, the address of the request above the block is used",
    "prefix": "tags are paths: read without their common folders",
    "ref": "a `$ref` to a name with a slash is not escaped: read as if it were",
    "names": "names of components include their groups, as in `type_a:B`: read as `B`",
    "webhook": "a webhook's page describes no webhook: it is ignored",
    "security": "a page's own `security` applies to its operations only",
    "servers": "a page's own `servers` apply to its operations only",
}


class Repairs:
    """Counts of repairs, each kind reported once."""

    def __init__(self) -> None:
        self._found: Counter[str] = Counter()

    def count(self, kind: str, number: int = 1) -> None:
        """Add to the count of a kind."""
        self._found[kind] += number

    def report(self, diagnostics: Diagnostics) -> None:
        """Report each kind once."""
        for kind, number in self._found.items():
            times = f" ({number} times)" if number > 1 else ""
            diagnostics.info("page-repair", f"{_OWN_MESSAGES[kind]}{times}")


def mended(fragment: Fragment, repairs: Repairs) -> Fragment:
    """Return one fragment, repaired."""
    value = _walked(fragment.value, KINDS["OpenAPI"], repairs)
    assert isinstance(value, dict)
    value = _with_escaped_references(value, repairs)
    if "_id" in value:
        repairs.count("_id")
        value = {key: member for key, member in value.items() if key != "_id"}
    value = _with_servers(value, fragment, repairs)
    if fragment.webhook is not None and not value.get("webhooks"):
        repairs.count("webhook")
    return fragment if value is fragment.value else fragment.with_value(value)


def _walked(value: JsonValue, kind: Kind, repairs: Repairs) -> JsonValue:
    """Walk through a value, and copy it only where it changes."""
    if isinstance(value, list):
        if not kind.is_list or kind.entries is None:
            return value
        if kind.name == "[Tag]":
            value = _named_tags(value, repairs)
        element_kind = kind.entries
        elements = [_walked(element, element_kind, repairs) for element in value]
        same = all(new is old for new, old in zip(elements, value, strict=True))
        return value if same else elements
    if not isinstance(value, dict):
        return value
    changed: JsonObject = {}
    for key, member in value.items():
        below = kind.below(key)
        new = member if below is None else _walked(member, below, repairs)
        if kind.name == "Operation" and key == "tags" and isinstance(member, list):
            new = _named_tags(member, repairs)
        if kind.name == "Discriminator" and key == "mapping":
            new = _mapping(member, repairs)
        if new is not member:
            changed[key] = new
    if kind.name == "Schema":
        changed |= _literals(value, repairs)
    return {**value, **changed} if changed else value


def _named_tags(tags: list[JsonValue], repairs: Repairs) -> list[JsonValue]:
    """Return the tags without nested lists and empty names."""
    flat: list[JsonValue] = []
    for tag in tags:
        if isinstance(tag, list):
            repairs.count("tags")
            # A group follows the groups that contain it: `[a, a/b]` is `a/b`.
            flat += tag[-1:] if _is_branch(tag) else tag
        else:
            flat.append(tag)
    kept = [_deepest(value) for value in flat if value != ""]
    if len(kept) < len(flat):
        repairs.count("tag")
    return tags if kept == tags else kept


def _is_branch(groups: list[JsonValue]) -> bool:
    return all(
        str(inner).startswith(f"{outer}/")
        for outer, inner in itertools.pairwise(groups)
    )


def _deepest(tag: JsonValue) -> JsonValue:
    """Return the group `a/b` of `subpackage_a.subpackage_a/b`."""
    if not isinstance(tag, str) or f".{_GROUP}" not in tag:
        return tag
    return _GROUP + tag.rpartition(f".{_GROUP}")[2]


def _literals(schema: JsonObject, repairs: Repairs) -> JsonObject:
    """Return the changes where an `enum` holds `{value: a}` instead of `a`."""
    members = schema.get("enum")
    if not isinstance(members, list) or not members or schema.get("type") == "object":
        return {}
    values: list[JsonValue] = []
    for member in members:
        if not isinstance(member, dict) or not {"value"} <= {*member} <= {
            "type",
            "value",
        }:
            return {}
        values.append(member["value"])
    repairs.count("enum")
    changed: JsonObject = {"enum": values}
    if schema.get("type") == "string" and all(isinstance(e, bool) for e in values):
        changed["type"] = "boolean"
    return changed


def _mapping(mapping: JsonValue, repairs: Repairs) -> JsonValue:
    if not isinstance(mapping, dict):
        return mapping
    changed = {
        key: value["$ref"]
        for key, value in mapping.items()
        if isinstance(value, dict) and isinstance(value.get("$ref"), str)
    }
    for _ in changed:
        repairs.count("mapping")
    return {**mapping, **changed} if changed else mapping


def _with_escaped_references(value: JsonObject, repairs: Repairs) -> JsonObject:
    """Escape the slash in `#/components/schemas/a/b` if a component has that name."""
    components = value.get("components")
    meant = {
        f"#/components/{section}/{name}": f"#/components/{section}/{escape(name)}"
        for section, members in (
            components.items() if isinstance(components, dict) else ()
        )
        for name in (members if isinstance(members, dict) else ())
        if "/" in name
    }

    def read(part: JsonValue) -> JsonValue:
        if isinstance(part, list):
            return [read(element) for element in part]
        if isinstance(part, dict):
            return {key: read(member) for key, member in part.items()}
        if isinstance(part, str) and part in meant:
            repairs.count("ref")
            return meant[part]
        return part

    changed = read(value) if meant else value
    assert isinstance(changed, dict)
    return changed


def _with_servers(
    value: JsonObject, fragment: Fragment, repairs: Repairs
) -> JsonObject:
    servers = value.get("servers")
    listed = servers if isinstance(servers, list) else []
    kept = [member for member in listed if not _is_blank(member)]
    if len(kept) < len(listed):
        repairs.count("server")
        value = {**value, "servers": kept}
    if kept:
        return value
    base = _base(fragment)
    if servers is not None:
        value = {key: member for key, member in value.items() if key != "servers"}
    if base is None:
        return value
    repairs.count("url")
    return {**_before(value, "paths", "servers", [{"url": base}])}


def _is_blank(server: JsonValue) -> bool:
    if not isinstance(server, dict):
        return False
    url = server.get("url")
    return url is None or (isinstance(url, str) and not url.strip())


def _before(value: JsonObject, place: str, key: str, member: JsonValue) -> JsonObject:
    result: JsonObject = {}
    for name, known in value.items():
        if name == place:
            result[key] = member
        result[name] = known
    result.setdefault(key, member)
    return result


def _base(fragment: Fragment) -> str | None:
    """Return the request's address without the operation's path."""
    if fragment.url is None:
        return None
    for path, _, _ in fragment.operations():
        wanted = [_PLACE.sub("*", word) for word in path.strip("/").split("/")]
        parts = urlsplit(fragment.url)
        given = parts.path.strip("/").split("/")
        if [_PLACE.sub("*", segment) for segment in given][-len(wanted) :] == wanted:
            rest = "/".join(given[: -len(wanted)])
            return f"{parts.scheme}://{parts.netloc}/{rest}".rstrip("/")
    return None


def with_plain_tags(fragments: Sequence[Fragment], repairs: Repairs) -> list[Fragment]:
    """Remove the folders that all path-like tags have in common."""
    paths = sorted(
        {tag for fragment in fragments for tag in _tags_of(fragment) if "/" in tag}
    )
    paths = [path for path in paths if not path.startswith(_GROUP)]
    shared = _shared_folders([tuple(path.split("/")) for path in paths])
    if not shared:
        return list(fragments)
    prefix = "/".join(shared) + "/"
    for _ in paths:
        repairs.count("prefix")

    def plain(tag: JsonValue) -> JsonValue:
        if isinstance(tag, dict):
            return {**tag, "name": plain(tag.get("name"))}
        return tag.removeprefix(prefix) if isinstance(tag, str) else tag

    return [_with_tags(fragment, plain) for fragment in fragments]


def _shared_folders(paths: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    if not paths or (len(paths) == 1 and len(paths[0]) < 3):
        return ()  # `Import/Export` is not a folder
    shared = paths[0][:-1]
    for path in paths:
        common = [a for a, b in zip(shared, path[:-1], strict=False) if a == b]
        while common and tuple(common) != path[: len(common)]:
            common.pop()
        shared = shared[: len(common)]
    return shared


def _tags_of(fragment: Fragment) -> Iterable[str]:
    for _, _, operation in fragment.operations():
        tags = operation.get("tags")
        for tag in tags if isinstance(tags, list) else ():
            if isinstance(tag, str):
                yield tag


def _with_tags(fragment: Fragment, plain: Callable[[JsonValue], JsonValue]) -> Fragment:
    def changed(operation: JsonObject) -> JsonObject:
        tags = operation.get("tags")
        if not isinstance(tags, list):
            return operation
        return {**operation, "tags": _once([plain(tag) for tag in tags])}

    value = with_operations(fragment.value, changed)
    tags = value.get("tags")
    if isinstance(tags, list):
        value = {**value, "tags": _once([plain(tag) for tag in tags])}
    return fragment.with_value(value)


def _once(values: Iterable[JsonValue]) -> list[JsonValue]:
    kept: list[JsonValue] = []
    for value in values:
        if value not in kept:
            kept.append(value)
    return kept


def with_operations(
    value: JsonObject, changed: Callable[[JsonObject], JsonObject]
) -> JsonObject:
    """Return the document with every operation changed."""
    paths = value.get("paths")
    if not isinstance(paths, dict):
        return value
    return {
        **value,
        "paths": {
            path: (
                {
                    key: (
                        changed(member)
                        if key in METHODS and isinstance(member, dict)
                        else member
                    )
                    for key, member in item.items()
                }
                if isinstance(item, dict)
                else item
            )
            for path, item in paths.items()
        },
    }


def _with_default(key: str, member: JsonValue, operation: JsonObject) -> JsonObject:
    return operation if key in operation else {**operation, key: member}


def with_own(
    fragments: Sequence[Fragment], key: str, odd: Mapping[int, bool], repairs: Repairs
) -> list[Fragment]:
    """Move `security` and `servers` to each operation where fragments differ."""
    result = []
    for at, fragment in enumerate(fragments):
        if not odd.get(at) or not [*fragment.operations()]:
            result.append(fragment)
            continue
        repairs.count(key)
        member = fragment.value[key]
        value = with_operations(
            {name: known for name, known in fragment.value.items() if name != key},
            partial(_with_default, key, member),
        )
        result.append(fragment.with_value(value))
    return result
