"""The reward service: verdicts and rewards over HTTP, for trainers of any kind. Needs the extra `serve`.

    tinyv serve --judge none --workers 2

A request passes `connection` (slow sockets), `gate` (token, limits, deadline, log, metrics), `endpoints` and one of the
`dialects`, two pure functions each. `run` starts the processes: workers that share a port, and one judge for all of
them (`judging`). docs/service.md tells the rest.
"""

from tinyv.serve.limits import Limits

__all__ = ["Limits"]
