#!/usr/bin/env bash
# One run of the study on 8 GPUs: the same data, model and settings (examples/verl/train.sh), one reward.
#
#   REWARD=tinyv SEED=1 bash examples/study_at_scale/train.sh
#
#   exact, prime, math-verify   the rivals, rules alone
#   rules                       TinyV's rules alone
#   tinyv                       rules, and the judge in the package on the CPUs of the reward workers
#   tinyv-1.5b                  rules, and the original's judge, served by verl on the GPUs between rollouts
#
# A run that was stopped goes on when the same command is given again. Any setting of verl may follow.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
reward=${REWARD:?name the reward: REWARD=exact, prime, math-verify, rules, tinyv or tinyv-1.5b}
seed=${SEED:-1}

case $reward in
    exact | prime | math-verify)
        # The last one given counts, so this takes the place of TinyV's.
        chosen=("reward.custom_reward_function.path=$here/rewards.py" "reward.custom_reward_function.name=${reward//-/_}")
        ;;
    rules) chosen=(+reward.custom_reward_function.reward_kwargs.judge=none) ;;
    tinyv) chosen=() ;;
    tinyv-1.5b)
        chosen=(
            reward.reward_model.enable=True
            reward.reward_model.model_path=zhangchenxu/TinyV-1.5B
            reward.reward_model.rollout.name=vllm
            reward.reward_model.rollout.tensor_model_parallel_size=1
        )
        ;;
    *)
        echo "REWARD=$reward is unknown; there are exact, prime, math-verify, rules, tinyv and tinyv-1.5b" >&2
        exit 2
        ;;
esac

export VERL_FILE_LOGGER_PATH=${RUNS:-runs}/$reward-$seed/log.jsonl
mkdir -p "$(dirname "$VERL_FILE_LOGGER_PATH")"

exec bash "$here/../verl/train.sh" \
    data.seed="$seed" \
    actor_rollout_ref.actor.data_loader_seed="$seed" \
    actor_rollout_ref.rollout.seed="$seed" \
    trainer.project_name=tinyv-study \
    trainer.experiment_name="$reward-$seed" \
    trainer.default_local_dir="${RUNS:-runs}/$reward-$seed" \
    trainer.logger='["console","file"]' \
    "${chosen[@]}" "$@"
