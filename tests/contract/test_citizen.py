"""Numbers, names and masks: published vectors, and properties over any text."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract import citizen, verification
from devices.card import codec


@pytest.mark.parametrize("number", ["11010519491231002X", "360426199101010071", "150102198807303035",
                                    "932682198501010017"])
def test_published_numbers_are_valid(number: str) -> None:
    assert citizen.is_valid_number(number)


@given(st.sampled_from("0123456789X"), st.integers(0, 17))
def test_one_wrong_character_is_noticed(char: str, place: int) -> None:
    number = "11010519491231002X"
    changed = number[:place] + char + number[place + 1:]
    assert citizen.is_valid_number(changed) is (changed == number)


def test_fifteen_digits_are_lifted_to_eighteen() -> None:
    assert citizen.normalised_number("110105491231002") == "11010519491231002X"
    assert citizen.normalised_number("150102880730303") == "150102198807303035"


@pytest.mark.parametrize("dot", list("\u2022\u30fb\u2027\u22c5\u2219\uff65.\uff0e"))
def test_any_dot_between_hanzi_is_the_name_dot(dot: str) -> None:
    assert citizen.normalised_name(f"阿迪力{dot}买买提") == "阿迪力·买买提"


@pytest.mark.parametrize(("before", "after"), [("\ue81e", "\u9fb4"), ("\ue864", "\u9fbb"), ("\ue7c7", "\u1e3f"),
                                                ("\ue796", "\ufe19"), ("\ue78e", "\ufe12")])
def test_what_an_old_mapping_made_private_is_the_same_name(before: str, after: str) -> None:
    assert citizen.normalised_name(f"王{before}") == f"王{after}"
    assert citizen.same_person("11010519491231002X", f"王{before}", "11010519491231002X", f"王{after}")


def test_the_card_reader_and_the_contract_know_the_same_moved_characters() -> None:
    """Devices know no contract: the table stands twice."""
    assert citizen.MOVED == codec.MOVED


@pytest.mark.parametrize("coded", ["A6D9", "A6DA", "A6DB", "A6EC", "A6F3", "FE59", "FE7E", "FEA0", "A8BC"])
def test_two_bytes_of_the_standard_decode_to_no_private_character(coded: str) -> None:
    text = citizen.of_2022(bytes.fromhex(coded).decode("gb18030"))
    assert unicodedata.category(text) != "Co"


def test_a_dot_between_letters_stays() -> None:
    assert citizen.normalised_name("J.Smith") == "J.Smith"


def test_the_same_person_is_known_by_old_and_new_number() -> None:
    assert citizen.same_person("110105491231002", "王 小明".replace(" ", ""), "11010519491231002x", "王小明")
    assert not citizen.same_person("11010519491231002X", "王小明", "11010519491231002X", "王小朋")


def test_masks_as_they_stand_on_the_screen() -> None:
    assert citizen.masked_number("44030119900307123X") == "440***********123X"
    assert citizen.masked_name("王小明") == "*小明"
    assert citizen.masked_name("阿卜杜热合曼·买买提") == "阿**提"


@given(st.text(st.characters(blacklist_categories=["Cs", "Mn", "Me", "Cf"]), max_size=30), st.integers(0, 4),
       st.integers(0, 4))
def test_a_preview_mask_has_as_many_cells_as_the_paper(text: str, first: int, last: int) -> None:
    if first + last <= len(text):
        assert citizen.cells(citizen.masked_cells(text, first, last)) == citizen.cells(text)


@given(st.text("0123456789X", min_size=15, max_size=18))
def test_a_masked_number_hides_the_day_of_birth(number: str) -> None:
    assert set(citizen.masked_number(number)[6:len(number) - 4]) <= {"*"}


def test_codes_are_typed_in_any_shape() -> None:
    code = verification.new_code()
    assert verification.normalised(verification.grouped(code).lower()) == code
    assert verification.normalised(" ".join(code)) == code
    wide = str.maketrans({chr(char): chr(char + 0xFEE0) for char in range(0x21, 0x7F)} | {" ": "\u3000"})
    assert verification.normalised(f" {verification.grouped(code).lower()} ".translate(wide)) == code


@given(st.text(verification.ALPHABET, min_size=11, max_size=11), st.integers(0, 11),
       st.sampled_from(verification.ALPHABET))
def test_one_wrong_character_of_a_code_is_found_before_asking(body: str, place: int, char: str) -> None:
    code = body + verification.check_character(body)
    changed = code[:place] + char + code[place + 1:]
    assert verification.normalised(changed) == (code if changed == code else None)
