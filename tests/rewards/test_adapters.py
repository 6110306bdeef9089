"""What holds for adapters of frameworks that are not installed, and for finding columns."""

import subprocess
import sys

import pytest

from tinyv.rewards.columns import asked, question_column, reference_column

FRAMEWORKS = (
    *("trl", "verifiers", "lm_eval", "swift", "nemo_gym", "skyrl_gym", "inspect_ai", "verl", "openrlhf", "areal"),
    *("torch", "transformers", "ray", "numpy"),
)
PLAIN = ("trl", "verifiers", "lm_eval", "ms_swift", "nemo_gym", "verl", "openrlhf", "slime", "areal", "easyr1")
NEEDY = (("skyrl", "skyrl-gym"), ("inspect_ai", "inspect-ai"), ("verl_manager", "verl==0.9.1"))
WITHOUT = "import sys; sys.modules.update(dict.fromkeys({names!r})); import tinyv.rewards.{adapter}"


def imported(adapter: str) -> subprocess.CompletedProcess[str]:
    """Imports an adapter in a process in which every framework is missing."""
    code = WITHOUT.format(names=FRAMEWORKS, adapter=adapter)
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)


@pytest.mark.parametrize("adapter", PLAIN)
def test_an_adapter_that_needs_no_framework_imports_none(adapter: str) -> None:
    found = imported(adapter)
    assert found.returncode == 0, found.stderr


@pytest.mark.parametrize(("adapter", "package"), NEEDY)
def test_a_missing_framework_is_named_with_its_remedy(adapter: str, package: str) -> None:
    assert f"pip install {package}" in imported(adapter).stderr.splitlines()[-1]


def test_the_plainest_column_is_the_reference() -> None:
    assert reference_column(["solution", "answer", "prompt"]) == "answer"
    assert reference_column(["solution", "answer"], "solution") == "solution"
    assert question_column(["prompt", "problem"]) == "problem"
    assert question_column(["prompt"]) is None
    with pytest.raises(ValueError, match="no column 'anwser': did you mean 'answer'"):
        reference_column(["answer"], "anwser")
    with pytest.raises(ValueError, match="there are no columns"):
        reference_column([])


def test_a_prompt_asks_what_the_user_last_said() -> None:
    chat = [("system", "Think."), ("user", "Hi."), ("assistant", "Hello."), ("user", "1+1?"), ("assistant", "<think>")]
    assert asked([{"role": role, "content": content} for role, content in chat]) == "1+1?"
    assert asked([{"role": "user", "content": [{"type": "text", "text": "1+1?"}]}]) == "1+1?"
    assert (asked("1+1?"), asked(None), asked([])) == ("1+1?", "", "")
