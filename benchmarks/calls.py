"""Measure the cost of a call, compared with the HTTP library and pydantic alone."""

from __future__ import annotations

import json
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from benchmarks import payload
from benchmarks.environments import OURS, Environment
from benchmarks.loopback import server
from benchmarks.ratios import Paired
from benchmarks.report import Row, times

CALL_GOAL = 1.3
_PROBE = Path(__file__).with_name("call_probe.py")


@dataclass(frozen=True, slots=True)
class Effort:
    rounds: int
    calls: int
    """In each half of a round, one after the other."""
    tasks: int
    """In each half of a round, at once."""


def measure(vendor: Environment | None, effort: Effort, *, loopback: bool) -> list[Row]:
    """Rows for `invocations.list(limit=20)`: sync, async, and concurrent."""
    ours = probe(OURS, effort, loopback=loopback)
    theirs = probe(vendor, effort, loopback=loopback) if vendor else {}
    where = "over loopback" if loopback else "mocked"
    labels = {
        "sync": f"sync call, {where}",
        "async": f"async call, {where}",
        "concurrent": f"{effort.tasks} tasks at once, {where}, per call",
    }
    rows: list[Row] = []
    for mode, label in labels.items():
        other = theirs.get(mode)
        rows.append(
            Row(label, times(ours[mode]), times(other) if other else None, CALL_GOAL)
        )
    return rows


def probe(
    environment: Environment, effort: Effort, *, loopback: bool
) -> dict[str, Paired]:
    """Seconds per call by mode, in an environment of its own."""
    body = payload.body()
    arguments = [str(_PROBE), "--http", environment.http]
    arguments += ["--headers", json.dumps(payload.HEADERS)]
    for name in ("rounds", "calls", "tasks"):
        arguments += [f"--{name}", str(getattr(effort, name))]
    with ExitStack() as serving:
        if loopback:
            url = serving.enter_context(server(payload.HEADERS, body))
            arguments += ["--url", url]
        found = json.loads(environment.run(*arguments, stdin=body))
    return {
        mode: Paired(tuple((first, second) for first, second in pairs))
        for mode, pairs in found.items()
    }
