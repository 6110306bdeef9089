"""What the lexer and the parser know: commands, functions, words, characters. Facts only."""

# one-argument functions: each name is a head
FUNCTIONS = {
    "sin", "cos", "tan", "cot", "sec", "csc", "sinh", "cosh", "tanh", "coth", "sech", "csch",
    "asin", "acos", "atan", "acot", "asec", "acsc", "asinh", "acosh", "atanh",
    "ln", "exp", "arg", "Re", "Im", "sgn", "det", "conj", "rank", "tr", "deg", "dim", "ker", "gamma",
}  # fmt: skip
FUNCTION_NAMES = {name: name for name in FUNCTIONS} | {
    "arcsin": "asin", "arccos": "acos", "arctan": "atan", "arccot": "acot", "arcsec": "asec", "arccsc": "acsc",
    "arctg": "atan", "arcctg": "acot", "tg": "tan", "ctg": "cot", "cosec": "csc", "sh": "sinh", "ch": "cosh",
    "th": "tanh",
    "arsinh": "asinh", "arcosh": "acosh", "artanh": "atanh", "arcsinh": "asinh", "arccosh": "acosh", "arctanh": "atanh",
    "log": "log", "lg": "lg", "lb": "lb", "max": "max", "min": "min", "gcd": "gcd", "lcm": "lcm", "GCD": "gcd",
    "LCM": "lcm",
    "sign": "sgn", "signum": "sgn", "abs": "abs", "sqrt": "sqrt", "cbrt": "cbrt", "floor": "floor", "ceil": "ceil",
    "factorial": "factorial", "nCr": "nCr", "nPr": "nPr",
}  # fmt: skip
# as plain words these mean something else
LATEX_ONLY_FUNCTIONS = {
    "arg", "Re", "Im", "det", "rank", "tr", "deg", "dim", "ker", "conj", "sign", "gamma", "th", "ch", "sh",
    "lb",
}  # fmt: skip
NOT_INVERSE = {"ln", "exp", "log", "lg", "det", "max", "min", "gcd", "lcm"}  # f^{-1} is no named function

GREEK = {
    "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda", "mu", "nu", "xi",
    "omicron", "rho", "sigma", "tau", "upsilon", "phi", "chi", "psi", "omega", "Gamma", "Delta", "Theta", "Lambda",
    "Xi", "Pi", "Sigma", "Upsilon", "Phi", "Psi", "Omega", "ell", "hbar", "nabla", "aleph", "imath", "jmath",
}  # fmt: skip
SYMBOLS = {name: name for name in GREEK} | {
    "varepsilon": "epsilon", "vartheta": "theta", "varphi": "phi", "varrho": "rho", "varsigma": "sigma",
    "varkappa": "kappa",
    "top": "T", "intercal": "T", "pi": "pi", "infty": "oo", "infin": "oo", "infinity": "oo", "emptyset": "empty",
    "varnothing": "empty",
    "R": "RR", "Z": "ZZ", "N": "NN", "Q": "QQ", "C": "CC", "reals": "RR", "Reals": "RR",
    "ldots": "...", "cdots": "...", "dots": "...", "dotsc": "...", "dotsb": "...", "vdots": "...", "ddots": "...",
    "dotsm": "...", "hdots": "...", "lambada": "lambda", "partial": "partial", "square": "square", "ast": "ast",
    "heartsuit": "heart", "spadesuit": "spade", "star": "star", "bullet": "bullet", "diamond": "diamond", "wp": "wp",
}  # fmt: skip
BLACKBOARD = {"R": "RR", "Z": "ZZ", "N": "NN", "Q": "QQ", "C": "CC", "P": "PP", "F": "FF"}

