"""A trained student to the embedded format: one ONNX file of 8-bit weights that ONNX Runtime alone can run.

Every weight matrix is quantised by output channel to [-63, 63]: seven bits, because the integer kernels of CPUs
without VNNI add pairs of products in sixteen. Activations are quantised by the runtime, embeddings by row.
Only Llama-like bodies are covered (rotary positions of full width, RMS norms, gated SiLU, no biases).
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from tinyv.train.student import Base

Floats = NDArray[np.float32]
MICROSOFT = "com.microsoft"
POSITIONS = 1024  # the longest prompt, in tokens
LARGEST = 63


@dataclass(frozen=True, slots=True)
class Shape:
    """The sizes that the graph needs."""

    layers: int
    width: int
    heads: int
    kv_heads: int
    head_width: int
    epsilon: float
    theta: float


class Graph:
    """Nodes and constants of an ONNX graph as they are added."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []
        self.sized: dict[str, tuple[str, str]] = {}

    def constant(self, name: str, value: NDArray[Any]) -> str:
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def op(self, kind: str, inputs: list[str], name: str, domain: str = "", **attributes: Any) -> str:
        self.nodes.append(helper.make_node(kind, inputs, [name], domain=domain, **attributes))
        return name

    def linear(self, x: str, weight: Floats, name: str) -> str:
        """x @ weight.T with an 8-bit weight of shape (out, in)."""
        scale = np.maximum(np.abs(weight).max(axis=1), 1e-8) / LARGEST
        whole = np.rint(weight / scale[:, None]).astype(np.int8)
        rows, size = self.rows(x)
        weights = [self.constant(f"{name}.weight", whole.T), self.constant(f"{name}.scale", scale.astype(np.float32))]
        small = self.op("DynamicQuantizeMatMul", [rows, *weights], f"{name}.small", MICROSOFT)
        return self.op("Mul", [small, size], name)

    def rows(self, x: str) -> tuple[str, str]:
        """x with every row between -1 and 1, and the rows' sizes. The runtime quantises a whole pass with one scale;
        rows of one size make that a scale a token, whatever else is in the pass."""
        if x not in self.sized:
            self.op("Abs", [x], f"{x}.abs")
            self.op("ReduceMax", [f"{x}.abs"], f"{x}.largest", axes=[-1], keepdims=1)
            self.op("Max", [f"{x}.largest", "tiny"], f"{x}.size")
            self.sized[x] = self.op("Div", [x, f"{x}.size"], f"{x}.rows"), f"{x}.size"
        return self.sized[x]


def export(base: Base, folder: Path, card: dict[str, Any]) -> Path:
    """Writes `judge.onnx`, `tokenizer.json` and `judge.json` (the card); returns the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    model = build(base)
    (folder / "judge.onnx").write_bytes(model.SerializeToString())
    text = json.loads(base.tokenizer.to_str())
    (folder / "tokenizer.json").write_text(json.dumps(text, ensure_ascii=False, separators=(",", ":")), "utf-8")
    describe(base, folder, card)
    return folder


def describe(base: Base, folder: Path, card: dict[str, Any]) -> None:
    """Writes `judge.json`, the card with the sizes of the body."""
    facts = {**card, "shape": asdict(shape_of(base))}
    (folder / "judge.json").write_text(json.dumps(facts, indent=1, ensure_ascii=False) + "\n", "utf-8")


def shape_of(base: Base) -> Shape:
    """The sizes of a student's body. Raises ValueError for a body of another family."""
    config: Any = base.student.body.config
    if config.model_type not in ("llama", "mistral") or getattr(config, "attention_bias", False):
        raise ValueError(f"only Llama-like bodies can be exported, not {config.model_type!r}")
    head_width = getattr(config, "head_dim", None) or config.hidden_size // config.num_attention_heads
    return Shape(
        config.num_hidden_layers,
        config.hidden_size,
        config.num_attention_heads,
        config.num_key_value_heads,
        head_width,
        config.rms_norm_eps,
        config.rope_parameters["rope_theta"],
    )


