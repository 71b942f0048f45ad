"""Invented employers (参保单位), each marked 样张 in its name. 单位编号 is text of seven digits."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from central.population.dice import Dice

WORDS = ("", "云帆", "晨光", "海岳", "南山石", "东湖", "启明", "金穗", "蓝湾", "青禾", "长风", "北辰", "同心", "华庭",
         "百川", "星河", "远航", "润泽", "瑞丰", "嘉禾")
TRADES = ("科技", "电子", "精密机械", "物业管理", "餐饮管理", "物流", "建筑工程", "纺织服装", "软件", "印刷包装",
          "贸易", "教育咨询", "生物医药", "环境工程", "汽车服务", "广告传媒")
FORMS = ("有限公司", "股份有限公司", "有限责任公司", "（个体）经营部")
OFFICES = ("第一小学", "第二小学", "中心图书馆", "档案馆", "公园管理处", "水务所", "第三中学", "文化馆",
           "街道办事处", "气象台")
INJURY_CLASSES = ((30, 20), (25, 40), (15, 70), (10, 90), (8, 110), (6, 130), (4, 160), (2, 190))
"""Weight and basis points: the eight risk classes of 人社部发[2015]71号."""


class Sector(StrEnum):
    """Who pays."""

    COMPANY = "company"
    PUBLIC = "public"
    SELF = "self"
    """灵活就业: the person pays both shares through the bureau's own collective account."""
    RESIDENTS = "residents"


class Employer(msgspec.Struct, frozen=True):
    """``injury`` basis points of the employer's risk class; ``tier`` the medical 档次 it usually chooses."""

    number: str
    name: str
    sector: Sector
    injury: int = 0
    tier: str = "1"
    large_medical: bool = False


class Employers(msgspec.Struct, frozen=True):
    """All of one population. ``companies[0]`` is 样张科技有限公司."""

    companies: tuple[Employer, ...]
    offices: tuple[Employer, ...]
    self_paying: Employer
    residents: Employer

    @property
    def all(self) -> tuple[Employer, ...]:
        """In the order of invention."""
        return (*self.companies, *self.offices, self.self_paying, self.residents)


def invent(seed: int, companies: int) -> Employers:
    """``companies`` of them (at most as many as there are names), the offices, and two collective accounts."""
    dice = Dice(seed, "employers")
    names = [f"样张{word}{trade}{form}" for form in FORMS for word in WORDS for trade in TRADES][:companies]
    taken: set[str] = set()
    return Employers(
        companies=tuple(Employer(_number(dice, taken, zero=name == names[0]), name, Sector.COMPANY,
                                 dice.weighted(INJURY_CLASSES), dice.weighted(((55, "1"), (30, "2"), (15, "4"))),
                                 dice.chance(150)) for name in names),
        offices=tuple(Employer(_number(dice, taken), f"样张区{name}", Sector.PUBLIC, 20) for name in OFFICES),
        self_paying=Employer(_number(dice, taken), "样张灵活就业人员缴费专户", Sector.SELF),
        residents=Employer(_number(dice, taken), "样张城乡居民参保专户", Sector.RESIDENTS, tier="5"),
    )


def _number(dice: Dice, taken: set[str], zero: bool = False) -> str:
    """Text, never a number: the first company's and every fourth other begin with a zero."""
    while (number := (("0" if zero or dice.chance(250) else "") + dice.digits(7))[:7]) in taken:
        pass
    taken.add(number)
    return number
