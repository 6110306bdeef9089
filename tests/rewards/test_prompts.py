"""Questions and responses in the texts that trainers hand over."""

from typing import Any

import pytest

from tinyv.rewards.prompts import after, bare, question_of

CHATML = "<|im_start|>system\nThink.<|im_end|>\n<|im_start|>user\n1+1?<|im_end|>\n<|im_start|>assistant\n<think>\n"


@pytest.mark.parametrize(
    "prompt",
    [
        "1+1?",
        CHATML,
        f"<|im_start|>user\nHi.<|im_end|>\n<|im_start|>assistant\nHello.<|im_end|>\n{CHATML}",
        "<|begin_of_text|><|start_header_id|>user<|end_header_id|>\n\n1+1?<|eot_id|>"
        "<|start_header_id|>assistant<|end_header_id|>\n\n",
        "<bos><start_of_turn>user\n1+1?<end_of_turn>\n<start_of_turn>model\n",
        "<｜begin▁of▁sentence｜>Think.<｜User｜>1+1?<｜Assistant｜><think>\n",
        "<|start|>system<|message|>Think.<|end|><|start|>user<|message|>1+1?<|end|><|start|>assistant",
        "[gMASK]<sop><|user|>\n1+1?<|assistant|>\n",
        "<s>[INST] 1+1? [/INST]",
        [{"role": "system", "content": "Think."}, {"role": "user", "content": "1+1?"}],
    ],
)
def test_a_prompt_without_its_template(prompt: Any) -> None:
    assert bare(prompt) == "1+1?"


def test_a_row_s_own_question_goes_before_the_prompt() -> None:
    assert question_of({"problem": "1+1?", "answer": "2"}, "Solve: 1+1?") == "1+1?"
    assert question_of({"problem": "", "answer": "2"}, "1+1?") == "1+1?"
    assert question_of("2", CHATML) == "1+1?"
    assert question_of(None) == ""


@pytest.mark.parametrize(
    "whole",
    [
        CHATML + "It is 2.",
        f"<s> {CHATML}It is 2.",
        f"{CHATML[30:]}It is 2.",  # the prompt was too long, and its beginning cut off
        f"{CHATML.replace('Think.', 'Think .')}It is 2.",  # decoding added a space
    ],
)
def test_a_response_is_what_follows_the_prompt(whole: str) -> None:
    assert after(CHATML, whole) == "It is 2."


def test_a_text_without_its_prompt_is_taken_whole() -> None:
    assert after("", "It is 2.") == "It is 2."
    assert after("1+1?", "It is 2.") == "It is 2."
