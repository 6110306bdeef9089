"""The state on disk: whole at every moment, one file a worker, added up as one run."""

import json
import logging
import threading
import time
from pathlib import Path

import pytest

from tinyv.health import Health
from tinyv.health.status import POINTS, REPLACED, SILENT, BadStatus, Snapshot, Status, Writer, add_up, read
from tinyv.types import Label, Query, Verdict

RIGHT = Verdict(Label.CORRECT, 1.0, "8", "rule:rational", "")
WRONG = Verdict(Label.WRONG, 0.0, "7", "rule:rational", "")


def load(path: Path) -> Status:
    return read(path.read_bytes(), str(path))


def until(path: Path, samples: int) -> Status:
    """The status once it has so many samples."""
    end = time.monotonic() + 10
    while time.monotonic() < end:
        if path.exists() and (status := load(path)).snapshot.counts["samples"] >= samples:
            return status
        time.sleep(0.02)
    raise AssertionError(f"{path} never had {samples} samples")


def test_the_last_state_gets_there_by_itself_and_soon(tmp_path: Path) -> None:
    file = tmp_path / "runs" / "health.json"
    health = Health(file=file)
    for _ in range(50):
        health.note([Query("q", "8", "")] * 2, [RIGHT, WRONG])
    status = until(file, 100)
    assert status.numbers() == health.numbers()
    assert not list(file.parent.glob(".*")), "nothing is left beside it"
    health.close()


def test_at_most_one_write_a_second(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written = []
    monkeypatch.setattr(Writer, "write", lambda self: written.append(time.monotonic()))
    health = Health(file=tmp_path / "health.json")
    end = time.monotonic() + 1.5
    while time.monotonic() < end:
        health.note([Query("q", "8", "")], [RIGHT])
    assert 1 <= len(written) <= 2
    health.close()


def test_a_reader_never_sees_half_a_file(tmp_path: Path) -> None:
    file, stop, seen = tmp_path / "health.json", threading.Event(), [0]
    health = Health(file=file)
    health.note([Query(str(n), "8", "") for n in range(2000)], [RIGHT] * 2000)
    writer = Writer(file, health.snapshot)

    def look() -> None:
        while not stop.is_set():
            if file.exists():
                load(file)
                seen[0] += 1

    reader = threading.Thread(target=look)
    reader.start()
    for _ in range(25):
        writer.write()
    stop.set()
    reader.join()
    assert seen[0] > 0
    health.close()


def test_workers_share_a_folder_or_a_file(tmp_path: Path) -> None:
    for target in (tmp_path / "folder", tmp_path / "one.json"):
        workers = [Health(file=target) for _ in range(3)]
        for worker in workers:
            worker.note([Query("q", "8", "")] * 2, [RIGHT, WRONG])
            worker.close()
    assert len(list((tmp_path / "folder").glob("*.json"))) == 3
    assert len(list(tmp_path.glob("one*.json"))) == 3
    statuses = [load(path) for path in tmp_path.glob("one*.json")]
    assert add_up(statuses).numbers()["samples"] == 6


def test_sums_are_those_of_one_worker(tmp_path: Path) -> None:
    """Rollouts of a prompt that went to different workers are one group again."""
    whole, parts = Health(), [Health(file=tmp_path), Health(file=tmp_path)]
    for n in range(200):
        query, verdict = Query(str(n // 2), "8", ""), WRONG if n % 6 == 1 else RIGHT
        whole.note([query], [verdict])
        parts[n % 2].note([query], [verdict])
    for part in parts:
        part.close()
        assert part.numbers()["prompts"] == 0
    status = add_up([load(path) for path in tmp_path.glob("*.json")])
    assert status.numbers() == whole.numbers()
    assert len(status.workers) == 2
    assert status.history[-1][1]["samples"] == 200


def status_of(worker: str, started: float, updated: float, samples: int = 10) -> Status:
    counts = {"samples": samples, "window": samples, "correct": samples // 2}
    return Status(Snapshot(counts, {}), started, updated, ((updated, counts),), (worker,))


def test_workers_that_ended_are_left_out() -> None:
    now = 1e9
    silent = status_of("silent", now - 5000, now - SILENT - 1)
    earlier = status_of("earlier", now - 5000, now - REPLACED - 1)
    idle = status_of("idle", now - 30, now - 20)
    alive = status_of("alive", now - 40, now)
    status = add_up([silent, earlier, idle, alive])
    assert status.workers == ("alive", "idle")
    assert status.left_out == ("earlier", "silent")
    assert status.numbers()["samples"] == 20
    assert add_up([silent]).workers == ("silent",), "the end of a run can be looked at for ever"


def test_the_history_spans_the_run_and_stays_small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clock, count = [1000.0], [0]
    monkeypatch.setattr(time, "time", lambda: clock[0])
    writer = Writer(tmp_path / "health.json", lambda: Snapshot({"samples": count[0], "window": 1}, {}))
    for _ in range(1000):
        clock[0] += 10
        count[0] += 1
        writer._remember(clock[0], {"samples": count[0], "window": 1})
    writer.write()
    history = load(writer.path).history
    assert POINTS / 3 < len(history) <= POINTS + 2
    assert history[0][0] < 1100
    assert history[-1][0] > 10_000


def test_histories_of_workers_are_one_course() -> None:
    one = Status(Snapshot({}, {}), 0, 4, ((1, {"samples": 1}), (3, {"samples": 3})), ("one",))
    two = Status(Snapshot({}, {}), 0, 4, ((2, {"samples": 10}), (4, {"samples": 20})), ("two",))
    assert [(when, counts["samples"]) for when, counts in add_up([one, two]).history] == [
        (1, 1),
        (2, 11),
        (3, 13),
        (4, 23),
    ]


def test_a_disk_that_fails_is_said_once_and_tried_again(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "taken").write_text("a file where a folder should be")
    writer = Writer(tmp_path / "taken" / "health.json", lambda: Snapshot({"samples": 1}, {}))
    with caplog.at_level(logging.WARNING, "tinyv.health"):
        writer.write()
        writer.write()
    assert len(caplog.records) == 1
    (tmp_path / "taken").unlink()
    writer.write()
    assert load(writer.path).snapshot.counts["samples"] == 1


def test_what_is_no_status_is_named(tmp_path: Path) -> None:
    for content in (b"", b"[]", b"{}", b'{"tinyv_health": 1}', b'{"tinyv_health": 1, "history": 3}', b"\xff"):
        with pytest.raises(BadStatus, match=r"odd\.json"):
            read(content, "odd.json")
    with pytest.raises(BadStatus, match="update tinyv"):
        read(json.dumps({"tinyv_health": 99}).encode(), "new.json")
