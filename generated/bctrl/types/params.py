"""What requests carry: dictionaries with Python keys, sent under the names of the API."""

from collections.abc import Sequence
from typing import Literal, TypeAlias

InvocationActionParam: TypeAlias = Literal[
    "act", "observe", "extract", "browserUse", "stagehandAgent", "solveCaptcha"
]


InvocationActionFilterParam: TypeAlias = (
    InvocationActionParam | Sequence[InvocationActionParam]
)


InvocationStatusParam: TypeAlias = Literal[
    "queued",
    "dispatching",
    "running",
    "cancelling",
    "succeeded",
    "failed",
    "cancelled",
    "timed_out",
]


InvocationStatusFilterParam: TypeAlias = (
    InvocationStatusParam | Sequence[InvocationStatusParam]
)
