"""Collects `tests/sql/<room>/<function>/<behaviour>.test.sql`; each file is one test.

All files share one database per session, made from `sql/` with pgTAP and the helpers of
test_support.sql in it. Nothing that a file does stays.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path

import pytest

from cli.db.connection import connect
from cli.db.scratch import scratch
from cli.db.source import load_source
from cli.stack import Endpoints
from tests.sql import pgtap

HERE = Path(__file__).parent


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Takes every file named *.test.sql below this folder."""
    if file_path.name.endswith(".test.sql"):
        return SqlFile.from_parent(parent, path=file_path)
    return None


class SqlFile(pytest.File):
    """One pgTAP file."""

    def collect(self) -> Iterable[pytest.Item]:
        """The one test that the file is."""
        yield SqlTest.from_parent(self, name="pgtap", callobj=partial(passes, self.path))


class SqlTest(pytest.Function):
    """A pgTAP file as a test that can use fixtures."""

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException]) -> str:  # type: ignore[override]
        """What pgTAP said, without the traceback of Python."""
        if isinstance(excinfo.value, pgtap.Failed):
            return str(excinfo.value)
        return str(super().repr_failure(excinfo))

    def reportinfo(self) -> tuple[Path, int, str]:
        """Where the test is: the file itself."""
        return self.path, 0, str(self.path.relative_to(HERE))


def passes(path: Path, pgtap_url: str) -> None:
    """Runs the file; raises pgtap.Failed with everything that went wrong in it."""
    pgtap.run(pgtap_url, path)


@pytest.fixture(scope="session")
def pgtap_url(endpoints: Endpoints) -> Iterator[str]:
    """A database of this session with the source, pgTAP and the helpers."""
    with scratch(endpoints.db_url) as url:
        with connect(url) as conn:
            # First of all: what is made after the ground is laid is executable by nobody.
            conn.execute("create extension pgtap with schema extensions")
            load_source(conn, cluster_wide=False)
            conn.execute((HERE / "test_support.sql").read_bytes())
        yield url
