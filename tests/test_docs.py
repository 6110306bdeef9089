"""The documents are true: every Python block runs, every rule is documented, every link leads somewhere."""

import re
from pathlib import Path

import pytest

from tinyv.equiv.rules import LAST_RULES, RULES, TEXT_RULES

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_python_blocks_run(page: Path) -> None:
    for block in re.findall(r"```python\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL):
        exec(compile(block, str(page), "exec"), {})


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_links_lead_to_files(page: Path) -> None:
    for target in re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), f"{page.name} links to {target}, which is not there"


def test_every_rule_is_documented_in_its_order() -> None:
    text = (ROOT / "docs" / "verdicts.md").read_text(encoding="utf-8")
    table = text.partition("## The rules")[2].partition("\n## ")[0]
    assert re.findall(r"^\| `([a-z-]+)` \|", table, re.MULTILINE) == [
        name for name, _ in (*TEXT_RULES, *RULES, *LAST_RULES)
    ]
