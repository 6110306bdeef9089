#!/usr/bin/env bash
# GRPO with TinyV as a remote reward in OpenRLHF 0.11, with the hyperparameters of the original TinyV (arXiv 2505.14625)
# on 8 GPUs:
#
#   pip install 'tinyv[serve]' 'openrlhf[vllm]==0.11.2'
#   bash examples/openrlhf/train.sh
#
# Rules decide most answers; the judge in the package, on the CPUs, is asked about the rest. A judge on a GPU of its own:
#
#   vllm serve zhangchenxu/TinyV-1.5B --port 8001 &
#   JUDGE=http://127.0.0.1:8001 JUDGE_MODEL=zhangchenxu/TinyV-1.5B bash examples/openrlhf/train.sh
#
# The trainer logs correct, by_judge, failure, ... beside the reward; `tinyv watch runs/health` shows alarms.
set -euo pipefail

python=${PYTHON:-python3}
port=${PORT:-8400}

# All rollouts of a step may ask at once, and OpenRLHF gives a sample up that was refused five times.
"$python" -m tinyv serve --port "$port" --concurrency 4096 --health runs/health \
    --judge "${JUDGE:-embedded}" ${JUDGE_MODEL:+--judge-model "$JUDGE_MODEL"} &
service=$!
trap 'kill "$service"; wait "$service"' EXIT
until curl --silent --fail --output /dev/null "http://127.0.0.1:$port/readyz"; do
    kill -0 "$service" # ends the script if the service has ended
    sleep 1
done

# The batch sizes are 128 prompts a rollout and 64 prompts, 512 responses, an update.
"$python" -m openrlhf.cli.train_ppo_ray \
    --reward.remote_url "http://127.0.0.1:$port/get_reward" \
    --data.prompt_dataset "${DATA:-SynthLabsAI/Big-Math-RL-Verified}" \
    --data.input_key problem \
    --data.label_key answer \
    --data.input_template $'<|im_start|>user\n{}\nPlease reason step by step, and put your final answer within \\boxed{{}}.<|im_end|>\n<|im_start|>assistant\n' \
    --data.max_len 5120 \
    --rollout.max_new_tokens 4096 \
    --rollout.batch_size 128 \
    --rollout.n_samples_per_prompt 8 \
    --train.batch_size 512 \
    --train.num_episodes 12 \
    --train.dynamic_batch_enable \
    --train.max_tokens_per_gpu 16384 \
    --actor.model_name_or_path "${MODEL:-Qwen/Qwen2.5-7B}" \
    --actor.adam.lr 1e-6 \
    --actor.gradient_checkpointing_enable \
    --algo.advantage.estimator group_norm \
    --algo.kl.use_loss \
    --algo.kl.estimator k3 \
    --algo.kl.init_coef 1e-3 \
    --actor.num_gpus_per_node 8 \
    --ref.num_gpus_per_node 8 \
    --train.colocate_all \
    --vllm.num_engines 8 \
    --vllm.enable_sleep \
    --vllm.gpu_memory_utilization 0.6 \
    --ds.enable_sleep \
    --ds.zero_stage 3 \
    --ds.packing_samples \
    --ckpt.output_dir runs/grpo-tinyv \
    --ckpt.save_steps 50 \
    "$@"
