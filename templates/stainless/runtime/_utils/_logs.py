"""The log of the package."""

import logging
import os

logger: logging.Logger = logging.getLogger(__name__.removesuffix("._utils._logs"))
httpx_logger: logging.Logger = logging.getLogger("httpx")


def setup_logging(variable: str) -> None:
    """Show the log if the environment variable is `info` or `debug`."""
    level = os.environ.get(variable, "").upper()
    if level not in ("INFO", "DEBUG"):
        return
    logging.basicConfig(
        format="[%(asctime)s - %(name)s:%(lineno)d - %(levelname)s] %(message)s",
        datefmt="%Y-%m-%d %H:%M:%S",
    )
    logger.setLevel(level)
    httpx_logger.setLevel(level)
