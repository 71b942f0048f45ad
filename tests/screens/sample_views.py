"""Pages as the core sends them, in both languages: ordinary days and the worst cases of each template."""

from __future__ import annotations

from functools import lru_cache

from PIL import Image, ImageDraw, ImageFont

import assets
from contract.views import (
    Action,
    Attract,
    ChoiceGroup,
    Column,
    Confirm,
    Document,
    Fact,
    Figure,
    Keypad,
    Lane,
    MonthCell,
    MonthState,
    Notice,
    Overview,
    Paper,
    Progress,
    Result,
    Shown,
    Span,
    Step,
    Table,
    TableRow,
    Timeline,
    Tone,
    Trouble,
    View,
)
from contract.words import Count, Language, Moment, Money, Month, Plain, Word, Year

NOON = 1_793_430_000
"""The clock of the gallery: 31 October 2026, 07:00 UTC."""
Bar = tuple[Action, ...]
_POSTED: tuple[MonthState, ...] = ("posted", "posted", "posted", "posted", "posted")


class Samples:
    """All sample pages of one language: ``pages()`` by name."""

    def __init__(self, language: Language) -> None:
        self.language = language

    def t(self, zh: str, en: str) -> Plain:
        return Plain(zh if self.language == "zh-Hans" else en)

    def pages(self) -> dict[str, tuple[View, Bar]]:
        home, back, errand = self.bar_home(), self.bar_back(), self.bar_signed_in()
        return {
            "attract": (self.attract(), self.bar_attract()),
            "attract-alerts": (self.attract(alerts=True), self.bar_attract()),
            "progress-reading": (self.progress("reading", None), self.bar_help()),
            "progress-asking": (self.progress("asking", None), self.bar_help()),
            "progress-printing": (self.progress("printing", 420), self.bar_help()),
            "keypad": (self.keypad(3, wrong=False), errand),
            "keypad-wrong": (self.keypad(0, wrong=True), errand),
            "overview": (self.overview(five=False), home),
            "overview-five": (self.overview(five=True), home),
            "timeline": (self.timeline(long=False), back),
            "timeline-long": (self.timeline(long=True), back),
            "table": (self.table(8), back),
            "table-24": (self.table(24), back),
            "table-empty": (self.table(0), back),
            "document": (self.document("short"), errand),
            "document-long": (self.document("long"), errand),
            "document-preparing": (self.document("none"), errand),
            "take-slip": (self.result("take-slip"), self.bar_help()),
            "take-card": (self.result("take-card"), self.bar_help()),
            "goodbye": (self.result("goodbye"), self.bar_help()),
            "trouble-paper": (self.trouble_paper(), self.bar_help()),
            "trouble-network": (self.trouble_network(), self.bar_help()),
            "trouble-card-turn": (self.trouble_card(), self.bar_help()),
            "help": (self.help_page(), back),
            "confirm": (self.confirm(30), ()),
            "confirm-long": (self.confirm(None), self.bar_help()),
        }

    def shown(self, name: str, sequence: int, shield_ms: int = 0) -> Shown:
        view, bar = self.pages()[name]
        return Shown(sequence, self.language, view, bar, signed_in=not name.startswith("attract"),
                     shield_ms=shield_ms)

    # the bars

    def bar_help(self) -> Bar:
        return (Action("help", self.t("求助", "Help"), icon="person"),)

    def bar_attract(self) -> Bar:
        t = self.t
        return (Action("verify", t("核验证明", "Check a slip"), icon="shield"),
                Action("guides", t("办事指南", "Guides"), icon="book"),
                Action("calculator", t("退休测算", "Pension estimate"), icon="calculator"),
                Action("help", t("求助", "Help"), icon="person"))

    def bar_home(self) -> Bar:
        return (Action("help", self.t("求助", "Help"), icon="person"), self.eject())

    def bar_signed_in(self) -> Bar:
        return (Action("back", self.t("返回", "Back"), icon="back"), *self.bar_home())

    def bar_back(self) -> Bar:
        t = self.t
        return (Action("back", t("返回", "Back"), icon="back"), Action("home", t("首页", "Home"), icon="home"),
                Action("help", t("求助", "Help"), icon="person"),
                Action("print", t("打印明细", "Print this list"), icon="receipt", style="filled"))

    def eject(self) -> Action:
        return Action("end", self.t("结束取卡", "End and take card"), icon="eject", style="filled")

    # the pages

    def attract(self, alerts: bool = False) -> Attract:
        t = self.t
        steps = (Step("card", t("插卡", "Insert your card"), t("芯片朝上", "Chip up, chip end first")),
                 Step("key", t("输密码", "Enter your PIN"), t("社保卡密码，六位", "The six digits of the card")),
                 Step("receipt", t("查或打印", "Look up or print"), t("约两分钟", "About two minutes")))
        warned = (Notice("attention", t("请用右侧 3 号机打印，本机可以查询。",
                                        "Look-ups work here. Please print at machine 3 on your right."),
                         t("打印机没有纸了。", "No paper.")),) if alerts else ()
        return Attract(t("请插入\n社会保障卡", "Insert your\nsocial security card"),
                       t("查缴费，打证明，办业务。免费，约两分钟。",
                         "See contributions, print proofs. Free of charge, about two minutes."),
                       t("芯片朝上，芯片一端先进", "Chip up, chip end first"), steps,
                       Notice("info", t("插卡即表示同意本机读取卡号与姓名，取卡后不留任何个人信息。",
                                        "By inserting the card you let this machine read its number and your name. "
                                        "Nothing of you stays here when you take it back.")), warned)

    def progress(self, picture: str, permille: int | None) -> Progress:
        t = self.t
        words = {"reading": (t("正在读卡", "Reading your card"), t("请不要拔卡。", "Please leave it in the slot.")),
                 "asking": (t("正在查询", "Asking the bureau"), t("一般不到三秒。", "This takes a few seconds.")),
                 "printing": (t("正在打印", "Printing"), t("请等纸出完再取。", "Wait until the paper has come out."))}
        title, lead = words[picture]
        return Progress(picture, title, lead, permille)  # type: ignore[arg-type]

    def keypad(self, filled: int, wrong: bool) -> Keypad:
        t = self.t
        notice = Notice("attention", t("还可以试 2 次。连续输错会锁卡，锁卡后须到柜台重置。",
                                       "2 tries left. After the last one the card locks and only the counter "
                                       "can unlock it."),
                        t("密码不对。", "Wrong PIN.")) if wrong else \
            Notice("info", t("还可以试 5 次。连续输错会锁卡，锁卡后须到柜台重置。",
                             "5 tries left. After that the card locks and only the counter can unlock it."))
        accept = Action("accept", t("确定", "OK"), style="filled", state="ready" if filled == 6 else "off",
                        reason=None) if wrong else Action("accept", t("确定", "OK"), style="filled")
        return Keypad(t("请输入社保卡密码", "Enter the PIN of your card"),
                      t("六位数字。请用手遮挡键盘。", "Six digits. Please cover the keys with your hand."), 6, filled,
                      accept, notice)

    def overview(self, five: bool) -> Overview:
        t = self.t
        paid, stopped = t("正常缴费", "Paying"), t("暂停缴费", "Paused")
        unit = t("个月", "months")
        names = [("养老", "Pension", 238), ("医疗", "Medical", 231), ("失业", "Unemployment", 190),
                 ("工伤", "Work injury", 190), ("生育", "Maternity", 164)]
        figures = tuple(Figure(t(zh, en), Count(months), unit, stopped if five and place == 2 else paid,
                               "attention" if five and place == 2 else "good")
                        for place, (zh, en, months) in enumerate(names[:5 if five else 4]))
        name = Plain("*卡力亚·买买提吐尔逊", True) if five else Plain("*小明", True)
        notices = (Notice("attention", t("每月20日起扣缴，到账前不计入月数。",
                                         "Contributions are taken from the 20th and count once received."),
                          t("11月尚未到账。", "November is not posted yet.")),)
        return Overview(t("您好", "Hello"), name,
                        Plain(self.t("社会保障号", "Number").text + " 440***********123X", True), figures,
                        t("数据截至 2026年10月31日", "Data as of 31 October 2026"), notices,
                        Action("proof", t("打印参保证明", "Print proof of insurance"),
                               t("任何单位都可扫码核验，三个月有效",
                                 "Anyone can check it by QR code, valid three months"),
                               "receipt", "filled"), self._tiles(five))

    def _tiles(self, five: bool) -> tuple[Action, ...]:
        t = self.t
        return (Action("contributions", t("查缴费", "Contributions"), t("各险种，逐月明细", "Each insurance, by month"),
                       "list"),
                Action("errands", t("办业务", "Applications"), t("1 件被退回，请看", "1 sent back, please look"),
                       "pencil"),
                Action("proofs", t("其他证明", "Other proofs"),
                       t("权益单，转移凭证，授权码", "Rights record, transfer voucher"), "receipt",
                       state="off" if five else "ready", reason=t("打印机没有纸了", "The printer has no paper")),
                Action("card", t("卡服务", "Card services"), t("改密码，挂失与解挂", "PIN, loss report"), "card"),
                Action("guides", t("办不了的事怎么办", "What cannot be done here"),
                       t("要带什么，去哪个窗口，几点开门", "What to bring, which counter, opening hours"), "book"))

    def timeline(self, long: bool) -> Timeline:
        t = self.t
        first = 1986 if long else 1998
        lanes = tuple(
            Lane(t(zh, en), colour, _spans(first, start, breaks), None if not long else
                 Action(f"lane:{colour}", t(zh, en), state="chosen" if colour == "pension" else "ready"))
            for zh, en, colour, start, breaks in (
                ("养老", "Pension", "pension", first * 100 + 102, ((200308, 200311), (201209, 201302))),
                ("医疗", "Medical", "medical", 200101, ((200308, 200311), (201209, 201302))),
                ("失业", "Unemployment", "unemployment", 200601, ((201209, 201302),)),
                ("工伤", "Work injury", "injury", 200601, ((201209, 201302),)),
                ("生育", "Maternity", "maternity", 201303, ())))
        words: dict[MonthState, Plain] = {
            "posted": t("已到账", "Posted"), "not_posted": t("未到账", "Not posted"), "gap": t("断缴", "Gap"),
            "deferred": t("缓缴", "Deferred"), "none": t("—", "—")}
        states: tuple[MonthState, ...] = (*_POSTED, *_POSTED, "not_posted", "none")
        if long:
            states = (*_POSTED, "gap", "gap", "deferred", *_POSTED[:2], "not_posted", "none")
        months = tuple(MonthCell(202601 + place, state, words[state],
                                 Action(f"month:{202601 + place}", words[state]) if state != "none" else None,
                                 place == 9) for place, state in enumerate(states))
        employer = "深圳市样张精密科技股份有限公司第二分公司" if long else "样张科技有限公司"
        detail: tuple[Fact, ...] = (
                  Fact(t("10月 · 缴费基数", "October · base"), Money(1200000)),
                  Fact(t("单位缴 / 个人缴", "Employer / you"), Plain("￥1,920.00 / ￥960.00", True)),
                  Fact(t("单位", "Employer"), Plain(employer, True)))
        if long:
            detail = (Fact(t("月份", "Month"), Month(202610)),
                      *(Fact(t(zh, en), Plain("￥12,000.00，￥1,920.00 / ￥960.00", True)) for zh, en in (
                          ("养老", "Pension"), ("医疗", "Medical"), ("失业", "Unemployment"), ("工伤", "Work injury"))),
                      detail[-1])
        return Timeline(t("您的缴费一生", "Your contributions"),
                        t("1999年2月起，养老保险已到账 238 个月。空白处是没有缴费的月份。",
                          "Since February 1999 your pension has 238 posted months. Hatched parts were not paid."),
                        lanes, first, 2026, Year(2026), months,
                        Action("year:2025", t("上一年", "2025")),
                        Action("year:2027", t("下一年", "2027"), state="off"), detail,
                        t("数据截至 2026年10月31日", "Data as of 31 October 2026") if long else None)

    def table(self, rows: int) -> Table:
        t = self.t
        columns = (Column(t("月份", "Month"), weight=5), Column(t("缴费基数", "Base"), "end", 5),
                   Column(t("单位缴", "Employer"), "end", 5), Column(t("个人缴", "You"), "end", 4),
                   Column(t("状态", "State"), "end", 4))
        data = tuple(_row(t, place) for place in range(rows))
        totals: tuple[Fact, ...] = (
            Fact(t("本页合计，单位缴", "This page, employer"), Money(192000 * rows)),
            Fact(t("本页合计，个人缴", "This page, you"), Money(96000 * rows)),
            Fact(t("已到账月数", "Posted months"), Count(max(0, rows - 1))))
        filters = (Action("f:pension", t("养老", "Pension"), state="chosen"), Action("f:medical", t("医疗", "Medical")),
                   Action("f:unemployment", t("失业", "Unemployment")), Action("f:injury", t("工伤", "Work injury")),
                   Action("f:maternity", t("生育", "Maternity")))
        return Table(t("养老保险缴费明细", "Pension contributions"),
                     t("一行一个月，新的在上面。", "One row a month, the newest first."), columns, data, totals,
                     t("数据截至 2026年10月31日", "Data as of 31 October 2026"),
                     t("第 1 页，共 10 页", "Page 1 of 10") if rows else t("共 0 页", "No pages"),
                     Action("page:0", t("上一页", "Back"), icon="more-left", state="off"),
                     Action("page:2", t("下一页", "Next"), icon="more-right", state="ready" if rows else "off"),
                     filters, t("这段时间没有缴费记录。", "There are no contributions in this period."))

    def document(self, paper: str) -> Document:
        t = self.t
        groups = (ChoiceGroup(t("起止", "Period"), (
                      Action("p:24", t("近 24 个月", "Last 24 months"), t("常用", "Usual"), state="chosen"),
                      Action("p:all", t("全部年份", "All years"), t("约 1.6 米，分 5 张", "About 1.6 m, on 5 slips")),
                      Action("p:own", t("自己选", "Choose")))),
                  ChoiceGroup(t("内容", "Contents"), (
                      Action("c:base", t("月数与基数", "Months and base"), t("单位要求时常用", "Often asked for"),
                             state="chosen"),
                      Action("c:months", t("只有月数", "Months only"), t("不显示收入", "Does not show income"))),
                      many=paper == "long"))
        shown = {"short": sample_paper(24), "long": sample_paper(120), "none": None}[paper]
        return Document(t("参保证明", "Proof of insurance"), shown,
                        t("与打印内容一致（纸上为完整号码），约 21 厘米长",
                          "As it will be printed (with your full number), about 21 cm long"), groups,
                        Notice("good", t("对方扫码即可核验，并须输入您证件的后四位。",
                                         "Anyone can check it by QR code with the last four digits of your ID.")),
                        Action("print", t("打印 1 份", "Print 1 copy"), style="filled",
                               state="off" if paper == "none" else "ready",
                               reason=t("预览出来后可以打印", "Ready when the preview is")))

    def result(self, picture: str) -> Result:
        t = self.t
        if picture == "take-slip":
            return Result("take-slip", t("请取走证明", "Take your proof"),
                          t("已完整打印并裁切。请核对姓名。", "It is printed and cut. Please check the name."),
                          Notice("good", t("验真码 7K4M-P2XR-9TQW，有效至 2027年2月23日",
                                           "Code 7K4M-P2XR-9TQW, valid until 23 February 2027")),
                          (Action("more", t("还要办别的", "Do something else")),
                           Action("end", t("结束，取回卡", "End and take card"), style="filled")))
        if picture == "take-card":
            return Result("take-card", t("请取走您的卡", "Take your card"), t("卡在插口里。", "It is in the slot."))
        return Result("goodbye", t("办好了，再见", "All done. Goodbye"),
                      t("本机没有留下您的任何信息。", "Nothing of you is kept in this machine."))

    def trouble_paper(self) -> Trouble:
        t = self.t
        facts = (Fact(t("从何时起", "Since"), Moment(NOON - 1320)),
                 Fact(t("已通知", "Informed"), t("大厅值班员，09:38", "Hall attendant, 09:38")),
                 Fact(t("预计恢复", "Expected"), t("10 分钟内", "within 10 minutes")),
                 Fact(t("最近的机器", "Nearest machine"), t("本厅 3 号机，右侧 20 米",
                                                    "No. 3 in this hall, 20 m right")))
        return Trouble("attention", t("打印机没有纸了", "The printer has no paper"),
                       t("证明没有打印，也没有生效。查缴费和办业务不受影响。",
                         "Your proof was not printed and is not valid. Everything else still works."), facts,
                       (Action("contributions", t("继续查缴费", "See contributions")),
                        Action("end", t("结束，取回卡", "End and take card"), style="filled")), "PRN-201",
                       "SZ-FT-0017", "12333")

    def trouble_network(self) -> Trouble:
        t = self.t
        return Trouble("refused", t("暂时连不上社保中心", "The bureau cannot be reached"),
                       t("您的信息没有改动。指南、测算和办公时间可以照常查看。",
                         "Nothing of yours was changed. Guides, estimates and opening hours can still be read."),
                       (Fact(t("从何时起", "Since"), Moment(NOON - 90000)),),
                       (Action("again", t("再试一次", "Try again"), icon="network"),
                        Action("guides", t("看办事指南", "Read the guides"), icon="book"),
                        Action("end", t("结束，取回卡", "End and take card"), style="filled")), "NET-102",
                       "SZ-FT-0017", "12333", "network")

    def trouble_card(self) -> Trouble:
        t = self.t
        return Trouble("attention", t("卡插反了", "The card is the wrong way round"),
                       t("请拔出来，芯片朝上，芯片一端先进。",
                         "Take it out, turn it chip up, and insert the chip end first."),
                       (), (), "CRD-103", "SZ-FT-0017", "12333", "card-turn")

    def help_page(self) -> Trouble:
        t = self.t
        facts = (Fact(t("值班员", "Attendant"), t("服务台，左侧 10 米", "Service desk, 10 m to the left")),
                 Fact(t("服务电话", "Telephone"), Plain("12333")),
                 Fact(t("办公时间", "Open"), t("工作日 9:00–12:00，14:00–17:30", "weekdays 9:00–12:00, 14:00–17:30")))
        return Trouble("info", t("需要帮忙吗", "Do you need help?"),
                       t("值班员可以过来。卡留在机器里没有关系。",
                         "An attendant can come. Your card may stay in the slot."),
                       facts, (Action("call", t("请值班员过来", "Call the attendant"), icon="person",
                                      style="filled"),), "", "SZ-FT-0017", "12333", "help")

    def confirm(self, seconds: int | None) -> Confirm:
        t = self.t
        if seconds is not None:
            return Confirm(t("您还在吗？", "Are you still there?"),
                           t("没有操作的话，本机会结束并退卡。",
                             "Without an answer this visit ends and the card comes out."),
                           (Action("stay", t("我还在", "I am here"), style="filled"),
                            Action("end", t("结束，取回卡", "End and take card"))), seconds)
        return Confirm(t("要把通讯地址改成这个吗？", "Change your postal address to this?"),
                       t("广东省深圳市福田区样张街道样张社区样张路 1024 号样张花园 12 栋 3 单元 2105 室。"
                         "以后的通知都寄到这里。",
                         "Room 2105, Unit 3, Building 12, Sample Garden, 1024 Sample Road, Futian District, Shenzhen, "
                         "Guangdong. All letters will go there from now on."),
                       (Action("no", t("不改，返回", "No, go back")), Action("edit", t("再改一下", "Edit again")),
                        Action("yes", t("改成这个", "Change it"), style="filled")))


