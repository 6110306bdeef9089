"""`tinyv noise` as a user meets it."""

import json
import xml.etree.ElementTree as ElementTree
from math import comb
from pathlib import Path

import pytest

from tinyv import cli
from tinyv.rl.chart import Panel, plain, svg

Capture = pytest.CaptureFixture[str]
SVG = "{http://www.w3.org/2000/svg}"


def test_the_table_compares_before_and_after(capsys: Capture) -> None:
    assert cli.main(["noise", "--fn", "0.385", "--fp", "0.01", "--fn-after", "0.05"]) == 0
    lines = capsys.readouterr().out.splitlines()
    rows = {line[:40].strip(): line[40:].split() for line in lines if line.strip()}
    assert rows["informedness J = TPR - FPR"] == ["1.000", "0.605", "0.940"]
    assert rows["false positives"] == ["0.0", "%", "1.0", "%", "1.0", "%"]
    slower = float(rows["GRPO: steps, errors by chance"][2])
    assert slower > 1.6
    assert float(rows["GRPO: steps, errors by chance"][4]) < 1.1
    assert rows["and its pass rate in the end"] == ["100.0", "%", "0.0", "%", "0.0", "%"]
    assert any("then a collapse" in line for line in lines)


def test_json_has_the_numbers_and_null_for_never(capsys: Capture) -> None:
    argv = ["--fn", "0.7", "--fp", "0.5", "--group", "4", "--pass-rate", "0.5,2", "--target", "0.9", "--json"]
    assert cli.main(["noise", *argv]) == 0
    facts = json.loads(capsys.readouterr().out)
    assert (facts["group"], facts["target"]) == (4, 0.9)
    clean, given = facts["cases"]
    assert clean["effects"]["efficiency"] == pytest.approx(3 / 5)  # a uniform pass rate: all counts alike
    assert given["steps"] is None
    assert given["effects"]["standardised"]["rollouts"] is None
    assert given["effects"]["informedness"] == pytest.approx(-0.2)
    assert clean["steps"] > 0


@pytest.mark.parametrize("argv", [["--fn", "0.2"], ["--fn", "0.9", "--fp", "0.5"], ["--fn", "0", "--fp-after", "0.3"]])
def test_the_drawing_is_sound_and_stays_in_its_frame(argv: list[str], tmp_path: Path, capsys: Capture) -> None:
    path = tmp_path / "n.svg"
    assert cli.main(["noise", *argv, "--plot", str(path)]) == 0
    root = ElementTree.fromstring(path.read_text())
    wide = float(root.attrib["width"])
    lines = root.findall(f".//{SVG}g[@clip-path]/{SVG}polyline")
    assert len(lines) >= 6
    assert lines == root.findall(f".//{SVG}polyline")
    for dot in root.findall(f".//{SVG}circle"):
        assert 0 <= float(dot.attrib["cx"]) <= wide
        assert 0 <= float(dot.attrib["cy"]) <= float(root.attrib["height"])
    assert path.stat().st_size < 60_000
    assert [each.name for each in tmp_path.iterdir()] == ["n.svg"]


def test_a_name_in_a_drawing_is_text() -> None:
    drawn = svg("<b>", [Panel("a & b", "x", "y", [plain("</svg>", [(0.0, 0.0), (1.0, 1.0)])])])
    root = ElementTree.fromstring(drawn)
    assert "</svg>" in {element.text for element in root.iter(f"{SVG}text")}


def summary(path: Path, **changes: object) -> Path:
    """What an audit's summary.json holds of interest here."""
    noise = {"false_negative_rate": {"value": 0.3}, "false_positive_rate": {"value": 0.02}}
    share = {"before": {"value": 0.35}, "after": {"value": 0.4}, "ours": {"value": 0.4}}
    facts = {"size": 4, "pass_rate": {"before": 0.5, "after": 0.7, "ours": 0.7}, "share": share}
    path.write_text(json.dumps({"noise": noise, "efficiency": facts} | changes))
    return path


