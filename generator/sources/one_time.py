"""A document at a URL for one run: fetched, used and not kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from generator.document.source_text import fail
from generator.sources.placing import Placing
from generator.sources.recorded import collect, file_name, with_parts
from generator.urls import refusal, shown


@dataclass(frozen=True, slots=True)
class OneTime:
    """The document under the path that messages call it by, and the texts of its files.

    Nothing is written at this path; `texts` go by resolved paths.
    """

    document: Path
    texts: Mapping[Path, str]


def fetched_once(url: str, folder: Path) -> OneTime:
    """What the URL gives now, with the files that it refers to.

    Raises DiagnosticError.
    """
    reason = refusal(url)
    if reason is not None:
        fail("fetch", f"{shown(url)}: {reason}")
    document = folder / file_name(url)
    arrived = collect([url], folder, document)
    assert arrived is not None, "nothing is known of it yet"
    arrived = with_parts(arrived, document, None)
    return OneTime(document, Placing(document, arrived, None).texts)
