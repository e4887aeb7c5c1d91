"""Run `clientsmith` in processes that are forked from one that has imported it.

Importing the program takes longer than most commands of these tests. A forked command has
arguments, a folder, an environment and streams of its own, as one that is started anew.
"""

from __future__ import annotations

import atexit
import gc
import importlib
import json
import os
import pkgutil
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path
from typing import IO, Any

from tests.conftest import ROOT

# What the commands import when they need it.
_LAZY = (
    "black",
    "datamodel_code_generator.parser.openapi",
    "httpx2",
    "jsonschema_rs",
    "openapi_spec_validator",
    "rich.console",
    "tomlkit",
)


def run(
    arguments: tuple[str, ...], folder: Path, environment: dict[str, str]
) -> subprocess.CompletedProcess[str]:
    """Run a command to its end."""
    command = [sys.executable, "-m", "clientsmith", *arguments]
    with tempfile.TemporaryDirectory() as scratch:
        streams = [str(Path(scratch, name)) for name in ("stdout", "stderr")]
        request = {
            "arguments": command[2:],
            "folder": str(folder),
            "environment": environment,
            "streams": streams,
        }
        code = _server().ask(request)
        out, err = (Path(path).read_text(encoding="utf-8") for path in streams)
    return subprocess.CompletedProcess(command, code, out, err)


class _Server:
    """The process that forks: a line of JSON for a command, a line for its exit code."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.commands.forks"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        atexit.register(self._process.communicate)

    def ask(self, request: dict[str, Any]) -> int:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline())


@cache
def _server() -> _Server:
    return _Server()


def _serve(requests: IO[str]) -> None:
    import clientsmith

    for module in pkgutil.walk_packages(clientsmith.__path__, "clientsmith."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    for name in _LAZY:
        importlib.import_module(name)
    gc.freeze()
    for line in requests:
        child = os.fork()
        if child == 0:
            _command(json.loads(line))
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


def _command(request: dict[str, Any]) -> None:
    """Run the program in this process, which ends with it."""
    from clientsmith.__main__ import main

    os.chdir(request["folder"])
    os.environ.clear()
    os.environ.update(request["environment"])
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    for number, path in enumerate(request["streams"], start=1):
        os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT), number)
    sys.argv = request["arguments"]
    sys.path[0] = request["folder"]
    main()


if __name__ == "__main__":
    _serve(sys.stdin)
