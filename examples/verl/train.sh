#!/usr/bin/env bash
# GRPO with TinyV's rewards in verl 0.9, with the hyperparameters of the original TinyV (arXiv 2505.14625) on 8 GPUs:
#
#   pip install tinyv verl==0.9.1 vllm
#   python examples/verl/prepare.py
#   bash examples/verl/train.sh
#
# Rules decide most answers; the judge in the package, on the CPUs of the reward workers, is asked about the rest. For a
# judge on the GPUs, which verl serves while the rollouts rest, add
#
#   reward.reward_model.enable=True reward.reward_model.model_path=zhangchenxu/TinyV-1.5B \
#   reward.reward_model.rollout.name=vllm reward.reward_model.rollout.tensor_model_parallel_size=1
#
# and for no judge at all +reward.custom_reward_function.reward_kwargs.judge=none. Validation logs acc, failure, by_judge
# and the other metrics; failure > 0 says that the judge is down.
set -euo pipefail

exec "${PYTHON:-python3}" -m verl.trainer.main_ppo \
    data.train_files="${DATA:-data}/train.parquet" \
    data.val_files="${DATA:-data}/test.parquet" \
    data.train_batch_size=128 \
    data.max_prompt_length=1024 \
    data.max_response_length=4096 \
    data.filter_overlong_prompts=True \
    actor_rollout_ref.model.path="${MODEL:-Qwen/Qwen2.5-7B}" \
    actor_rollout_ref.actor.optim.lr=1e-6 \
    actor_rollout_ref.actor.ppo_mini_batch_size=64 \
    actor_rollout_ref.actor.use_dynamic_bsz=True \
    actor_rollout_ref.actor.use_kl_loss=True \
    actor_rollout_ref.actor.kl_loss_coef=1e-3 \
    actor_rollout_ref.rollout.name=vllm \
    actor_rollout_ref.rollout.n=8 \
    actor_rollout_ref.rollout.tensor_model_parallel_size=1 \
    actor_rollout_ref.rollout.gpu_memory_utilization=0.6 \
    actor_rollout_ref.rollout.log_prob_use_dynamic_bsz=True \
    actor_rollout_ref.ref.log_prob_use_dynamic_bsz=True \
    algorithm.adv_estimator=grpo \
    algorithm.use_kl_in_reward=False \
    reward.custom_reward_function.path=pkg://tinyv.rewards.verl \
    trainer.n_gpus_per_node=8 \
    trainer.total_epochs=12 \
    trainer.save_freq=50 \
    trainer.test_freq=10 \
    trainer.project_name=tinyv \
    trainer.experiment_name=grpo-tinyv \
    trainer.logger='["console"]' \
    "$@"
