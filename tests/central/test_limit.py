"""Buckets that fill by tries and empty by time."""

from central.app.limit import REMEMBERED, Limiter


def test_a_full_bucket_refuses_and_empties_evenly() -> None:
    limiter = Limiter()
    assert [limiter.allow("a", 3, 1000) for _ in range(4)] == [True, True, True, False]
    assert not limiter.allow("a", 3, 1019)
    assert limiter.allow("a", 3, 1020)
    assert limiter.full("a", 3, 1020)


def test_each_key_has_its_own_bucket_and_looking_counts_nothing() -> None:
    limiter = Limiter()
    assert not any(limiter.full("a", 1, 1000) for _ in range(3))
    assert limiter.allow("a", 1, 1000)
    assert limiter.full("a", 1, 1000)
    assert not limiter.full("b", 1, 1000)


def test_a_longer_time_empties_more_slowly() -> None:
    limiter = Limiter()
    assert limiter.allow("a", 1, 0, seconds=86400)
    assert limiter.full("a", 1, 86399, seconds=86400)
    assert not limiter.full("a", 1, 86400, seconds=86400)


def test_a_clock_that_is_put_back_locks_nobody_out() -> None:
    limiter = Limiter()
    assert limiter.allow("a", 30, 10_000)
    assert limiter.allow("a", 30, 10_000 - 3600)


def test_the_oldest_keys_are_forgotten_first() -> None:
    limiter = Limiter()
    for number in range(REMEMBERED + 1):
        limiter.allow(str(number), 1, 0)
    assert not limiter.full("0", 1, 0)
    assert limiter.full("1", 1, 0)
