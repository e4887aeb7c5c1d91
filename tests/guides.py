"""Guides of the documentation: files are written and commands are run as a reader would.

`python -m tests.guides PAGE...` fills in what the commands print; a test compares it. A
page is run in an empty folder, with a server of its API and documentation on loopback.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import parse_qs, urlsplit

from tests.conftest import ROOT

PAGES = (
    "tutorial.md",
    *(f"guides/{page.name}" for page in sorted((ROOT / "docs/guides").glob("*.md"))),
)
_PART = re.compile(
    r"^(?:<!-- file: (?P<file>\S+) -->\n)?```(?P<kind>\w*)\n(?P<text>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
_SITE = "https://docs.books.example"
_TITLES = ("The Dispossessed", "The Telling", "Lavinia")


class _Server(BaseHTTPRequestHandler):
    """The API of the tutorial, and a documentation site with its document."""

    as_array = False

    def do_GET(self) -> None:
        url = urlsplit(self.path)
        if url.path == "/books":
            query = {
                name: int(v[0])
                for name, v in parse_qs(url.query).items()
                if v[0].isdigit()
            }
            first = query.get("offset", 0)
            found = [
                {"id": number, "title": title, "published": "1974-05-01"}
                for number, title in enumerate(_TITLES, 1)
            ][first : first + query.get("limit", 20)]
            page = found if self.as_array else {"items": found, "total": len(_TITLES)}
            self._send(200, json.dumps(page))
        elif text := _site().get(url.path):
            self._send(200, text, "text/plain")
        else:
            self._send(404, "")

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if body["title"]:
            self._send(201, json.dumps({"id": 4, **body}))
        else:
            self._send(422, "{}")

    def _send(self, status: int, text: str, kind: str = "application/json") -> None:
        content = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("ETag", '"1"')
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Print nothing."""


def _site() -> dict[str, str]:
    """Return the texts of a documentation site by path."""
    page = (ROOT / "docs/guides/document.md").read_text(encoding="utf-8")
    document = page.partition("```yaml\n")[2].partition("```")[0]
    authors = document.replace("/books:", "/authors:").replace("Books]", "Authors]")
    authors = authors.replace("listBooks", "listAuthors")
    pages = {"books": document, "authors": authors}
    index = "".join(f"- [{name.title()}](/api/{name}.md)\n" for name in pages)
    texts = {
        f"/api/{name}.md": f"# {name.title()}\n\n## OpenAPI\n\n```yaml get /{name}\n{text}```\n"
        for name, text in pages.items()
    }
    texts["/llms.txt"] = f"# Books\n\n## API\n\n{index}"
    return {**texts, "/openapi.yaml": document}


@contextmanager
def server(*, as_array: bool = False) -> Iterator[str]:
    """Yield the URL of the server; `as_array` answers with books without a page."""
    handler = type("Handler", (_Server,), {"as_array": as_array})
    served = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=served.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{served.server_port}"
    finally:
        served.shutdown()
        thread.join()
        served.server_close()


def run(command: str, folder: Path, programs: Path, url: str) -> str:
    """Return what a command prints. Raises AssertionError where it fails."""
    settings = {
        "BOOKS_API_KEY": "secret",
        "BOOKS_BASE_URL": url,
        "COLUMNS": "88",
        "LC_ALL": "C.UTF-8",
        "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
        "PYTHONDONTWRITEBYTECODE": "1",
        "XDG_CACHE_HOME": str(programs / "cache"),
    }
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", command.replace(_SITE, url)],
        cwd=folder,
        env={**os.environ, **settings},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{command}: {done.stdout}"
    return done.stdout.replace(url, _SITE)


def install(programs: Path) -> None:
    """Write the programs that the commands of a page call."""
    programs.mkdir()
    for name, start in (("clientsmith", "-m clientsmith"), ("python", "")):
        program = programs / name
        program.write_text(f'#!/bin/sh\nexec "{sys.executable}" {start} "$@"\n')
        program.chmod(0o755)


def filled(page: str) -> str:
    """Return the page with what its commands print."""
    with TemporaryDirectory() as scratch, server() as url:
        folder, programs = Path(scratch, "project"), Path(scratch, "bin")
        folder.mkdir()
        install(programs)

        def part(match: re.Match[str]) -> str:
            if match["file"]:
                path = folder / match["file"]
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(match["text"], encoding="utf-8")
            if match["kind"] != "console":
                return match[0]
            shown = ""
            for line in match["text"].splitlines():
                if line.startswith("$ "):
                    printed = run(line.removeprefix("$ "), folder, programs, url)
                    shown += f"{line}\n{printed}"
            return f"```console\n{shown}```"

        return _PART.sub(part, page)


if __name__ == "__main__":
    for name in sys.argv[1:]:
        path = Path(name)
        path.write_text(filled(path.read_text(encoding="utf-8")), encoding="utf-8")
