"""The generators that are compared, run as their users run them."""

from __future__ import annotations

import functools
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from benchmarks.environments import ROOT, BenchmarkError

INSPECTED = "inspected.json"
"""The name of the file with the output of `inspect`, beside a package of ours."""

_TIMEOUT = 900  # seconds
# An operation in several groups has a method in each.
_GENERATED_BY_OAG = re.compile(
    r"^ +method='([A-Z]+)',\n +resource_path='(.*)',$", re.MULTILINE
)


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a generator: seconds, peak memory in MB, and how it ended."""

    seconds: float
    megabytes: float
    succeeded: bool
    output: str


@dataclass(frozen=True, slots=True)
class Generator:
    """The command of a generator, and the count of the operations in its output.

    `python` imports its packages; the others take a document and a folder, which is
    empty for `command`.
    """

    name: str
    python: Path
    command: Callable[[Path, Path], list[str]]
    operations: Callable[[Path, Path], int]

    def run(self, document: Path, folder: Path) -> Run:
        """Generate; what is in the folder remains for a generator that replaces it."""
        folder.mkdir(parents=True, exist_ok=True)
        return timed(self.command(document, folder), folder)

    def imports(self, folder: Path) -> bool:
        """Return whether every generated module can be imported."""
        code = (
            "import importlib, pathlib, sys\n"
            "sys.path.insert(0, '.')\n"
            "for path in sorted(pathlib.Path('.').rglob('*.py')):\n"
            "    if not {'test', 'setup.py'} & {*path.parts}:\n"
            "        name = '.'.join(path.with_suffix('').parts)\n"
            "        importlib.import_module(name.removesuffix('.__init__'))\n"
        )
        return timed([str(self.python), "-c", code], folder).succeeded


# A process counts the memory of the one that started it, so a small one starts it.
_LAUNCH = """
import os, sys
process = os.posix_spawnp(sys.argv[2], sys.argv[2:], os.environ)
_, status, usage = os.wait4(process, 0)
with open(sys.argv[1], "w") as file:
    file.write(str(usage.ru_maxrss))
