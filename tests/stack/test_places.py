"""The stack works wherever the checkout lies and whoever runs it."""

from __future__ import annotations

import json
import os
import pwd
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from cli.stack import Stack, StackError, places
from cli.stack.places import CHECKOUT, Places, User, server_user
from tests.stack.conftest import StackMaker

is_root = os.getuid() == 0
for_root = pytest.mark.skipif(not is_root, reason="only root runs the server as somebody else")

# All but those that need a migrated database.
SOME = [f"--only={name}" for name in ("mailbox", "gateway", "auth", "postgrest")]


def run_up_and_down(
    checkout: Path, env: dict[str, str], python: str = sys.executable, user: User | None = None
) -> dict[str, str]:
    """Bring a stack up and down by command, sign somebody up; return what `up` printed."""

    def entree(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [python, "-m", "cli.main", *arguments],
            cwd=checkout,
            env=env,
            user=user.uid if user else None,
            group=user.gid if user else None,
            extra_groups=[] if user else None,
            capture_output=True,
            text=True,
            check=False,
        )

    try:
        up = entree("up", "--ports=auto", "--no-migrate", "--no-durable", "--json", *SOME)
        assert up.returncode == 0, up.stderr
        endpoints: dict[str, str] = json.loads(up.stdout)
        status = entree("status", "--json")
        assert json.loads(status.stdout) == endpoints
        answer = httpx.post(
            f"{endpoints['api_url']}/auth/v1/signup",
            headers={"apikey": endpoints["anon_key"]},
            json={"email": "somebody@example.org", "password": "correct horse battery"},
        )
        assert answer.status_code == 200, answer.text
    finally:
        down = entree("down", "--erase")
    assert down.returncode == 0, down.stderr
    return endpoints


@pytest.fixture
def closed_folder() -> Iterator[Path]:
    """Return a folder that nobody else may enter, as from `mktemp -d`, with a space in its name."""
    with tempfile.TemporaryDirectory(prefix="entree test ") as folder:
        assert Path(folder).stat().st_mode & 0o777 == 0o700
        yield Path(folder)


def test_checkout_in_a_closed_folder_with_spaces(closed_folder: Path) -> None:
    checkout = closed_folder / "my checkout"
    for part in ("cli", "workers", "supabase"):
        shutil.copytree(
            CHECKOUT / part,
            checkout / part,
            ignore=shutil.ignore_patterns("node_modules", "__pycache__"),
        )
    (checkout / "supabase" / "node_modules").symlink_to(CHECKOUT / "supabase" / "node_modules")
    env = {name: value for name, value in os.environ.items() if name != "ENTREE_HOME"}

    run_up_and_down(checkout, env)

    left = places.OUTSIDE.glob(f"entree-*/data-{places.digest(checkout / '.entree')}")
    assert list(left) == []


def python_for(user: User) -> str | None:
    """Return a Python of our version with which this user can run the checkout, or None."""
    ours = f"python{sys.version_info.major}.{sys.version_info.minor}"
    for candidate in (sys.executable, f"/usr/bin/{ours}", f"/usr/local/bin/{ours}"):
        try:
            found = subprocess.run(
                [candidate, "-c", "import cli.main"],
                cwd=CHECKOUT,
                env={"PYTHONPATH": sysconfig.get_path("purelib"), "PYTHONDONTWRITEBYTECODE": "1"},
                user=user.uid,
                group=user.gid,
                extra_groups=[],
                capture_output=True,
                check=False,
            )
        except OSError:
            continue
        if found.returncode == 0:
            return candidate
    return None


