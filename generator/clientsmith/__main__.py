"""`clientsmith`, and `python -m clientsmith`."""

from __future__ import annotations

from clientsmith.support.interrupts import run


def main() -> None:
    """Run the command; import most of it here, where Ctrl-C is handled."""
    run(_command)


def _command() -> None:
    from clientsmith.commands.app import main as command

    command()


if __name__ == "__main__":
    main()
