"""The page in a real browser: typing, tables, keys, phones, the dark, and text that wants to be markup."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from page_server import Tab, browsing, page_app, serving

DESKTOP = {"viewport": {"width": 1280, "height": 900}}
PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True, "device_scale_factor": 2}
HIT = "window.hit=(window.hit||0)+1"
ATTACKS = [
    f"<script>{HIT}</script>",
    f"<img src=x onerror='{HIT}'>",
    f'"><svg/onload="{HIT}">',
    f"</textarea></pre></mark><script>{HIT}</script>",
    f"</math><img src=x onerror={HIT}>",
    f"<math><mtext><mglyph><style><!--</style><img title='--&gt;&lt;img src=x onerror={HIT}&gt;'>",
    f"$<math href='javascript:{HIT}'>x</math>$ $\\href{{javascript:{HIT}}}{{x}}$",
    f"\\boxed{{\\text{{<iframe srcdoc='<script>parent.{HIT}</script>'>}}}}",
    f"\\boxed{{<a href=javascript:{HIT}>5</a>}}",
    "<link rel=stylesheet href=https://example.invalid/x.css><img src=https://example.invalid/x.png>",
    f"{{{{constructor.constructor('{HIT}')()}}}} ${{{HIT}}}",
    "<base href=https://example.invalid/><meta http-equiv=refresh content='0;url=https://example.invalid/'>",
    f"javascript:{HIT}",
    "\u202e<b>\ufeff\u2028\u0000&lt;script&gt;",
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with browsing() as browser:
        yield browser


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with serving(page_app()) as url:
        yield url


@pytest.fixture
def tab(browser: Any, url: str) -> Iterator[Tab]:
    tab = Tab(browser, url, DESKTOP)
    yield tab
    tab.context.close()
    assert tab.faults == []


@pytest.fixture
def phone(browser: Any, url: str) -> Iterator[Tab]:
    tab = Tab(browser, url, PHONE)
    yield tab
    tab.context.close()
    assert tab.faults == []


def link(question: str, reference: str, response: str) -> str:
    return "#" + urlencode({"question": question, "reference": reference, "response": response})


def test_typing_gives_the_way_of_a_verdict(tab: Tab) -> None:
    page = tab.page
    page.fill("#question", "Solve $2x - 1 > 3$.")
    page.fill("#reference", r"(2, \infty)")
    page.fill("#response", r"So it is \boxed{x > 2}.")
    page.press("#response", "Control+Enter")
    page.wait_for_selector(".way")
    assert tab.label() == "correct"
    assert page.locator("mark").inner_text() == "x > 2"
    assert page.locator(".flow > li h2").all_inner_texts()[0].startswith("Answer")
    assert page.locator(".flow > .decides h2").inner_text().startswith("Rules")
    assert re.sub(r"\s+", " ", page.locator(".asked-rules .deciding").inner_text()) == "interval equal"
    assert page.locator(".sides figure .tree").count() == 2
    assert page.locator(".claim math").count() == 2
    assert page.evaluate("document.querySelector('.claim math').namespaceURI") == "http://www.w3.org/1998/Math/MathML"
    assert "in all" in page.locator(".timeline .time").inner_text()
    assert page.locator("#status").inner_text().startswith("correct by rule:interval")


def test_a_link_shows_the_same_verdict_and_history_leads_back(browser: Any, url: str, tab: Tab) -> None:
    page = tab.page
    for reference, response in (("1/2", "0.5"), ("7", "8")):
        page.fill("#reference", reference)
        page.fill("#response", response)
        page.click("#verify")
        tab.until(f"document.title === '{'correct' if response == '0.5' else 'wrong'}: TinyV'")
    other = Tab(browser, url, DESKTOP, page.url.removeprefix(f"{url}/"))
    other.page.wait_for_selector(".way")
    assert other.label() == "wrong"
    other.context.close()
    page.go_back()
    tab.until("document.title === 'correct: TinyV'")
    assert page.input_value("#reference") == "1/2"


def test_every_example_is_one_click_away(tab: Tab) -> None:
    page = tab.page
    titles = page.locator("#examples a").count()
    assert titles >= 12
    for at in range(titles):
        page.evaluate("document.title = ''")
        page.locator("#examples a").nth(at).click()
        tab.until("document.title !== ''")
        assert tab.label() in ("correct", "wrong", "undecided")
    page.fill("#response", "changed")
    page.locator("#examples a").last.click()  # the address is the same
    tab.until("document.getElementById('response').value !== 'changed'")


@pytest.mark.parametrize("field", ["question", "reference", "response"])
def test_hostile_text_stays_text(tab: Tab, field: str) -> None:
    page = tab.page
    plain = {"question": "What is it?", "reference": "5", "response": "6"}
    for attack in ATTACKS:
        for name, text in (plain | {field: attack}).items():
            page.fill(f"#{name}", text)
        page.evaluate("document.title = ''")
        page.press("#response", "Control+Enter")
        tab.until("document.title !== ''")
        assert (
            page.evaluate(
                "document.querySelectorAll('#way :is(script,img,svg,iframe,a,link,style,base,meta,object)').length"
            )
            == 0
        )
    assert page.evaluate("window.hit ?? 0") == 0
    if field == "response":
        page.fill("#response", ATTACKS[0])
        page.press("#response", "Control+Enter")
        tab.until(f"document.querySelector('.response').textContent === {json.dumps(ATTACKS[0])}")


def test_hostile_rows_and_links_stay_text(browser: Any, url: str, tab: Tab) -> None:
    page = tab.page
    page.click("#show-many")
    rows = [{"id": a, "question": a, "reference": a, "response": f"The answer is {a}"} for a in ATTACKS]
    page.fill("#lines", "\n".join([*map(json.dumps, rows), *(a.replace("\0", " ") for a in ATTACKS)]))
    page.press("#lines", "Control+Enter")
    tab.said(" rows: ")
    assert page.locator("tbody tr").count() >= 2 * len(ATTACKS)
    assert page.evaluate("document.querySelectorAll('#table :is(script,img,svg,iframe,a,link,style)').length") == 0
    assert page.evaluate("window.hit ?? 0") == 0
    for attack in ATTACKS[:4]:
        other = Tab(browser, url, DESKTOP, link(attack, attack, attack))
        other.page.wait_for_selector(".way")
        assert other.page.evaluate("window.hit ?? 0") == 0
        assert other.faults == []
        other.context.close()


def test_markup_of_a_hostile_server_is_rebuilt_from_known_elements(tab: Tab) -> None:
    shown = tab.page.evaluate(
        """async markup => {
            const { adopt } = await import(new URL("page/kit.js", location.href));
            const box = document.createElement("div");
            box.append(adopt(markup));
            document.body.append(box);
            await new Promise((done) => setTimeout(done, 50));
            return box.outerHTML;
        }""",
        f"<math display=block onclick='{HIT}'><mi href='javascript:{HIT}' style='color:red'>x</mi><mtext>"
        f"<img src=x onerror='{HIT}'></mtext></math><script>{HIT}</script><b>bold</b><code onclick=1>c</code>",
    )
    assert shown == f'<div><math display="block"><mi>x</mi><mtext></mtext></math>{HIT}bold<code>c</code></div>'
    assert tab.page.evaluate("window.hit ?? 0") == 0
    assert all("blocked" in fault for fault in tab.faults)
    tab.faults.clear()


WAYS_IN = [
    "document.body.innerHTML = '<b>x</b>'",
    "document.createElement('script').textContent = 'window.hit = 1'",
    "new DOMParser().parseFromString('<b>x</b>', 'text/html')",
    "document.write('<b>x</b>')",
    "setTimeout('window.hit = 1')",
    "trustedTypes.createPolicy('other', {createHTML: (text) => text})",
]


@pytest.mark.parametrize("way_in", WAYS_IN)
def test_the_policy_closes_every_other_way_in(tab: Tab, way_in: str) -> None:
    assert (
        tab.page.evaluate(f"(() => {{ try {{ {way_in}; return 'done'; }} catch (e) {{ return e.name; }} }})()")
        == "TypeError"
    )
    assert "blocked" in tab.faults.pop()  # the browser reports it


def test_a_table_of_rows(tab: Tab) -> None:
    page = tab.page
    page.click("#show-many")
    lines = [
        '{"question": "", "reference": "1/2", "response": "0.5", "id": "half"}',
        '{"problem": "Add.", "answer": "7", "completion": [{"role": "assistant", "content": "8"}]}',
        '{"reference": "7", "response": ',
        "",
        '{"reference": 7}',
        '{"reference": "Dima wins", "response": "the second player wins"}',
        '{"reference": "x", "response": "=HYPERLINK(1)"}',
    ]
    page.fill("#lines", "\n".join(lines))
    page.press("#lines", "Control+Enter")
    tab.said("6 rows: 1 correct")
    assert page.locator("tbody td.line").all_inner_texts() == ["1", "2", "3", "5", "6", "7"]
    assert page.locator("tbody td.label").all_inner_texts()[:4] == ["Correct", "Wrong", "Unreadable", "Unreadable"]
    assert "not valid JSON" in page.locator("tbody tr").nth(2).inner_text()
    assert "no response" in page.locator("tbody tr").nth(3).inner_text()

    page.click("#filter-unreadable")
    assert page.locator("tbody td.line").all_inner_texts() == ["3", "5"]
    page.click("#filter-all")
    page.click("#sort-line")
    assert page.locator("th.line").get_attribute("aria-sort") == "descending"
    assert page.locator("tbody td.line").all_inner_texts() == ["7", "6", "5", "3", "2", "1"]
    page.click("#sort-label")
    assert page.locator("tbody td.label").first.inner_text() == "Correct"

    page.locator("tbody tr").first.click()
    page.wait_for_selector(".way")
    assert tab.label() == "correct"
    page.keyboard.press("Escape")
    assert page.locator("#table").is_visible()


def test_a_table_is_saved(tab: Tab, tmp_path: Path) -> None:
    page = tab.page
    page.click("#show-many")
    file = tmp_path / "rows.jsonl"
    file.write_text(
        '\ufeff{"reference": "1/2", "response": "0.5"}\nbad\n{"reference": "y", "response": "@SUM(1), a \\"b\\""}\n',
        encoding="utf-8",
    )
    page.set_input_files("#file", file)
    tab.said("3 rows")
    with page.expect_download() as saved:
        page.click("#save-jsonl")
    rows = [json.loads(line) for line in Path(saved.value.path()).read_text(encoding="utf-8").splitlines()]
    assert [(row["line"], row["label"]) for row in rows][:2] == [(1, "correct"), (2, "unreadable")]
    assert rows[0]["decided_by"] == "rule:rational"
    with page.expect_download() as saved:
        page.click("#save-csv")
    cells = Path(saved.value.path()).read_text(encoding="utf-8").splitlines()
    assert cells[0] == "line,id,label,score,answer,decided_by,reason,failure"
    assert len(cells) == 4
    assert ",\"'@SUM(1)" in cells[3]  # no spreadsheet runs it


def test_a_long_table_goes_in_batches_and_is_drawn_in_parts(tab: Tab) -> None:
    page = tab.page
    page.click("#show-many")
    page.fill("#lines", "\n".join(json.dumps({"reference": str(n), "response": str(n + n % 2)}) for n in range(300)))
    page.click("#run")
    tab.said("300 rows: 150 correct, 150 wrong")
    assert page.locator("tbody tr").count() == 200
    page.click("#more")
    assert page.locator("tbody tr").count() == 300


def test_the_keyboard_is_enough(tab: Tab) -> None:
    page = tab.page
    press = page.keyboard.press
    focused = "document.activeElement.id || document.activeElement.className || document.activeElement.textContent"
    order = []
    for _ in range(7):
        press("Tab")
        order.append(page.evaluate(focused))
    assert order == ["skip", "show-one", "show-many", "question", "reference", "response", "verify"]
    ring = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert ring == "solid"
    press("Tab")
    press("Enter")  # the first example
    page.wait_for_selector(".way")
    page.locator("#show-many").focus()
    press("Enter")
    press("Tab")
    page.keyboard.insert_text('{"reference": "7", "response": "7"}\n{"reference": "7", "response": "8"}')
    press("Control+Enter")
    tab.said("2 rows")
    page.locator("#sort-line").focus()
    press("Enter")
    assert page.evaluate(focused) == "sort-line"  # drawn anew, and the focus stays
    page.locator("tbody button").first.focus()
    press("Enter")
    page.wait_for_selector(".way")
    tab.until("document.title === 'wrong: TinyV'")
    assert page.evaluate(focused) == "back"
    press("Escape")
    assert page.locator("#many").is_visible()


def test_a_phone_scrolls_in_one_direction(phone: Tab) -> None:
    page = phone.page
    assert phone.fits()
    hard = [
        (
            "Which?",
            r"x^2+2x+1 = (x+1)(x+1)(x+1)(x+1)(x+1)(x+1)",
            "\\boxed{" + "+".join(f"a_{{{n}}}" for n in range(40)) + "}",
        ),
        ("W" * 300, "W" * 300, "W" * 300),
        (
            r"$$\begin{pmatrix}" + "&".join("1" * 30) + r"\end{pmatrix}$$",
            ", ".join("12345" * 40),
            "(" + ",".join("9" * 60) + ")",
        ),
    ]
    for question, reference, response in hard:
        for name, text in (("question", question), ("reference", reference), ("response", response)):
            page.fill(f"#{name}", text)
        page.evaluate("document.title = ''")
        page.tap("#verify")
        phone.until("document.title !== ''")
        assert phone.fits()
        assert page.locator(".way > header").is_visible()
    page.tap("#show-many")
    page.tap("#sample")
    phone.said(" rows: ")
    assert phone.fits()
    small = page.evaluate(
        "[...document.querySelectorAll('button')].filter((b) => b.offsetHeight && b.offsetHeight < 24).length"
    )
    assert small == 0


def test_the_dark(browser: Any, url: str) -> None:
    shades = {}
    for scheme in ("light", "dark"):
        tab = Tab(browser, url, DESKTOP | {"color_scheme": scheme}, link("", "1/2", "0.5"))
        tab.page.wait_for_selector(".way")
        read = "(at) => getComputedStyle(document.querySelector(at))"
        back = tab.page.evaluate(f"({read})('body').backgroundColor")
        ink = tab.page.evaluate(f"({read})('.flow .note').color")
        shades[scheme] = [sum(map(int, re.findall(r"\d+", shade)[:3])) for shade in (back, ink)]
        tab.context.close()
    assert shades["light"][0] > 700
    assert shades["dark"][0] < 100
    assert shades["dark"][1] > 400 > shades["light"][1]


def test_a_server_that_asks_for_a_token(browser: Any) -> None:
    with serving(page_app(token="sesame")) as url:
        tab = Tab(browser, url, DESKTOP, link("", "1/2", "0.5"))
        page = tab.page
        page.wait_for_selector(".problem")
        assert "token" in page.locator(".problem").inner_text()
        assert page.evaluate("document.activeElement.id") == "token"
        page.keyboard.type("sesame")
        page.keyboard.press("Enter")
        page.click("#verify")
        page.wait_for_selector(".way")
        assert tab.label() == "correct"
        assert page.evaluate("[sessionStorage.getItem('token'), localStorage.length, document.cookie]") == [
            "sesame",
            0,
            "",
        ]
        tab.context.close()


def test_a_server_that_is_gone(browser: Any) -> None:
    with serving(page_app()) as url:
        tab = Tab(browser, url, DESKTOP)
    tab.page.fill("#reference", "1")
    tab.page.click("#verify")
    tab.page.wait_for_selector(".problem")
    assert "cannot be reached" in tab.page.locator(".problem").inner_text()
    tab.context.close()
