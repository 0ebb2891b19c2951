"""The command `entree`: composes the parts, each of which lives in its own module."""

import typer

app = typer.Typer(name="entree", no_args_is_help=True)
