"""Moves the clock of a database forward, for all who use it: nobody waits, and nothing is faked.

Every rule about time in Entree reads `core.clock()`. Where the setting `core.clock_is_movable`
allows it, that clock runs ahead by what the database setting `app.now` says. Time never goes back:
rows were written in it.
"""

from __future__ import annotations

import re
from datetime import timedelta

from psycopg import sql

from cli.db.connection import connect, database_name, place
from cli.errors import Stop

_LEAD = re.compile(r"app\.now=\+(\d+) seconds")


def lead(admin_db_url: str) -> timedelta:
    """How far the database's clock is ahead of the real time."""
    with connect(admin_db_url) as connection:
        row = connection.execute(
            "select array_to_string(s.setconfig, ' ') from pg_db_role_setting as s"
            " join pg_database as d on d.oid = s.setdatabase"
            " where d.datname = current_database() and s.setrole = 0"
        ).fetchone()
    found = _LEAD.search(row[0]) if row else None
    return timedelta(seconds=int(found[1])) if found else timedelta()


def advance(admin_db_url: str, by: timedelta) -> timedelta:
    """Move the database's clock forward; returns how far it is ahead of the real time now.

    Clients keep the time they connected with, so idle connections are ended: every part of the
    stack connects again by itself. `admin_db_url` is of a role that may do that to all of them.

    Raises:
        Stop: `by` would move the clock back.
    """
    if by < timedelta():
        raise Stop(f"The clock of {place(admin_db_url)} cannot go back, by {by}.", exit_code=2)
    ahead = lead(admin_db_url) + by
    with connect(admin_db_url) as connection:
        connection.execute(
            "update core.settings set value = 'true'"
            " where key = 'core.clock_is_movable' and value <> 'true'"
        )
        connection.execute(
            sql.SQL('alter database {} set "app.now" = {}').format(
                sql.Identifier(database_name(admin_db_url)),
                f"+{round(ahead.total_seconds())} seconds",
            )
        )
        connection.execute(
            "select pg_terminate_backend(a.pid) from pg_stat_activity as a"
            " where a.datname = current_database() and a.backend_type = 'client backend'"
            " and a.pid <> pg_backend_pid() and a.state = 'idle'"
        )
    return ahead
