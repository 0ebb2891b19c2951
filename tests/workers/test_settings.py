"""Settings: what must be given, what is too weak, and in which words that is said."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from workers.settings import Local, Settings, SettingsError

PRODUCTION = {
    "ENVIRONMENT": "production",
    "DATABASE_URL": "postgresql://authenticator:pw@db.example.org/postgres",
    "SUPABASE_URL": "https://project.example.org",
    "SUPABASE_JWT_SECRET": "q8Zr1Yw6Tn3Kc9Vb5Xm0Lp2Sd7Fg4Hj-q8Zr1Yw6",
    "PUBLIC_URL": "https://tickets.example.org/",
    "MOLLIE_API_KEY": "live_dHar4XY7LxsDOtmnkVtjNVWXLSlXsM",
    "MOLLIE_API_URL": "https://api.mollie.com",
    "SMTP_URL": "smtps://user:pw@mail.example.org",
    "MAIL_FROM": "Tickets <tickets@example.org>",
    "TICKET_SIGNING_KEY": "MDEyMzQ1Njc4OWFiY2RlZmdoaWprbG1ub3BxcnN0dXY",
    "TOKEN_ENCRYPTION_KEYS": "d3h5ejAxMjM0NTY3ODlhYmNkZWZnaGlqa2xtbm9wcXI,"
    "MDEyMzQ1Njc4OWFiY2RlZmdoaWprbG1ub3BxcnN0dXY",
}
REQUIRED = sorted(
    name.upper()
    for name, field in Settings.model_fields.items()
    if any(isinstance(m, Local) for m in field.metadata)
)


def problems(bare: pytest.MonkeyPatch, **environment: str | None) -> list[str]:
    """What is said of these settings; `None` takes one away."""
    for name, value in environment.items():
        if value is not None:
            bare.setenv(name, value)
    with pytest.raises(SettingsError) as refused:
        Settings.load()
    return refused.value.problems


def test_production_settings_are_read(bare: pytest.MonkeyPatch) -> None:
    for name, value in PRODUCTION.items():
        bare.setenv(name, value)

    settings = Settings.load()

    assert settings.is_production
    assert settings.public_url == "https://tickets.example.org"
    assert settings.signing_key == b"0123456789abcdefghijklmnopqrstuv"
    assert [key[:3] for key in settings.encryption_keys] == [b"wxy", b"012"]


def test_networks_are_read(bare: pytest.MonkeyPatch) -> None:
    for name, value in PRODUCTION.items():
        bare.setenv(name, value)
    assert Settings.load().webhook_networks == ()
    bare.setenv("WEBHOOK_ALLOWED_NETWORKS", "10.1.0.0/16, fd00:1::/64")
    assert [str(net) for net in Settings.load().webhook_networks] == ["10.1.0.0/16", "fd00:1::/64"]
    bare.setenv("WEBHOOK_ALLOWED_NETWORKS", "10.1.0.1/16")
    assert "no network" in problems(bare)[0]


def test_nothing_is_assumed_outside_the_local_stack(bare: pytest.MonkeyPatch) -> None:
    said = problems(bare)

    assert sorted(sentence.split()[0] for sentence in said) == REQUIRED
    assert all(" is missing (" in sentence for sentence in said)


def test_the_local_stack_needs_nothing(bare: pytest.MonkeyPatch) -> None:
    bare.setenv("ENVIRONMENT", "local")

    assert len(Settings.load().signing_key) == 32


@pytest.mark.parametrize("name", REQUIRED)
def test_a_value_of_the_local_stack_is_refused_in_production(
    bare: pytest.MonkeyPatch, name: str
) -> None:
    bare.setenv("ENVIRONMENT", "local")
    known = getattr(Settings.load(), name.lower())
    plain = known if isinstance(known, str) else known.get_secret_value()

    said = problems(bare, **PRODUCTION | {name: plain})

    assert said
    assert any(sentence.startswith(name) for sentence in said)


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("ENVIRONMENT", "staging", "'local' or 'production'"),
        ("DATABASE_URL", "localhost:5432", "postgresql://host"),
        ("DATABASE_URL", "postgresql://db.example.org/?sslmode=disable", "encryption"),
        ("DATABASE_URL", "postgresql://127.0.0.1,db.example.org/?sslmode=disable", "encryption"),
        ("DATABASE_URL", "postgresql://db.example.org:0/postgres", "postgresql://host"),
        ("DATABASE_URL", "postgresql://a.example.org,/postgres", "postgresql://host"),
        ("DATABASE_POOL_SIZE", "0", "greater than"),
        ("DATABASE_POOL_SIZE", "many", "integer"),
        ("STATEMENT_TIMEOUT_MS", "-1", "greater than"),
        ("SUPABASE_JWT_SECRET", "short", "5 characters"),
        ("SUPABASE_JWT_SECRET", "ab" * 30, "same few characters"),
        ("PUBLIC_URL", "http://tickets.example.org", "https://"),
        ("PUBLIC_URL", "tickets.example.org", "https://host"),
        ("PUBLIC_URL", "https://tickets.example.org?a=1", "what follows ? or #"),
        ("MOLLIE_API_URL", "http://api.mollie.com", "https://"),
        ("MOLLIE_API_KEY", "access_abc", "not a Mollie API key"),
        ("MOLLIE_API_KEY", "live_", "not a Mollie API key"),
        ("MOLLIE_API_KEY", "test_dHar4XY7LxsDOtmnkVtjNVWXLSlXsM", "given away"),
        ("MOLLIE_CLIENT_ID", "platform", "starts with app_"),
        ("MOLLIE_CLIENT_ID", "app_x y", "starts with app_"),
        ("MOLLIE_CONNECT_URL", "http://my.mollie.com", "https://"),
        ("MOLLIE_ACCESS_TOKEN", "live_x", "starts with access_"),
        ("SMTP_URL", "mail.example.org", "smtp://host"),
        ("SMTP_URL", "smtp://mail.example.org:port", "smtp://host"),
        ("MAIL_FROM", "nobody", "not an e-mail address"),
        ("MAIL_FROM", "a@example.org\nBcc: b@example.org", "not an e-mail address"),
        ("TICKET_SIGNING_KEY", "c2hvcnQ", "32 bytes"),
        ("TICKET_SIGNING_KEY", "not base64!", "32 bytes"),
        ("TICKET_SIGNING_KEY", "A" * 43, "same few bytes"),
        ("TOKEN_ENCRYPTION_KEYS", PRODUCTION["TICKET_SIGNING_KEY"] + ",", "32 bytes"),
        ("ADDRESS_HEADER", "X-Real-IP ", "pattern"),
        ("LOG_LEVEL", "loud", "'debug'"),
    ],
)
def test_a_bad_value_is_one_sentence_that_names_it(
    bare: pytest.MonkeyPatch, name: str, value: str, words: str
) -> None:
    (sentence,) = problems(bare, **PRODUCTION | {name: value})

    blamed = "ALLOW_TEST_PAYMENTS" if words == "given away" else name
    assert sentence.startswith(blamed)
    assert words in sentence
    assert sentence.endswith(".")


def test_a_database_may_have_several_hosts(bare: pytest.MonkeyPatch) -> None:
    url = "postgresql://a.example.org:5432,b.example.org:6432/db?target_session_attrs=read-write"

    for name, value in (PRODUCTION | {"DATABASE_URL": url}).items():
        bare.setenv(name, str(value))

    assert Settings.load().database_url.get_secret_value() == url


def test_an_app_needs_its_secret(bare: pytest.MonkeyPatch) -> None:
    (sentence,) = problems(bare, **PRODUCTION | {"MOLLIE_CLIENT_ID": "app_x"})

    assert sentence.startswith("MOLLIE_CLIENT_SECRET is missing although MOLLIE_CLIENT_ID is given")


def test_a_rehearsal_may_use_a_test_key(bare: pytest.MonkeyPatch) -> None:
    for name, value in PRODUCTION.items():
        bare.setenv(name, value)
    bare.setenv("MOLLIE_API_KEY", "test_dHar4XY7LxsDOtmnkVtjNVWXLSlXsM")
    bare.setenv("ALLOW_TEST_PAYMENTS", "true")

    assert Settings.load().allow_test_payments


def test_a_live_key_has_no_place_on_a_local_stack(bare: pytest.MonkeyPatch) -> None:
    (sentence,) = problems(bare, ENVIRONMENT="local", MOLLIE_API_KEY="live_abcdefghijklmnop")

    assert sentence.startswith("MOLLIE_API_KEY is a live key")


def test_secrets_are_neither_printed_nor_told(bare: pytest.MonkeyPatch) -> None:
    for name, value in PRODUCTION.items():
        bare.setenv(name, value)
    shown = repr(Settings.load())
    (sentence,) = problems(bare, SUPABASE_JWT_SECRET="hunter2hunter2")

    assert not any(
        PRODUCTION[name] in shown
        for name in ("DATABASE_URL", "SUPABASE_JWT_SECRET", "MOLLIE_API_KEY", "TICKET_SIGNING_KEY")
    )
    assert "hunter2" not in sentence


def test_the_server_says_what_is_missing_and_does_not_start() -> None:
    environment = {"PATH": os.environ["PATH"], "SUPABASE_URL": "https://project.example.org"}

    ended = subprocess.run(
        [sys.executable, "-m", "uvicorn", "workers.app:app", "--port", "0"],
        cwd=Path(__file__).parents[2],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert ended.returncode == 1
    assert "DATABASE_URL is missing" in ended.stderr
    assert "SUPABASE_URL" not in ended.stderr
    assert "Traceback" not in ended.stderr
