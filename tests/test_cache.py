"""The cache of opinions: bounded, shared, and never a reason to stop."""

import multiprocessing
import pickle
import sqlite3
from pathlib import Path

import pytest

from tinyv.cache import Cache, key_of


def keys(number: int) -> list[bytes]:
    return [key_of(str(index)) for index in range(number)]


def test_keys_tell_fields_apart() -> None:
    assert key_of("ab", "c") != key_of("a", "bc")
    assert key_of("a", "") != key_of("", "a") != key_of("a")
    assert key_of("\ud800") != key_of("?")


def test_what_is_put_is_got(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "c")
    some = dict(zip(keys(1200), [i / 1200 for i in range(1200)], strict=True))
    cache.put(some)
    assert cache.get(some) == some
    assert Cache(tmp_path / "c").get([key_of("0"), key_of("none")]) == {key_of("0"): 0.0}
    assert pickle.loads(pickle.dumps(cache)).get(some) == some


def test_the_oldest_goes(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "c", limit=100)
    for key in keys(1000):
        cache.put({key: 0.5})
    assert len(cache) <= 100
    assert key_of("999") in cache.get([key_of("999")])
    assert cache.get([key_of("0")]) == {}


def test_a_damaged_file_is_put_aside(tmp_path: Path) -> None:
    (tmp_path / "c").write_bytes(b"no database at all" * 1000)
    cache = Cache(tmp_path / "c")
    cache.put({key_of("a"): 0.25})
    assert cache.get([key_of("a")]) == {key_of("a"): 0.25}
    assert (tmp_path / "c.damaged").exists()


def test_damage_while_open_is_a_miss(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "c")
    cache.put(dict.fromkeys(keys(5000), 0.5))
    cache.close()
    whole = bytearray((tmp_path / "c").read_bytes())
    whole[4096:] = b"\xff" * (len(whole) - 4096)
    (tmp_path / "c").write_bytes(whole)
    assert cache.get(keys(5000)) == {}
    cache.put({key_of("a"): 0.25})
    cache.put({key_of("a"): 0.25})
    assert cache.get([key_of("a")]) == {key_of("a"): 0.25}
    assert cache.troubles > 0


def test_a_locked_file_is_a_miss(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tinyv.cache.BUSY", 0.05)
    cache = Cache(tmp_path / "c")
    other = sqlite3.connect(tmp_path / "c")
    other.execute("BEGIN EXCLUSIVE")
    cache.put({key_of("a"): 0.25})
    assert cache.troubles == 1
    other.rollback()
    other.close()
    assert cache.get([key_of("a")]) == {}


def test_a_folder_that_is_not_there_is_said_at_once(tmp_path: Path) -> None:
    with pytest.raises(sqlite3.OperationalError):
        Cache(tmp_path / "none" / "c")
    with pytest.raises(ValueError, match="limit"):
        Cache(tmp_path / "c", limit=0)


def fill(path: Path, first: int) -> None:
    cache = Cache(path)
    for index in range(first, first + 200):
        cache.put({key_of(str(index)): 0.5})


def test_processes_share_it(tmp_path: Path) -> None:
    Cache(tmp_path / "c").close()
    context = multiprocessing.get_context("spawn")
    workers = [context.Process(target=fill, args=(tmp_path / "c", first)) for first in (0, 200, 400)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(Cache(tmp_path / "c")) == 600
