"""A document cut into the pages of a documentation site, as publishers' tools do it.

Each page holds one operation and what it needs. What says nothing about the API differs
from page to page: the order of keys and sets, wording, extensions, and where the tool
does so, titles, versions and operationIds. Nothing here is shared with the reader.
"""

from __future__ import annotations

import copy
import json
import random
import re
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any, TypeAlias

import yaml

Json: TypeAlias = Any
Site: TypeAlias = dict[str, str]
"""The texts of a site, by path: pages, and `llms.txt`."""

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
_SECTION = re.compile(r"#/components/([^/]+)/([^/]+)")
# Lists whose order says nothing.
_SETS = ("required", "enum")
# Tools that show none of the document's versions.
_WITHOUT_VERSIONS = ("fern", "fern-types")
_SCHEMAS = "#/components/schemas/"
_NO_WORD = re.compile(r"\W+")


class CutError(Exception):
    """The document cannot be cut into pages that stand alone."""


def cut(document: Json, style: str, seed: int = 0, stale: float = 0) -> Site:
    """The site. `style`: a key of `STYLES`. Raises CutError.

    So large a part of the pages is `stale`: of an older version of the document, with
    other components, as far as pages that are not stale hold them, too.
    """
    draw = random.Random(seed)
    site: Site = {"guides/start.md": "# Start\n\nRead this first.\n"}
    pages = [*operations(document)]
    if style in _WITHOUT_VERSIONS or not _has_version(document):
        stale = 0
    old = draw.sample(pages, int(len(pages) * stale))
    before = _older(document, [page for page in pages if page not in old])
    for path, method in pages:
        source = before if (path, method) in old else document
        page = STYLES[style](source, path, method, draw)
        name = _slug(f"{method} {path}", site)
        site[f"api-reference/{name}.md"] = page
    title = document["info"]["title"]
    lines = [f"- [{name}](/{name})" for name in sorted(site)]
    site["llms.txt"] = "\n".join([f"# {title} Docs", "", "## Docs", "", *lines, ""])
    return site


def operations(document: Json) -> Iterator[tuple[str, str]]:
    """Path and method of each."""
    for path, item in document["paths"].items():
        if "$ref" in item:
            raise CutError("a path refers to something else")
        yield from ((path, method) for method in METHODS if method in item)


def described(document: Json) -> list[Json]:
    """Yield the description of each operation in the document."""
    return [document["paths"][path][method] for path, method in operations(document)]


def _has_version(document: Json) -> bool:
    version = str(document["info"].get("version"))
    return re.fullmatch(r"v?[1-9][0-9]*(\.[0-9]+)*", version) is not None


def _older(document: Json, current: list[tuple[str, str]]) -> Json:
    """The document some time ago: without a property of each object."""
    before = copy.deepcopy(document)
    before["info"]["version"] = "0.1"
    shown = set()
    for path, method in current:
        shown |= _reached(document, _item(document, path, method))
    for section, name in shown if before.get("components") else ():
        properties = before["components"][section][name].get("properties")
        if section == "schemas" and isinstance(properties, dict) and properties:
            del properties[min(properties)]
    return before


def _mintlify(document: Json, path: str, method: str, draw: random.Random) -> str:
    """The whole document without the other operations; it is named above the block."""
    value = _with_noise(_fragment(document, path, method), draw, _mapping)
    title = value["paths"][path][method].get("summary") or path
    text = (
        "> ## Documentation Index\n> All pages: https://docs.example.com/llms.txt\n\n"
        f"# {title}\n\n> About it.\n\n\n\n## OpenAPI\n\n"
        f"````yaml /api/openapi.yaml {method} {path}\n{written(value)}````\n"
    )
    return draw.choice([text, text.replace("\n", "\r\n")])


