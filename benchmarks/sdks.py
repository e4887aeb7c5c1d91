"""Generated clients beside the SDKs of Stripe, GitHub and OpenAI.

All are used by `sdk_probe.py`, over the loopback interface, in environments that hold
nothing else. Figures are of the processor and of memory, so that a busy machine does not
change them much; both sides take turns.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from benchmarks import sdk_answers
from benchmarks.environments import ROOT, Environment
from benchmarks.generation import parsed
from benchmarks.loopback import server
from benchmarks.ratios import Paired
from benchmarks.report import Figure, Row, sizes, times

_PROBE = Path(__file__).with_name("sdk_probe.py")
_GOAL = 1.0  # no slower than the vendor's
_ITEMS = 100
_EVENTS = 1000
ACTIONS = {"first": 1, "used": 200, "call": 200, "items": 30, "events": 5}
"""The actions of an SDK in a process, and their number."""

_LABELS = {
    "import": "import",
    "first call": "first call",
    "construct": "construct another client",
    "memory": "memory of a used client",
    "call": "call",
    "items": f"response with {_ITEMS} items",
    "events": "server-sent event",
}


@dataclass(frozen=True, slots=True)
class Sdk:
    """An API. `name` is the class in `sdk_probe.py`; `vendor`, the package."""

    name: str
    document: str
    vendor: str

    @property
    def package(self) -> str:
        """What the generated package is called, and the environment of the vendor's."""
        return self.name.lower()

    def answers(self, document: Path) -> Mapping[str, tuple[dict[str, str], bytes]]:
        """Headers and body of each kind of answer."""
        events: dict[str, tuple[dict[str, str], bytes]] = {}
        match self.name:
            case "Stripe":
                first, many = sdk_answers.stripe(20), sdk_answers.stripe(_ITEMS)
            case "Github":
                value = parsed(document)
                first = sdk_answers.github_repository(value)
                many = sdk_answers.github_repositories(value, _ITEMS)
            case _:
                first, many = sdk_answers.openai(), sdk_answers.openai(_ITEMS)
                stream = sdk_answers.openai_events(_EVENTS)
                events["events"] = (sdk_answers.EVENTS, stream)
        json_ = sdk_answers.JSON
        return {"call": (json_, first), "items": (json_, many), **events}


SDKS = (
    Sdk("Stripe", "stripe.json", "stripe"),
    Sdk("Github", "github.json", "PyGithub"),
    Sdk("Openai", "openai.yaml", "openai"),
)


def measure(documents: Path | None, build: Path, rounds: int) -> Iterator[Row]:
    """The rows of each SDK whose document is there."""
    for sdk in SDKS:
        document = documents / sdk.document if documents else None
        if document is None or not document.is_file():
            missing = Figure(0, f"needs {sdk.document} in --documents")
            yield Row(sdk.name, missing)
        else:
            yield from _rows(sdk, document.resolve(), build.resolve(), rounds)


def _rows(sdk: Sdk, document: Path, build: Path, rounds: int) -> Iterator[Row]:
    _generate(sdk, document, build)
    theirs = Environment(_python(sdk.package), "")
    sides = {
        sdk.name: Environment(_python("clients"), "httpx2", build),
        f"{sdk.name}Vendor": theirs,
    }
    found: dict[str, list[tuple[float, float]]] = {}
    with ExitStack() as serving:
        urls = {
            kind: serving.enter_context(server(headers, body))
            for kind, (headers, body) in sdk.answers(document).items()
        }
        # A round that is not counted compiles the modules.
        for number in range(-1, rounds):
            for action in ACTIONS.keys() & {*urls, "first", "used"}:
                url = urls.get(action, urls["call"])
                turns = [*sides][:: -1 if number % 2 else 1]
                taken = {turn: probe(sides[turn], turn, action, url) for turn in turns}
                own, other = (taken[side] for side in sides)
                for name in own if number >= 0 else ():
                    found.setdefault(name, []).append((own[name], other[name]))
    code = f"from importlib.metadata import version; print(version({sdk.vendor!r}))"
    vendor = Figure(0, f"{sdk.vendor} {theirs.run('-c', code).decode().strip()}")
    for name, label in _LABELS.items():
        if name in found:
            paired = Paired(tuple(found[name]))
            figure = sizes(paired) if name == "memory" else times(paired)
            yield Row(f"{sdk.name}: {label}", figure, vendor, _GOAL)


def probe(where: Environment, sdk: str, action: str, url: str) -> Mapping[str, float]:
    count = str(ACTIONS[action])
    found: dict[str, float] = json.loads(
        where.run(str(_PROBE), sdk, action, url, count)
    )
    return found


def _python(name: str) -> Path:
    return ROOT / f".venv-{name}" / "bin" / "python"


def _generate(sdk: Sdk, document: Path, build: Path) -> None:
    build.mkdir(parents=True, exist_ok=True)
    generate = "-m clientsmith generate --allow-skips --force --output ."
    options = ["--spec", str(document), "--package", sdk.package]
    # From a folder without a configuration; `clientsmith` is installed.
    subprocess.run(
        [sys.executable, *generate.split(), *options],
        cwd=build,
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
