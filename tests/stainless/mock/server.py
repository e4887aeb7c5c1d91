"""Prism, a mock server that validates requests and answers as the document says."""

from __future__ import annotations

import socket
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_READY = "Prism is listening"


@contextmanager
def mock_server(command: Path, document: Path) -> Iterator[str]:
    """Serve a document on a free port, and yield the base URL."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    process = subprocess.Popen(
        [command, "mock", document, "--host", "127.0.0.1", "--port", port],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    lines: list[str] = []
    assert process.stdout is not None
    try:
        for line in process.stdout:
            lines.append(line)
            if _READY in line:
                break
        else:
            raise RuntimeError("Prism did not start:\n" + "".join(lines))
        # The pipe would be full after some hundred requests.
        reader = threading.Thread(target=process.stdout.read)
        reader.start()
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait()
    reader.join()
    process.stdout.close()
