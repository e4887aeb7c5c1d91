"""The plan of a package from a document and a configuration, for tests."""

from __future__ import annotations

from pathlib import Path

from clientsmith.diagnostics import Diagnostics
from clientsmith.document.loading import open_api, read
from clientsmith.model.lowering.api import lower_api
from clientsmith.stainless.plan import PackagePlan
from clientsmith.stainless.planning import plan_package
from clientsmith.stainless.planning.models import model_nodes
from clientsmith.stainless.reading import read_stainless


def plan_of(
    document: Path, configuration: Path, found: Diagnostics | None = None
) -> PackagePlan:
    """Return the plan; raises DiagnosticError for errors."""
    found = Diagnostics() if found is None else found
    config = read_stainless(configuration, found)
    opened = open_api(read(document, (), found), found)
    models = model_nodes(config, opened.workspace, found)
    api = lower_api(opened.workspace, opened.version, found, models.values())
    plan = plan_package(config, api, opened.workspace, models, found)
    found.raise_if_errors()
    return plan
