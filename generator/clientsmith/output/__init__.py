"""Write planned files to a package on disk, completely or not at all.

Every package carries a manifest, `.clientsmith.json`: the tool's version, hashes of
the document and of the configuration, and the SHA-256 of each generated file. It
tells later runs which files are theirs.
"""

from __future__ import annotations

from clientsmith.output.orphans import find_orphans, remove_orphans
from clientsmith.output.package_differences import FileState, Freshness, check
from clientsmith.output.plan import MANIFEST_NAME, PlannedPackage
from clientsmith.output.writing import Written, write

__all__ = [
    "MANIFEST_NAME",
    "FileState",
    "Freshness",
    "PlannedPackage",
    "Written",
    "check",
    "find_orphans",
    "remove_orphans",
    "write",
]
