"""The base of all response models."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import pydantic
from typing_extensions import TypedDict, Unpack

__all__ = ["BaseModel"]


class DumpOptions(TypedDict, total=False):
    """How a model is written."""

    use_api_names: bool
    exclude_unset: bool
    exclude_defaults: bool
    exclude_none: bool
    warnings: bool


class BaseModel(pydantic.BaseModel):
    """A JSON object: unknown members are kept, members have Python and wire names."""

    model_config = pydantic.ConfigDict(
        extra="allow",
        validate_by_name=True,
        validate_by_alias=True,
        protected_namespaces=(),
        defer_build=True,
        ser_json_inf_nan="strings",  # null would be another value
    )
    if TYPE_CHECKING:
        # Models may narrow it to the type of their further members.
        __pydantic_extra__: Any = pydantic.Field(init=False)

    @property
    def _request_id(self) -> str | None:
        """What the server calls the request whose result this is; None inside of one."""
        found: str | None = vars(self).get("_request_id")
        return found

    def to_dict(
        self,
        *,
        mode: Literal["json", "python"] = "python",
        **options: Unpack[DumpOptions],
    ) -> dict[str, Any]:
        """The object as a dictionary, with the names of the API unless told otherwise.

        `mode="json"` turns dates and the like into what JSON can hold.
        """
        return self.model_dump(mode=mode, **_dump_options(options))

    def to_json(self, *, indent: int | None = 2, **options: Unpack[DumpOptions]) -> str:
        """The object as JSON text, with the names of the API unless told otherwise."""
        return self.model_dump_json(indent=indent, **_dump_options(options))


def _dump_options(options: DumpOptions) -> dict[str, Any]:
    # What was filled in leniently would warn about itself.
    given: dict[str, Any] = {"exclude_unset": True, "warnings": False, **options}
    return {"by_alias": given.pop("use_api_names", True), **given}
