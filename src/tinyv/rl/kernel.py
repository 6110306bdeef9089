"""What a policy's gradients say before any training: how much noise an answer brings, and how far it teaches.

Sampled answers are told apart by the ways of `WAYS`. Of each way: its share, the mean squared norm of its scores, and
its reach. The reaches are those of a softmax over the ways whose logits move at speeds k_l, which has the kernel

    K_ij = sum_l k_l (delta_il - p_l) (delta_jl - p_l),

fitted by least squares to the measured K_ij = E <g, g'>, g of an answer of way i, g' of another one of way j, at the
same prompt as often as training meets it again. `noise_kernel` says what follows from these numbers.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations_with_replacement
from pathlib import Path
from typing import Any

import orjson

from tinyv.files import write_whole
from tinyv.rl.noise_kernel import Way
from tinyv.rl.oracle import right
from tinyv.rl.policy import answers, prompt, quiet
from tinyv.rl.problems import Problem, split
from tinyv.rl.run import hack
from tinyv.rl.verifiers import WAYS, in_some_forms

KERNEL = "kernel.json"  # in a study's folder
FEWEST = 2  # answers of a way that give a mean over pairs


def way_of(problem: Problem, response: str) -> str:
    """The way of `WAYS` that a response is of."""
    if right(problem, response):
        return "right" if in_some_forms(problem, response) else "other form"
    return "opening" if hack(response) == "opening" else "wrong"


def measure(folder: Path, samples: int, seed: int) -> dict[str, Way]:
    """The ways of the policy in a folder, by so many sampled answers to each problem to train on; one of fewer than two
    answers has no share. Norms and reaches are in units of their means over answers."""
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer

    quiet()
    torch.set_num_threads(1)
    torch.manual_seed(seed)
    policy, tokens = AutoModelForCausalLM.from_pretrained(folder), AutoTokenizer.from_pretrained(folder)
    sums: dict[str, Any] = {}
    squares, counts = dict.fromkeys(WAYS, 0.0), dict.fromkeys(WAYS, 0)
    for way, score in _scores(policy, tokens, samples):
        sums[way] = sums.get(way, 0) + score
        squares[way] += float(score @ score)
        counts[way] += 1
    seen = [way for way in WAYS if counts[way] >= FEWEST]
    whole = sum(counts[way] for way in seen)
    shares = [counts[way] / whole for way in seen]
    rows, wanted = [], []
    for i, j in combinations_with_replacement(range(len(seen)), 2):
        one, other = seen[i], seen[j]
        met = float(sums[one] @ sums[other])
        pairs = counts[one] * counts[other]
        if i == j:  # an answer is no pair with itself
            met, pairs = met - squares[one], pairs - counts[one]
        wanted.append(met / pairs)
        rows.append([((i == at) - share) * ((j == at) - share) for at, share in enumerate(shares)])
    # gelsd: of all speeds that fit equally well, the smallest; two ways alone show only the sum of theirs.
    fitted = torch.linalg.lstsq(torch.tensor(rows), torch.tensor(wanted)[:, None], driver="gelsd").solution
    reaches = [max(0.0, float(reach)) for reach in fitted.flatten()]
    norms = [squares[way] / counts[way] for way in seen]
    unit = sum(share * norm for share, norm in zip(shares, norms, strict=True))
    reach_unit = sum(share * reach for share, reach in zip(shares, reaches, strict=True))
    found = {
        way: Way(share, norm / unit, reach / reach_unit if reach_unit else 1.0, WAYS[way])
        for way, share, norm, reach in zip(seen, shares, norms, reaches, strict=True)
    }
    return {way: found.get(way, Way(0.0, 1.0, 1.0, WAYS[way])) for way in WAYS}


def _scores(policy: Any, tokens: Any, samples: int) -> Iterator[tuple[str, Any]]:
    """The way of each sampled answer, and its score as one vector."""
    import torch

    learn, _ = split()
    for problem, texts in zip(learn, answers(policy, tokens, learn, samples), strict=True):
        for said in texts:
            asked, reply = tokens(prompt(problem)).input_ids, [*tokens(said).input_ids, tokens.eos_token_id]
            chances = policy(input_ids=torch.tensor([asked + reply])).logits[0, len(asked) - 1 : -1].log_softmax(-1)
            policy.zero_grad()
            chances[range(len(reply)), reply].sum().backward()
            grads = [weight.grad.flatten() for weight in policy.parameters() if weight.grad is not None]
            yield way_of(problem, said), torch.cat(grads)


def keep(folder: Path, ways: dict[str, Way]) -> None:
    """Writes the ways into a study's folder."""
    option = orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE
    write_whole(folder / KERNEL, [orjson.dumps(ways, option=option)])


def kept(folder: Path) -> dict[str, Way] | None:
    """What `keep` wrote; None if there is nothing."""
    if not (folder / KERNEL).exists():
        return None
    return {name: Way(**way) for name, way in orjson.loads((folder / KERNEL).read_bytes()).items()}
