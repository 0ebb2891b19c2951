"""The order in which sql/ is loaded."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest

from cli.db.connection import connect
from cli.db.scratch import scratch
from cli.db.source import SourceError, files, load_source


def write(root: Path, tree: dict[str, str]) -> Path:
    """Makes a source tree below `root` and returns it."""
    for name, text in {"00_ground.sql": "select 1;", **tree}.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return root


def order(root: Path) -> list[str]:
    return [str(file.path.relative_to(root)) for file in files(root)]


def test_ground_then_rooms_then_floors_then_names(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "20_b/1_tables/a.sql": "",
            "10_a/4_api/a.sql": "",
            "10_a/1_tables/b.sql": "",
            "10_a/1_tables/_schema.sql": "",
            "10_a/3_access/z.sql": "",
            "10_a/2_functions/f.sql": "",
            "10_a/LOCKS.md": "",
        },
    )
    assert order(tmp_path) == [
        "00_ground.sql",
        "10_a/1_tables/_schema.sql",
        "10_a/1_tables/b.sql",
        "10_a/2_functions/f.sql",
        "10_a/3_access/z.sql",
        "10_a/4_api/a.sql",
        "20_b/1_tables/a.sql",
    ]


def test_required_files_come_first(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "10_a/1_tables/a.sql": "-- What a is.\n-- requires: c, d\nselect 1;",
            "10_a/1_tables/b.sql": "",
            "10_a/1_tables/c.sql": "-- requires: d",
            "10_a/1_tables/d.sql": "",
        },
    )
    names = [Path(name).stem for name in order(tmp_path)[1:]]
    assert names == ["b", "d", "c", "a"]


def test_requires_counts_only_at_the_top(tmp_path: Path) -> None:
    write(tmp_path, {"10_a/1_tables/a.sql": "select 1;\n-- requires: nothing"})
    assert order(tmp_path)[1:] == ["10_a/1_tables/a.sql"]


@pytest.mark.parametrize(
    ("tree", "complaint"),
    [
        ({"10_a/1_tables/a.sql": "-- requires: b"}, r"a.sql requires 'b', which is not in 10_a/1"),
        (
            {"10_a/1_tables/a.sql": "-- requires: b", "10_a/2_functions/b.sql": ""},
            r"requires 'b', which is not in 10_a/1_tables \(there: none\)",
        ),
        (
            {
                "10_a/1_tables/a.sql": "-- requires: b",
                "10_a/1_tables/b.sql": "-- requires: c",
                "10_a/1_tables/c.sql": "-- requires: a",
            },
            r"10_a/1_tables: .* circle: (a → c → b → a|b → a → c → b|c → b → a → c)",
        ),
        ({"10_a/5_more/a.sql": ""}, r"5_more/a.sql: not loaded. .*4_api"),
        ({"a/1_tables/a.sql": ""}, r"a/1_tables/a.sql: not loaded"),
        ({"10_a/a.sql": ""}, r"10_a/a.sql: not loaded"),
        ({"10_a/1_tables/deep/a.sql": ""}, r"deep/a.sql: not loaded"),
    ],
)
def test_what_cannot_be_ordered_is_refused(
    tmp_path: Path, tree: dict[str, str], complaint: str
) -> None:
    with pytest.raises(SourceError, match=complaint):
        files(write(tmp_path, tree))


def test_a_missing_ground_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"00_ground\.sql is missing"):
        files(tmp_path)


def test_bodies_may_name_what_comes_later(tmp_path: Path, server_url: str) -> None:
    write(
        tmp_path,
        {
            "10_a/1_tables/_schema.sql": "create schema a;",
            "10_a/2_functions/f.sql": (
                "create function a.f() returns int language sql as 'select a.g()';"
            ),
            "10_a/2_functions/g.sql": (
                "create function a.g() returns int language sql as 'select 7';"
            ),
        },
    )
    with scratch(server_url) as url, connect(url) as conn:
        load_source(conn, tmp_path)
        assert conn.execute("select a.f()").fetchone() == (7,)


def test_an_error_names_file_and_line_and_leaves_nothing(tmp_path: Path, server_url: str) -> None:
    write(
        tmp_path,
        {
            "10_a/1_tables/_schema.sql": "create schema a;",
            "10_a/1_tables/t.sql": "-- t\n\ncreate table a.t (\n  id int,\n  x nonsense\n);",
        },
    )
    with scratch(server_url) as url, connect(url) as conn:
        with pytest.raises(SourceError, match=r"t\.sql:5: type \"nonsense\" does not exist"):
            load_source(conn, tmp_path)
        assert conn.execute("select to_regnamespace('a')").fetchone() == (None,)


def test_a_scratch_load_leaves_the_server_alone(tmp_path: Path, server_url: str) -> None:
    write(
        tmp_path,
        {
            "10_a/1_tables/_schema.sql": (
                "create schema a;\n"
                "-- hook\nalter role authenticator set pgrst.db_pre_request = 'a.not_there';\n"
                "grant anon to authenticator;"
            )
        },
    )
    with scratch(server_url) as url, connect(url) as conn:
        load_source(conn, tmp_path, cluster_wide=False)
        assert conn.execute("select to_regnamespace('a') is not null").fetchone() == (True,)
        assert not settings(conn) & {"pgrst.db_pre_request=a.not_there"}


def settings(conn: psycopg.Connection) -> set[str]:
    rows = conn.execute("select unnest(setconfig) from pg_db_role_setting")
    return {setting for (setting,) in rows}
