"""公民身份号码 (GB 11643-1999) and names: checked, normalised and masked the same way everywhere.

Sources: GB 11643-1999 (check digit, ISO 7064 MOD 11-2); 民委发[2016]33号 (name separator U+00B7); GB 18030-2022.
"""

from __future__ import annotations

import unicodedata

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_DIGITS = "10X98765432"
DOTS = "\u2022\u30fb\u2027\u22c5\u2219\uff65.\uff0e"
MASK = "*"
MOVED = str.maketrans(
    "\ue78d\ue78e\ue78f\ue790\ue791\ue792\ue793\ue794\ue795\ue796"
    "\ue81e\ue826\ue82b\ue82c\ue832\ue843\ue854\ue864\ue7c7",
    "\ufe10\ufe12\ufe11\ufe13\ufe14\ufe15\ufe16\ufe17\ufe18\ufe19"
    "\u9fb4\u9fb5\u9fb6\u9fb7\u9fb8\u9fb9\u9fba\u9fbb\u1e3f")
"""What the mappings of 2000 and 2005 put into the private area has had its own place since GB 18030-2022."""


def check_digit(first_17: str) -> str:
    """The 18th character of a number whose first 17 digits are given."""
    return CHECK_DIGITS[sum(int(digit) * weight for digit, weight in zip(first_17, WEIGHTS, strict=True)) % 11]


def is_valid_number(number: str) -> bool:
    """18 characters with a right check digit. Permits 8x… and 9… follow the same rule and are accepted."""
    return (len(number) == 18 and number.isascii() and number[:17].isdigit()
            and check_digit(number[:17]) == number[17])


def normalised_number(number: str) -> str:
    """Trimmed, upper case, and 15 digits lifted to 18 (升位: insert 19, append the check digit)."""
    number = number.strip().upper()
    if len(number) == 15 and number.isascii() and number.isdigit():
        lifted = number[:6] + "19" + number[6:]
        return lifted + check_digit(lifted)
    return number


def of_2022(text: str) -> str:
    """Old databases and Python's own ``gb18030`` still decode 19 characters to private places: put where they belong.

    The length stays; any other private character stays too, and no slip is printed with it.
    """
    return text.translate(MOVED)


def normalised_name(name: str) -> str:
    """NFC, places of GB 18030-2022, card padding off, every dot between two hanzi U+00B7 (domain.md §5)."""
    name = unicodedata.normalize("NFC", of_2022(name).strip("\x00\u3000 \xff"))
    marks = [index for index, char in enumerate(name)
             if char in DOTS and 0 < index < len(name) - 1 and _hanzi(name[index - 1]) and _hanzi(name[index + 1])]
    return "".join("\u00b7" if index in marks else char for index, char in enumerate(name))


def same_person(number: str, name: str, other_number: str, other_name: str) -> bool:
    """Numbers equal after lifting, names equal after normalisation (domain.md §3.2)."""
    return (normalised_number(number) == normalised_number(other_number)
            and normalised_name(name) == normalised_name(other_name))


def masked_number(number: str) -> str:
    """``440***********123X``: the first 3 and the last 4 stay, cell for cell; shorter texts lose all but 2."""
    if len(number) < 11:
        return MASK * max(0, len(number) - 2) + number[-2:]
    return number[:3] + MASK * (len(number) - 7) + number[-4:]


def masked_name(name: str) -> str:
    """``*小明`` on a screen. Long and dotted names keep first and last character and hide their length."""
    name = name.strip()
    if len(name) <= 1:
        return MASK
    if len(name) <= 3:
        return MASK + name[1:]
    return f"{name[0]}{MASK * 2}{name[-1]}"


def masked_cells(text: str, keep_first: int, keep_last: int) -> str:
    """Mask for a preview: as many cells as on paper. A hanzi (2 cells) becomes two marks, any other character one."""
    hidden = text[keep_first:len(text) - keep_last]
    return (text[:keep_first] + "".join(MASK * cells(char) for char in hidden)
            + text[len(text) - keep_last:])


def cells(text: str) -> int:
    """Width in half-width cells (East Asian Width W and F count two; ``·`` one)."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def _hanzi(char: str) -> bool:
    return unicodedata.name(char, "").startswith(("CJK UNIFIED", "CJK COMPATIBILITY"))
