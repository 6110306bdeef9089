"""Live health of a training run: figures, alarms for what looks like reward hacking, and audits by a stronger judge.

    health = Health(file=Path("runs/health"))
    health.note(queries, verdicts)      # at every batch; the reward adapters do it
    health.numbers(), health.alarms()   # for the trainer's log; `tinyv watch runs/health` shows both

docs/health.md explains each figure and each alarm.
"""

from tinyv.health.alarm import Alarm
from tinyv.health.audit import Estimate, estimate
from tinyv.health.monitor import Health
from tinyv.health.numbers import MEANING, prometheus_lines

__all__ = ["MEANING", "Alarm", "Estimate", "Health", "estimate", "prometheus_lines"]
