"""The page on testing code that uses a client: its examples run as they stand."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from clientsmith.config import one_off
from clientsmith.output import write
from clientsmith.pipeline import describe, plan
from tests.conftest import ROOT

PAGE = (ROOT / "docs" / "testing-your-code.md").read_text(encoding="utf-8")
# The client with a stream that the page speaks of.
ACME = """\
openapi: 3.1.0
info: {title: Acme, version: "1"}
servers: [{url: "https://acme.example"}]
paths:
  /answers:
    get:
      operationId: answers_stream
      responses:
        "200":
          description: Words, one by one.
          content:
            text/event-stream: {schema: {$ref: "#/components/schemas/Word"}}
components:
  schemas:
    Word: {type: object, required: [text], properties: {text: {type: string}}}
"""


def test_the_examples_pass(tmp_path: Path) -> None:
    blocks = re.findall(r"^```python\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    (tmp_path / "test_page.py").write_text("\n\n".join(blocks), encoding="utf-8")
    document = tmp_path / "acme.yaml"
    document.write_text(ACME, encoding="utf-8")
    described = describe(one_off(document, "acme", tmp_path))
    write([plan(described, tmp_path)])
    environment = {
        name: value for name, value in os.environ.items() if "KERNEL" not in name
    }
    path = os.pathsep.join([str(ROOT / "generated"), str(tmp_path)])
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-W", "error", "-p", "no:cacheprovider"],
        cwd=tmp_path,
        env={**environment, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    count = PAGE.count("\ndef test_") + 1  # one of them has two cases
    assert f"{count} passed" in done.stdout


def test_the_readme_leads_there() -> None:
    assert "(docs/testing-your-code.md)" in (ROOT / "README.md").read_text("utf-8")