def test_an_audit_brings_rates_pass_rates_and_the_group(tmp_path: Path, capsys: Capture) -> None:
    path = str(summary(tmp_path / "summary.json"))
    assert cli.main(["noise", "--audit", path, "--fn-after", "0.01", "--json"]) == 0
    facts = json.loads(capsys.readouterr().out)
    assert facts["group"] == 4
    assert facts["target"] == pytest.approx(0.85)
    clean, given, after = facts["cases"]
    assert given["noise"] == {"false_positive_rate": 0.02, "false_negative_rate": 0.3}
    assert after["noise"] == {"false_positive_rate": 0.02, "false_negative_rate": 0.01}
    assert (clean["effects"]["pass_rate"], clean["effects"]["efficiency"]) == pytest.approx((0.7, 0.4))
    assert cli.main(["noise", "--audit", path, "--group", "8"]) == 0
    said = capsys.readouterr().out
    assert "groups of 8" in said
    assert "prompt efficiency measured: 35.0 % by the baseline, 40.0 % by TinyV" in said


def test_an_audit_may_have_no_groups_or_no_rates(tmp_path: Path, capsys: Capture) -> None:
    path = tmp_path / "summary.json"
    none = {"size": 0, "pass_rate": {"ours": None}, "share": {"before": {"value": None}, "ours": {"value": None}}}
    assert cli.main(["noise", "--audit", str(summary(path, efficiency=none))]) == 0
    assert "mean 0.4" in capsys.readouterr().out
    rates = {"false_negative_rate": {"value": None}, "false_positive_rate": {"value": 0.0}}
    assert cli.main(["noise", "--audit", str(summary(path, noise=rates))]) == 2
    assert "tells no rates" in capsys.readouterr().err
    path.write_text("[]")
    assert cli.main(["noise", "--audit", str(path)]) == 2
    assert "is not the summary.json of `tinyv audit`" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("argv", "says"),
    [
        ([], "give --fn RATE or --audit FILE"),
        (["--fn", "1.2"], "--fn 1.2 is not a share from 0 to 1"),
        (["--fn", "nan"], "--fn nan is not a share"),
        (["--fn", "0.2", "--fp-after", "-1"], "--fp-after -1 is not a share"),
        (["--fn", "x"], "invalid float value"),
        (["--fn", "0.2", "--group", "1"], "--group 1 is none of 2 to 256"),
        (["--fn", "0.2", "--pass-rate", "0.4"], "write two numbers as 0.4,1"),
        (["--fn", "0.2", "--pass-rate", "0,1"], "mean: 0.0 is not between 0 and 1"),
        (["--fn", "0.2", "--target", "0.3"], "--target 0.3 is not between the mean pass rate 0.4 and 1"),
        (["--fn", "0.2", "--plot", "none/x.svg"], "the folder none does not exist"),
        (["--fn", "0.2", "--gruop", "4"], "did you mean '--group'?"),
        (["--audit", "none.json"], "none.json: cannot be read"),
        (["--audit", "none.json", "--fp", "0.1"], "--fp goes with --fn"),
        (["--fn", "0.1", "--audit", "none.json"], "give --fn RATE or --audit FILE"),
    ],
)
def test_unusable_arguments(argv: list[str], says: str, capsys: Capture) -> None:
    assert cli.main(["noise", *argv]) == 2
    assert says in capsys.readouterr().err


def test_a_large_group_is_quick_enough(capsys: Capture) -> None:
    assert cli.main(["noise", "--fn", "0.3", "--fp", "0.02", "--group", "64", "--json"]) == 0
    (clean, _) = json.loads(capsys.readouterr().out)["cases"]
    assert 0.7 < clean["effects"]["efficiency"] < 1
    assert comb(64, 32) > 1e18  # what the sums must bear
