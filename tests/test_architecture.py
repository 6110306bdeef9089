"""The house has one way through it: a room may import only rooms that stand before it in this list."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCE = Path(__file__).parent.parent / "src" / "tinyv"
# From the ground up; `rows` is the files' door and `__init__` the front door.
ROOMS = (
    "types",
    "lazy",
    "remember",
    "files",
    "near",
    "pool",
    "extract",
    "expr",
    "equiv",
    "guard",
    "cache",
    "judge",
    "verifier",
    "client",
    "__init__",
    "health",
    "rewards",
    "serve",
    "rows",
    "data",
    "audit",
    "train",
    "rl",
    "evaluate",
    "scale",
    "bench",
    "cli",
    "__main__",
)
# What `pip install tinyv` brings; anything else is an extra and is imported inside the function that needs it.
DEPENDENCIES = {"flint", "orjson", "tinyv"}
# Modules that are themselves imported inside functions alone, and may name what they stand on at the top.
HEAVY = {
    "tinyv.judge.trees": {"numpy"},
    "tinyv.train": {"numpy", "onnx", "torch"},
}
MAX_LINES = 400
FILES = sorted(SOURCE.rglob("*.py"))


def room_of(module: str) -> str:
    """tinyv.expr.lexer is in the room expr; tinyv itself is the front door."""
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else "__init__"


def name_of(path: Path) -> str:
    parts = ("tinyv", *path.relative_to(SOURCE).with_suffix("").parts)
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(tree: ast.AST, module: str, is_package: bool) -> Iterator[tuple[int, str]]:
    """Line and full name of every import, those in functions too; `from tinyv import expr` names tinyv.expr."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                parents = module.split(".")[: -node.level + is_package or None]
                base = ".".join([*parents, base] if base else parents)
            for alias in node.names:
                full = f"{base}.{alias.name}"
                yield node.lineno, full if is_module(full) else base


def is_module(name: str) -> bool:
    path = SOURCE.parent.joinpath(*name.split("."))
    return path.is_dir() or path.with_suffix(".py").is_file()


def broken(source: str, module: str, is_package: bool = False) -> list[str]:
    """The imports of a source that point up, as `line: name`."""
    here = room_of(module)
    found = []
    for line, name in imports(ast.parse(source), module, is_package):
        if name.split(".")[0] == "tinyv" and ROOMS.index(room_of(name)) > ROOMS.index(here):
            found.append(f"{line}: {name}")
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_imports_point_down(path: Path) -> None:
    module = name_of(path)
    assert room_of(module) in ROOMS, "a new room needs a place in the list"
    assert broken(path.read_text(encoding="utf-8"), module, path.name == "__init__.py") == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_imports_at_the_top_are_light(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    top = ast.Module([node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)], [])
    roots = {name.split(".")[0] for _, name in imports(top, name_of(path), path.name == "__init__.py")}
    allowed = {root for heavy, those in HEAVY.items() if f"{name_of(path)}.".startswith(f"{heavy}.") for root in those}
    assert roots - DEPENDENCIES - allowed - set(sys.stdlib_module_names) == set()


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_a_file_fits_a_head(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MAX_LINES


def test_the_check_sees_every_kind_of_import() -> None:
    assert broken("import tinyv.cli", "tinyv.expr.lexer") == ["1: tinyv.cli"]
    assert broken("from tinyv import bench", "tinyv.equiv.rules") == ["1: tinyv.bench"]
    assert broken("from tinyv import Verifier", "tinyv.equiv.rules") == ["1: tinyv"]
    assert broken("def f():\n    from tinyv.cli import main", "tinyv.equiv.rules") == ["2: tinyv.cli"]
    assert broken("from ..equiv import numeric", "tinyv.expr.lexer") == ["1: tinyv.equiv.numeric"]
    assert broken("from ..expr import nodes", "tinyv.equiv", is_package=True) == []
    assert broken("from .nodes import Node", "tinyv.expr.lexer") == []
    assert broken("from tinyv.types import Verdict\nimport os", "tinyv.cli.verify") == []
