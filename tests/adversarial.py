"""Worst inputs, by name: what a verifier may be asked about by a model that is paid for trouble.

`ATTACKS` are pairs whose values differ, so that "correct" is never a right verdict for them; `TWINS` are
pairs of equal values, for which any verdict will do. Both are built on demand, since some have 1 MB.
"""

from __future__ import annotations

from collections.abc import Callable

Pair = tuple[str, str]  # reference, response
MB = 1_000_000


def fill(piece: str, size: int = MB) -> str:
    """The piece, repeated to about `size` characters."""
    return piece * (size // len(piece))


def nest(opening: str, core: str, closing: str, depth: int) -> str:
    """The core inside `depth` pairs of brackets."""
    return opening * depth + core + closing * depth


def matrix(rows: int, entry: Callable[[int, int], str], kind: str = "pmatrix") -> str:
    """A square LaTeX matrix of the entries."""
    lines = (" & ".join(entry(i, j) for j in range(rows)) for i in range(rows))
    return rf"\begin{{{kind}}}" + r" \\ ".join(lines) + rf"\end{{{kind}}}"


def braces(items: list[str]) -> str:
    """A set of the items."""
    return r"\{" + ", ".join(items) + r"\}"


def squares(start: str, depth: int) -> str:
    """((start)^2+1)^2+1 ...: a polynomial of degree 2^depth in a few characters."""
    return nest("(", start, ")^2+1", depth)


LETTERS = "abcdfghjklmnopqrstuvwxyz"
TOWER = r"\dfrac{5^{\left(5^{\left(5^{\left(5^5\right)}\right)} - 4\right)} - 5}{16}"

# one short reference, one value that is large, deep or undefined
VALUES: dict[str, str] = {
    "tower of powers": "9^{9^{9^9}}",
    "tower of nines": nest("9^{", "9", "}", 30),
    "tower of a thousand": nest("9^{", "9", "}", 1000),
    "flat tower": "9" + "^9" * 1000,
    "boxed tower": rf"\boxed{{{TOWER}}}",
    "negative tower": "9^{-9^{9^9}}",
    "tower of fractions": r"(\frac{3}{2})^{9^{9^9}}",
    "tower under a root": r"\sqrt{9^{9^{9^9}}+1}",
    "tower in a sine": r"\sin(9^{9^{9^9}})",
    "tower in a floor": r"\lfloor \pi \cdot 10^{10^{10}} \rfloor",
    "tower modulo": r"7^{7^{7^7}} \bmod 1000",
    "tower of a root": r"\sqrt{2}^{\sqrt{2}^{\sqrt{2}^{10^9}}}",
    "tower in a logarithm": r"\ln(9^{9^{9^9}})",
    "difference of towers": "9^{9^{9^9}} - 9^{9^{9^9}} + 1",
    "quotient of towers": r"\frac{9^{9^{9^9}}}{9^{9^{9^9}}+1}",
    "power of a long number": "9" * 2000 + "^{" + "9" * 2000 + "}",
    "large exponent": "2^{999999999}",
    "large exponent, negative": "2^{-999999999}",
    "product of large powers": r"\cdot ".join(f"{k}^{{99999}}" for k in range(2, 60)),
    "sum of large powers": "+".join(f"{k}^{{9999}}" for k in range(2, 200)),
    "sum of coprime fractions": "+".join(rf"\frac{{1}}{{{k}}}" for k in range(10_007, 10_700)),
    "complex power": r"(1+2i)^{10^9}",
    "exponential tower": r"e^{e^{e^{e^{e}}}}",
    "exp nest": nest(r"\exp(", "1", ")", 40),
    "scientific": "1e999999999",
    "scientific, tiny": "1e-999999999",
    "scientific, ten digits": "1e9999999999",
    "times a power of ten": r"3 \times 10^{999999999}",
    "factorial of a million": "(10^6)!",
    "power of ten, then factorial": "10^6!",
    "factorial of a billion": "1000000000!",
    "nested factorials": "(((9!)!)!)!",
    "factorial chain": "9" + "!" * 999,
    "factorials multiplied": r"\cdot ".join(["2499!"] * 300),
    "factorial of a negative": "(-1)!",
    "factorial of a fraction": r"(\frac{1}{2})!",
    "factorial of a tower": "(9^{9^{9^9}})!",
    "huge binomial": r"\binom{10^9}{5\cdot 10^8}",
    "huge binomial of powers": r"\binom{2^{100}}{2^{99}}",
    "binomial nest": nest(r"\binom{", "9", "}{4}", 30),
    "negative binomial": r"\binom{-5}{1000000000}",
    "long sum": r"\sum_{k=1}^{10^9} \frac{1}{k}",
    "long product": r"\prod_{k=1}^{10^9} k",
    "nested sums": r"\sum_{a=1}^{999}\sum_{b=1}^{999}\sum_{c=1}^{999}\sum_{d=1}^{999} abcd",
    "sum to a tower": r"\sum_{k=1}^{9^{9^{9^9}}} k",
    "sum of powers": r"\sum_{k=1}^{2000} k^{2000}",
    "sum of factorials": r"\sum_{k=1}^{2000} k!",
    "sum without a body": r"\sum_{k=1}^{10}",
    "sum over its own bound": r"\sum_{k=1}^{k} k",
    "infinite sum": r"\sum_{k=1}^{\infty} k",
    "dots to a billion": r"1+2+3+\cdots+10^9",
    "integral": r"\int_0^{10^9} \sin(x^x) \, dx",
    "limit": r"\lim_{n\to\infty} 9^{9^n}",
    "division by zero": r"\frac{42}{0}",
    "hidden division by zero": r"\frac{42}{\sqrt{2}^2-2}",
    "division by sine of pi": r"\frac{42}{\sin \pi}",
    "zero to a negative": "0^{-42}",
    "logarithm of zero": r"\ln 0",
    "logarithm to base one": r"\log_1 42",
    "logarithm of a hidden zero": r"\ln(\sin^2 1 + \cos^2 1 - 1)",
    "tangent at its pole": r"\tan\frac{\pi}{2}",
    "root of degree zero": r"\sqrt[0]{42}",
    "root of degree a billion": r"\sqrt[1000000000]{42}",
    "modulo zero": r"42 \bmod 0",
    "greatest common divisor": r"\gcd(10^{10^9}, 6^{10^9})",
    "empty maximum": r"\max()",
    "base of a billion": "101010_{1000000000}",
    "base zero": "42_{0}",
    "base of a long number": "1" * 3000 + "_{7}",
    "digits": "7" * 100_000,
    "decimal of 100,000 digits": "0." + "7" * 100_000,
    "repeating decimal": r"0.\overline{" + "142857" * 500 + "}",
    "grouped digits": "1" + ",000" * 1000,
    "mixed numbers": r"1\frac{1}{2}" * 300,
    "unary minus": "-" * 1001 + "7",
    "spaced minus": "- " * 1001 + "7",
    "unary plus": "+" * 1000 + "7",
    "plus minus": r"\pm " * 1000 + "7",
    "many sign choices": "0" + "".join(rf" \pm {k}" for k in range(1, 31)),
    "many sign choices of roots": "".join(rf"\pm\sqrt{{{k}}}" for k in range(2, 32)),
    "deep fractions": nest(r"\frac{1}{1+", "1", "}", 1000),
    "deep fractions, unbraced": r"\frac" * 2000 + "1" * 2001,
    "deep numerators": nest(r"\frac{", "1", "}{2}", 1000),
    "deep roots": nest(r"\sqrt{", "2", "}", 1000),
    "deep roots, unbraced": r"\sqrt" * 1000 + "2",
    "deep radical signs": "√" * 1000 + "2",
    "deep sines": nest(r"\sin(", "1", ")", 1000),
    "deep sines, bare": r"\sin " * 1000 + "1",
    "deep absolute values": nest("|", "3", "|", 500),
    "bars": "|" * 2001,
    "deep parentheses": nest("(", "7", ")", 10_000),
    "deep braces": nest("{", "7", "}", 10_000),
    "deep brackets": nest("[", "7", "]", 10_000),
    "deep \\left": nest(r"\left(", "7", r"\right)", 2000),
    "deep \\text": nest(r"\text{", "7", "}", 2000),
    "deep subscripts": nest("x_{", "7", "}", 2000),
    "deep superscripts": nest("x^{", "7", "}", 2000),
    "deep boxes": nest(r"\boxed{", "7", "}", 2000),
    "deep sets": nest(r"\{", "7", r"\}", 2000),
    "deep matrices": nest(r"\begin{pmatrix}", "7", r"\end{pmatrix}", 500),
    "deep cases": nest(r"\begin{cases}", "7", r"\end{cases}", 500),
    "open parentheses": "(" * 10_000,
    "open braces": "{" * 10_000,
    "closing braces": "}" * 10_000,
    "mixed brackets": "([{" * 3000 + "7" + "}])" * 3000,
    "crossed brackets": "([)]" * 1500,
    "percent signs": "7" + "%" * 1000,
    "degree signs": "7" + "°" * 1000,
    "primes": "f" + "'" * 1000 + "(x)",
    "superscript digits": "2" + "⁹" * 3000,
    "powers of x": "x" + "^x" * 1000,
    "tower of variables": nest("x^{", "x", "}", 40),
    "towers of variables added": "+".join([nest("x^{", "x", "}", 8)] * 100),
    "vulgar fractions": "½" * 2000,
    "number words": "one hundred " * 400,
    "hyphens of number words": "twenty-" * 700 + "four",
    "chain of equalities": "=".join(f"x_{{{k}}}" for k in range(700)),
    "chain of inequalities": "<".join(str(k) for k in range(1200)),
    "chain of sums": "=".join(["1+1"] * 700),
    "list of relations": ", ".join(f"x_{{{k}}} = {k}" for k in range(250)),
    "alternatives": r" \text{ or } ".join(f"x = {k}" for k in range(250)),
    "ratio": ":".join(["1"] * 2000),
    "list": ",".join(["1"] * 2900),
    "semicolons": ";" * 5000,
    "ellipses": r"\ldots " * 500,
    "cup": r"\cup ".join(f"({k}, {k + 1})" for k in range(300)),
    "cap of a chain": r"\cap ".join(f"[{k}, \\infty)" for k in range(300)),
    "product of sums": "".join(f"(x+{k})" for k in range(500)),
    "product of sums of letters": "".join(f"({a}+{b})" for a in LETTERS for b in LETTERS if a < b),
    "many letters to the fiftieth": "(" + "+".join(LETTERS) + ")^{50}",
    "four letters to the fiftieth": "(x+y+z+w)^{50}",
    "two powers multiplied": "(x+y+z)^{60}(x-y-z)^{60}",
    "quotient of powers": r"\frac{(x+y+z)^{40}}{(x-y+z)^{40}+1}",
    "sum of quotients": "+".join(rf"\frac{{{k}}}{{x+{k}}}" for k in range(1, 150)),
    "sum of quotients of letters": "+".join(rf"\frac{{{a}}}{{{b}+1}}" for a in LETTERS for b in LETTERS[:6]),
    "degree 2^30": squares("x+1", 30),
    "degree 2^30 in two letters": squares("x+y", 30),
    "number of 2^30 digits": squares("3", 30),
    "power of a billion": "(x+1)^{1000000000}",
    "power of a negative billion": "(x+1)^{-1000000000}",
    "root powers": r"(\sqrt{2}+\sqrt{3}+\sqrt{5}+\sqrt{7})^{999}",
    "sum of roots": "+".join(rf"\sqrt{{{k}}}" for k in range(2, 300)),
    "roots of letters": "+".join(rf"\sqrt{{x+{k}}}" for k in range(1, 200)),
    "zero in disguise": r"42 + (\sqrt{2}+\sqrt{3}-\sqrt{5+2\sqrt{6}})^{-1}",
    "determinant of numbers": matrix(60, lambda i, j: str((i * j) % 97), "vmatrix"),
    "determinant of letters": matrix(12, lambda i, j: LETTERS[(i * 5 + j) % 24], "vmatrix"),
    "power of a matrix": matrix(3, lambda i, j: str(i + j)) + "^{1000000}",
    "unit of a high power": "7 km^{1000000000}",
    "chain of units": r"7 " + r"\text{ m/s}" * 300,
    "time": "99:99:99",
    "date": "99/99/9999",
    "currency signs": "$" * 2001 + "7",
    "unknown commands": "".join(rf"\zq{a}{b}" for a in LETTERS for b in LETTERS),
    "unknown environment": r"\begin{zq}7\end{zq}",
    "ends without begins": r"\end{pmatrix}" * 400,
    "begins without ends": r"\begin{pmatrix}" * 400,
    "ampersands": "&" * 3000,
    "row breaks": r"\\" * 2000,
    "backslashes": "\\" * 5001,
    "carets": "^" * 3000,
    "underscores": "_" * 3000,
    "quotes": "'\"" * 2000,
    "NULs": "\0" * 3000,
    "NUL inside": "7\0",
    "control characters": "".join(map(chr, range(32))) * 90,
    "lone surrogate": "\ud800",
    "surrogates": "\udfff\ud800" * 1500,
    "surrogate in a fraction": "\\frac{\ud800}{2}",
    "combining marks": "7" + "\u0301" * 3000,
    "right to left": "\u202e7\u202d" * 500,
    "zero width": "\u200b" * 5000,
    "digits of other scripts": "٤٢४२༤༢𝟜𝟚" * 300,
    "superscript of other scripts": "x^٤" * 500,
    "emoji": "👩‍👩‍👧‍👦" * 500,
    "private use": "\ue000\uf8ff\U0010ffff" * 900,
    "ligatures": "ﷺﬃ㎏℀" * 700,
    "dotless case": "ıİſK" * 700,
    "letter of another script": "x_元 + 无",
    "accented letters": "é + à^2",
    "Cyrillic letters": "а - б",
    "letters of many scripts": " + ".join("дж無ñקकกلあ한") + " = 7",
    "command without its argument": "\\mathbb\\neq 0",
    "two decimal points": r"0.14.\overline{9}",
    "ratio of three": "3:4:5",
    "ratio of roots": r"1 : 2 : \sqrt{3}",
}  # fmt: skip

# responses of about a megabyte, to the reference 42
SHAPES = (
    "a", "7", "7 ", "7.7 ", "7,", " ", "\t", "\n", "\r\n", ".", "{", "}", "(", "{}", "()", "$", "$$", "$7$ ", "\\",
    r"\boxed{7}", r"\boxed{", r"\boxed{7} ", "\\boxed{7}\n", r"\boxed{}", r"\boxed 7 ", r"\frac", r"\frac{1}{2}+",
    r"\sqrt", r"\text{", r"\left(", r"\begin{pmatrix}", r"\end{pmatrix}", "1+", "-", r"\pm", "^", "_1", "=", "x=7\n",
    "<", "|", "%", "<think>", "</think>", "<think>7</think>", "<answer>", "<answer>7</answer>", "<answer>7",
    "The answer is ", "The answer is 7. ", "Answer: 7\n", "#### 7\n", "#", "*", "**7** ", "`", "```\n",
    "(A) 7 (B) 8 ", "A. B. C. D. ", "- 7\n", "| 7 | 8 |\n", "---\n", "> 7\n", "<b>7</b>", "<a", "&lt;", '\'"',
    "twenty-", "one hundred ", "therefore ", "So x is 7, and y is 8. ", "答案是7。", "🎉", "a\u0301", "\x00", "\ud800",
    "\u200b", "!", "?", ":", ";", ",", "(1,2),", r"\{7\}", "7 km ", "1/1/2000 ", "7:07 ", "7 or ", r"\therefore ",
    r"\[7\]", r"\(7\)", r"\[", '{"answer": 7}', "x = 7;\n", "a7", r"\%", r"\zq ", "~", "_", "/", "1/",
)  # fmt: skip

NUMBERS = [str(k) for k in range(400)]
BIG_PAIRS: dict[str, Callable[[], Pair]] = {
    "matrix of numbers": lambda: (
        matrix(60, lambda i, j: str(i + j)),
        matrix(60, lambda i, j: str(i + j + (i == j == 59))),
    ),
    "matrix of decimals": lambda: (matrix(30, lambda i, j: "0.333"), matrix(30, lambda i, j: r"\frac{1}{4}")),
    "matrix of letters": lambda: (matrix(40, lambda i, j: "x+1"), matrix(40, lambda i, j: "1+x" if i < 39 else "2+x")),
    "matrix of roots": lambda: (
        matrix(15, lambda i, j: r"\sqrt{8}"),
        matrix(15, lambda i, j: r"2\sqrt{2}" if i < 14 else "3"),
    ),
    "sets of 400 numbers": lambda: (braces(NUMBERS), braces([*NUMBERS[:-1], "400"])),
    "sets of 400 sums": lambda: (braces(["x+1"] * 400), braces(["1+x"] * 399 + ["2+x"])),
    "sets of 200 powers": lambda: (
        braces([f"(x+1)^{k}" for k in range(200)]),
        braces([f"(1+x)^{k}" for k in range(1, 201)]),
    ),
    "sets of 200 roots": lambda: (
        braces([rf"\sqrt{{{k}}}" for k in range(200)]),
        braces([rf"\sqrt{{{k + 1}}}" for k in range(200)]),
    ),
    "sets of 100 sines": lambda: (
        braces([rf"\sin {k}" for k in range(100)]),
        braces([rf"\cos {k}" for k in range(100)]),
    ),
    "sets of 150 words": lambda: (braces([f"word{k}a" for k in range(150)]), braces([f"word{k}b" for k in range(150)])),
    "sets of near twins": lambda: (
        braces([rf"\sqrt{{2}}+10^{{-{k}}}" for k in range(100)]),
        braces([rf"\sqrt{{2}}-10^{{-{k}}}" for k in range(100)]),
    ),
    "sets of approximations": lambda: (braces(["0.333"] * 300), braces([r"\frac{1}{3}"] * 299 + ["0.25"])),
    "sets of sets": lambda: (
        braces([braces([str(k), "0"]) for k in range(100)]),
        braces([braces(["1", str(k)]) for k in range(100)]),
    ),
    "tuples of 400": lambda: (f"({','.join(NUMBERS)})", f"({','.join(reversed(NUMBERS))})"),
    "lists of 400 sums": lambda: (", ".join(["x+1"] * 400), ", ".join(["x-1"] * 400)),
    "unions of 200": lambda: (
        r"\cup ".join(f"({2 * k},{2 * k + 1})" for k in range(200)),
        r"\cup ".join(f"({2 * k},{2 * k + 1}]" for k in range(199, -1, -1)),
    ),
    "systems of 100": lambda: (
        ", ".join(f"x_{{{k}}}={k}" for k in range(100)),
        ", ".join(f"x_{{{k}}}={k + 1}" for k in range(99, -1, -1)),
    ),
    "labelled values": lambda: (
        ", ".join(f"{a}={k}" for k, a in enumerate(LETTERS)),
        ", ".join(f"{a}={k}" for k, a in enumerate(reversed(LETTERS))),
    ),
    "sign choices on both sides": lambda: (
        "".join(rf"\pm\sqrt{{{k}}}" for k in range(2, 18)),
        "".join(rf"\pm\sqrt{{{k}}}" for k in range(3, 19)),
    ),
    "polynomials of 24 letters": lambda: (f"({'+'.join(LETTERS)})^{{50}}", f"({'+'.join(LETTERS[:-1])}-z)^{{50}}"),
    "polynomials of two letters": lambda: ("(x+y)^{200}", "(x-y)^{200}"),
    "products of 40 sums": lambda: (
        "".join(f"(x+{k}y)" for k in range(40)),
        "".join(f"(x+{k}y)" for k in range(1, 41)),
    ),
    "rational functions": lambda: (
        "+".join(rf"\frac{{1}}{{x+{k}}}" for k in range(60)),
        "+".join(rf"\frac{{1}}{{x+{k}}}" for k in range(1, 61)),
    ),
    "nested squares": lambda: (squares("x", 9), squares("x+1", 9)),
    "identities that fail late": lambda: (r"\sin^{40} x + \cos^{40} x", r"1 - \sin^{40} x \cos^{40} x"),
    "towers of variables": lambda: (nest("x^{", "x", "}", 12), nest("x^{", "x", "}", 11)),
    "renamed functions": lambda: (
        "f(" + ",".join(LETTERS) + ")=" + "+".join(LETTERS),
        "f(" + ",".join(reversed(LETTERS)) + ")=" + "-".join(LETTERS),
    ),
    "equations up to scale": lambda: (f"({'+'.join(LETTERS)})^{{9}}=0", f"({'-'.join(LETTERS)})^{{9}}=0"),
    "chains of 300": lambda: ("<".join(NUMBERS[:300]), "<".join(NUMBERS[1:301])),
    "words": lambda: ("alpha " * 900, "beta " * 900),
    "words of one letter": lambda: ("a " * 2900, "b " * 2900),
    "scripts": lambda: ("元 + 1", "元 + 2"),
    "ratios of three": lambda: ("3:4:5", "3:4:6"),
    "long words": lambda: ("a" * 5900, "a" * 5899 + "b"),
    "texts of a megabyte": lambda: (fill("alpha "), fill("beta ")),
    "number texts of a megabyte": lambda: (fill("1"), fill("1") + "2"),
    "decimals of 5,000 digits": lambda: ("0." + "3" * 5000, "0." + "3" * 4999 + "9"),
    "third and 5,000 digits": lambda: (r"\frac{1}{3}", "0." + "3" * 4999 + "9"),
    "factorials of 2,000": lambda: (r"\frac{1}{2004!}", r"\frac{1}{2006!}"),
    "sums of 2,000": lambda: (r"\sum_{k=1}^{2000} \frac{1}{k}", r"\sum_{k=1}^{1999} \frac{1}{k}"),
    "base conversion": lambda: ("1" * 2000 + "_2", "1" * 2001 + "_2"),
    "box after a megabyte": lambda: ("42", fill("So x = 7. ") + r"\boxed{43}"),
    "box before a megabyte": lambda: ("42", r"\boxed{43}" + fill(" and so on")),
    "tower after a megabyte": lambda: ("42", fill("So x = 7. ") + rf"\boxed{{{TOWER}}}"),
    "boxes in boxes": lambda: ("42", nest(r"\boxed{", "43", "}", 100_000)),
    "boxes in boxes, by lines": lambda: ("42", nest("\\boxed{\n", "43", "\n}", 60_000)),
    "fractions in boxes": lambda: ("42", nest(r"\boxed{\frac{", "43", "}{2}}", 40_000)),
    "displays in displays": lambda: ("42", nest(r"\[", "43", r"\]", 100_000)),
    "thoughts in thoughts": lambda: ("42", nest("<think>", "43", "</think>", 60_000)),
    "fences in fences": lambda: ("42", nest("```\n", "43", "\n```", 60_000)),
    "a megabyte in the box": lambda: ("42", r"\boxed{" + fill("1+") + "1}"),
}

ATTACKS: dict[str, Callable[[], Pair]] = {
    **{f"value: {name}": lambda text=text: ("42", text) for name, text in VALUES.items()},  # type: ignore[misc]
    **{f"megabyte: {piece!a}": lambda piece=piece: ("42", fill(piece)) for piece in SHAPES},  # type: ignore[misc]
    **{f"pair: {name}": pair for name, pair in BIG_PAIRS.items()},
}
TWINS: dict[str, Callable[[], Pair]] = {
    **{f"twin: {name}": lambda text=text: (text, text) for name, text in VALUES.items()},  # type: ignore[misc]
    **{f"twin: {name}, spaced": lambda text=text: (text, f" {text} ") for name, text in VALUES.items()},  # type: ignore[misc]
    **{f"twin of {name}": lambda pair=pair: (pair()[0],) * 2 for name, pair in BIG_PAIRS.items()},  # type: ignore[misc]
    "twin: sets in reverse": lambda: (braces(NUMBERS), braces(NUMBERS[::-1])),
    "twin: sums in reverse": lambda: ("+".join(LETTERS), "+".join(LETTERS[::-1])),
    "twin: powers of sums": lambda: (f"({'+'.join(LETTERS)})^{{50}}", f"({'+'.join(LETTERS[::-1])})^{{50}}"),
    "twin: powers of three letters": lambda: ("(x+y+z)^{50}", "(z+x+y)^{50}"),
}
