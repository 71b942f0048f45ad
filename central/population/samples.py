"""The sample people by name: what is special about each, said in one table."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from central.database.models import CardState
from central.population import names, numbers
from central.population import sample_lives as lives
from central.population.cards import OTHER_REGION, TRIES, Manner
from central.population.lives import Life, Scene
from central.population.names import Name

LONGEST = "古丽米热阿依夏木汗·阿卜杜热依木江·买买提吐尔逊江"
"""25 characters: as long as the name fields of a card (50 bytes) allow."""


class Sample(msgspec.Struct, frozen=True):
    """One row. ``age`` in years, both ends included. ``stored`` how the centre keeps the number.

    ``on_card`` a name that differs from the centre's. ``registered`` False: the centre has never heard of it.
    ``needs_correction``: the centre knows that name and number disagree.
    """

    label: str
    note: str
    name: Name
    life: Callable[[Scene], Life] = lives.common
    sex: str = numbers.MALE
    age: tuple[int, int] = (28, 48)
    card: Manner = Manner(version="2.00", tells_tries=True)
    region: str | None = None
    stored: str = "18"
    on_card: str = ""
    registered: bool = True
    needs_correction: bool = False


def _card(version: str = "2.00", state: CardState = CardState.NORMAL, *, region: str = numbers.CITY,
          valid: bool = True, tells_tries: bool = True, wrong_key: bool = False, tries: int = TRIES) -> Manner:
    return Manner(region, version, state, valid, tells_tries, wrong_key, tries)


SAMPLES = (
    Sample("plain", "a working life of 238 months in all five kinds; this month is not posted yet",
           Name("王小明"), lives.plain, age=(41, 43)),
    Sample("gaps", "holes between the jobs, three of them in the last two years",
           Name("李静"), lives.gaps, numbers.FEMALE),
    Sample("two-employers", "two employers in one month: two rows on the slip",
           Name("张伟强"), lives.two_employers),
    Sample("back-paid", "paid late *, made up #, deferred &: all within the last 24 months",
           Name("陈雨晴"), lives.back_paid, numbers.FEMALE),
    Sample("pensioner", "retired; contributions ended", Name("刘国强"), lives.pensioner, age=(66, 70)),
    Sample("young", "five months of work", Name("周浩宇"), lives.young, age=(18, 19)),
    Sample("civil-servant", "a company first (110), then an office (120, 320)",
           Name("赵文慧"), lives.civil_servant, numbers.FEMALE, age=(42, 46)),
    Sample("resident", "residents' pension and medical insurance only (170, 390)",
           Name("黄秀英"), lives.resident, numbers.FEMALE, age=(45, 55)),
    Sample("flexible", "self-employed: pays both shares of pension and medical insurance",
           Name("吴海峰"), lives.alone),
    Sample("left", "no row in the last two years: an empty second part of the slip", Name("徐建军"), lives.left),
    Sample("no-contributions", "registered and never paid: nothing to show, nothing to print",
           Name("孙可"), lives.nothing, age=(20, 24)),
    Sample("tiers", "medical tiers 4, 2 and 1 one after the other, and the large-cost supplement",
           Name("马丽"), lives.many_kinds, numbers.FEMALE),
    Sample("unknown-insurance", "thirteen months of a kind 999 that nobody knows", Name("朱永刚"),
           lives.unknown_insurance),
    Sample("dot-name", "name with U+00B7", Name("阿卜杜热合曼·麦麦提", names.UYGHUR)),
    Sample("long-name", "25 characters, two fields on the card", Name(LONGEST, names.UYGHUR), sex=numbers.FEMALE),
    Sample("rare-name", "䶮 (U+4DAE) is not in GBK", Name("陈䶮")),
    Sample("rarer-name", "𪚥 (U+2A6A5) takes four bytes and a second font", Name("张𪚥宁"), sex=numbers.FEMALE),
    Sample("number-15", "the centre stores 15 digits, the card 18", Name("郭卫东"), age=(45, 55), stored="15"),
    Sample("number-empty", "the centre stores no number: the record needs correction", Name("林芳"), sex=numbers.FEMALE,
           stored=""),
    Sample("number-zero", "the centre stores 0 as the number: the record needs correction", Name("何军"), stored="0"),
    Sample("correction", "the centre knows that name and number disagree", Name("高洁"), sex=numbers.FEMALE,
           needs_correction=True),
    Sample("name-mismatch", "the card says 郑晓华, the centre 郑小华", Name("郑小华"), on_card="郑晓华"),
    Sample("permit-81", "number of a residence permit for Hong Kong; traditional characters",
           Name("李國強", names.OTHER_NATION), region=numbers.HONG_KONG),
    Sample("permit-83", "number of a residence permit for Taiwan",
           Name("林怡君", names.OTHER_NATION), sex=numbers.FEMALE, region=numbers.TAIWAN),
    Sample("permit-9", "foreigner's number beginning with 9, Latin name", Name(names.FOREIGN[0], names.OTHER_NATION),
           sex=numbers.FEMALE, region=numbers.FOREIGN[3]),
    Sample("lost", "the card was reported lost", Name("罗超"), card=_card(state=CardState.LOST)),
    Sample("expired", "the card's last day has passed; the centre knows it", Name("梁红"), sex=numbers.FEMALE,
           age=(45, 52), card=_card("1.00", CardState.EXPIRED, valid=False)),
    Sample("expired-by-date", "the last day has passed, the centre still says normal", Name("谢斌"), age=(45, 55),
           card=_card("1.00", valid=False)),
    Sample("blocked", "the card was stopped by the bureau", Name("宋婷"), sex=numbers.FEMALE,
           card=_card(state=CardState.BLOCKED)),
    Sample("cancelled", "the card was cancelled (another state than blocked, the same refusal)", Name("唐磊"),
           card=_card(state=CardState.CANCELLED)),
    Sample("v1", "card of version 1.00 (no name extension, sex is record 3)", Name("许志远"), card=_card("1.00"),
           age=(35, 48)),
    Sample("quiet-tries", "the card does not tell its tries before the first one", Name("邓佳"), sex=numbers.FEMALE,
           card=_card(tells_tries=False)),
    Sample("one-try", "one try at the PIN is left", Name("彭飞"), card=_card(tries=1)),
    Sample("pin-locked", "no try is left: the PIN is locked", Name("潘月"), sex=numbers.FEMALE, card=_card(tries=0)),
    Sample("wrong-key", "a forged card: right records, wrong key", Name("冯凯"), card=_card(wrong_key=True)),
    Sample("elsewhere", "a card issued by another region (310000)", Name("韩雪"), sex=numbers.FEMALE,
           region="310101", registered=False, card=_card(region=OTHER_REGION)),
    Sample("unknown", "a card of this region that the centre does not know", Name("曹宇"), registered=False),
)
