"""Invented names: common ones, names with ``·`` (民委发[2016]33号), rare characters, and names on permits."""

from __future__ import annotations

import msgspec

from central.population.dice import Dice

SURNAMES = tuple("王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许邓冯韩曹曾彭萧蔡潘田董袁于余叶蒋杜苏魏程吕丁沈"
                 "任姚卢傅钟姜崔谭廖范汪陆金石戴贾韦夏邱方侯邹熊孟秦白江阎薛尹段雷黎史龙陶贺顾毛郝龚邵万钱严覃武")
DOUBLE_SURNAMES = ("欧阳", "上官", "司徒", "诸葛")
MALE = tuple("明伟强磊军洋勇杰涛超平刚辉鹏华飞波斌宇浩凯健俊帆旭宁博晨志建国文武成林海山峰家乐天翔安康")
FEMALE = tuple("芳娜敏静丽艳娟霞燕玲婷雪慧莹洁梅兰英红云琴萍欣怡佳琪雨晴思颖诗涵梦月秋菊春晓珊倩")
EITHER = tuple("子小一可心新永世嘉瑞泽清若景书元启君知远思行")
RARE = tuple("䶮𪚥㛃㼆𬎆喆堃玥")
"""Outside GB2312 all of them; 䶮 is outside GBK, 𪚥 takes four bytes in GB18030."""

GIVEN_MALE = ("阿卜杜热合曼", "艾尔肯", "买买提江", "吐尔逊", "库尔班", "木合塔尔", "伊力哈木", "阿迪力")
GIVEN_FEMALE = ("古丽米热", "阿依古丽", "帕提古丽", "热依汗古丽", "迪丽努尔", "阿孜古丽", "祖丽胡马尔")
FATHERS = ("麦麦提", "吾守尔", "阿卜力孜", "热合曼", "伊敏", "托合提", "艾买提", "巴拉提")
TIBETAN = ("扎西顿珠", "次仁旺姆", "格桑卓玛", "丹增罗布", "白玛央金", "索朗平措")
MONGOLIAN = ("巴特尔", "乌云其其格", "萨仁格日乐", "那日苏")
FOREIGN = ("SAMPLE ANNA MARIA", "SPECIMEN JOHN", "MUSTER ERIKA", "SAMPLE KENJI", "EXAMPLE MINH ANH")
"""Words for a specimen stand in the place of the surname."""
ACROSS = ("林怡君", "陳美玲", "黃志豪", "何家慧", "李國強")
"""As on residence permits for Hong Kong, Macao and Taiwan: traditional characters."""

HAN, MONGOL, TIBETAN_NATION, UYGHUR, OTHER_NATION = "01", "02", "04", "05", "97"
"""GB/T 3304. 97 其他 for holders of permits is an assumption of the sample."""


class Name(msgspec.Struct, frozen=True):
    """A name and the nation (GB/T 3304) that goes with it."""

    text: str
    nation: str = HAN


def invent(dice: Dice, sex: str) -> Name:
    """A name for a citizen; ``sex`` as in GB/T 2261.1."""
    manner = dice.weighted(((935, "han"), (12, "rare"), (8, "double"), (25, "dotted"), (12, "tibetan"), (8, "mongol")))
    if manner == "dotted":
        given = GIVEN_MALE if sex == "1" else GIVEN_FEMALE
        return Name(f"{dice.pick(given)}·{dice.pick(FATHERS)}", UYGHUR)
    if manner == "tibetan":
        return Name(dice.pick(TIBETAN), TIBETAN_NATION)
    if manner == "mongol":
        return Name(dice.pick(MONGOLIAN), MONGOL)
    surname = dice.pick(DOUBLE_SURNAMES if manner == "double" else SURNAMES)
    if manner == "rare":
        return Name(surname + dice.pick(RARE) + (_given(dice, sex) if dice.chance(500) else ""))
    first = dice.pick(EITHER) if dice.chance(300) else ""
    return Name(surname + (first or (_given(dice, sex) if dice.chance(500) else "")) + _given(dice, sex))


def _given(dice: Dice, sex: str) -> str:
    return dice.pick(MALE if sex == "1" else FEMALE)
