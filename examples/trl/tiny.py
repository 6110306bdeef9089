"""A model of two layers with random weights, and sums it can learn: `grpo.py --smoke` trains it on a CPU, offline."""

import torch
from datasets import Dataset
from tokenizers import Tokenizer, decoders, models, pre_tokenizers
from transformers import PreTrainedTokenizerFast, Qwen2Config, Qwen2ForCausalLM

DIGITS = "0123456789"
TEMPLATE = "{% for message in messages %}{{ message['content'] }}{% endfor %}"


def tokenizer() -> PreTrainedTokenizerFast:
    """One token a character: digits, `+` and `=`."""
    vocabulary = {token: number for number, token in enumerate(["<pad>", "<eos>", *DIGITS, "+", "="])}
    split = Tokenizer(models.WordLevel(vocabulary, unk_token="<pad>"))
    split.pre_tokenizer = pre_tokenizers.Split("", "isolated")
    split.decoder = decoders.Fuse()
    made = PreTrainedTokenizerFast(tokenizer_object=split, pad_token="<pad>", eos_token="<eos>")
    made.chat_template = TEMPLATE
    return made


def model() -> Qwen2ForCausalLM:
    """About 30,000 weights."""
    torch.set_num_threads(1)  # so small a model is slower on several
    shape = {"hidden_size": 32, "intermediate_size": 64, "num_hidden_layers": 2, "num_attention_heads": 4}
    config = Qwen2Config(
        vocab_size=len(DIGITS) + 4, num_key_value_heads=2, pad_token_id=0, bos_token_id=None, eos_token_id=1, **shape
    )
    return Qwen2ForCausalLM(config)


def problems() -> list[dict[str, str]]:
    """Sums of two numbers up to 3, as a data set of mathematics writes its rows."""
    return [{"problem": f"{a}+{b}=", "answer": str(a + b)} for a in range(4) for b in range(4)]


def dataset() -> Dataset:
    return Dataset.from_list(problems())
