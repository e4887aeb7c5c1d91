"""A scope, which issues every name once."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain, count


class Scope:
    """Names that must differ from each other and from the reserved ones."""

    def __init__(self, reserved: Iterable[str] = ()) -> None:
        self._taken = set(reserved)
        # The last number in use, by the name in front of it.
        self._numbered: dict[str, int] = {}

    def __contains__(self, name: str) -> bool:
        return name in self._taken

    def claim(self, *candidates: str, separator: str = "_") -> str:
        """Return the first free candidate, else the last one with a number."""
        for candidate in candidates:
            if candidate not in self._taken:
                return self._take(candidate)
        stem = f"{candidates[-1]}{separator}"
        number = self._numbered.get(stem, 1) + 1
        while f"{stem}{number}" in self._taken:
            number += 1
        self._numbered[stem] = number
        return self._take(f"{stem}{number}")

    def claim_all(self, forms: Iterable[str], *candidates: str) -> str:
        """Return the first candidate that is free in all forms, else the last with a
        number.

        `forms` are patterns such as `Async{}`; all of them are taken.
        """
        patterns = tuple(forms)

        def free(name: str) -> bool:
            return not any(form.format(name) in self._taken for form in patterns)

        numbered = (f"{candidates[-1]}{number}" for number in count(2))
        name = next(filter(free, chain(candidates, numbered)))
        self._taken.update(form.format(name) for form in patterns)
        return name

    def _take(self, name: str) -> str:
        self._taken.add(name)
        return name