@for_root
@pytest.mark.usefixtures("pristine")  # the owner of the checkout has used it before
def test_ordinary_user_in_a_checkout_of_another() -> None:
    entry = pwd.getpwnam("nobody")
    user = User("nobody", entry.pw_uid, entry.pw_gid)
    python = python_for(user)
    if python is None:
        pytest.skip("this checkout, or its Python, is closed to other users")
    with tempfile.TemporaryDirectory(prefix="entree test ") as folder:
        os.chown(folder, user.uid, user.gid)
        env = {
            "PATH": os.environ["PATH"],
            "HOME": folder,
            "ENTREE_HOME": f"{folder}/stack",
            "PYTHONPATH": sysconfig.get_path("purelib"),
            "PYTHONDONTWRITEBYTECODE": "1",
        }

        run_up_and_down(CHECKOUT, env, python, user)


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """Return a folder that every user may enter."""
    with tempfile.TemporaryDirectory(prefix="entree test ", dir=places.OUTSIDE) as folder:
        Path(folder).chmod(0o711)
        yield Path(folder)


def test_chosen_folder_holds_server_and_data(
    make_stack: StackMaker, open_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ENTREE_RUNTIME_DIR", str(open_folder))
    stack = make_stack()

    stack.up()

    assert open_folder in stack.data.parents
    assert (stack.data / "PG_VERSION").exists()
    assert [path.name for path in open_folder.glob("runtime/*/bin/postgres")] == ["postgres"]
    stack.down(erase=True)
    assert list(open_folder.glob("data-*")) == []


def test_data_is_found_where_it_was_made(
    make_stack: StackMaker, open_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as elsewhere:
        elsewhere.setenv("ENTREE_RUNTIME_DIR", str(open_folder))
        data = make_stack().data
    data.mkdir()

    assert make_stack().data == data


def test_path_that_a_shell_would_read_is_avoided(
    make_stack: StackMaker, open_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ENTREE_RUNTIME_DIR", str(open_folder / "$HOME"))

    with pytest.raises(StackError, match="may hold no quotes, dollar signs"):
        make_stack().up()


def open_to_others(folder: Path) -> None:
    folder.chmod(0o777)


def somebody_elses(folder: Path) -> None:
    os.chown(folder, 65534, 65534)


def a_link(folder: Path) -> None:
    folder.rmdir()
    (folder.parent / "target").mkdir()
    folder.symlink_to(folder.parent / "target")


@pytest.mark.parametrize(
    "spoil", [open_to_others, a_link, pytest.param(somebody_elses, marks=for_root)]
)
def test_folder_made_by_somebody_else_is_refused(
    home: Path, monkeypatch: pytest.MonkeyPatch, spoil: Callable[[Path], None]
) -> None:
    monkeypatch.setattr(places, "OUTSIDE", home)
    closed = home / "closed"
    closed.mkdir(mode=0o700)
    outside = home / places.OUR_NAME
    outside.mkdir(mode=0o711)
    spoil(outside)
    # Somebody who can enter neither home nor checkout, so that only the folder outside is left.
    stranger = Places(closed, User("stranger", 54321, 54321) if is_root else None)
    if not is_root:
        closed.chmod(0o500)

    with pytest.raises(StackError, match="is not safe to keep a database in"):
        stranger.data()

    closed.chmod(0o700)


def test_home_that_cannot_be_made_is_named() -> None:
    # Also root cannot make a folder there.
    with pytest.raises(StackError, match=r"/proc/stack cannot be used: .*ENTREE_HOME=<folder>"):
        Stack(Path("/proc/stack")).up()


@for_root
def test_unknown_server_user_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ENTREE_POSTGRES_USER", "no-such-user")

    with pytest.raises(StackError, match=r"\(no-such-user\).*ENTREE_POSTGRES_USER=<user>"):
        server_user()


def test_files_with_secrets_are_for_nobody_else(make_stack: StackMaker) -> None:
    stack = make_stack(names=("gateway", "postgrest"))
    stack.up()

    for name in ("keys.json", "postgrest.conf", "gateway/nginx.conf"):
        assert (stack.home / name).stat().st_mode & 0o777 == 0o600, name
    assert (stack.home / "run").stat().st_mode & 0o777 == 0o700
    assert stack.data.stat().st_mode & 0o777 == 0o700
