"""The hosted repository, which all of these tests share."""

from __future__ import annotations

import pytest

from tests.integrations.scenarios import Hosted, hosted


@pytest.fixture(scope="session")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Hosted:
    return hosted(tmp_path_factory.mktemp("hosted"))
