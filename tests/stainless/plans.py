"""The plan of a package from a document and a configuration, for tests."""

from __future__ import annotations

from pathlib import Path

from clientsmith.diagnostics import Diagnostics
from clientsmith.document.loading import open_api
from clientsmith.model.lowering.api import lower_api
from clientsmith.stainless.document import read_transformed
from clientsmith.stainless.plan import PackagePlan
from clientsmith.stainless.planning import plan_package
from clientsmith.stainless.planning.models import model_nodes


def plan_of(
    document: Path, configuration: Path, found: Diagnostics | None = None
) -> PackagePlan:
    """Return the plan; raises DiagnosticError for errors."""
    found = Diagnostics() if found is None else found
    transformed, config = read_transformed(document, (), configuration, found)
    assert config is not None
    opened = open_api(transformed, found)
    models = model_nodes(config, opened.workspace, found)
    api = lower_api(opened.workspace, opened.version, found, models.values())
    plan = plan_package(config, api, opened.workspace, models, found)
    found.raise_if_errors()
    return plan
