"""The load generator: many clients in few processes, lean enough not to be what is measured."""

from cli.bench.load.client import Client, Connector
from cli.bench.load.crew import Crew, Job
from cli.bench.load.drive import Tally, Window
from cli.bench.load.http import HttpConnector, request
from cli.bench.load.postgres import PostgresConnector

__all__ = [
    "Client",
    "Connector",
    "Crew",
    "HttpConnector",
    "Job",
    "PostgresConnector",
    "Tally",
    "Window",
    "request",
]
