"""The image of the workers: a clean Dockerfile, and no package missing that it leaves out."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions, requires
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from cli.stack.places import CHECKOUT

DOCKERFILE = (CHECKOUT / "Dockerfile").read_text()
COMMANDS = ("admin", "db", "doctor", "keys", "outbox", "reconcile", "serve", "settings", "work")
"""What is done with the image."""

LOAD_EVERYTHING = """
import importlib, pkgutil, sys

class Missing:
    def find_spec(self, name, path=None, target=None):
        if name.partition('.')[0] in {missing}:
            raise ModuleNotFoundError(f'No module named {{name!r}}', name=name)

sys.meta_path.insert(0, Missing())
import workers
from cli.main import PARTS
for module in pkgutil.walk_packages(workers.__path__, 'workers.'):
    importlib.import_module(module.name)
for command in {commands}:
    importlib.import_module(PARTS[command].module)
"""


def test_the_dockerfile_is_clean() -> None:
    hadolint = Path(sys.executable).with_name("hadolint")
    done = subprocess.run(
        [hadolint, CHECKOUT / "Dockerfile"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


def test_hadolint_finds_something(tmp_path: Path) -> None:
    offence = tmp_path / "Dockerfile"
    offence.write_text("FROM python:latest\nRUN cd /tmp\n")
    hadolint = Path(sys.executable).with_name("hadolint")
    done = subprocess.run([hadolint, offence], capture_output=True, text=True, check=False)
    assert {"DL3007", "DL3003"} <= set(re.findall(r"DL\d+", done.stdout))


def test_what_is_copied_is_there_and_not_ignored() -> None:
    copied = {
        source
        for line in re.findall(r"^COPY (?!--from)(.+)$", DOCKERFILE, re.MULTILINE)
        for source in line.split()[:-1]
    }
    allowed = re.findall(r"^!(.+)$", (CHECKOUT / ".dockerignore").read_text(), re.MULTILINE)
    assert copied == set(allowed)
    for source in copied:
        assert (CHECKOUT / source).exists(), source


def test_both_stages_stand_on_the_python_that_is_tested() -> None:
    bases = re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE)
    assert len(set(bases)) == 1
    [tested] = re.findall(r"^python_version = \"(.+)\"$", pyproject(), re.MULTILINE)
    assert re.fullmatch(rf"python:{re.escape(tested)}\.\d+-slim-\w+", bases[0])


def test_workers_and_commands_need_no_package_that_only_development_has() -> None:
    wanted = needed(tomllib.loads(pyproject())["project"]["dependencies"])
    missing = {
        module
        for module, owners in packages_distributions().items()
        if module not in {"cli", "workers", "tests"}
        and not any(canonicalize_name(owner) in wanted for owner in owners)
    }
    assert {"pytest", "supabase", "mypy"} <= missing
    program = LOAD_EVERYTHING.format(missing=sorted(missing), commands=COMMANDS)
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=CHECKOUT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def pyproject() -> str:
    return (CHECKOUT / "pyproject.toml").read_text()


def needed(requirements: list[str]) -> set[str]:
    """The names of packages with everything that they need themselves."""
    found: set[str] = set()
    seen: set[str] = set()
    todo = [Requirement(text) for text in requirements]
    while todo:
        requirement = todo.pop()
        name, extras = canonicalize_name(requirement.name), requirement.extras or {""}
        found.add(name)
        for extra in extras | {""}:
            key = f"{name}[{extra}]"
            if key in seen:
                continue
            seen.add(key)
            todo += [
                further
                for text in requires(requirement.name) or []
                if (further := Requirement(text)).marker is None
                or further.marker.evaluate({"extra": extra})
            ]
    return found
