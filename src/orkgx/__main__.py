"""``orkgx`` and ``python -m orkgx``: the command line."""

import sys


def main() -> None:
    """Run a command; an interrupt that comes before it has begun ends as one that comes later."""
    try:
        from .cli import main as command

        command(prog_name="orkgx")
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
