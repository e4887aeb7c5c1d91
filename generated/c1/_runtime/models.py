"""The base of all response models."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import pydantic
from typing_extensions import TypedDict, Unpack

__all__ = ["BaseModel"]


class DumpOptions(TypedDict, total=False):
    """Options for the serialization of a model."""

    use_api_names: bool
    exclude_unset: bool
    exclude_defaults: bool
    exclude_none: bool
    warnings: bool


class BaseModel(pydantic.BaseModel):
    """A JSON object: undeclared members are kept, members have Python and wire names."""

    model_config = pydantic.ConfigDict(
        extra="allow",
        validate_by_name=True,
        validate_by_alias=True,
        protected_namespaces=(),
        defer_build=True,
        ser_json_inf_nan="strings",  # null would be another value
    )
    if TYPE_CHECKING:
        # Models may narrow it to the type of their undeclared members.
        __pydantic_extra__: Any = pydantic.Field(init=False)

    @property
    def _request_id(self) -> str | None:
        """The server's identifier of the request; None in nested models."""
        found: str | None = vars(self).get("_request_id")
        return found

    def to_dict(
        self,
        *,
        mode: Literal["json", "python"] = "python",
        **options: Unpack[DumpOptions],
    ) -> dict[str, Any]:
        """Return a dictionary, with wire names by default.

        `mode="json"` converts dates and other values to JSON types.
        """
        return self.model_dump(mode=mode, **_dump_options(options))

    def to_json(self, *, indent: int | None = 2, **options: Unpack[DumpOptions]) -> str:
        """Return JSON, with wire names by default."""
        return self.model_dump_json(indent=indent, **_dump_options(options))


def _dump_options(options: DumpOptions) -> dict[str, Any]:
    # Leniently read values would cause warnings.
    given: dict[str, Any] = {"exclude_unset": True, "warnings": False, **options}
    return {"by_alias": given.pop("use_api_names", True), **given}
