"""The Robots Exclusion Protocol (RFC 9309)."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urljoin

from clientsmith.sources.answers import NO_VALIDATORS, Fetched
from clientsmith.sources.fetching import AGENT, Session
from clientsmith.support.urls import without_user


def disallowed(addresses: Iterable[str], session: Session) -> dict[str, list[str]]:
    """Return the disallowed addresses, each with the `robots.txt` that disallows it."""
    from urllib.robotparser import RobotFileParser  # slow to import

    by_site: dict[str, list[str]] = {}
    for address in addresses:
        by_site.setdefault(urljoin(address, "/robots.txt"), []).append(address)
    answers = session.fetch_all(dict.fromkeys(by_site, NO_VALIDATORS))
    found = {}
    for robots, answer in answers.items():
        if isinstance(answer, Fetched):
            parser = RobotFileParser()
            parser.parse(answer.content.decode(errors="replace").splitlines())
            unwanted = [
                address
                for address in by_site[robots]
                if not parser.can_fetch(AGENT, without_user(address))
            ]
            if unwanted:
                found[robots] = unwanted
    return found
