"""The plan of a package from its configuration and the model of its document."""

from clientsmith.stainless.planning.package import plan_package

__all__ = ["plan_package"]
