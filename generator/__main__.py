"""`clientsmith`, and `python -m generator`."""

from __future__ import annotations

from generator.interrupts import run


def main() -> None:
    """The command; most of it is imported here, where Ctrl-C is looked after."""
    run(_command)


def _command() -> None:
    from generator.cli import main as command

    command()


if __name__ == "__main__":
    main()
