"""Questions with their answers, as verl reads them: `train.parquet` and `test.parquet`.

    python examples/verl/prepare.py --data SynthLabsAI/Big-Math-RL-Verified --out data

`extra_info.question` is for TinyV: verl gives a reward function no other way to know what was asked. Rows without an
answer are left out, since nothing could grade them.
"""

import argparse
from pathlib import Path
from typing import Any

from datasets import load_dataset

ASK = "\nPlease reason step by step, and put your final answer within \\boxed{}."


def row_of(row: dict[str, Any], source: str) -> dict[str, Any]:
    return {
        "data_source": source,
        "prompt": [{"role": "user", "content": row["problem"] + ASK}],
        "ability": "math",
        "reward_model": {"style": "rule", "ground_truth": str(row["answer"])},
        "extra_info": {"question": row["problem"]},
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", default="SynthLabsAI/Big-Math-RL-Verified", help="a data set or a JSONL file")
    parser.add_argument("--out", type=Path, default=Path("data"))
    parser.add_argument("--held-out", type=int, default=500, metavar="N", help="rows for validation")
    given = parser.parse_args()
    local = Path(given.data).is_file()
    rows = load_dataset("json", data_files=given.data) if local else load_dataset(given.data)
    source = Path(given.data).stem
    usable = rows["train"].filter(lambda row: str(row["answer"] or "").strip() != "")
    made = usable.map(row_of, fn_kwargs={"source": source}, remove_columns=usable.column_names)
    parts = made.train_test_split(test_size=given.held_out, seed=42)
    given.out.mkdir(parents=True, exist_ok=True)
    for name in ("train", "test"):
        parts[name].to_parquet(given.out / f"{name}.parquet")


if __name__ == "__main__":
    main()
