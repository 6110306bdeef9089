"""Makes `tiny/`, a judge of a few kilobytes with random weights. Needs tinyv[train]:

PYTHONPATH=tests/train python tests/judge/make_tiny.py
"""

import tempfile
from pathlib import Path

from tiny import make

from tinyv.train.export import export
from tinyv.train.student import start
from tinyv.train.vocabulary import count, prune

CALIBRATION = {"slope": 1.0, "offset": 0.0, "threshold": 0.5, "false_positive_rate": 0.01}

if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        base = make(Path(folder))
        tokenizer = start(str(base)).tokenizer
        small = prune(tokenizer, count(tokenizer, []), 400)
        facts = {"name": "tiny", "version": "0", "calibration": CALIBRATION}
        export(start(str(base), vocabulary=small), Path(__file__).parent / "tiny", facts)
