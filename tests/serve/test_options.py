"""The options of `tinyv serve`, and what is said where they make no sense."""

from dataclasses import fields
from pathlib import Path

import pytest

from tinyv.cli import main
from tinyv.cli.serve import REWARDS, read_token
from tinyv.rewards.policy import RewardPolicy
from tinyv.rows import InputError
from tinyv.serve import Limits

pytest.importorskip("uvicorn")
pytest.importorskip("starlette")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--host", "0.0.0.0"], "--host 0.0.0.0: others can reach this address, and there is no token"),
        (["--concurency", "3"], "did you mean '--concurrency'"),
        (["--concurrency", "0"], "--concurrency: 0 allows nothing"),
        (["--batch-rows", "-1"], "--batch-rows: -1 allows nothing"),
        (["--undecided", "nan"], "--undecided: nan is no finite number"),
        (["--port", "70000"], "--port 70000"),
        (["--workers", "0"], "not a whole number from 1"),
        (["--token-file", "no-such-file"], "--token-file no-such-file: No such file"),
        (["--host", "203.0.113.1", "--token-file", "TOKEN"], "203.0.113.1:8400: "),
    ],
)
def test_options_that_make_no_sense(
    options: list[str], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("TINYV_TOKEN", raising=False)
    monkeypatch.chdir(tmp_path)
    Path("TOKEN").write_text("abc")
    assert main(["serve", "--judge", "none", *options]) == 2
    assert said in capsys.readouterr().err


def test_every_limit_and_reward_is_an_option(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["serve", "--help"]) == 0
    shown = capsys.readouterr().out
    for name in (*(field.name for field in fields(Limits)), *REWARDS):
        assert f"--{name.replace('_', '-')}" in shown
    assert {field.name for field in fields(RewardPolicy)} == {*REWARDS, "scored", "correction"}


def test_where_the_token_comes_from(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "token"
    file.write_text(" from-file\n")
    monkeypatch.setenv("TINYV_TOKEN", "from-environment")
    assert [read_token(file), read_token(None)] == ["from-file", "from-environment"]
    for wrong in ("", "two words", "Größe", "a\x00b"):
        file.write_text(wrong)
        with pytest.raises(InputError):
            read_token(file)
