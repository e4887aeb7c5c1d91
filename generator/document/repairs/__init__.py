"""Documents as they are meant: what other tools read all the same is repaired.

Runs on every file of a document before anything else looks at it, so that validation,
the model and `diff` see the same. A repair is a small function about one kind of
object; `registry.REPAIRS` lists them. Each repair is a warning that says what was
assumed, and so an error under `--strict`.
"""

from __future__ import annotations

from dataclasses import replace

from generator.diagnostics import Diagnostics
from generator.document.documents import Document
from generator.document.moves import MovedPositions
from generator.document.repairs.registry import REPAIRS
from generator.document.repairs.site import Site
from generator.document.repairs.walk import Walk
from generator.document.structure import KINDS, kind_of_part
from generator.document.versions import OpenApiVersion


def repaired(
    document: Document,
    version: OpenApiVersion,
    diagnostics: Diagnostics,
    *,
    is_root: bool = False,
) -> Document:
    """The document without what can only be meant otherwise.

    Values are copied only where they change. Other files than the root document hold
    any part of one; `version` is that of the root document.
    """
    kind = KINDS["OpenAPI"] if is_root else kind_of_part(document.value)
    site = Site(document, version, diagnostics, kind or KINDS["Schema"])
    walk = Walk(site, REPAIRS)
    if kind is None:
        value = walk.unknown(document.value)
    else:
        value = walk.visit(document.value, kind)
    if value is document.value:
        return document
    positions = document.positions
    if site.moves:
        positions = MovedPositions(positions, site.moves)
    return replace(document, value=value, positions=positions)
