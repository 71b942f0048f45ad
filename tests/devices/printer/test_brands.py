"""Each make prints the same dots from the same blocks, and says *printed* only by its own proof."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.printer import star_codec
from devices.printer.api import Capabilities, Cause, NotReady, Outcome, PrintJob, Raster, Ready, Text
from devices.printer.brands import BRANDS
from devices.printer.classifier import Classifier, Garbage, PaperLength, StarStatus, Transmitted
from devices.printer.profile import Profile, able
from devices.printer.simulator import PrinterSimulator
from devices.printer.star_status import StarListener, count_bits, header_of, length_of
from tests.devices.printer.bench import GENEROUS, LONG, PATIENT, QUICK, SLIP, URL, bench
from tests.devices.printer.faults import cover, mended

EACH = pytest.mark.parametrize("brand", BRANDS)
UNHURRIED = replace(PATIENT, taken=GENEROUS)


@EACH
async def test_a_slip_is_the_same_dots_on_every_brand(brand: str) -> None:
    async with bench(limits=PATIENT) as rig:
        assert (await rig.printer.print(SLIP)).outcome is Outcome.PRINTED
        (expected,) = rig.simulator.slips
    async with bench(brand=brand, limits=replace(PATIENT, taken=0.3)) as rig:
        job = asyncio.create_task(rig.printer.print(SLIP))
        slip = await rig.simulator.torn_off(1)
        result = await job
    assert result.outcome in (Outcome.PRINTED, Outcome.RETRACTED)
    assert slip.text_lines() == expected.text_lines()
    assert slip.qr == [URL]
    assert slip.picture().tobytes() == expected.picture().tobytes()
    assert rig.simulator.unknown == []
    assert result.sent == len(slip.data)


@EACH
async def test_a_stop_in_the_middle_is_unknown_and_no_tail_comes_with_the_next_slip(brand: str) -> None:
    async with bench(brand=brand, limits=UNHURRIED) as rig:
        rig.simulator.when_burnt(90, lambda: cover(rig.simulator))
        result = await rig.printer.print(SLIP)
        assert (result.outcome, result.status) == (Outcome.UNKNOWN, NotReady(Cause.COVER_OPEN))
        mended(rig.simulator)
        await rig.until(Ready())
        rig.simulator.take()
        count = len(rig.simulator.slips)
        job = asyncio.create_task(rig.printer.print(SLIP))
        slip = await rig.simulator.torn_off(count + 1)
        assert slip.text_lines()[0] == "社会保险参保证明"
        asyncio.get_running_loop().call_later(0.1, rig.simulator.take)
        assert (await job).outcome in (Outcome.PRINTED, Outcome.PRINTED_TAKEN)


async def test_a_clone_that_answers_what_it_has_only_read_is_not_believed_before_the_paper_has_had_its_time() -> None:
    """It answers at once and stops afterwards: nothing is out."""
    printer = PrinterSimulator(brand="clone", hasty=True, speed=1000.0, buffer=100_000)
    limits = replace(QUICK, paper_speed=60.0, beyond_paper=GENEROUS)
    async with bench(printer, brand="clone", line="usb", limits=limits) as rig:
        rig.simulator.when_burnt(60, lambda: cover(rig.simulator))
        result = await rig.printer.print(SLIP)
        assert rig.simulator.slips == []
        assert (result.outcome, result.status) == (Outcome.UNKNOWN, NotReady(Cause.COVER_OPEN))


@pytest.mark.parametrize("off", ["cover", "paper_end", "cutter", "paper_answer"])
async def test_a_clone_that_does_not_tell_what_stops_it_never_counts_as_having_printed(off: str) -> None:
    capabilities = able(BRANDS["clone"], profile=Profile("clone", **{off: False}))
    async with bench(brand="clone", capabilities=capabilities) as rig:
        assert (await rig.printer.print(SLIP)).outcome is Outcome.UNKNOWN
        await rig.simulator.torn_off(1)
        assert await rig.printer.status() == Ready()


async def test_a_star_without_its_counter_never_counts_as_having_printed_and_is_ready_again() -> None:
    capabilities = able(BRANDS["star"], profile=Profile("star", process_id=False))
    async with bench(brand="star", capabilities=capabilities) as rig:
        for count in (1, 2):
            assert (await rig.printer.print(SLIP)).outcome is Outcome.UNKNOWN
            await rig.simulator.torn_off(count)
            rig.simulator.take()


@EACH
def test_a_profile_can_only_switch_off(brand: str) -> None:
    everything = able(BRANDS[brand])
    assert able(BRANDS[brand], profile=Profile(brand)) == everything
    nothing = able(BRANDS[brand], profile=Profile(brand, *[False] * (len(Profile.__struct_fields__) - 1)))
    assert nothing == Capabilities(576, process_id=False, outlet_sensor=False, proves=False, near_end=False)


async def test_a_star_counts_from_where_it_stands_and_round_its_end() -> None:
    async with bench(brand="star", limits=UNHURRIED) as rig:
        for number in range(1, 18):
            job = asyncio.create_task(rig.printer.print(PrintJob("short", (Text(str(number)),))))
            await rig.simulator.torn_off(number)
            asyncio.get_running_loop().call_later(0.05, rig.simulator.take)
            assert (await job).outcome in (Outcome.PRINTED, Outcome.PRINTED_TAKEN)


@pytest.mark.parametrize("count", [0, 20, 31])
async def test_a_block_of_an_earlier_job_proves_nothing_on_a_star(count: int) -> None:
    async with bench(brand="star") as rig:
        def late() -> None:
            rig.simulator.silent = True
            rig.simulator.say(bytes((0x23, 0x86, 0, 0, 0, 0, 0, count_bits(count), 0)))

        rig.simulator.when_burnt(60, late)
        assert (await rig.printer.print(SLIP)).outcome is Outcome.UNKNOWN


async def test_real_time_commands_drawn_in_a_picture_are_not_heard_by_a_star() -> None:
    row = (star_codec.RESET + star_codec.ASK_STATUS) * 8
    async with bench(brand="star") as rig:
        before = rig.simulator.clears
        result = await rig.printer.print(PrintJob("picture", (Raster(len(row) * 8, 300, row * 300), Text("末"))))
        assert result.outcome is not Outcome.UNKNOWN
        assert rig.simulator.clears == before
        assert rig.simulator.slips[0].text_lines() == ["末"]


async def test_a_long_slip_flows_through_a_small_buffer_of_a_star() -> None:
    async with bench(PrinterSimulator(instant=True, brand="star", buffer=512), brand="star",
                     limits=replace(PATIENT, taken=0.3)) as rig:
        assert (await rig.printer.print(LONG)).outcome is Outcome.RETRACTED
        assert len(rig.simulator.slips[0].text_lines()) == 300
        assert rig.simulator.overruns == 0


@pytest.mark.parametrize("length", range(7, 16))
def test_the_first_byte_of_a_star_block_says_its_length(length: int) -> None:
    assert length_of(header_of(length)) == length


def test_the_headers_that_makers_quote_are_understood() -> None:
    assert (length_of(0x23), length_of(0x0F)) == (9, 7)
    healthy = bytes.fromhex("23 86 00 00 00 00 00 00 00")
    assert StarListener().feed(healthy) == [StarStatus(0, 0, 0, 0, 0)]
    assert StarListener().feed(bytes.fromhex("23 86 28 00 00 08 00 00 06")) == [StarStatus(0x28, 0, 8, 0, 3)]


@given(st.lists(st.binary(max_size=12), max_size=12))
def test_how_star_bytes_are_cut_changes_nothing_and_none_is_lost(pieces: list[bytes]) -> None:
    whole = StarListener()
    signals = whole.feed(b"".join(pieces))
    cut = StarListener()
    assert [signal for piece in pieces for signal in cut.feed(piece)] == signals
    assert cut.begun == whole.begun


@given(st.binary(max_size=20))
def test_after_any_noise_a_star_block_is_heard_at_the_latest_the_second_time(noise: bytes) -> None:
    block = bytes.fromhex("23 86 00 00 00 00 00 04 00")
    assert StarStatus(0, 0, 0, 2, 0) in StarListener().feed(noise + block + block)


def test_a_length_in_plain_figures_counts_only_when_it_was_asked_for() -> None:
    listener = Classifier(full_status=True)
    assert not any(isinstance(signal, PaperLength) for signal in listener.feed(b"51cm"))
    listener = Classifier(full_status=True)
    listener.length_asked()
    assert listener.feed(b"510cm") == [PaperLength(5100)]
    assert listener.feed(b"\x00") == [Transmitted(0)]


def test_what_tears_a_length_is_itself_again() -> None:
    listener = Classifier(full_status=True)
    listener.length_asked()
    assert Garbage(0x80) in listener.feed(b"5\x80")
