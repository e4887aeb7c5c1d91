"""Documents are written to an empty working directory, so that paths stay short."""

from collections.abc import Callable
from pathlib import Path

import pytest

from clientsmith.diagnostics import DiagnosticError, format_diagnostics
from clientsmith.document.loading import load

Put = Callable[[str, str | bytes], Path]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working directory: the files' folder, with room above it."""
    folder = tmp_path / "work"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def put() -> Put:
    """Writes a file."""

    def put(name: str, content: str | bytes) -> Path:
        path = Path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        data = content.encode("utf-8") if isinstance(content, str) else content
        path.write_bytes(data)
        return path

    return put


@pytest.fixture
def report(put: Put) -> Callable[..., str]:
    """Loads a document and returns everything reported about it, as text."""

    def report(content: str | bytes, name: str = "api.yaml", **options: object) -> str:
        path = put(name, content)
        try:
            loaded = load(path, **options)  # type: ignore[arg-type]
        except DiagnosticError as error:
            return str(error)
        return format_diagnostics(loaded.diagnostics)

    return report
