"""What import-linter's contracts can't say: who may know a simulator, and that apis stand alone."""

from __future__ import annotations

import re

import grimp
import pytest

ROOMS = ("contract", "kiosk", "devices", "screens", "central", "assets")
SIMULATOR = re.compile(r"devices\.\w+\.simulator(\..*)?")
API = re.compile(r"devices\.\w+\.api")


@pytest.fixture(scope="module")
def graph() -> grimp.ImportGraph:
    return grimp.build_graph(*ROOMS, cache_dir=None)


def test_nothing_that_runs_in_a_lobby_imports_a_simulator(graph: grimp.ImportGraph) -> None:
    simulators = {module for module in graph.modules if SIMULATOR.fullmatch(module)}
    known_by = {
        (importer, module)
        for module in simulators
        for importer in graph.find_modules_that_directly_import(module)
        if importer not in simulators
    }
    assert not known_by


def test_a_device_api_needs_only_the_framing_and_the_device_errors(graph: grimp.ImportGraph) -> None:
    apis = {module for module in graph.modules if API.fullmatch(module)}
    assert apis, "no device has an api"
    needed = {found for api in apis for found in graph.find_modules_directly_imported_by(api)}
    assert needed <= {"contract.frames", "devices.errors"}
