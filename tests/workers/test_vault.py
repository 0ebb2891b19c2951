"""Sealed credentials open with the right key, for the right owner, whole, and in no other way."""

from __future__ import annotations

import base64

import pytest

from workers.vault import CannotOpen, Vault

OLD, NEW, STRANGE = (bytes([n, *range(31)]) for n in (1, 2, 3))
OURS, THEIRS = "01990000-0000-7000-8000-000000000001", "01990000-0000-7000-8000-000000000002"
TOKEN = "access_" + "x" * 42
WHAT = "mollie access token"


@pytest.fixture
def vault() -> Vault:
    return Vault([NEW, OLD])


def sealed_by(key: bytes) -> str:
    return Vault([key]).seal(TOKEN, owner=OURS, what=WHAT)


def opened(vault: Vault, sealed: str, owner: str = OURS, what: str = WHAT) -> str:
    return vault.open(sealed, owner=owner, what=what)


def test_what_is_sealed_opens(vault: Vault) -> None:
    sealed = vault.seal(TOKEN, owner=OURS, what=WHAT)

    assert opened(vault, sealed) == TOKEN
    assert TOKEN not in sealed
    assert sealed.split(".")[:2] == ["v1", vault.key_id]


def test_the_same_text_is_never_sealed_alike(vault: Vault) -> None:
    assert len({vault.seal(TOKEN, owner=OURS, what=WHAT) for _ in range(50)}) == 50


def test_the_newest_key_seals_and_all_open(vault: Vault) -> None:
    assert opened(vault, sealed_by(OLD)) == TOKEN
    assert vault.key_id == Vault([NEW]).key_id != Vault([OLD]).key_id


def test_a_key_that_is_not_ours_does_not_open(vault: Vault) -> None:
    with pytest.raises(CannotOpen, match="not one of ours"):
        opened(vault, sealed_by(STRANGE))


def test_a_wrong_key_under_our_name_does_not_open(vault: Vault) -> None:
    version, _, body = sealed_by(STRANGE).split(".")

    with pytest.raises(CannotOpen, match="damaged"):
        opened(vault, f"{version}.{vault.key_id}.{body}")


def test_it_opens_for_nobody_else_and_as_nothing_else(vault: Vault) -> None:
    sealed = vault.seal(TOKEN, owner=OURS, what=WHAT)

    for owner, what in ((THEIRS, WHAT), (OURS, "mollie refresh token"), ("", WHAT)):
        with pytest.raises(CannotOpen):
            opened(vault, sealed, owner, what)


def test_cut_short_it_does_not_open(vault: Vault) -> None:
    sealed = vault.seal(TOKEN, owner=OURS, what=WHAT)

    for length in range(len(sealed)):
        with pytest.raises(CannotOpen):
            opened(vault, sealed[:length])


def test_with_a_changed_bit_it_does_not_open(vault: Vault) -> None:
    version, key, body = vault.seal(TOKEN, owner=OURS, what=WHAT).split(".")
    raw = base64.urlsafe_b64decode(body)

    for position in range(len(raw)):
        changed = bytearray(raw)
        changed[position] ^= 1
        with pytest.raises(CannotOpen):
            opened(vault, f"{version}.{key}.{base64.urlsafe_b64encode(changed).decode()}")


@pytest.mark.parametrize("sealed", ["", "v1", "v1..", "v2.a.b", "é.è.à", "v1.x.%%%"])
def test_what_was_never_sealed_does_not_open(vault: Vault, sealed: str) -> None:
    with pytest.raises(CannotOpen):
        opened(vault, sealed)


def test_no_word_of_it_is_in_the_error(vault: Vault) -> None:
    sealed = sealed_by(STRANGE)

    with pytest.raises(CannotOpen) as error:
        opened(vault, sealed)

    assert sealed.split(".")[2][:8] not in str(error.value)