sys.exit(os.waitstatus_to_exitcode(status))
"""


def timed(command: list[str], folder: Path) -> Run:
    """Run a program and measure the whole process, its children included."""
    variables = {**os.environ, "CI": "1"}
    memory = folder.parent / f"{folder.name}.memory"
    launch = [sys.executable, "-I", "-S", "-c", _LAUNCH, str(memory)]
    with (folder.parent / f"{folder.name}.log").open("wb") as log:
        begin = time.perf_counter()
        process = subprocess.Popen(
            [*launch, *command],
            cwd=folder,
            env=variables,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            code = process.wait(_TIMEOUT)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            code = process.wait()
        seconds = time.perf_counter() - begin
    output = Path(log.name).read_text("utf-8", errors="replace")
    kilobytes = int(memory.read_text()) if memory.exists() else 0
    return Run(seconds, kilobytes / 1024, code == 0, output)


def _ours(*flags: str) -> Callable[[Path, Path], list[str]]:
    def command(document: Path, folder: Path) -> list[str]:
        where = [
            "--spec",
            str(document),
            "--package",
            "client",
            "--output",
            str(folder),
        ]
        program = [sys.executable, "-m", "clientsmith", "generate"]
        # What an earlier benchmark left in the user's cache would be found again.
        own = f"XDG_CACHE_HOME={folder.parent / 'cache'}"
        return [
            "env",
            f"PYTHONPATH={ROOT / 'generator'}",
            own,
            *program,
            *where,
            *flags,
        ]

    return command


def _our_clients(document: Path, folder: Path) -> list[str]:
    command = [sys.executable, "-m", "clientsmith", "generate", "--no-cache"]
    return ["env", "--chdir", str(ROOT), *command]


def inspected(document: Path) -> Any:
    """Return the output of `clientsmith inspect` for a document; raises
    `BenchmarkError`.
    """
    program = [sys.executable, "-m", "clientsmith", "inspect", "--spec", str(document)]
    done = subprocess.run(
        [*program, "--package", "client", "--format", "json", "--allow-skips"],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        check=False,
    )
    if done.returncode:
        raise BenchmarkError(done.stderr.decode(errors="replace"))
    return json.loads(done.stdout)


def _ours_operations(document: Path, folder: Path) -> int:
    """The operations whose methods a client of the package really has."""
    if not (folder / "client").exists():
        return 0
    told = json.dumps(inspected(document)).encode()
    (folder / INSPECTED).write_bytes(told)
    code = (
        "import functools, json, sys\n"
        "sys.path.insert(0, '.')\n"
        "import client\n"
        "told = json.load(sys.stdin)\n"
        "secrets = {each['argument']: 'x' for each in told['credentials']}\n"
        "made = getattr(client, told['classes'][0])(\n"
        "    **secrets, base_url='http://127.0.0.1'\n"
        ")\n"
        "for each in told['operations']:\n"
        "    path = each['python'].split('.')[1:]\n"
        "    method = functools.reduce(\n"
        "        lambda at, name: getattr(at, name, None), path, made\n"
        "    )\n"
        "    print(callable(method))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=folder,
        input=told,
        capture_output=True,
        check=False,
    )
    return done.stdout.split().count(b"True")


def _peer(name: str, *arguments: str) -> Callable[[Path, Path], list[str]]:
    program = ROOT / f".venv-{name}" / "bin" / arguments[0]

    def command(document: Path, folder: Path) -> list[str]:
        places = {
            "DOCUMENT": str(document),
            "FOLDER": str(folder / "client"),
            "HERE": str(folder),
        }
        return [
            str(program),
            *(places.get(argument, argument) for argument in arguments[1:]),
        ]

    return command


def _opc_operations(_: Path, folder: Path) -> int:
    api = folder / "client" / "api"
    return len([path for path in api.rglob("*.py") if path.name != "__init__.py"])


def _oag_operations(_: Path, folder: Path) -> int:
    found: set[tuple[str, str]] = set()
    for path in folder.glob("openapi_client/api/*_api.py"):
        found.update(_GENERATED_BY_OAG.findall(path.read_text("utf-8")))
    return len(found)


def _python(name: str) -> Path:
    return ROOT / f".venv-{name}" / "bin" / "python"


OURS = Generator(
    "clientsmith",
    Path(sys.executable),
    _ours("--no-cache", "--allow-skips"),
    _ours_operations,
)
OURS_CACHED = Generator("clientsmith", Path(sys.executable), _ours(), _ours_operations)
# Those of the repository, into their places; the document and the folder are not used.
CLIENTS = Generator(
    "clientsmith",
    Path(sys.executable),
    _our_clients,
    lambda document, folder: 0,
)
PEERS = (
    Generator(
        "openapi-python-client",
        _python("openapi-python-client"),
        _peer(
            "openapi-python-client", "openapi-python-client", "generate", "--path",
            "DOCUMENT", "--output-path", "FOLDER", "--meta", "none", "--overwrite",
        ),
        _opc_operations,
    ),
    Generator(
        "openapi-generator",
        _python("openapi-generator"),
        _peer(
            "openapi-generator", "openapi-generator-cli", "generate", "-g", "python",
            "-i", "DOCUMENT", "-o", "HERE",
        ),
        _oag_operations,
    ),
)  # fmt: skip


def declared_operations(document: Path) -> int:
    """Return the number of operations of a document, counted without the generators."""
    methods = {"get", "put", "post", "delete", "options", "head", "patch", "trace"}
    value = _read(document)
    paths, home = _resolved(value["paths"], value, document)
    items = (
        _resolved(item or {}, _read(home), home)[0]
        for path, item in paths.items()
        if not path.startswith("x-")
    )
    return sum(len(methods.intersection(item)) for item in items)


@functools.cache
def _read(document: Path) -> Any:
    import yaml

    text = document.read_text("utf-8")
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return json.loads(text) if text.lstrip()[:1] == "{" else yaml.load(text, loader)


def _resolved(item: Any, document: Any, path: Path) -> tuple[dict[str, Any], Path]:
    """Return the target of an object's `$ref`, in any file, and that file."""
    while isinstance(item.get("$ref"), str):
        file, _, pointer = item["$ref"].partition("#")
        if file:
            path = path.parent / unquote(file)
            document = _read(path)
        item = document
        for token in unquote(pointer).split("/")[1:]:
            item = item[token.replace("~1", "/").replace("~0", "~")]
    return item, path
