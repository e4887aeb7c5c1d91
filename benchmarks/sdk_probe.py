"""Uses an SDK, and tells what that takes: `sdk_probe.py SDK ACTION URL COUNT`.

A program for the environment that is measured: it needs the SDK and nothing of this
repository. Standard output is JSON. Times are of the processor, in seconds and since the
process began; a server that answers is another process.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable
from importlib import import_module  # not `import`: which SDK is there is known later
from pathlib import Path
from time import process_time
from typing import Any

_TITLE = "Hello"
_MESSAGES = [{"role": "user", "content": _TITLE}]
_MODEL = "gpt-5"


class Stripe:
    """Generated from Stripe's document. The others have the same methods."""

    def __init__(self, url: str) -> None:
        """Import the SDK, and make a client."""
        self.client: Any = import_module("stripe").Stripe(
            bearer_token="x", base_url=url
        )

    def call(self) -> object:
        """Something small."""
        return self.listed(limit=20).data[0].email

    def items(self) -> Iterable[object]:
        """A member of each item of a large answer."""
        return [datum.email for datum in self.listed(limit=100).data]

    def listed(self, **arguments: object) -> Any:
        """Customers."""
        return self.client.customers.list(**arguments)


class StripeVendor(Stripe):
    """Stripe's own."""

    def __init__(self, url: str) -> None:
        stripe = import_module("stripe")
        client = stripe.StripeClient("x", base_addresses={"api": url})
        self.client = client.v1

    def listed(self, **arguments: object) -> Any:
        return self.client.customers.list(arguments)


class Github:
    """Generated from GitHub's document."""

    def __init__(self, url: str) -> None:
        self.client: Any = import_module("github").Github(base_url=url)

    def call(self) -> object:
        return self.client.repos.retrieve("octocat", "Hello-World").full_name

    def items(self) -> Iterable[object]:
        return [item.full_name for item in self.client.repos.list_public().items]


class GithubVendor(Github):
    """PyGithub."""

    def __init__(self, url: str) -> None:
        self.client = import_module("github").Github(
            base_url=url, seconds_between_requests=None
        )

    def call(self) -> object:
        return self.client.get_repo("octocat/Hello-World").full_name

    def items(self) -> Iterable[object]:
        return [item.full_name for item in self.client.get_repos().get_page(0)]


class Openai:
    """Generated from OpenAI's document."""

    def __init__(self, url: str) -> None:
        self.client: Any = import_module("openai").Openai(
            api_key_auth="x", base_url=url
        )
        self.create: Any = self.client.chat.create_completion
        self.list: Any = self.client.chat.list_completions

    def call(self) -> object:
        answer = self.create(model=_MODEL, messages=_MESSAGES)
        return answer.choices[0].message.content

    def items(self) -> Iterable[object]:
        return [datum.choices[0].message.content for datum in self.list(limit=100).data]

    def events(self) -> Iterable[object]:
        """A member of each event of a stream."""
        stream = self.create(model=_MODEL, messages=_MESSAGES, stream=True)
        return [item.choices[0].delta.content for item in stream]


class OpenaiVendor(Openai):
    """OpenAI's own."""

    def __init__(self, url: str) -> None:
        client = import_module("openai").OpenAI(api_key="x", base_url=url)
        self.create = client.chat.completions.create
        self.list = client.chat.completions.list


def first(sdk: type[Stripe], url: str, count: int) -> dict[str, float]:
    """From the start of the process through its first call."""
    client = sdk(url)
    ready = process_time()
    client.call()
    return {"import": ready, "first call": process_time()}


def used(sdk: type[Stripe], url: str, count: int) -> dict[str, float]:
    """Return the cost per client of many clients that are used once and kept."""
    clients = [sdk(url)]
    clients[0].call()
    seconds, before = 0.0, _resident()
    for _ in range(count):
        start = process_time()
        clients.append(sdk(url))
        seconds += process_time() - start
        clients[-1].call()
    memory = _resident() - before
    return {"construct": seconds / count, "memory": memory / count}


def call(sdk: type[Stripe], url: str, count: int) -> dict[str, float]:
    """Calls one after the other."""
    return {"call": _repeated(sdk(url).call, count)}


def items(sdk: type[Stripe], url: str, count: int) -> dict[str, float]:
    """Large answers."""
    return {"items": _repeated(sdk(url).items, count)}


def events(sdk: type[Openai], url: str, count: int) -> dict[str, float]:
    """Server-sent events, of one type."""
    client = sdk(url)
    return {"events": _repeated(client.events, count) / len([*client.events()])}


def _repeated(action: Callable[[], object], count: int) -> float:
    """Seconds for one of them, after a few that fill the caches."""
    for _ in range(count // 5 + 1):
        action()
    start = process_time()
    for _ in range(count):
        action()
    return (process_time() - start) / count


def _resident() -> float:
    """Bytes of memory that the process holds. Linux."""
    import gc
    import resource

    gc.collect()
    pages = Path("/proc/self/statm").read_text().split()[1]
    return float(pages) * resource.getpagesize()


def _main() -> None:
    sdk, action, url, count = sys.argv[1:]
    found = globals()[action](globals()[sdk], url, int(count))
    print(json.dumps(found))


if __name__ == "__main__":
    _main()
