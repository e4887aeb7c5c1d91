"""Write the pages that are made from the code: `make reference`."""

from __future__ import annotations

import json
from pathlib import Path

from docs.tools import commands, configuration

DOCS = Path(__file__).parents[1]


def pages() -> dict[str, str]:
    """Return the texts of the files by their paths in `docs/`."""
    return {
        "reference/commands.md": commands.page(),
        "reference/configuration.md": configuration.page(),
        "configuration.schema.json": f"{json.dumps(configuration.schema(), indent=2)}\n",
    }


if __name__ == "__main__":
    for name, text in pages().items():
        (DOCS / name).write_text(text, encoding="utf-8")