# commands that only set type or space
INVISIBLE = {
    "left", "right", "big", "Big", "bigg", "Bigg", "bigl", "bigr", "Bigl", "Bigr", "biggl", "biggr", "Biggl", "Biggr",
    "middle", "displaystyle", "textstyle", "scriptstyle", "scriptscriptstyle", "limits", "nolimits", "quad", "qquad",
    "enspace",
    "thinspace", "medspace", "thickspace", "negthinspace", "hfill", "hfil", "vfill", "noindent", "par", "centering",
    "smallskip",
    "medskip", "bigskip", "nonumber", "notag", "hline", "mathstrut", "strut", "null", "relax", "bf", "it", "rm", "tt",
    "sf",
    "em", "small", "large", "Large", "huge", "normalsize", "leavevmode", "protect", "space", "nobreakspace",
    "allowbreak",
    "break", "linebreak", "newline", "blacksquare", "qed", "qedhere",
    "dotfill", "mathpunct", "mathinner", "unicode", "checkmark", "cr", "hskip", "kern",
}  # fmt: skip
# commands with one argument that is kept as it is
WRAPPERS = {
    "mathbf", "mathit", "mathsf", "mathtt", "mathcal", "mathscr", "mathfrak", "mathnormal", "boldsymbol", "bm", "pmb",
    "bold",
    "vec", "overrightarrow", "overleftarrow", "hat", "widehat", "tilde", "widetilde", "underline", "boxed", "fbox",
    "ensuremath", "smash", "mathop", "mathrel", "mathbin", "mathord", "overset", "cancel", "underbrace", "overbrace",
    "emph",
    "framebox", "colorbox", "mathclose", "mathopen", "bar", "acute", "grave", "breve", "check", "ddot", "phantom",
}  # fmt: skip
TEXT_COMMANDS = {
    "text", "textbf", "textit", "textrm", "textsf", "texttt", "textnormal", "mbox", "hbox", "textup", "textmd",
    "textsc",
    "textsl", "emph", "mathrm", "operatorname", "mathsf", "rm", "Text", "txt", "operatorname*",
}  # fmt: skip
DROP_WITH_ARGUMENT = {
    "label", "tag", "hspace", "vspace", "phantom", "hphantom", "vphantom", "color", "textcolor", "fontsize", "mspace",
}  # fmt: skip
FRACTIONS = {"frac", "dfrac", "tfrac", "cfrac", "nicefrac", "sfrac", "fraction", "Frac", "flatfrac", "rac"}
BINOMIALS = {"binom", "dbinom", "tbinom"}
ENVIRONMENTS = {
    "matrix": "matrix", "pmatrix": "matrix", "bmatrix": "matrix", "Bmatrix": "matrix", "smallmatrix": "matrix",
    "psmallmatrix": "matrix", "array": "matrix", "vmatrix": "det", "Vmatrix": "det", "cases": "cases",
    "dcases": "cases", "rcases": "cases",
    "aligned": "lines", "align": "lines", "align*": "lines", "gathered": "lines", "gather": "lines", "gather*": "lines",
    "equation": "lines", "equation*": "lines", "split": "lines", "alignedat": "lines", "eqnarray": "lines",
    "eqnarray*": "lines",
    "center": "lines", "tabular": "matrix", "math": "lines", "displaymath": "lines", "multline": "lines",
    "multline*": "lines",
}  # fmt: skip

