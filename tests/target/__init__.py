"""Which Supabase the tests run against: the local stack, official images, or any other.

    pytest                     the local stack, made anew for the run
    pytest --stack=docker      PostgreSQL, PostgREST and GoTrue from their official images
    pytest --db-url=… …        a project that runs already, with workers, sandbox and mail catcher
                               (`entree status --json` prints all that is needed of a local one)

The last one leaves rows behind, so give it a project of its own.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from cli.stack import Endpoints, Stack

# What a running project is known by: options that must be given together.
REQUIRED = {
    "--db-url": "its database, as postgres",
    "--api-url": "its API, under which /rest/v1, /auth/v1 and /functions/v1 are",
    "--anon-key": "its anon key",
    "--service-key": "its service key",
    "--jwt-secret": "the secret that signs its access tokens",
    "--mail-url": "the mail catcher that its workers send to",
    "--mollie-url": "the Mollie sandbox that its workers use",
}
ADMIN = "--admin-db-url"

# These are about the processes of the local stack itself.
LOCAL_ONLY = ("stack", "scale", "demo")


def add_options(parser: pytest.Parser) -> None:
    """Declare the options."""
    group = parser.getgroup("entree")
    group.addoption(
        "--stack",
        choices=("local", "docker"),
        default="local",
        help="what to run the tests on: the local stack, or official images (needs Docker)",
    )
    for name, meaning in REQUIRED.items():
        group.addoption(name, help=f"run the tests on a project that runs already: {meaning}")
    group.addoption(ADMIN, help="its database as a superuser; without it, --db-url")


def check_options(config: pytest.Config) -> None:
    """Raise a UsageError when the tests could not run on what was chosen."""
    given = {name for name in REQUIRED if config.getoption(name)}
    missing = [name for name in REQUIRED if name not in given]
    if (given or config.getoption(ADMIN)) and missing:
        raise pytest.UsageError(
            f"To run the tests on a project that runs already, give also {', '.join(missing)}."
        )
    if config.getoption("--stack") == "docker":
        if given:
            raise pytest.UsageError("Give either --stack=docker or the addresses of a project.")
        from tests.target.docker import require_docker  # noqa: PLC0415 - only where it is asked for

        require_docker()


def is_elsewhere(config: pytest.Config) -> bool:
    """Tell whether the tests run on anything but the local stack."""
    return bool(config.getoption("--stack") != "local" or config.getoption("--db-url"))


def endpoints_given(config: pytest.Config) -> Endpoints | None:
    """Return the addresses and keys of the project that was named, if one was."""
    if not config.getoption("--db-url"):
        return None
    given = {name: str(config.getoption(name)) for name in REQUIRED}
    return Endpoints(
        api_url=given["--api-url"],
        db_url=given["--db-url"],
        admin_db_url=str(config.getoption(ADMIN) or given["--db-url"]),
        anon_key=given["--anon-key"],
        service_key=given["--service-key"],
        publishable_key=given["--anon-key"],
        secret_key=given["--service-key"],
        jwt_secret=given["--jwt-secret"],
        mail_url=given["--mail-url"],
        smtp_url="",
        mollie_url=given["--mollie-url"],
        rest_url=f"{given['--api-url']}/rest/v1",
        functions_url=given["--api-url"],
        worker_url="",
    )


def make_stack(config: pytest.Config, home: Path) -> Stack:
    """Return the stack in `home` that the tests are to run on, not started."""
    if config.getoption("--stack") == "docker":
        from tests.target.docker import DockerStack  # noqa: PLC0415 - only where it is asked for

        return DockerStack(home, ports="auto", durable=False)
    return Stack(home, ports="auto", durable=False)
