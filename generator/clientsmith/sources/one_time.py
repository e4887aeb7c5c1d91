"""A document at a URL that is fetched for one run and not stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from clientsmith.document.source_text import fail
from clientsmith.sources.collecting import collect, with_parts
from clientsmith.sources.fetching import Session
from clientsmith.sources.placing import Placing
from clientsmith.support.urls import file_name, refusal, shown


@dataclass(frozen=True, slots=True)
class OneTime:
    """The path under which messages name the document, and the texts of its files.

    Nothing is written at this path; `texts` go by resolved paths.
    """

    document: Path
    texts: Mapping[Path, str]


def fetched_once(url: str, folder: Path) -> OneTime:
    """Fetch the document at the URL, and the files that it refers to.

    Raises DiagnosticError.
    """
    reason = refusal(url)
    if reason is not None:
        fail("fetch", f"{shown(url)}: {reason}")
    document = folder / file_name(url)
    with Session() as session:
        arrived = collect([url], folder, document, session)
        assert arrived is not None, "nothing is known of it yet"
        arrived = with_parts(arrived, document, session, None)
    return OneTime(document, Placing(document, arrived, None).texts)