# operators: command -> canonical character sequence
OPERATORS = {
    "cdot": "*", "times": "*", "div": "÷", "over": "over", "pm": "±", "mp": "∓", "plusmn": "±", "setminus": "\\",
    "backslash": "\\",
    "smallsetminus": "\\", "cup": "∪", "bigcup": "∪", "cap": "∩", "bigcap": "∩", "sqcup": "∪", "land": "and",
    "wedge": "and",
    "lor": "or", "vee": "or", "le": "<=", "leq": "<=", "leqslant": "<=", "leqq": "<=", "ge": ">=", "geq": ">=",
    "geqslant": ">=",
    "geqq": ">=", "lt": "<", "gt": ">", "less": "<", "ne": "!=", "neq": "!=", "not": "not", "approx": "~",
    "approxeq": "~",
    "thickapprox": "~", "simeq": "~", "sim": "~", "doteq": "~", "in": "in", "isin": "in", "ni": "ni", "notin": "notin",
    "subset": "subset",
    "subseteq": "subset", "subsetneq": "subset", "equiv": "cong", "cong": "cong", "mid": "|", "vert": "|",
    "lvert": "|", "rvert": "|",
    "divides": "|", "Vert": "‖", "lVert": "‖", "rVert": "‖", "parallel": "∥", "perp": "⊥", "to": "->",
    "rightarrow": "->",
    "longrightarrow": "->", "mapsto": "↦", "longmapsto": "↦", "Rightarrow": "=>", "implies": "=>", "iff": "=>",
    "Leftrightarrow": "=>", "Longrightarrow": "=>",
    "therefore": "=>", "because": "because", "colon": ":", "coloneqq": "=", "circ": "∘", "degree": "°", "prime": "'",
    "pounds": "£", "euro": "€",
    "dollar": "$", "percent": "%", "langle": "⟨", "rangle": "⟩", "lfloor": "⌊", "rfloor": "⌋", "lceil": "⌈",
    "rceil": "⌉",
    "lbrace": "\\{", "rbrace": "\\}", "lbrack": "[", "rbrack": "]", "lparen": "(", "rparen": ")", "bmod": "mod",
    "mod": "mod", "pmod": "pmod",
    "forall": "forall", "exists": "exists", "angle": "∠", "triangle": "△", "lt=": "<=", "eq": "=", "nmid": "∤",
    "oplus": "⊕", "choose": "choose",
    "rightleftharpoons": "->", "neg": "not", "cdotp": "*", "ast": "*", "bigtimes": "*", "fallingdotseq": "~",
    "ngtr": "<=", "nless": ">=",
}  # fmt: skip
BIG = {
    "sum": "sum", "prod": "prod", "int": "int", "iint": "int", "oint": "int", "lim": "lim", "limsup": "lim",
    "liminf": "lim",
}  # fmt: skip
# what may follow a doubled backslash: \\\\frac is \\frac, \\\\y a new line that begins with y
COMMANDS = (
    {"begin", "end", "mathbb", "not", "sqrt", "cbrt", "overline", "dot"} | FUNCTION_NAMES.keys() | SYMBOLS.keys()
    | INVISIBLE | WRAPPERS | TEXT_COMMANDS | FRACTIONS | BINOMIALS | OPERATORS.keys() | BIG.keys()
)  # fmt: skip
# LaTeX names that keep their meaning when the backslash was eaten
BARE_COMMANDS = (
    {"frac", "dfrac", "tfrac", "sqrt", "binom", "cdot", "times", "leq", "geq", "neq", "infty", "infinity", "cup",
    "cap", "pm",
     "approx", "overline", "circ", "emptyset", "text", "mathrm", "mathbf", "mathbb", "boxed", "leqslant", "geqslant",
    "varnothing"}
    | (GREEK - {"nu", "mu", "xi", "eta", "Xi", "chi", "ell", "iota", "square", "Pi"}) | {"pi", "Pi"}
)  # fmt: skip
# commands that are taken for words unless what follows shows the command
BRACED_COMMANDS = dict.fromkeys(TEXT_COMMANDS - {"rm", "Text", "txt"}, "{") | {
    "rac": "{", "mathbb": "{", "left": "([{|", "right": ")]}|", "bar": "{", "vec": "{", "hat": "{", "begin": "{",
    "end": "{",
}  # fmt: skip
# short words that are products where a formula leaves no room for a word
SHORT_PRODUCTS = {"at", "as", "an", "by", "be", "us", "st", "sT", "es", "et", "en"}
NEGATIONS = {
    "=": "!=", "\\in": "notin", "\\equiv": "∤", "<": ">=", ">": "<=", "\\exists": "∄", "\\subset": "∤", "\\mid": "∤",
}  # fmt: skip
WORD_OPERATORS = {
    "or": "or", "and": "and", "union": "∪", "intersection": "∩", "intersect": "∩", "in": "in", "mod": "mod",
    "modulo": "mod",
    "plus": "+", "minus": "-", "times": "*", "over": "over", "to": "to", "where": "where", "when": "where",
    "if": "where",
    "for": "where", "with": "where", "while": "and", "percent": "%", "pct": "%", "per": "per", "degrees": "°",
    "degree": "°",
    "deg": "°", "is": "is", "equals": "is", "otherwise": "otherwise", "except": "except", "inf": "oo", "infty": "oo",
    "infinity": "oo",
    "squared": "squared", "cubed": "cubed", "或": "or", "和": "and", "与": "and",
    "且": "and", "及": "and", "以及": "and",
    "respectively": "respectively", "as": "where", "such": "where", "since": "where", "given": "where",
    "provided": "where",
    "ou": "or", "oder": "or", "und": "and", "或者": "or", "其中": "where", "есть": "is", "или": "or", "и": "and",
}  # fmt: skip
# short words of plain language that are never a product of variables
SHORT_WORDS = {
    "of", "is", "the", "are", "was", "no", "not", "yes", "all", "any", "one", "two", "six", "ten", "it", "its", "by",
    "at", "on", "an",
    "as", "be", "we", "he", "she", "but", "has", "had", "can", "do", "so", "if", "let", "get", "set", "per", "red",
    "day", "odd", "due",
    "how", "who", "why", "way", "new", "old", "man", "men", "boy", "her", "his", "our", "out", "own", "off", "top",
    "sum", "use", "used",
    "via", "yet", "you", "may", "more", "less", "than", "ans", "add", "age", "pay", "big", "box", "bus", "car", "cat",
    "dog", "egg", "pen",
    "pie", "row", "win", "won", "low", "hot", "dry", "wet", "hen", "cow", "pig", "bag", "bar", "cup", "cut", "end",
    "eve", "far", "few",
    "from", "into", "ok", "up", "us", "go", "am", "pm", "none", "null", "nil", "DNE", "QED", "NaN", "and", "or", "ab",
    "al", "mon", "tue",
    "wed", "thu", "fri", "sat", "sun", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    "th", "st", "nd", "rd",
    "le", "la", "les", "un", "une", "et", "est", "il", "ni", "de", "der", "die", "das", "ist", "ein", "el", "los",
    "son", "es", "que", "si",
    "oui", "non", "ja", "nein", "da", "net", "vs", "eg", "ie", "etc",
} - {"ab"}  # fmt: skip

