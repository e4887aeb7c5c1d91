"""Write the files of a fetched document where that is allowed."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from clientsmith.config import ClientConfig
from clientsmith.diagnostics import Diagnostics, Location
from clientsmith.output.files import staged_text
from clientsmith.sources.collecting import Arrived
from clientsmith.sources.records import Record, kept_text
from clientsmith.support.interrupts import uninterrupted


class Placing:
    """The fetched document of one client; `others` are the files of other clients."""

    def __init__(
        self,
        document: Path,
        arrived: Arrived,
        record: Record | None,
        others: Collection[Path] = (),
    ) -> None:
        self._document = document
        self._arrived = arrived
        self._folder = document.parent.resolve()
        self._known = record.files if record is not None else {}
        self._others = others
        self._parts = {self._folder / key: text for key, text in arrived.parts.items()}

    @property
    def texts(self) -> dict[Path, str]:
        """The new text of each file, by resolved path."""
        return {self._document.resolve(): self._arrived.text, **self._parts}

    @property
    def is_done(self) -> bool:
        """Whether all files have their new text already."""
        kept = all(_is_kept(path, text) for path, text in self.texts.items())
        return kept and not self._stale()

    @property
    def has_document(self) -> bool:
        """Whether the document has its new text already."""
        return _is_kept(self._document, self._arrived.text)

    def require_own(self) -> None:
        """Raise DiagnosticError if a file from elsewhere would be replaced.

        The folder of a document's pages is for them alone.
        """
        if self._arrived.of_pages and self._document.exists():
            return
        found = Diagnostics()
        for key, path in zip(self._arrived.parts, self._parts, strict=True):
            own = key in self._known and path not in self._others
            if path.exists() and not own and not _is_kept(path, self._parts[path]):
                found.error(
                    "output",
                    "a file that does not belong to this document already exists",
                    Location(path),
                    hint="give the document a folder of its own, or remove the file",
                )
        found.raise_if_errors()

    @contextmanager
    def staged(self) -> Iterator[Callable[[], None]]:
        """Write all files completely; the callable moves them into place, the document
        last.

        Raises DiagnosticError.
        """
        with ExitStack() as stack:
            files = [*self._parts.items(), (self._document, self._arrived.text)]
            # There are many pages, and one that differs from its record is fetched
            # again.
            durable = not self._arrived.of_pages
            steps = [
                stack.enter_context(
                    staged_text(path, text, durable=durable or path == self._document)
                )
                for path, text in files
                if not _is_kept(path, text)
            ]

            def put_in_place() -> None:
                with uninterrupted():
                    for step in steps:
                        step()
                    for path in self._stale():
                        with suppress(OSError):
                            path.unlink()

            yield put_in_place

    def _stale(self) -> list[Path]:
        """Return files of an earlier document that nobody has edited since."""
        found = []
        for key, content in self._known.items():
            path = (self._folder / key).resolve()
            inside = path.is_relative_to(self._folder)
            if path in self._parts or path in self._others or not inside:
                continue
            if kept_text(path, content) is not None:
                found.append(path)
        return found


def files_of_others(
    client: ClientConfig,
    clients: Collection[ClientConfig],
    records: Mapping[str, Record],
) -> frozenset[Path]:
    """Return the documents, fetched files and overlays of the other clients."""
    found = {path.resolve() for other in clients for path in other.overlays}
    own = client.document.resolve()
    for other in clients:
        if other.document.resolve() != own:
            found.add(other.document.resolve())
            folder = other.document.parent.resolve()
            files = records[other.name].files if other.name in records else {}
            found |= {folder / key for key in files}
    return frozenset(found)


def _is_kept(path: Path, text: str) -> bool:
    """Return whether the file has this text already, apart from line endings."""
    try:
        kept = path.read_bytes().removeprefix(b"\xef\xbb\xbf")
    except OSError:
        return False
    return _lines(kept) == _lines(text.encode())


def _lines(content: bytes) -> bytes:
    return content.replace(b"\r\n", b"\n")
