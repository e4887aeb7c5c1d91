"""Measure the cost of a client to a process: the import, and everything up to the first
call.
"""

from __future__ import annotations

from benchmarks.environments import OURS, Environment
from benchmarks.processes import Contest, Program, run
from benchmarks.report import Row, times
from benchmarks.synthetic import PACKAGE, Size, synthetic_package

IMPORT_GOAL = 1.25

_BASELINE = "import {http}, pydantic"
_CLIENT = "import {name}; client = {name}.{class_name}(api_key='x'"
_MOCK = """
import {http} as http
http_client = http.Client(
    transport=http.MockTransport(lambda request: http.Response(200, content=b"[]"))
)
"""
_FIRST_CALL = f"{_MOCK}{_CLIENT}, http_client=http_client); client.{{method}}(limit=20)"
# The same fields as in the Kernel document.
_BARE_CALL = f"""{_MOCK}
from datetime import datetime
from typing import Literal, Optional
from pydantic import BaseModel, TypeAdapter

class Invocation(BaseModel):
    id: str
    app_name: str
    version: str
    action_name: str
    payload: Optional[str] = None
    output: Optional[str] = None
    started_at: datetime
    finished_at: Optional[datetime] = None
    status: Literal["queued", "running", "succeeded", "failed"]
    status_reason: Optional[str] = None

response = http_client.get("https://api.test/invocations", params={{"limit": 20}})
TypeAdapter(list[Invocation]).validate_json(response.content)
"""


def measure(vendors: dict[str, Environment], size: Size, pairs: int) -> list[Row]:
    """Rows for importing the clients, and for their first calls."""
    synthetic = Environment(OURS.python, OURS.http, synthetic_package(size))
    clients = [
        ("kernel", "Kernel", OURS, "invocations.list"),
        ("browserbase", "Browserbase", OURS, None),
        (PACKAGE, "Synthetic", synthetic, "resource_0.list"),
    ]
    contests: dict[str, Contest] = {}
    for name, class_name, environment, method in clients:
        for side, where in (("ours", environment), ("vendor", vendors.get(name))):
            if where is None:
                continue
            names = {"name": name, "class_name": class_name, "http": "{http}"}
            code = _CLIENT.format(**names) + ")"
            contests[f"import {name} {side}"] = _against(_BASELINE, where, code)
            if method:
                code = _FIRST_CALL.format(**names, method=method)
                contests[f"first call of {name} {side}"] = _against(
                    _BARE_CALL, where, code
                )
    taken = run(contests, pairs)
    rows: list[Row] = []
    for key, paired in taken.items():
        what, _, side = key.rpartition(" ")
        if side == "ours":
            vendor = taken.get(f"{what} vendor")
            goal = IMPORT_GOAL if what.startswith("import") else None
            label = what.replace(PACKAGE, f"{size.operations:,} operations")
            rows.append(
                Row(label, times(paired), times(vendor) if vendor else None, goal)
            )
    return rows


def _against(baseline: str, where: Environment, code: str) -> Contest:
    return Contest(Program(where, code), Program(where, baseline))
