"""GRPO with TinyV's rewards in TRL, with the hyperparameters of the original TinyV (arXiv 2505.14625) on 8 GPUs:

    pip install 'tinyv' 'trl[vllm,deepspeed]==1.16.0'
    accelerate launch --num_processes 8 --mixed_precision bf16 --use_deepspeed --zero_stage 3 examples/trl/grpo.py

`--smoke` trains a tiny random model on a CPU instead, in seconds and offline. Of the rewards, the trainer logs
`rewards/tinyv/mean` and `tinyv/correct`, `tinyv/undecided`, `tinyv/by_rule`, `tinyv/by_judge`, `tinyv/failure`, ...
"""

import argparse
import sys
from pathlib import Path
from typing import Any

from trl import GRPOConfig, GRPOTrainer

from tinyv.rewards.trl import TinyVReward

ASK = "\nPlease reason step by step, and put your final answer within \\boxed{}."

# 128 prompts x 8 rollouts a generation, two updates from each: 8 GPUs x 8 rollouts x 8 accumulated = 64 x 8.
FULL = {
    "num_generations": 8,
    "per_device_train_batch_size": 8,
    "gradient_accumulation_steps": 8,
    "steps_per_generation": 16,
    "max_completion_length": 4096,
    "learning_rate": 1e-6,
    "beta": 1e-3,
    "num_train_epochs": 12,
    "loss_type": "grpo",
    "bf16": True,
    "use_vllm": True,
    "vllm_mode": "colocate",
    "vllm_gpu_memory_utilization": 0.4,
    "save_steps": 50,
    "logging_steps": 1,
}
SMOKE = {
    "num_generations": 8,
    "per_device_train_batch_size": 64,
    "max_completion_length": 1,
    "learning_rate": 1e-2,
    "beta": 0.0,
    "max_steps": 40,
    "bf16": False,
    "use_cpu": True,
    "save_strategy": "no",
    "report_to": "none",
    "logging_steps": 10,
    "disable_tqdm": True,
    "seed": 1,
}


def with_prompts(rows: Any, ask: str) -> Any:
    """Adds the chat that the model sees; `problem` and `answer` stay, and the reward finds them by name."""
    return rows.map(lambda row: {"prompt": [{"role": "user", "content": row["problem"] + ask}]})


def main(arguments: list[str]) -> GRPOTrainer:
    given = _arguments(arguments)
    if given.smoke:
        sys.path.insert(0, str(Path(__file__).parent))
        import tiny

        model, tokenizer, rows, options = tiny.model(), tiny.tokenizer(), with_prompts(tiny.dataset(), ""), SMOKE
    else:
        from datasets import load_dataset

        model, tokenizer, options = given.model, None, FULL
        rows = with_prompts(load_dataset(given.data, split="train"), ASK)
    reward = TinyVReward(judge=given.judge, judge_model=given.judge_model)
    config = GRPOConfig(output_dir=given.output, **options)
    trainer = GRPOTrainer(model, reward_funcs=reward, args=config, train_dataset=rows, processing_class=tokenizer)
    trainer.train()
    return trainer


def _arguments(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", default="Qwen/Qwen2.5-7B")
    parser.add_argument("--data", default="SynthLabsAI/Big-Math-RL-Verified", help="columns problem and answer")
    parser.add_argument("--output", default="runs/grpo-tinyv")
    parser.add_argument("--judge", default="embedded", help="embedded, none, a folder, or the URL of a server")
    parser.add_argument("--judge-model", default="", help="the model to ask for at that URL")
    parser.add_argument("--smoke", action="store_true", help="a tiny model on a CPU")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    main(sys.argv[1:])
