"""A judge is trained end to end on a tiny model: from labelled answers to the embedded format."""

import json
import random
from pathlib import Path

import pytest

pytest.importorskip("torch", reason="training needs torch: make smoke")

import torch
from tiny import make

from tinyv.cli import main
from tinyv.judge.base import Ask
from tinyv.judge.embedded import EmbeddedJudge
from tinyv.judge.prompt import Prompt
from tinyv.judge.trees import Tree, fill, pack
from tinyv.train.export import export
from tinyv.train.items import Item, Labelled, is_held_out, load
from tinyv.train.loop import Recipe, scores_of, train
from tinyv.train.release import NOT_YET
from tinyv.train.student import Base, restore, save, start
from tinyv.train.vocabulary import count, prune

pytestmark = pytest.mark.filterwarnings("default")  # of torch's and transformers' own


@pytest.fixture(scope="module")
def base_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make(tmp_path_factory.mktemp("base"))


def items(number: int) -> list[Item]:
    """Answers with a word of the first kind are right: learnable by a tiny model in seconds."""
    chance = random.Random(1)
    made = []
    for index in range(number):
        good, bad = chance.choice(["twelve", "range", "answer"]), chance.choice(["three", "numbers", "triangle"])
        answers = (
            Labelled(f"the {good}", True),
            Labelled(f"the {bad}", False),
            Labelled(bad, False),
            Labelled(good, True),
        )
        made.append(Item(str(index), "made", f"what is the sum {index}?", good, answers))
    return made


def write(path: Path, made: list[Item]) -> Path:
    rows = [
        {
            "question": i.question,
            "reference": i.reference,
            "answers": [{"answer": a.text, "right": a.right} for a in i.answers],
        }
        for i in made
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def test_a_tree_computes_what_single_prompts_would(base_folder: Path) -> None:
    base = start(str(base_folder))
    prompt = Prompt(base.tokenizer)
    trees = [
        prompt.tree("what is the sum?", "12", ["twelve", "3", "x = 3 or y = -1/2"]),
        prompt.tree("", "True", ["False", "True"]),
    ]
    base.student.eval()
    with torch.inference_mode():
        together = base.student([pack(trees)])
        alone = [
            base.student([pack([Tree(tree.prefix, (branch,), (0,))])]).item()
            for tree in trees
            for branch in tree.branches
        ]
        padded = base.student([pack(trees[:1]), pack(trees[1:])])
    assert together.tolist() == pytest.approx(alone, abs=1e-4)
    assert padded.tolist() == pytest.approx(alone, abs=1e-4)
    assert len(set(alone)) == len(alone)


def test_a_pruned_vocabulary_still_spells_everything(base_folder: Path) -> None:
    tokenizer = start(str(base_folder)).tokenizer
    small, old = prune(tokenizer, count(tokenizer, ["the triangle is isosceles"]), 1100)
    assert small.get_vocab_size() == len(old) <= tokenizer.get_vocab_size()
    for text in ("the triangle is isosceles", "三角形 \\frac{1}{2}", "Zürich \U0001f600"):
        assert small.decode(small.encode(text).ids) == text
    names = {number: name for name, number in tokenizer.get_vocab().items()}
    assert all(names[old[number]] == name for name, number in small.get_vocab().items())


def test_training_learns_resumes_and_exports(base_folder: Path, tmp_path: Path) -> None:
    made = items(160)
    recipe = Recipe(epochs=3, lr=3e-3, budget=160, packs=2, evaluate_every=40, swap=0.0, smoothing=0.0)
    scores = train(start(str(base_folder)), made, recipe, tmp_path / "run")
    assert scores[-1].auc > 0.9
    again = train(start(str(base_folder)), made, recipe, tmp_path / "run")
    assert [s.step for s in again[: len(scores)]] == [s.step for s in scores]  # nothing is trained twice
    best = restore(tmp_path / "run" / "best")
    held = [item for item in made if is_held_out(item, recipe.held_out)]
    source, _ = scores_of(best, held)
    export(best, tmp_path / "judge", {"name": "t", "version": "1", "calibration": NOT_YET})
    judge = EmbeddedJudge(tmp_path / "judge")
    asks = [Ask(item.question, item.reference, a.text) for item in held for a in item.answers]
    exported = [logit for logit, _ in judge.logits(asks)]
    spread = max(source) - min(source)
    assert max(abs(a - b) for a, b in zip(source, exported, strict=True) if b is not None) < 0.1 * spread


def test_what_is_saved_is_restored(base_folder: Path, tmp_path: Path) -> None:
    base = start(str(base_folder), layers=1)
    save(base, tmp_path)
    again: Base = restore(tmp_path)
    assert scores_of(again, items(5)) == scores_of(base, items(5))


def test_the_command_trains_and_exports(base_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = write(tmp_path / "judge.jsonl", items(240))
    plan = tmp_path / "plan.toml"
    plan.write_text(
        "vocabulary = 1000\n[recipe]\nepochs = 8\nlr = 3e-3\nbudget = 160\npacks = 2\nswap = 0.0\nheld_out = 0.3\n"
    )
    out = ["--out", str(tmp_path / "run"), "--plan", str(plan)]
    assert main(["train", str(data), *out, "--base", str(base_folder), "--log", "tensorboard"]) == 0
    assert list((tmp_path / "run").glob("events*"))
    assert (
        main(["train", str(data), *out, "--export", str(tmp_path / "judge"), "--rate", "0.05", "--name", "tiny"]) == 0
    )
    assert "accepts from" in capsys.readouterr().err
    judge = EmbeddedJudge(tmp_path / "judge")
    assert judge.identity == "tiny@1"
    assert 0 < judge.threshold <= 1
    assert "# tiny 1" in (tmp_path / "judge" / "README.md").read_text()


def test_errors_say_what_to_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bad = tmp_path / "bad.jsonl"
    bad.write_text('{"question": "q"}\n')
    assert main(["train", str(bad), "--out", str(tmp_path / "run")]) == 2
    assert "bad.jsonl, line 1" in capsys.readouterr().err
    good = write(tmp_path / "good.jsonl", items(3))
    assert main(["train", str(good), "--out", str(tmp_path / "run"), "--plan", "gpu"]) == 2
    assert "original" in capsys.readouterr().err


def test_packs_stay_in_budget(base_folder: Path) -> None:
    prompt = Prompt(start(str(base_folder)).tokenizer)
    trees = [prompt.tree("what is the sum?", "12", [f"number {i}" for i in range(60)])]
    packs = [pack(held) for held in fill(trees, 128)]
    assert len(packs) > 1
    assert all(len(p.ids) <= 128 for p in packs)
    assert sorted(key for p in packs for key in p.keys) == list(range(60))


def test_items_of_both_shapes(tmp_path: Path) -> None:
    pairs = tmp_path / "pairs.jsonl"
    pairs.write_text(
        json.dumps({"question": "q", "reference": "1", "correct": [{"answer": "one", "category": "5.4"}], "wrong": []})
    )
    (item,) = load([pairs])
    assert item.answers == (Labelled("one", True, "5.4"),)