def _fern(
    document: Json,
    path: str,
    method: str,
    draw: random.Random,
    *,
    grouped: bool = False,
) -> str:
    """Title and version are of the page, and the server is in a line above the block.

    `grouped`: names of schemas are with a group, in references that are not escaped.
    """
    value = _with_noise(_fragment(document, path, method), draw, _literals)
    if grouped:
        value = _with_groups(value)
    operation = value["paths"][path][method]
    group = str((operation.get("tags") or ["endpoints"])[0])
    title = operation.get("summary") or f"{method} {path}"
    value["info"] = {"title": title, "version": f"endpoint_{group}.{method}"}
    operation["tags"] = [[f"subpackage_{group}"]]
    operation["operationId"] = {"get": "list", "post": "create"}.get(method, method)
    value.pop("tags", None)
    request = f"{method.upper()} {path}"
    servers = value.get("servers", [])
    if len(servers) == 1 and re.fullmatch(r"https?://[^{}]*[^{}/]", servers[0]["url"]):
        request = f"{method.upper()} {value.pop('servers')[0]['url']}{path}"
    slug = _NO_WORD.sub("-", group).strip("-").lower()
    return (
        f"# {title}\n\n{request}\nContent-Type: application/json\n\n"
        f"Reference: https://docs.example.com/api-reference/{slug}/{method}\n\n"
        f"## OpenAPI Specification\n\n```yaml\n{written(value)}```\n\n"
        "## SDK Code Examples\n\n```python\nprint('openapi: 3.1.0')\n```\n"
    )


def _readme(document: Json, path: str, method: str, draw: random.Random) -> str:
    """JSON, with a mark of the page."""
    value = {"_id": f"{draw.random()}", **_fragment(document, path, method)}
    return (
        f"---\nupdatedAt: 2026-01-01\n---\n\n# {path}\n\n# OpenAPI definition\n\n"
        f"```json\n{json.dumps(_with_noise(value, draw), indent=2)}\n```\n"
    )


def _gitbook(document: Json, path: str, method: str, draw: random.Random) -> str:
    """JSON in one line."""
    value = _with_noise(_fragment(document, path, method), draw)
    value = {"openapi": value.pop("openapi"), **value}
    text = json.dumps(value, separators=(",", ":"))
    return (
        f"# API\n\n## {method.upper()} {path}\n\n> About it.\n\n```json\n{text}\n```\n"
    )


STYLES: Mapping[str, Callable[[Json, str, str, random.Random], str]] = {
    "mintlify": _mintlify,
    "fern": _fern,
    "fern-types": partial(_fern, grouped=True),
    "readme": _readme,
    "gitbook": _gitbook,
}


def _fragment(document: Json, path: str, method: str) -> Json:
    """The document with one operation, and the components that it reaches."""
    named = ("openapi", "info", "servers", "security", "tags")
    result = {key: document[key] for key in named if key in document}
    result["paths"] = {path: _item(document, path, method)}
    reached = _reached(document, result)
    sections: Json = {}
    for section, members in document.get("components", {}).items():
        for name, value in members.items():
            if section == "securitySchemes" or (section, name) in reached:
                sections.setdefault(section, {})[name] = value
    if sections:
        result["components"] = sections
    return copy.deepcopy(result)


def _item(document: Json, path: str, method: str) -> Json:
    """Return the path item without its other operations."""
    item = document["paths"][path]
    others = {name for name in METHODS if name != method}
    return {key: value for key, value in item.items() if key not in others}


def _reached(document: Json, start: Json) -> set[tuple[str, str]]:
    found: set[tuple[str, str]] = set()
    waiting = [start]
    while waiting:
        for text in _texts(waiting.pop()):
            if text.startswith("#/paths/"):
                raise CutError("an operation refers into another one")
            match = _SECTION.match(text)
            key = match.groups() if match else ("schemas", text)
            key = tuple(word.replace("~1", "/").replace("~0", "~") for word in key)
            section = document.get("components", {}).get(key[0], {})
            if key[1] in section and key not in found:
                found.add((key[0], key[1]))
                waiting.append(section[key[1]])
    return found


