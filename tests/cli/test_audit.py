"""`entree audit verify`: what it says, and with which exit code, heads from outside included."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest

from cli.credentials import worker_settings
from tests.cli.conftest import Entree
from tests.shop import Shop, until
from workers.delivery.outbox import Message
from workers.heads import AuditChannel
from workers.mail.sender import Sender

HEADS = """
  select jsonb_agg(jsonb_build_object('log', s.log, 'seal_id', s.seal_id, 'until_id', s.until_id,
    'chained', encode(s.chained, 'hex'), 'sealed_at', s.sealed_at))
  from (
    select distinct on (h.log) h.* from core.audit_seals as h order by h.log, h.seal_id desc
  ) as s
"""


KEYS = "bG9jYWwtZW50cmVlLXRva2VuLWVuY3J5cHRpb24tMDE"


@pytest.fixture
def published(shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file with the heads of what is sealed by now."""
    monkeypatch.setenv("ENVIRONMENT", "local")
    monkeypatch.setenv("TOKEN_ENCRYPTION_KEYS", KEYS)
    shop.sweep()
    until("something is sealed", lambda: shop.ask("select count(*) from core.audit_seals"))
    settings = worker_settings(shop.stack.db_url)
    path = tmp_path / "heads"
    channel = AuditChannel(settings.model_copy(update={"audit_heads": path}), Sender.of(settings))
    payload = {"heads": shop.ask(HEADS)}
    asyncio.run(channel.publish(Message(1, None, 0, 1, "audit:heads", "audit.heads", payload, 0)))
    return path


def test_what_is_sound_is_said_to_be(
    entree: Entree, published: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    result = entree("audit", "verify", "--heads", str(published))
    assert result.exit_code == 0, result.output
    assert "Nothing was changed, removed or inserted." in result.output
    # An auditor has the public key, and none of the workers' settings.
    key = entree("audit", "key").output.strip()
    monkeypatch.delenv("TOKEN_ENCRYPTION_KEYS")
    result = entree("audit", "verify", "--heads", str(published), "--key", "AAAA", "--key", key)
    assert result.exit_code == 0, result.output
    assert entree("audit", "verify", "--heads", str(published), "--key", "AAAA").exit_code == 2
    assert entree("audit", "verify", "--heads", str(published), "--key", "A").exit_code == 2
    result = entree("audit", "verify", "--json")
    assert result.exit_code == 0
    assert [report["log"] for report in json.loads(result.output)] == [
        "core.audit_log",
        "tenancy.admin_audit_log",
    ]


def test_a_head_that_does_not_match_is_exit_code_1(
    entree: Entree, shop: Shop, published: Path
) -> None:
    settings = worker_settings(shop.stack.db_url)
    other = published.with_name("other")
    channel = AuditChannel(settings.model_copy(update={"audit_heads": other}), Sender.of(settings))
    head = json.loads(published.read_text().splitlines()[0])
    del head["signature"]
    payload = {"heads": [head | {"chained": "00" * 32}]}
    asyncio.run(channel.publish(Message(1, None, 0, 1, "audit:heads", "audit.heads", payload, 0)))
    result = entree("audit", "verify", "--heads", str(other))
    assert result.exit_code == 1, result.output
    assert f"head does not match: seal {head['seal_id']}" in result.output


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda text: text.replace('"seal_id": ', '"seal_id": 1'), "is not signed by"),
        (lambda text: text.replace('"chained"', '"chain"'), "is no head"),
        (lambda text: "nonsense\n" + text, "line 1, is no head"),
        (None, "cannot be read"),
    ],
)
def test_what_are_no_heads_of_ours_is_exit_code_2(
    entree: Entree, published: Path, change: object, said: str
) -> None:
    if callable(change):
        published.write_text(change(published.read_text()))
    else:
        published.unlink()
    result = entree("audit", "verify", "--heads", str(published))
    assert result.exit_code == 2, result.output
    assert said in " ".join(result.output.split())


@pytest.mark.usefixtures("published")
def test_there_may_be_nothing_to_archive(entree: Entree, tmp_path: Path) -> None:
    result = entree("audit", "archive", "--to", str(tmp_path))
    assert (result.exit_code, result.output) == (0, "There is nothing to archive.\n")
    assert json.loads(entree("audit", "archive", "--to", str(tmp_path), "--json").output) == []
    assert entree("audit", "archive", "--to", str(tmp_path / "none")).exit_code == 2


@pytest.mark.usefixtures("published")
def test_archives_are_verified_alone_only_where_there_are_some(
    entree: Entree, tmp_path: Path
) -> None:
    assert entree("audit", "verify", "--alone").exit_code == 2
    assert entree("audit", "verify", "--alone", "--archive", str(tmp_path)).exit_code == 2
    result = entree("audit", "verify", "--archive", str(tmp_path / "none"))
    assert result.exit_code == 2
    assert "cannot be read as an archive" in " ".join(result.output.split())
