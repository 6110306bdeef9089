"""Many answers to one question in one pass: a prompt as a tree, packed into one sequence.

A tree is a prefix (question and reference) with one branch for each answer. Laid out as
prefix + branch 1 + ... + branch N, with a mask that lets a branch see its prefix and itself alone and with positions
that restart behind the prefix, a causal model computes for every branch exactly what it would for prefix + branch.
Several trees share a sequence the same way. Training and the embedded judge use the same packing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Tree:
    """Token ids of a prefix and of its branches; `keys` are the caller's names for the branches."""

    prefix: tuple[int, ...]
    branches: tuple[tuple[int, ...], ...]
    keys: tuple[int, ...]

    def __len__(self) -> int:
        return len(self.prefix) + sum(map(len, self.branches))


@dataclass(frozen=True, slots=True)
class Pack:
    """Trees in one sequence of n tokens.

    ids, positions: (n,) int64; mask: (n, n) bool, True where row may attend to column;
    ends: (branches,) int64, the place of each branch's last token; keys: the branches' names.
    """

    ids: NDArray[np.int64]
    positions: NDArray[np.int64]
    mask: NDArray[np.bool_]
    ends: NDArray[np.int64]
    keys: tuple[int, ...]


def split(tree: Tree, budget: int) -> Iterable[Tree]:
    """The tree in pieces of at most `budget` tokens where its prefix and one branch allow that."""
    piece: list[int] = []
    size = len(tree.prefix)
    for index, branch in enumerate(tree.branches):
        if piece and size + len(branch) > budget:
            yield _some(tree, piece)
            piece, size = [], len(tree.prefix)
        piece.append(index)
        size += len(branch)
    if piece:
        yield _some(tree, piece)


def _some(tree: Tree, indices: Sequence[int]) -> Tree:
    return Tree(tree.prefix, tuple(tree.branches[i] for i in indices), tuple(tree.keys[i] for i in indices))


def fill(trees: Iterable[Tree], budget: int) -> list[list[Tree]]:
    """Trees gathered into packs of at most `budget` tokens, longest first into the first pack with room."""
    packs: list[tuple[int, list[Tree]]] = []
    pieces = sorted((piece for tree in trees for piece in split(tree, budget)), key=len, reverse=True)
    for piece in pieces:
        for index, (size, held) in enumerate(packs):
            if size + len(piece) <= budget:
                held.append(piece)
                packs[index] = (size + len(piece), held)
                break
        else:
            packs.append((len(piece), [piece]))
    return [held for _, held in packs]


def pack(trees: Sequence[Tree]) -> Pack:
    """The trees in one sequence."""
    ids: list[int] = []
    positions: list[int] = []
    tree_of: list[int] = []
    branch_of: list[int] = []  # 0 for the prefix
    ends: list[int] = []
    for number, tree in enumerate(trees):
        start = len(tree.prefix)
        for index, part in enumerate((tree.prefix, *tree.branches)):
            first = 0 if index == 0 else start
            ids += part
            positions += range(first, first + len(part))
            tree_of += [number] * len(part)
            branch_of += [index] * len(part)
            if index:
                ends.append(len(ids) - 1)
    which, branch = np.array(tree_of), np.array(branch_of)
    causal = np.tri(len(ids), dtype=np.bool_)
    same_tree = which[:, None] == which[None, :]
    visible = (branch[None, :] == 0) | (branch[:, None] == branch[None, :])
    keys = tuple(key for tree in trees for key in tree.keys)
    return Pack(np.array(ids), np.array(positions), causal & same_tree & visible, np.array(ends), keys)