def _texts(value: Json) -> Iterator[str]:
    """References, and the values of mappings, which may be names."""
    if isinstance(value, list):
        for element in value:
            yield from _texts(element)
    elif isinstance(value, dict):
        for key, member in value.items():
            if key == "$ref" and isinstance(member, str):
                yield member
            elif key == "mapping" and isinstance(member, dict):
                yield from (text for text in member.values() if isinstance(text, str))
            else:
                yield from _texts(member)


def _with_groups(value: Json) -> Json:
    """Every schema called `A` is called `type_b/c:A`."""
    if isinstance(value, list):
        return [_with_groups(element) for element in value]
    if isinstance(value, dict):
        changed = {key: _with_groups(member) for key, member in value.items()}
        named = changed.get("components", {})
        if isinstance(named, dict) and "schemas" in named:
            named["schemas"] = {_group(k): v for k, v in named["schemas"].items()}
        return changed
    if isinstance(value, str) and value.startswith(_SCHEMAS):
        return _SCHEMAS + _group(value.removeprefix(_SCHEMAS))
    return value


def _group(name: str) -> str:
    return f"type_{'b/c' if len(name) % 2 else ''}:{name}"


def _with_noise(
    value: Json,
    draw: random.Random,
    habit: Callable[[Json, random.Random], None] = lambda schema, draw: None,
) -> Json:
    """The components as this page shows them; `habit` is one of the tool."""
    for name, schema in value.get("components", {}).get("schemas", {}).items():
        if isinstance(schema, dict):
            value["components"]["schemas"][name] = _schema(schema, draw, habit)
    return value


def _schema(
    schema: Json, draw: random.Random, habit: Callable[[Json, random.Random], None]
) -> Json:
    result = dict(schema)
    for key in _SETS:
        if isinstance(result.get(key), list):
            result[key] = draw.sample(result[key], len(result[key]))
    if isinstance(result.get("description"), str) and draw.random() < 0.2:
        result["description"] = draw.choice(["", "Other words."])
    if draw.random() < 0.1:
        result["x-order"] = draw.randrange(100)
    properties = result.get("properties")
    if isinstance(properties, dict):
        result["properties"] = {
            key: (
                _schema(property_, draw, habit)
                if isinstance(property_, dict)
                else property_
            )
            for key, property_ in properties.items()
        }
    habit(result, draw)
    keys = list(result)
    if draw.random() < 0.3:
        draw.shuffle(keys)
    return {key: result[key] for key in keys}


def _mapping(schema: Json, draw: random.Random) -> None:
    """`{a: {$ref: b}}` for `{a: b}`."""
    discriminator = schema.get("discriminator")
    if isinstance(discriminator, dict) and "mapping" in discriminator:
        mapping = {
            key: {"$ref": text} if str(text).startswith("#") else text
            for key, text in discriminator["mapping"].items()
        }
        schema["discriminator"] = {**discriminator, "mapping": mapping}


def _literals(schema: Json, draw: random.Random) -> None:
    """`[{value: a}]` for `[a]`."""
    members = schema.get("enum")
    texts = isinstance(members, list) and all(isinstance(e, str) for e in members)
    if texts and members and draw.random() < 0.5:
        schema["enum"] = [{"value": member} for member in members]


class _Dumper(yaml.SafeDumper):
    """Texts with several lines in blocks, and what may be read as a number in quotes."""


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = "|" if "\n" in text else None if text[:1].isalpha() else '"'
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text)


def written(value: Json) -> str:
    """The value as YAML."""
    text: str = yaml.dump(value, Dumper=_Dumper, sort_keys=False, allow_unicode=True)
    return text


def _slug(text: str, taken: Mapping[str, object]) -> str:
    name = _NO_WORD.sub("-", text).strip("-").lower()
    number = 1
    found = name
    while f"api-reference/{found}.md" in taken:
        number += 1
        found = f"{name}-{number}"
    return found
