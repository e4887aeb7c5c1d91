"""Objects that are loaded when they are first used."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from typing import Any, Generic, TypeVar, cast

T = TypeVar("T")


class LazyProxy(ABC, Generic[T]):
    """An object that behaves as another one, which `__load__` returns.

    If this is a proxy itself, it stands for all attributes.
    """

    def __getattr__(self, attr: str) -> object:
        proxied = self.__get_proxied__()
        return proxied if _is_proxy(proxied) else getattr(proxied, attr)

    def __repr__(self) -> str:
        proxied = self.__get_proxied__()
        return type(proxied).__name__ if _is_proxy(proxied) else repr(proxied)

    def __str__(self) -> str:
        proxied = self.__get_proxied__()
        return type(proxied).__name__ if _is_proxy(proxied) else str(proxied)

    def __dir__(self) -> Iterable[str]:
        proxied = self.__get_proxied__()
        return [] if _is_proxy(proxied) else dir(proxied)

    @property  # type: ignore[misc]
    def __class__(self) -> Any:  # pyright: ignore[reportIncompatibleMethodOverride]
        # `isinstance` asks for it.
        try:
            proxied = self.__get_proxied__()
        except Exception:  # noqa: BLE001 - then it is still a proxy
            return type(self)
        return type(proxied) if _is_proxy(proxied) else proxied.__class__

    def __get_proxied__(self) -> T:
        return self.__load__()

    def __as_proxied__(self) -> T:
        """Return the proxy with the type of what it stands for."""
        return cast(T, self)

    @abstractmethod
    def __load__(self) -> T: ...


def _is_proxy(value: object) -> bool:
    # `isinstance` would see the class that a proxy pretends to have.
    return issubclass(type(value), LazyProxy)
