"""One small population for tests that only look."""

from __future__ import annotations

from datetime import date

import pytest

from central.population.people import Person, Population

TODAY = date(2026, 11, 24)
SEED = 1


@pytest.fixture(scope="session")
def population() -> Population:
    return Population(400, SEED, TODAY)


@pytest.fixture(scope="session")
def everybody(population: Population) -> tuple[Person, ...]:
    return tuple(population)


@pytest.fixture(scope="session")
def samples(population: Population) -> dict[str, Person]:
    return {person.label: person for person in population.samples()}
