"""Which names of a package count as offered to its users."""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase

# Private modules and names of packages made by Stainless that their owners' own code,
# kept in the package, imports and overrides.
STAINLESS = (
    "_client",
    "_version",
    "_types",
    "_exceptions",
    "_constants",
    "_compat",
    "_response",
    "_streaming",
    "_resource",
    "_models.BaseModel",
    "_models.FinalRequestOptions",
    "_models.construct_type",
    "_base_client.BaseClient",
    "_base_client.SyncAPIClient",
    "_base_client.AsyncAPIClient",
    "_base_client.BasePage",
    "_base_client.BaseSyncPage",
    "_base_client.BaseAsyncPage",
    "_base_client.PageInfo",
    "_base_client.make_request_options",
    "_base_client.get_platform",
    "_base_client.*._build_request",
    "_base_client.*._prepare_options",
    "_base_client.*._prepare_request",
    "_base_client.*._make_status_error",
    "_base_client.*._calculate_retry_timeout",
    "_utils.is_*",
    "_utils.PropertyInfo",
    "_utils.parse_date",
    "_utils.parse_datetime",
    "_utils.asyncify",
    "_utils.extract_type_arg",
    "_utils.extract_type_var_from_base",
    "_utils.strip_annotated_type",
)
# What callers reach by syntax; other methods with such names belong to the class.
_PROTOCOL = frozenset(
    f"__{name}__"
    for name in (
        *("init", "call", "enter", "exit", "aenter", "aexit", "iter", "aiter"),
        *("next", "anext", "await", "len", "getitem", "setitem", "delitem"),
        *("contains", "bool", "version", "title"),
    )
)


@dataclass(frozen=True, slots=True)
class Selection:
    """Globs of modules, by their names with or without that of the package.

    `private` has globs of names with underscores that count nevertheless.
    """

    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    private: tuple[str, ...] = ()

    def has_module(self, module: str, package: str) -> bool:
        """Return whether the names of a module are compared."""
        names = (module, f"{package}.{module}".rstrip("."))

        def fits(globs: tuple[str, ...]) -> bool:
            return any(fnmatchcase(name, glob) for name in names for glob in globs)

        return (not self.include or fits(self.include)) and not fits(self.exclude)

    def offers(self, dotted: str) -> bool:
        """Return whether a name is public, or one of the private ones that count."""
        parts = dotted.split(".")
        last = max((at for at, part in enumerate(parts, 1) if _hidden(part)), default=0)
        if not last:
            return True
        return any(
            fnmatchcase(".".join(parts[:end]), glob)
            for end in range(last, len(parts) + 1)
            for glob in self.private
        )


def _hidden(name: str) -> bool:
    return name.startswith("_") and name not in _PROTOCOL
