"""False-negative study of rollouts: what a baseline rejects and TinyV accepts, how often, of which kind, at what cost.

`audit` reads rollouts, grades them in worker processes, and writes a report; `tinyv audit` is its command line.
"""

from tinyv.audit.grade import Plan
from tinyv.audit.run import audit

__all__ = ["Plan", "audit"]
