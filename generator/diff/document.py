"""Comparing what belongs to no operation: servers, title, version, tags."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from generator.diff.facts import Effect
from generator.diff.findings import Finding, about_document
from generator.document.documents import Source
from generator.model.contract.api import Contract, Server


def compare_documents(base: Contract, revision: Contract) -> Iterator[Finding]:
    """The statements of two documents about the API as a whole."""
    for id_, key, old, new in (
        ("api-title-changed", "title", base.title, revision.title),
        ("api-version-changed", "version", base.version, revision.version),
    ):
        # YAML reads a version such as 1 or 1.0 as a number.
        if old != new and str(old) != str(new):
            yield about_document(
                id_,
                Effect.NEUTRAL,
                old,
                new,
                base.source if old is None else base.source.inside("info", key),
                revision.source if new is None else revision.source.inside("info", key),
            )
    yield from compare_servers(
        base.servers, revision.servers, base.source, revision.source
    )


def compare_servers(
    base: Sequence[Server],
    revision: Sequence[Server],
    base_place: Source,
    revision_place: Source,
) -> Iterator[Finding]:
    """Where the API is served. Whether an old server goes on answering, nobody says."""
    before = {each.url: each for each in base}
    after = {each.url: each for each in revision}
    for url in dict.fromkeys((*before, *after)):
        old, new = before.get(url), after.get(url)
        if old is not None and new is not None:
            yield from _variables(old, new)
            continue
        gone = new is None
        yield about_document(
            f"api-server-{'removed' if gone else 'added'}",
            Effect.UNKNOWN if gone else Effect.WIDER,
            url if gone else None,
            None if gone else url,
            old.source if old is not None else base_place,
            new.source if new is not None else revision_place,
        )


def _variables(old: Server, new: Server) -> Iterator[Finding]:
    for name in sorted(old.defaults.keys() & new.defaults.keys()):
        defaults = old.defaults[name], new.defaults[name]
        if defaults[0] != defaults[1]:
            yield about_document(
                "api-server-variable-default-changed",
                Effect.UNKNOWN,
                *defaults,
                old.source.inside("variables", name, "default"),
                new.source.inside("variables", name, "default"),
                f"the server variable `{name}`",
            )
    for name, values in old.variables.items():
        left = new.variables.get(name, ())
        for value in values:
            if left and value not in left:
                yield about_document(
                    "api-server-variable-value-removed",
                    Effect.UNKNOWN,
                    value,
                    None,
                    old.source,
                    new.source,
                    f"the server variable `{name}`",
                )
