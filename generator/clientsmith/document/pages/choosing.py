"""Choose one of several documents that pages describe."""

from __future__ import annotations

from collections.abc import Sequence

from clientsmith.diagnostics import Diagnostic, DiagnosticError, Severity
from clientsmith.document.pages.fragments import name_of
from clientsmith.document.pages.grouping import Group
from clientsmith.support.suggestions import nearest


class SeveralDocumentsError(DiagnosticError):
    """The pages describe several documents, and none was chosen."""

    def __init__(self, groups: Sequence[Group]) -> None:
        self.groups = tuple(groups)
        names = ", ".join(f"`{group.name}`" for group in groups)
        super().__init__(
            Diagnostic(
                "several-documents",
                Severity.ERROR,
                f"the pages belong to {len(groups)} documents: {names}",
                hint="choose one with `clientsmith ingest --api NAME`",
            )
        )


def chosen(groups: Sequence[Group], api: str | None) -> Group:
    """Return the document named `api`, or the only one. Raises DiagnosticError."""
    if api is None:
        if len(groups) > 1:
            raise SeveralDocumentsError(groups)
        return groups[0]
    for fits in (_is_named, _is_titled):
        found = [group for group in groups if fits(group, api)]
        if len(found) == 1:
            return found[0]
    names = [group.name for group in groups]
    close = nearest(api, names)
    raise DiagnosticError(
        Diagnostic(
            "several-documents",
            Severity.ERROR,
            f"no page belongs to a document `{api}`",
            hint=f"there is {', '.join(f'`{name}`' for name in ([close] if close else names))}",
        )
    )


def _is_named(group: Group, api: str) -> bool:
    named = {fragment.named for fragment in group.fragments if fragment.named}
    names = {name.casefold() for name in (group.name, *named)}
    return not names.isdisjoint({api.casefold(), name_of(api).casefold()})


def _is_titled(group: Group, api: str) -> bool:
    return group.title.casefold() == api.casefold()