# words that begin like a function and are none
NOT_FUNCTIONS = {
    "cost", "costs", "cosy", "sine", "sing", "sink", "sins", "tank", "tang", "tans", "sect", "cots", "cote", "logs",
    "login", "logic", "pin", "pit", "pig", "pie", "pink", "pint", "pipe", "pine", "pick", "pier", "pile", "pill",
    "pins", "pits", "pies", "pigs", "pity", "cosine", "secs",
}  # fmt: skip

UNICODE = {
    "−": "-", "–": "-", "—": "-", "‐": "-", "‑": "-", "﹣": "-", "－": "-", "＋": "+", "×": r"\times ", "✕": r"\times ",
    "∗": "*", "⋅": r"\cdot ",
    "·": r"\cdot ", "•": r"\cdot ", "∙": r"\cdot ", "÷": r"\div ", "∕": "/", "⁄": "/", "／": "/", "∶": ":", "：": ":",
    "＝": "=", "≠": r"\neq ",
    "≤": r"\leq ", "⩽": r"\leq ", "≦": r"\leq ", "≥": r"\geq ", "⩾": r"\geq ", "≧": r"\geq ", "＜": "<", "＞": ">",
    "≈": r"\approx ",
    "≃": r"\approx ", "≅": r"\cong ", "≡": r"\equiv ", "∼": r"\sim ", "±": r"\pm ", "∓": r"\mp ", "∞": r"\infty ",
    "∪": r"\cup ", "⋃": r"\cup ",
    "∩": r"\cap ", "∖": r"\setminus ", "∈": r"\in ", "∉": r"\notin ", "⊂": r"\subset ", "⊆": r"\subseteq ",
    "∅": r"\emptyset ", "Ø": r"\emptyset ",
    "ø": r"\emptyset ", "∣": r"\mid ", "｜": "|", "∥": r"\parallel ", "⊥": r"\perp ", "∠": r"\angle ",
    "△": r"\triangle ", "∆": r"\Delta ",
    "√": r"\sqrt ", "∛": r"\cbrt ", "∑": r"\sum ", "∏": r"\prod ", "∫": r"\int ", "∀": r"\forall ", "∃": r"\exists ",
    "∧": r"\land ", "∨": r"\lor ",
    "°": r"^\circ ", "º": r"^\circ ", "˚": r"^\circ ", "℃": r"^\circ C", "℉": r"^\circ F", "′": "'", "″": "''",
    "’": "'", "‘": "'", "“": '"',
    "”": '"', "…": r"\ldots ", "⋯": r"\cdots ", "→": r"\to ", "↦": r"\mapsto ", "⇒": r"\Rightarrow ",
    "⟹": r"\Rightarrow ", "⇔": r"\iff ", "∴": r"\therefore ",
    "½": r"\frac{1}{2}", "⅓": r"\frac{1}{3}", "⅔": r"\frac{2}{3}", "¼": r"\frac{1}{4}", "¾": r"\frac{3}{4}",
    "⅕": r"\frac{1}{5}", "⅖": r"\frac{2}{5}",
    "⅗": r"\frac{3}{5}", "⅘": r"\frac{4}{5}", "⅙": r"\frac{1}{6}", "⅚": r"\frac{5}{6}", "⅛": r"\frac{1}{8}",
    "⅜": r"\frac{3}{8}", "⅝": r"\frac{5}{8}",
    "⅞": r"\frac{7}{8}", "⅐": r"\frac{1}{7}", "⅑": r"\frac{1}{9}", "⅒": r"\frac{1}{10}",
    "ℝ": r"\mathbb{R}", "ℤ": r"\mathbb{Z}", "ℕ": r"\mathbb{N}", "ℚ": r"\mathbb{Q}", "ℂ": r"\mathbb{C}", "ℓ": r"\ell ",
    "⌊": r"\lfloor ",
    "⌋": r"\rfloor ", "⌈": r"\lceil ", "⌉": r"\rceil ", "⟨": r"\langle ", "⟩": r"\rangle ", "〈": r"\langle ",
    "〉": r"\rangle ", "‖": r"\|",
    "（": "(", "）": ")", "［": "[", "］": "]", "｛": r"\{", "｝": r"\}", "，": ", ",
    "、": ", ", "；": "; ", "。": ". ",
    "．": ".", "％": "%",
    "！": "!", "？": "?", "＄": "$", "￥": "¥", "＊": "*", "＾": "^", "＿": "_", "～": "~", "【": "[", "】": "]",
    "\u00a0": " ", "\u2009": " ", "\u202f": " ", "\u200b": "", "\u2061": "", "\u2062": "", "\ufeff": "", "\u3000": " ",
    "\u200a": " ", "\u2002": " ", "\u2003": " ",
    "\u200c": "", "\u200d": "", "\u2060": "",
} | {chr(zero + d): str(d) for zero in (0xFF10, 0x660, 0x6F0, 0x966) for d in range(10)}  # fmt: skip
UNICODE |= {chr(0xFF21 + k): chr(65 + k) for k in range(26)} | {chr(0xFF41 + k): chr(97 + k) for k in range(26)}
UNICODE |= {"٫": "."}
_GREEK_LETTERS = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "εϵ", "zeta": "ζ", "eta": "η",
    "theta": "θϑ", "iota": "ι",
    "kappa": "κ", "lambda": "λ", "mu": "μ", "nu": "ν", "xi": "ξ", "pi": "π", "rho": "ρ", "sigma": "σ", "tau": "τ",
    "upsilon": "υ", "phi": "φϕ", "chi": "χ", "psi": "ψ", "omega": "ω", "Gamma": "Γ", "Delta": "Δ", "Theta": "Θ",
    "Lambda": "Λ", "Xi": "Ξ", "Pi": "Π", "Sigma": "Σ", "Phi": "Φ", "Psi": "Ψ", "Omega": "Ω",
}  # fmt: skip
for _name, _chars in _GREEK_LETTERS.items():
    UNICODE.update(dict.fromkeys(_chars, f"\\{_name} "))
SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱ", "0123456789+-=()ni")
SUBSCRIPTS = str.maketrans("₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₙₖₘᵢⱼₓ", "0123456789+-=()nkmijx")

# backslashes eaten by an escape in some earlier program: "\f" + "rac" and so on
EATEN = {
    "\f": ("rac", "orall", "loor"), "\b": ("oxed", "inom", "egin", "eta", "ar", "igcup", "mod", "oldsymbol"),
    "\t": ("ext", "imes", "heta", "an", "frac", "au", "o", "binom", "ilde", "riangle"),
    "\r": ("ight", "ho", "angle", "floor", "ceil", "m"), "\v": ("ec", "ee", "ert"), "\a": ("lpha", "ngle", "pprox",
    "rc"),
}  # fmt: skip
