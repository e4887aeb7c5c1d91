"""Recognise fragments of API descriptions in pages, and the document of each one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

from clientsmith.diagnostics import (
    Diagnostic,
    DiagnosticError,
    Location,
    Severity,
    display_path,
)
from clientsmith.document.documents import Document, parse_values
from clientsmith.document.foreign import foreign_format
from clientsmith.document.pages.blocks import Block, code_blocks, outside_of_blocks
from clientsmith.document.pointers import unescape
from clientsmith.document.structure import METHODS
from clientsmith.document.values import JsonObject, JsonValue

LOOKED_FOR = (
    "looked for code blocks under a heading `OpenAPI`, `OpenAPI Specification` or"
    " `OpenAPI definition`, with `METHOD /path` behind the language, or with a whole"
    " document as one line of JSON"
)

_METHOD = "|".join(METHODS)
_OPERATION = re.compile(
    rf"(?:[\w.+-]+\s+)?(?:(?P<document>\S.*?)\s+)?"
    rf"(?:(?P<method>{_METHOD})\s+(?P<path>/\S*)|webhook\s+(?P<webhook>\S.*))",
    re.IGNORECASE,
)
_FILE = re.compile(r"\S+\.(?:json|ya?ml)(?:[?#]\S*)?", re.IGNORECASE)
_SUFFIX = re.compile(r"\.(?:json|ya?ml)$", re.IGNORECASE)
_OPENAPI_KEY = re.compile(r"""["']?openapi["']?[ \t]*:""")
_ONE_LINE = re.compile(r"""\s*\{\s*"openapi"\s*:[^\n]*\}\s*""")
_REQUEST_LINE = re.compile(
    rf"[`*\s]*(?:{_METHOD})[`*\s]+(https?://[^\s`]+)", re.IGNORECASE
)
_REFERENCE_LINE = re.compile(r"\s*Reference:\s*(https?://\S+)", re.IGNORECASE)
_GITBOOK = re.compile(r"\{%\s*(?:openapi(?:-\w+)?|swagger)\s+([^%]*)%\}")
_ATTRIBUTE = re.compile(r"""(src|spec)\s*=\s*["']([^"']*)["']""")
_DOWNLOAD = re.compile(
    r"#*\s*Download OpenAPI (?:description|definition|spec)", re.IGNORECASE
)
_LINK = re.compile(r"\]\(([^)\s]+\.(?:json|ya?ml)[^)\s]*)\)", re.IGNORECASE)
# The front matter or text that Mintlify's sources have instead of a block.
_NAMED_LINE = re.compile(
    rf"^(?:openapi:\s*)?[\"']?(\S+\.(?:json|ya?ml))\s+(?:{_METHOD}|webhook)\s+\S+",
    re.IGNORECASE | re.MULTILINE,
)
_API_REFERENCE = frozenset({"api", "api-reference", "reference", "docs", "rest-api"})


_DOCUMENT_LINK = re.compile(
    r"\]\(([^)\s]*(?:openapi|swagger)[^)\s]*\.(?:json|ya?ml)[^)\s]*)\)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True, eq=False)
class Fragment:
    """One OpenAPI block of a page.

    `named` is the document as the info string writes it, None where it names none.
    `title` is the page's, `url` the address of the request in the line above the block,
    `group` what the page's own address says it belongs to.
    """

    document: Document
    named: str | None
    title: str
    url: str | None
    group: str | None
    webhook: str | None = None

    @property
    def page(self) -> Path:
        """The page's file."""
        return self.document.path

    @property
    def value(self) -> JsonObject:
        """The root object."""
        assert isinstance(self.document.value, dict)
        return self.document.value

    def with_value(self, value: JsonObject) -> Fragment:
        """Return the fragment with another value."""
        return replace(self, document=replace(self.document, value=value))

    def operations(self) -> Iterator[tuple[str, str, JsonObject]]:
        """Yield path, method and object of each operation."""
        paths = self.value.get("paths")
        for path, item in paths.items() if isinstance(paths, dict) else ():
            for method, operation in item.items() if isinstance(item, dict) else ():
                if method in METHODS and isinstance(operation, dict):
                    yield path, method, operation


@dataclass(slots=True)
class Read:
    """The contents of pages.

    `problems` go with the document that the block's info string names. `samples` are
    blocks with an `openapi` key that nothing marks as a fragment.
    """

    fragments: list[Fragment] = field(default_factory=list)
    samples: list[tuple[Block, Path]] = field(default_factory=list)
    problems: list[tuple[str | None, Diagnostic]] = field(default_factory=list)
    unreadable: list[Diagnostic] = field(default_factory=list)
    foreign: int = 0
    downloads: list[str] = field(default_factory=list)
    named: list[str] = field(default_factory=list)

    def page(self, text: str, path: Path) -> None:
        """Read a page."""
        for block in code_blocks(text):
            self.block(block, path, sure=_is_marked(block))
        self.named += _DOCUMENT_LINK.findall(text)[:1]
        outside = outside_of_blocks(text) if _hints_in(text) else []
        for at, line in enumerate(outside):
            for found in _GITBOOK.finditer(line):
                self._gitbook_source(found[1], path)
            if _DOWNLOAD.match(line):
                nearby = "\n".join(outside[at : at + 12])
                self.downloads += _LINK.findall(nearby)[:1]
            self.named += _NAMED_LINE.findall(line)[:1]

    def block(self, block: Block, path: Path, *, sure: bool) -> None:
        """Read a block; unless `sure`, one with an `openapi` key is a sample."""
        if not sure:
            if _OPENAPI_KEY.search(block.content) and _may_be_one(block.content):
                self.samples.append((block, path))
            return
        named = named_in(block.info)
        if not block.is_closed:
            self._problem(
                named,
                "truncated",
                "the page ends inside its OpenAPI block",
                Location(path, block.line, 1),
                "get the page again: its end is missing",
            )
            return
        try:
            # Blank lines in front keep the line numbers of the page.
            document = parse_values(
                "\n" * block.line + block.content, path, display_path(path)
            )
        except DiagnosticError as error:
            if _looks_like_openapi(block.content):
                self.problems += [
                    (named, diagnostic) for diagnostic in error.diagnostics
                ]
            else:
                self.foreign += 1
            return
        self._parsed(document, block, named)

    def _parsed(self, document: Document, block: Block, named: str | None) -> None:
        value = document.value
        if isinstance(value, dict) and "openapi" in value:
            self.fragments.append(_fragment(document, block, named))
        elif isinstance(value, dict) and _is_older_export(value):
            self._older_export(document.path, block, named)
        elif isinstance(value, dict) and "swagger" in value:
            self._problem(
                named,
                "page",
                "the block is of Swagger 2.0, whose fragments are not merged",
                Location(document.path, block.line + 1, 1),
                _way_on(named),
            )
        elif not isinstance(value, dict) or foreign_format(value) or block.info:
            self.foreign += 1

    def _older_export(self, path: Path, block: Block, named: str | None) -> None:
        self._problem(
            named,
            "page",
            "the block is Mintlify's older export, which is not OpenAPI",
            Location(path, block.line + 1, 1),
            _way_on(named),
        )

    def _gitbook_source(self, attributes: str, path: Path) -> None:
        known = dict(_ATTRIBUTE.findall(attributes))
        address = known.get("src", "")
        spec = known.get("spec")
        self._problem(
            None,
            "page",
            "the page is GitBook's source: it only names its document"
            + (f", `{spec}`" if spec else ""),
            Location(path),
            (
                f"use the document itself: clientsmith add {address}"
                if address.startswith("http")
                else "use the published page: its address with `.md` at the end"
            ),
        )

    def _problem(
        self, named: str | None, code: str, message: str, at: Location, hint: str
    ) -> None:
        found = Diagnostic(code, Severity.ERROR, message, at, hint)
        self.problems.append((named, found))


def _fragment(document: Document, block: Block, named: str | None) -> Fragment:
    operation = _OPERATION.fullmatch(block.info)
    return Fragment(
        document,
        named,
        block.title,
        _last(_REQUEST_LINE, block.above),
        _group(_last(_REFERENCE_LINE, block.above)),
        operation["webhook"] if operation else None,
    )


def _is_marked(block: Block) -> bool:
    return (
        block.is_under_openapi
        or _OPERATION.fullmatch(block.info) is not None
        or _ONE_LINE.fullmatch(block.content) is not None
    )


def _may_be_one(content: str) -> bool:
    """Return whether an unindented line, or the JSON object, has the key."""
    return any(
        _OPENAPI_KEY.match(line.lstrip(" \t{") if content.lstrip()[:1] == "{" else line)
        for line in _dedented(content)
    )


def _looks_like_openapi(content: str) -> bool:
    """Return whether `openapi` starts the block, so that a parse error matters."""
    return _OPENAPI_KEY.match(content.lstrip(" \t\r\n{")) is not None


def _dedented(content: str) -> list[str]:
    lines = [word for word in content.split("\n") if word.strip()]
    width = min((len(line) - len(line.lstrip()) for line in lines), default=0)
    return [line[width:] for line in lines]


def named_in(info: str) -> str | None:
    """Return the document that an info string names: `/specs/api.yaml`, or a URL."""
    operation = _OPERATION.fullmatch(info)
    if operation is not None:
        return operation["document"]
    file = _FILE.search(info.partition(" ")[2])
    return file[0] if file else None


def name_of(named: str) -> str:
    """Return the document's name without folder and suffix."""
    path = PurePosixPath(urlsplit(named).path or named)
    return _SUFFIX.sub("", path.name) or named


def _is_older_export(value: JsonObject) -> bool:
    paths = value.get("paths")
    return (
        isinstance(paths, dict)
        and isinstance(paths.get("path"), str)
        and isinstance(paths.get("method"), str)
    )


def _way_on(named: str | None) -> str:
    if named is not None:
        return f"use the document itself: {address_of(named)}"
    return (
        "get the page again, as the site publishes it now; or look in its llms.txt for"
        " the document itself, and `clientsmith add` that"
    )


def address_of(document: str) -> str:
    """Return the address of a document that a page or an index names."""
    if document.startswith("http"):
        return f"clientsmith add {document}"
    return f"the site publishes it as `{document}`"


def _hints_in(text: str) -> bool:
    return (
        "{%" in text
        or "Download OpenAPI" in text
        or _NAMED_LINE.search(text) is not None
    )


def _last(pattern: re.Pattern[str], lines: tuple[str, ...]) -> str | None:
    for line in reversed(lines):
        found = pattern.match(line)
        if found:
            return found[1]
    return None


def _group(reference: str | None) -> str | None:
    """Return the folder of a page of the reference: `embed-jobs`."""
    if reference is None:
        return None
    *folders, _ = [word for word in urlsplit(reference).path.split("/") if word] or [""]
    if not folders or folders[-1].casefold() in _API_REFERENCE:
        return None
    return folders[-1]


def missing_references(value: JsonObject) -> Iterator[str]:
    """Return the distinct `$ref`s into the same fragment that have no target in it."""
    seen: set[str] = set()
    waiting: list[JsonValue] = [value]
    while waiting:
        current = waiting.pop()
        if isinstance(current, list):
            waiting += current
        elif isinstance(current, dict):
            waiting += current.values()
            reference = current.get("$ref")
            if isinstance(reference, str) and reference not in seen:
                seen.add(reference)
                if reference.startswith("#/") and not leads(value, reference):
                    yield reference


def leads(value: JsonValue, reference: str) -> bool:
    """Return whether the value has something at the target of a `$ref`."""
    for token in reference.removeprefix("#/").split("/"):
        key = unescape(token)
        if isinstance(value, list) and key.isdigit() and int(key) < len(value):
            value = value[int(key)]
        elif isinstance(value, dict) and key in value:
            value = value[key]
        else:
            return False
    return True
