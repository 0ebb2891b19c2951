"""The local stack: a whole Supabase project on loopback, without Docker and without root.

    stack = Stack(home=Path(".entree"))
    endpoints = stack.up()
    …
    stack.down()

It runs the real PostgreSQL and PostgREST, an auth server that speaks GoTrue's dialect, one gateway
in front of them as Supabase has it, the workers, a Mollie sandbox and a mail catcher. Everything
that belongs to one stack lies in its home folder, so stacks do not know of each other.
"""

from cli.stack.endpoints import Endpoints
from cli.stack.errors import StackError
from cli.stack.stack import NAMES, Stack

__all__ = ["NAMES", "Endpoints", "Stack", "StackError"]
