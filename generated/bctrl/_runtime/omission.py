"""Arguments that are left out of a request, or not given at all."""

from __future__ import annotations

from typing import Final, Literal

__all__ = ["NotGiven", "Omit", "not_given", "omit"]


class _Marker:
    _name: str

    def __bool__(self) -> Literal[False]:
        return False

    def __repr__(self) -> str:
        return self._name

    def __reduce__(self) -> str:  # copies are the same object
        return self._name


class Omit(_Marker):
    """The type of `omit`: the argument is left out of the request."""

    _name = "omit"


class NotGiven(_Marker):
    """The type of `not_given`: the option falls back to the client's."""

    _name = "not_given"


omit: Final = Omit()
not_given: Final = NotGiven()
