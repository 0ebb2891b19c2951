"""Connects to a database by URL, with an error for people when that fails."""

from __future__ import annotations

import ipaddress
from urllib.parse import quote, urlsplit

import psycopg
from psycopg import conninfo

from cli.errors import Stop


class DatabaseError(Stop):
    """A database cannot be reached, made or used; the message says which and what to do."""


def connect(db_url: str) -> psycopg.Connection:
    """An autocommit connection; DatabaseError when nobody answers or the login is refused."""
    try:
        return psycopg.connect(db_url, autocommit=True, connect_timeout=10)
    except psycopg.ProgrammingError as error:
        raise DatabaseError(
            f"The database URL cannot be read: {str(error).strip()}. "
            "It looks like postgresql://user:password@host:port/database.",
            exit_code=2,
        ) from error
    except psycopg.OperationalError as error:
        raise DatabaseError(
            f"Cannot connect to {place(db_url)}: {str(error).strip()}\n"
            "Start the local stack with `entree up`, or name another database with --db-url."
        ) from error


def place(db_url: str) -> str:
    """Host, port and database of a URL, without user and password; of several hosts all."""
    parts = conninfo.conninfo_to_dict(db_url)
    return f"{parts.get('host', 'localhost')}:{parts.get('port', 5432)}/{database_name(db_url)}"


def database_name(db_url: str) -> str:
    """The name of the database that the URL leads to."""
    parts = conninfo.conninfo_to_dict(db_url)
    return str(parts.get("dbname") or parts.get("user") or "postgres")


def other_database(db_url: str, name: str) -> str:
    """The same server and user, another database."""
    if "://" in db_url:
        return urlsplit(db_url)._replace(path=f"/{quote(name, safe='')}").geturl()
    return conninfo.make_conninfo(db_url, dbname=name)


def is_local(db_url: str) -> bool:
    """Whether the server is on this machine: a loopback address or a socket. Of several, all."""
    hosts = str(conninfo.conninfo_to_dict(db_url).get("host") or "").split(",")
    return all(_is_here(host) for host in hosts)


def _is_here(host: str) -> bool:
    if host in {"", "localhost"} or host.startswith("/"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
