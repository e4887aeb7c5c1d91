"""The answer that every client gets: 20 invocations as the Kernel document has them."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

HEADERS = {
    "content-type": "application/json",
    "x-limit": "20",
    "x-offset": "0",
    "x-has-more": "false",
}
_FIRST = datetime(2026, 6, 20, 12, tzinfo=UTC)
_STATUSES = ("succeeded", "succeeded", "failed", "running")


def body() -> bytes:
    """JSON of an array, about 8 kB."""
    return json.dumps([_invocation(number) for number in range(20)]).encode()


def _invocation(number: int) -> dict[str, Any]:
    started = _FIRST - timedelta(minutes=7 * number)
    status = _STATUSES[number % len(_STATUSES)]
    running = status == "running"
    task = {"url": f"https://shop.example/items/{number}", "retries": 3}
    found = {"title": f"Item {number}", "price": 12.5 + number, "available": True}
    return {
        "id": f"rr33xuugxj9h0bkf1rdt2{number:03}",
        "app_name": "price-watch",
        "version": "1.4.2",
        "action_name": "analyze",
        "payload": json.dumps(task),
        "output": None if running else json.dumps({"result": "ok", "data": found}),
        "started_at": _nanoseconds(started),
        "finished_at": (
            None if running else _nanoseconds(started + timedelta(seconds=5))
        ),
        "status": status,
        "status_reason": f"Invocation {status}",
    }


def _nanoseconds(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%S}.123456789Z"
