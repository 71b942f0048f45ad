"""A machine's file is understood exactly, or refused with the place and the reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.configuration import Misconfigured, load

WHOLE = """
machine = "SZ-0001"
run_dir = "/run/kiosk"
state_dir = "/var/lib/kiosk"
hotline = "0755-12333"

[centre]
address = "https://centre.example:8443"
authority = "/etc/kiosk/ca.crt"

[card]
reader = "Virtual PCD 00 00"

[printer]
port = "serial:///dev/ttyS0?baud=115200"
width = 576

[screen]
size = "1920x1080"

[delays]
silence = 120.0
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "machine.toml"


def test_a_whole_file_is_read(file: Path) -> None:
    file.write_text(WHOLE)
    settings = load(file)
    assert settings.machine == "SZ-0001"
    assert settings.printer_socket == Path("/run/kiosk/printer.sock")
    assert settings.printer.brand == "epson"
    assert settings.printer_state == Path("/var/lib/kiosk")
    assert settings.screen.size == "1920x1080"
    assert settings.delays.silence == 120
    assert settings.delays.pin == 60


@pytest.mark.parametrize("port", ["tcp://10.0.0.7:9100", "usb:///dev/usb/lp0", "serial:///dev/ttyUSB0?baud=9600"])
def test_every_kind_of_printer_port_is_taken(file: Path, port: str) -> None:
    file.write_text(WHOLE.replace("serial:///dev/ttyS0?baud=115200", port))
    assert load(file).printer.port == port


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ('machine = "SZ-0001"\n', "", "machine"),
        ("width = 576", "width = 577", "$.printer.width"),
        ("width = 576", "wide = 576", "wide"),
        ("width = 576", 'brand = "acme"', "$.printer.brand"),
        ('size = "1920x1080"', 'size = "big"', "$.screen.size"),
        ("https://centre", "http://centre", "$.centre.address"),
        ("serial:///dev/ttyS0?baud=115200", "/dev/ttyS0", "$.printer.port"),
        ('"/run/kiosk"', '"run/kiosk"', "absolute path"),
        ("silence = 120.0", 'silence = "long"', "$.delays.silence"),
        ("silence = 120.0", "silense = 120.0", "silense"),
        ("silence = 120.0", "silence = 0.0", "$.delays.silence"),
        ("silence = 120.0", "retract = -1.0", "$.delays.retract"),
        ("[screen]", "[screen", "not TOML"),
    ],
)
def test_a_wrong_file_is_refused_with_the_place(file: Path, old: str, new: str, place: str) -> None:
    assert old in WHOLE
    file.write_text(WHOLE.replace(old, new))
    with pytest.raises(Misconfigured) as refusal:
        load(file)
    assert place in str(refusal.value)
    assert str(file) in str(refusal.value)


def test_a_missing_file_is_named(file: Path) -> None:
    with pytest.raises(Misconfigured, match=r"machine\.toml: No such file"):
        load(file)
