"""``python -m orkgx``: the command line."""

from .cli import main

main(prog_name="orkgx")