def _spans(first: int, start: int, breaks: tuple[tuple[int, int], ...]) -> tuple[Span, ...]:
    spans: list[Span] = []
    if start > first * 100 + 1:
        spans.append(Span(first * 100 + 1, _before(start), "gap"))
    for begin, end in breaks:
        if begin > start:
            spans += [Span(start, _before(begin), "posted"), Span(begin, end, "gap")]
            start = _before(end, -1)
    return (*spans, Span(start, 202610, "posted"), Span(202611, 202611, "not_posted"))


def _before(yyyymm: int, months: int = 1) -> int:
    total = yyyymm // 100 * 12 + yyyymm % 100 - 1 - months
    return total // 12 * 100 + total % 12 + 1


def _row(t: object, place: int) -> TableRow:
    assert callable(t)
    month = _before(202611, place)
    state: Word = t("未到账", "Not posted") if place == 0 else t("已到账", "Posted")
    tone: Tone | None = "attention" if place == 0 else None
    return TableRow((Month(month), Money(1200000), Money(192000), Money(96000), state), tone)


@lru_cache(maxsize=4)
def sample_paper(months: int) -> Paper:
    """A slip as the printer would make it, masked, ``months`` rows long."""
    font = str(assets.built("fonts", "NotoSansMonoSC-Regular.otf"))
    body, title = ImageFont.truetype(font, 24), ImageFont.truetype(font, 40)
    height = 560 + months * 32 + 330
    image = Image.new("1", (576, height), 0)
    draw = ImageDraw.Draw(image)
    draw.text((288, 24), "社会保险参保证明", 1, title, anchor="ma")
    draw.text((288, 84), "样张 · 仅供测试", 1, body, anchor="ma")
    lines = ["", "姓名 *小明", "证件号码 440***********123X", "-" * 46, "一、累计月数", "养老  医疗  失业  工伤  生育",
             " 238   231   190   190   164", "-" * 46, f"二、近 {months} 个月"]
    lines += [f"{_before(202611, place)}     12000     1920.00   960.00" for place in range(1, months + 1)]
    lines += ["-" * 46, "验真码 7K4M-P2XR-9TQW", "有效至 2027年2月23日"]
    for number, line in enumerate(lines):
        draw.text((12, 120 + number * 32), line, 1, body)
    top = 140 + len(lines) * 32
    for row in range(21):
        for column in range(21):
            if (row * 7 + column * 5 + row * column) % 3 == 0:
                draw.rectangle((183 + column * 10, top + row * 10, 192 + column * 10, top + row * 10 + 9), fill=1)
    return Paper(576, height, image.tobytes(), tuple(lines))
