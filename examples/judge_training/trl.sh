#!/usr/bin/env bash
# The same with TRL: the loss stands on the reply alone, a batch is 8 devices x 8 rows x 8 steps = 512.
set -euo pipefail
accelerate launch --config_file "$(dirname "$0")/accelerate.yaml" -m trl.scripts.sft \
    --model_name_or_path Qwen/Qwen2.5-1.5B-Instruct --dataset_name "${1:?folder of chat JSONL}" \
    --output_dir runs/judge-1.5b --assistant_only_loss false --completion_only_loss true \
    --per_device_train_batch_size 8 --gradient_accumulation_steps 8 --max_length 2048 \
    --learning_rate 1e-5 --num_train_epochs 2 --lr_scheduler_type cosine --warmup_ratio 0.1 \
    --adam_beta1 0.9 --adam_beta2 0.999 --adam_epsilon 1e-8 --bf16 true --seed 42
