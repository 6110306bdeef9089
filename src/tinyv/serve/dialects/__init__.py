"""What the service speaks: its own API, and the remote-reward requests of trainers."""

from tinyv.serve.dialects.base import Dialect
from tinyv.serve.dialects.native import NATIVE
from tinyv.serve.dialects.nemo_gym import NEMO_GYM
from tinyv.serve.dialects.openrlhf import OPENRLHF
from tinyv.serve.dialects.slime import SLIME, SLIME_DICT

__all__ = ["DIALECTS", "Dialect"]
DIALECTS: tuple[Dialect, ...] = (NATIVE, OPENRLHF, SLIME, SLIME_DICT, NEMO_GYM)
