"""Assembles the package of the tests: rendered files and the runtime."""

from __future__ import annotations

from pathlib import Path

from clientsmith.python.stainless.runtime import (
    RuntimeVariables,
    stainless_runtime_files,
)
from clientsmith.stainless.plan import EventRule

_RENDERED = Path(__file__).parent / "acme"

VARIABLES = RuntimeVariables(
    client="Acme",
    async_client="AsyncAcme",
    error="AcmeError",
    event_rules=(
        EventRule(handle="done", data_prefix="[DONE]"),
        EventRule(handle="continue", event_types=("ping",)),
        EventRule(handle="error", event_types=("failure",)),
        EventRule(handle="yield", error_property="error"),
    ),
)


def assemble(target: Path) -> Path:
    """Write the package to `target/acme`."""
    paths = sorted(_RENDERED.rglob("*.py"))
    rendered = {
        path.relative_to(_RENDERED).as_posix(): path.read_text() for path in paths
    }
    runtime = stainless_runtime_files(rendered, VARIABLES)
    files = {name: text.encode() for name, text in rendered.items()} | runtime
    for name, content in files.items():
        path = target / "acme" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return target / "acme"
