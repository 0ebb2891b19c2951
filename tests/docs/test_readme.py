"""What README.md shows works: the snippets are taken out of it and run."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.main import app
from cli.stack import Endpoints, Stack
from cli.stack.packages import PROJECT, node
from cli.stack.places import CHECKOUT

README = (CHECKOUT / "README.md").read_text()


def snippet(language: str) -> str:
    """The README's only block of code in a language."""
    [found] = re.findall(rf"^```{language}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
    return str(found)


@pytest.fixture(scope="module")
def environment(stack: Stack, endpoints: Endpoints) -> dict[str, str]:
    """What a developer has after `make up` and `entree seed`."""
    seeded = CliRunner().invoke(app, ["seed"], env={"ENTREE_HOME": str(stack.home)})
    assert seeded.exit_code == 0, seeded.output
    return os.environ | {
        "SUPABASE_URL": endpoints.api_url,
        "SUPABASE_ANON_KEY": endpoints.anon_key,
        "NO_PROXY": "127.0.0.1",
    }


def run(argv: list[str | Path], environment: dict[str, str], folder: Path) -> str:
    """Run a program, return what it wrote."""
    done = subprocess.run(
        argv, env=environment, cwd=folder, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_shop_in_javascript(environment: dict[str, str], endpoints: Endpoints) -> None:
    file = PROJECT / ".temp" / "readme.mjs"  # next to node_modules, in a folder that git ignores
    file.parent.mkdir(exist_ok=True)
    file.write_text(snippet("js"))
    try:
        said = run(
            [node(), "--experimental-websocket", "--no-warnings", file], environment, PROJECT
        )
    finally:
        file.unlink()
    assert re.fullmatch(rf"Order \w{{10}}: pay at {endpoints.mollie_url}/checkout/\S+\n", said)


def test_the_back_office_in_python(environment: dict[str, str], tmp_path: Path) -> None:
    for _ in range(2):  # the second time the slug of the event is taken
        said = run([sys.executable, "-c", snippet("python")], environment, tmp_path)
    lines = said.splitlines()
    assert all(re.fullmatch(r"\w{10} [a-z]+ [\d.]+", line) for line in lines), said
