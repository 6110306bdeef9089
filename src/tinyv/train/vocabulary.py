"""A smaller vocabulary for a small model: keep the byte-pair tokens that answers use, drop the rest.

Byte-level BPE stays complete whatever is dropped: text splits into smaller known pieces. A token is kept with every
token it is merged from, so that the kept merges still lead to it.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tokenizers import Tokenizer

BASE = 1024  # the first ids: special tokens, bytes and the commonest merges


def count(tokenizer: Tokenizer, texts: Iterable[str]) -> Counter[int]:
    """How often each token occurs in some texts."""
    seen: Counter[int] = Counter()
    for text in texts:
        seen.update(tokenizer.encode(text, add_special_tokens=False).ids)
    return seen


def prune(tokenizer: Tokenizer, seen: Counter[int], size: int) -> tuple[Tokenizer, list[int]]:
    """The tokenizer with at most about `size` tokens, and for each new id the old one.

    Kept: the first `BASE` ids, then tokens by how often they were seen, then by rank. Raises ValueError unless the
    tokenizer is byte-level BPE.
    """
    from tokenizers import Tokenizer as Built

    spec = json.loads(tokenizer.to_str())
    if spec["model"]["type"] != "BPE":
        raise ValueError(f"only BPE tokenizers can be pruned, not {spec['model']['type']}")
    ids: dict[str, int] = spec["model"]["vocab"]
    merges = [tuple(m.split(" ", 1)) if isinstance(m, str) else tuple(m) for m in spec["model"]["merges"]]
    made_of = {left + right: (left, right) for left, right in reversed(merges)}
    names = {number: name for name, number in ids.items()}
    kept: set[str] = set()

    def keep(name: str) -> None:
        if name in ids and name not in kept:
            kept.add(name)
            for part in made_of.get(name, ()):
                keep(part)

    for added in spec["added_tokens"]:
        keep(added["content"])
    common = [number for number, _ in seen.most_common()]
    for number in [*range(BASE), *common, *sorted(names)]:
        if len(kept) >= size:
            break
        if number in names:
            keep(names[number])
    order = sorted(kept, key=ids.__getitem__)
    renumbered = {name: number for number, name in enumerate(order)}
    spec["model"]["vocab"] = renumbered
    spec["model"]["merges"] = [list(m) for m in merges if m[0] in kept and m[1] in kept and m[0] + m[1] in kept]
    for added in spec["added_tokens"]:
        added["id"] = renumbered[added["content"]]
    spec["post_processor"] = None  # no special tokens are ever added to a field
    return Built.from_str(json.dumps(spec)), [ids[name] for name in order]