def build(base: Base) -> onnx.ModelProto:
    """The graph: ids, positions (n,) int64, mask (n, n) bool, ends (branches,) int64 -> logits (branches,)."""
    shape = shape_of(base)
    weights = {name: value.detach().float().numpy() for name, value in base.student.state_dict().items()}
    graph = Graph()
    for name, value in (
        ("no", np.float32(np.finfo(np.float32).min)),
        ("yes", np.float32(0)),
        ("tiny", np.float32(1e-9)),
        ("batch", np.array([0])),
        ("query_shape", np.array([0, 0, shape.heads, shape.head_width])),
        ("key_shape", np.array([0, 0, shape.kv_heads, shape.head_width])),
        ("flat", np.array([0, 0, shape.heads * shape.head_width])),
        ("half", np.array([shape.head_width // 2] * 2)),
        ("root", np.float32(shape.head_width**-0.5)),
        ("shared", np.repeat(np.arange(shape.kv_heads), shape.heads // shape.kv_heads)),
    ):
        graph.constant(name, np.asarray(value))
    x = _embed(graph, weights["body.embed_tokens.weight"])
    graph.op("Where", ["mask", "yes", "no"], "bias")
    _rotations(graph, shape)
    for layer in range(shape.layers):
        x = _layer(graph, x, shape, weights, f"body.layers.{layer}.")
    x = _norm(graph, x, weights["body.norm.weight"], "last_norm", shape)
    x = graph.op("Squeeze", [x, "batch"], "rows")
    x = graph.op("Gather", [x, "ends"], "verdicts", axis=0)
    x = graph.op("MatMul", [x, graph.constant("head", weights["head"])], "differences")
    graph.op("Add", [x, graph.constant("head_bias", weights["bias"])], "logits")
    inputs = [
        helper.make_tensor_value_info("ids", TensorProto.INT64, ["n"]),
        helper.make_tensor_value_info("positions", TensorProto.INT64, ["n"]),
        helper.make_tensor_value_info("mask", TensorProto.BOOL, ["n", "n"]),
        helper.make_tensor_value_info("ends", TensorProto.INT64, ["branches"]),
    ]
    outputs = [helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["branches"])]
    whole = helper.make_graph(graph.nodes, "judge", inputs, outputs, graph.constants)
    opsets = [helper.make_opsetid("", 17), helper.make_opsetid(MICROSOFT, 1)]
    return helper.make_model(whole, opset_imports=opsets, ir_version=8, producer_name="tinyv")


def _embed(graph: Graph, table: Floats) -> str:
    scale = np.maximum(np.abs(table).max(axis=1, keepdims=True), 1e-8) / 127
    graph.constant("embedding", np.rint(table / scale).astype(np.int8))
    graph.constant("embedding_scale", scale.astype(np.float32))
    graph.op("Gather", ["embedding", "ids"], "embedded_whole", axis=0)
    graph.op("Cast", ["embedded_whole"], "embedded_float", to=TensorProto.FLOAT)
    graph.op("Gather", ["embedding_scale", "ids"], "embedded_scale", axis=0)
    graph.op("Mul", ["embedded_float", "embedded_scale"], "embedded")
    return graph.op("Unsqueeze", ["embedded", "batch"], "x")


def _rotations(graph: Graph, shape: Shape) -> None:
    powers = shape.theta ** (-np.arange(0, shape.head_width, 2) / shape.head_width)
    angles = np.outer(np.arange(POSITIONS), np.concatenate([powers, powers]))
    for name, table in (("cos", np.cos(angles)), ("sin", np.sin(angles))):
        graph.constant(f"{name}_table", table.astype(np.float32)[:, None, :])
        graph.op("Gather", [f"{name}_table", "positions"], name, axis=0)  # (n, 1, head width)


def _rotate(graph: Graph, x: str) -> str:
    graph.nodes.append(helper.make_node("Split", [x, "half"], [f"{x}.a", f"{x}.b"], axis=-1))
    graph.op("Neg", [f"{x}.b"], f"{x}.minus_b")
    graph.op("Concat", [f"{x}.minus_b", f"{x}.a"], f"{x}.turned", axis=-1)
    graph.op("Mul", [x, "cos"], f"{x}.cos")
    graph.op("Mul", [f"{x}.turned", "sin"], f"{x}.sin")
    return graph.op("Add", [f"{x}.cos", f"{x}.sin"], f"{x}.rotated")


def _norm(graph: Graph, x: str, weight: Floats, name: str, shape: Shape) -> str:
    scale = graph.constant(f"{name}.scale", weight)
    return graph.op("SimplifiedLayerNormalization", [x, scale], name, axis=-1, epsilon=shape.epsilon)


def _layer(graph: Graph, x: str, shape: Shape, weights: dict[str, Floats], at: str) -> str:
    def linear(source: str, name: str) -> str:
        return graph.linear(source, weights[f"{at}{name}.weight"], f"{at}{name}")

    normed = _norm(graph, x, weights[f"{at}input_layernorm.weight"], f"{at}norm_1", shape)
    query, key, value = (linear(normed, f"self_attn.{part}_proj") for part in "qkv")
    query = _rotate(graph, graph.op("Reshape", [query, "query_shape"], f"{at}queries"))
    key = _rotate(graph, graph.op("Reshape", [key, "key_shape"], f"{at}keys"))
    value = graph.op("Reshape", [value, "key_shape"], f"{at}values")
    query = graph.op("Transpose", [query], f"{at}query", perm=[0, 2, 1, 3])
    key = graph.op("Transpose", [key], f"{at}key_own", perm=[0, 2, 3, 1])
    value = graph.op("Transpose", [value], f"{at}value_own", perm=[0, 2, 1, 3])
    key = graph.op("Gather", [key, "shared"], f"{at}key", axis=1)
    value = graph.op("Gather", [value, "shared"], f"{at}value", axis=1)
    query = graph.op("Mul", [query, "root"], f"{at}query_scaled")
    scores = graph.op("Add", [graph.op("MatMul", [query, key], f"{at}products"), "bias"], f"{at}scores")
    shares = graph.op("Softmax", [scores], f"{at}shares", axis=-1)
    mixed = graph.op("MatMul", [shares, value], f"{at}mixed")
    mixed = graph.op("Transpose", [mixed], f"{at}mixed_back", perm=[0, 2, 1, 3])
    mixed = graph.op("Reshape", [mixed, "flat"], f"{at}attention")
    x = graph.op("Add", [x, linear(mixed, "self_attn.o_proj")], f"{at}after_attention")
    normed = _norm(graph, x, weights[f"{at}post_attention_layernorm.weight"], f"{at}norm_2", shape)
    gate, up = linear(normed, "mlp.gate_proj"), linear(normed, "mlp.up_proj")
    graph.op("Sigmoid", [gate], f"{at}sigmoid")
    gate = graph.op("Mul", [gate, f"{at}sigmoid"], f"{at}silu")
    down = linear(graph.op("Mul", [gate, up], f"{at}gated"), "mlp.down_proj")
    return graph.op("Add", [x, down], f"{at}out")
