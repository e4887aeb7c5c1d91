"""Positions of a document that was changed in memory, by the places in its file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from clientsmith.document.documents import Positions
from clientsmith.document.extents import Extent
from clientsmith.document.pointers import Pointer


@dataclass(frozen=True, slots=True)
class MovedPositions:
    """Positions in the file, by pointers into the changed document.

    `moves` tells where a part that moved was before; what is below moved with it.
    """

    positions: Positions
    moves: Mapping[Pointer, Pointer]

    def locate(self, pointer: Pointer) -> tuple[Path, int, int] | None:
        """Implement `Positions.locate`."""
        return self.positions.locate(self.before(pointer))

    def extent(self, pointer: Pointer) -> Extent | None:
        """Implement `Positions.extent`."""
        return self.positions.extent(self.before(pointer))

    def written(self, pointer: Pointer) -> str | None:
        """Implement `Positions.written`."""
        return self.positions.written(self.before(pointer))

    def before(self, pointer: Pointer) -> Pointer:
        """Return the place of a part before it moved."""
        length = len(pointer)
        while length > 0:
            old = self.moves.get(pointer[:length])
            if old is None:
                length -= 1
                continue
            pointer = (*old, *pointer[length:])
            # The parent may have moved as well.
            length = min(length - 1, len(old))
        return pointer


def in_file(positions: Positions, pointer: Pointer) -> Pointer:
    """Return the place of a part in the file, after any number of moves."""
    while isinstance(positions, MovedPositions):
        pointer = positions.before(pointer)
        positions = positions.positions
    return pointer
