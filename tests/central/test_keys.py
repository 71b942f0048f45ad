"""The key service: known answers computed by OpenSSL, and files that nobody else may read."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from central.keys import CardCheck, SoftwareKeys, UnknownAlgorithm, pboc
from central.keys.service import Signature

MASTER = bytes.fromhex("00112233445566778899aabbccddeeff")
HISTORICAL = bytes.fromhex("00814e4323" + "86112233445566aa")
IRK = bytes.fromhex("facaecbf67d0163c79316a70039e2750")
CARD_RANDOM, TERMINAL_RANDOM = bytes.fromhex("0102030405060708"), bytes.fromhex("1112131415161718")
BYTES_8 = st.binary(min_size=8, max_size=8)


def test_single_des_is_the_published_vector() -> None:
    """The classic worked example of FIPS 46."""
    assert pboc.encrypt(bytes.fromhex("133457799BBCDFF1"), bytes.fromhex("0123456789ABCDEF")).hex() == \
        "85e813540f0ab405"


def test_city_key_and_card_key_equal_what_openssl_computes() -> None:
    assert pboc.diversify(MASTER, b"440300sx").hex() == "213ef53f7aca13fdb4f1ec0dc9dfc9e8"
    assert pboc.irk(MASTER, "440300", HISTORICAL) == IRK


def test_cryptogram_equals_what_openssl_computes() -> None:
    assert pboc.cryptogram(IRK, CARD_RANDOM, TERMINAL_RANDOM).hex() == "d281b9cb7019ce3e"


@pytest.mark.parametrize(("region", "historical"), [("44030", HISTORICAL), ("440300", HISTORICAL[:7])])
def test_a_short_factor_is_refused(region: str, historical: bytes) -> None:
    with pytest.raises(ValueError, match="8 bytes"):
        pboc.irk(MASTER, region, historical)


@given(card_random=BYTES_8, terminal_random=BYTES_8, bit=st.integers(0, 63))
def test_one_wrong_bit_is_never_the_card(service: SoftwareKeys, card_random: bytes, terminal_random: bytes,
                                         bit: int) -> None:
    key = service.irk_for("440300", HISTORICAL)
    answer = pboc.cryptogram(key, card_random, terminal_random)
    check = CardCheck("440300", "3des", HISTORICAL, card_random, terminal_random)
    assert service.card_answered(check, answer)
    wrong = (int.from_bytes(answer) ^ 1 << bit).to_bytes(8)
    assert not service.card_answered(check, wrong)


def test_a_card_of_another_algorithm_is_not_judged(service: SoftwareKeys) -> None:
    with pytest.raises(UnknownAlgorithm):
        service.card_answered(CardCheck("440300", "sm4", HISTORICAL, CARD_RANDOM, TERMINAL_RANDOM), bytes(8))


def test_the_same_folder_keeps_the_same_keys(tmp_path: Path) -> None:
    first, again, other = SoftwareKeys(tmp_path), SoftwareKeys(tmp_path), SoftwareKeys(tmp_path / "other")
    assert first.irk_for("440300", HISTORICAL) == again.irk_for("440300", HISTORICAL)
    assert first.irk_for("440300", HISTORICAL) != other.irk_for("440300", HISTORICAL)


def test_key_files_are_their_owners_alone(tmp_path: Path) -> None:
    keys = SoftwareKeys(tmp_path)
    assert {file.name: oct(file.stat().st_mode & 0o777) for file in tmp_path.iterdir()} == dict.fromkeys(
        ("card-master.key", "signing-keys.json", f"signing-{keys.public_keys()[0].kid}.pem"), "0o600")


def test_a_key_file_open_to_others_is_refused(tmp_path: Path) -> None:
    SoftwareKeys(tmp_path)
    (tmp_path / "card-master.key").chmod(0o640)
    with pytest.raises(PermissionError, match="chmod 600"):
        SoftwareKeys(tmp_path)


def test_a_signature_holds_for_its_own_data_and_key_only(service: SoftwareKeys, tmp_path: Path) -> None:
    signature = service.sign("证明".encode())
    assert (signature.alg, len(signature.value)) == ("ES256", 64)
    assert service.verified("证明".encode(), signature)
    assert not service.verified(b"other", signature)
    assert not SoftwareKeys(tmp_path / "other").verified("证明".encode(), signature)
    assert not service.verified("证明".encode(), Signature("none", signature.key_id, signature.value))


def test_nothing_of_a_key_is_in_its_repr(service: SoftwareKeys) -> None:
    assert repr(service) == "SoftwareKeys()"


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> SoftwareKeys:
    return SoftwareKeys(tmp_path_factory.mktemp("keys"))
