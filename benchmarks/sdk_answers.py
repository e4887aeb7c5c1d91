"""The responses of Stripe, GitHub and OpenAI, according to their documents."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

JSON = {"content-type": "application/json"}
EVENTS = {"content-type": "text/event-stream"}


def stripe(count: int) -> bytes:
    """A list of customers."""
    customers = [_customer(number) for number in range(count)]
    about = {"object": "list", "url": "/v1/customers", "has_more": False}
    return json.dumps({**about, "data": customers}).encode()


def _customer(number: int) -> dict[str, Any]:
    address = {"city": "Oslo", "country": "NO", "line1": "Torggata 1", "line2": None}
    invoices = {"custom_fields": None, "default_payment_method": None, "footer": None}
    return {
        "id": f"cus_{number}",
        "object": "customer",
        "address": {**address, "postal_code": "0181", "state": None},
        "balance": 0,
        "created": 1760536433 + number,
        "currency": "nok",
        "default_source": None,
        "delinquent": False,
        "description": "Buys a lot",
        "discount": None,
        "email": f"kari{number}@example.com",
        "invoice_prefix": "0759376C",
        "invoice_settings": {**invoices, "rendering_options": None},
        "livemode": False,
        "metadata": {"order_id": "6735"},
        "name": "Kari Nordmann",
        "next_invoice_sequence": 1,
        "phone": None,
        "preferred_locales": ["nb"],
        "shipping": None,
        "tax_exempt": "none",
        "test_clock": None,
    }


def github_repository(document: Mapping[str, Any]) -> bytes:
    """The document's example."""
    example = document["components"]["examples"]["full-repository"]["value"]
    # It lacks a member that the document requires.
    return json.dumps({"has_discussions": True, **example}).encode()


def github_repositories(document: Mapping[str, Any], count: int) -> bytes:
    """The repository of the document's example, as often as asked for."""
    examples = document["components"]["examples"]
    (example,) = examples["public-repository-items"]["value"]
    return json.dumps([example] * count).encode()


def openai(count: int | None = None) -> bytes:
    """A chat completion, or a list of some."""
    if count is None:
        return json.dumps(_completion(0)).encode()
    completions = [_completion(number) for number in range(count)]
    ends = {"first_id": completions[0]["id"], "last_id": completions[-1]["id"]}
    return json.dumps(
        {"object": "list", "data": completions, **ends, "has_more": False}
    ).encode()


def _completion(number: int) -> dict[str, Any]:
    message = {"role": "assistant", "content": "Hello! How can I help?"}
    details = {"reasoning_tokens": 0, "audio_tokens": 0}
    return {
        "id": f"chatcmpl-{number}",
        "object": "chat.completion",
        "created": 1760536433 + number,
        "model": "gpt-5",
        "choices": [
            {
                "index": 0,
                "message": {**message, "refusal": None, "annotations": []},
                "logprobs": None,
                "finish_reason": "stop",
            }
        ],
        "usage": {
            "prompt_tokens": 19,
            "completion_tokens": 10,
            "total_tokens": 29,
            "prompt_tokens_details": {"cached_tokens": 0, "audio_tokens": 0},
            "completion_tokens_details": details,
        },
        "service_tier": "default",
    }


def openai_events(count: int) -> bytes:
    """A stream of chunks of a chat completion."""
    about = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "model": "gpt-5"}
    chunks = (
        {
            **about,
            "created": 1760536433,
            "choices": [
                {
                    "index": 0,
                    "delta": {"content": f" {number}"},
                    "logprobs": None,
                    "finish_reason": None,
                }
            ],
        }
        for number in range(count)
    )
    texts = [*map(json.dumps, chunks), "[DONE]"]
    return "".join(f"data: {text}\n\n" for text in texts).encode()
