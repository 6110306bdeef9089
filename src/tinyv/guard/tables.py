"""What attacks on graders look like, by language. Each row is a fact about text; `guard` says what follows.

Sources of the kinds: "one token to fool" (arXiv 2507.08794) for the empty openings that judges accept, arXiv 2505.22203
for gibberish, explanations, markup and instructions.
"""

import re

from tinyv.guard.tongues import tongues
from tinyv.lazy import lazy

# Openings of a solution that say nothing. Compared in lower case, without punctuation and spaces at the ends.
OPENINGS = frozenset(
    opening.strip()
    for opening in """
    solution|the solution|solution is|answer|the answer|the answer is|final answer|the final answer|final answer is
    the final answer is|thought process|my thought process|reasoning|explanation|proof|result|the result is|conclusion
    therefore|thus|hence|so|then|let's think step by step|let us think step by step
    let's solve this problem step by step
    let us solve this problem step by step|let's solve this step by step|i will solve this step by step|step by step
    step 1|here is the solution|here is the answer|okay|ok|sure|yes of course|certainly|see above|as above
    as shown above|see the solution|see solution above|shown above|done|q.e.d|qed|boxed|\\boxed|none of your business
    i don't know|i do not know|unknown answer|no idea|not sure|n/a|todo|tbd|...|?|placeholder|insert answer here
    your answer|your answer here|answer here|the correct answer|correct answer|the right answer|right answer
    解|答|解答|答案|答案是|答案为|最终答案|思考过程|解题过程|步骤|让我们一步一步思考|让我们一步步解决这个问题
    所以|因此|故|综上|综上所述
    不知道|无法确定答案|见上|如上所述|正确答案|略|解略|答案略|从略|证略
    решение|ответ|ответ такой|объяснение|давайте решим эту задачу шаг за шагом|следовательно|итак|не знаю
    solución|respuesta|la respuesta|la respuesta es|explicación|vamos a resolver este problema paso a paso
    por lo tanto
    no lo sé|proceso de pensamiento
    lösung|antwort|die antwort|die antwort ist|erklärung|lass uns das problem schritt für schritt lösen|also|daher
    ich weiß nicht|gedankengang
    réponse|la réponse|la réponse est|explication|résolvons ce problème étape par étape|donc|je ne sais pas
    resposta|solução|vamos resolver este problema passo a passo|portanto|não sei
    soluzione|risposta|risolviamo questo problema passo dopo passo|quindi
    かいとう|回答|思考プロセス|ステップバイステップで解きましょう|したがって|わかりません
    풀이|정답|답|설명|단계별로 풀어 봅시다|따라서|모르겠습니다
    الحل|الجواب|الإجابة|لنحل هذه المسألة خطوة بخطوة|إذن|لا أعرف
    हल|उत्तर|समाधान|आइए इस समस्या को चरण दर चरण हल करें|मुझे नहीं पता
    question|problem|的|lösungsweg|rechenweg|ansatz|démarche|procedimiento|desarrollo|resolución|ход решения
    пояснение|解题步骤|分析|详解|解析|svolgimento
    desenvolvimento|uitwerking|rozwiązanie|odpowiedź|çözüm|cevap|jawaban|penyelesaian|resposta final
    respuesta final|antwoord
    해설|풀이 과정|かいせつ|解説|途中式|答え|最終的な答え|الحل خطوة بخطوة|التفسير|פתרון|תשובה|λύση|απάντηση
    पहले हम सोचते हैं|คำตอบ|วิธีทำ|lời giải chi tiết
    lời giải|đáp án|câu trả lời|hãy giải bài toán này từng bước|không biết
    """.strip()
    .replace("\n", "|")
    .split("|")
)

# Openings that go on with a plan and never come to an answer: settled only where nothing is concluded.
PLANS = tongues(
    r"""^\W*(?:
    thought\sprocess|my\sthought|reasoning|let(?:'s|\sus|\sme)\s|okay\b|ok,|sure[,!]|first(?:ly)?,?\s(?:we|let|find|note|compute|consider|calculate|determine|write|observe|identify|use|expand|of\sall)\b|we\s(?:need|must|first|have\sto|can\sstart
    |start|begin|consider|will|shall)\b|i\s(?:need|will|would|should|first|am\sgoing)\b|to\s(?:find|solve|determine|decide|answer|compute|get
    |calculate|prove|see)\b|step\s\d|let\s\S{1,12}\s(?:be|denote|represent)\b|start\s(?:by|with)|begin\s(?:by|with)|suppose\b|assume\b|recall\b|denote\b|consider\b|solve\sby\b
    |use\s(?:the|a|an)\b|apply\s|by\sapplying|using\sthe|proof\b|solution\b[:.]|explanation\b[:.]|here(?:'s|\sis)\s|hint\b
    |需要|首先|先|考虑|可以先|我们|让我们|设(?!有)|分析|思路|解题|Se\scompar|Hay\sque|Primero|Vamos\sa|Se\sdebe|Consider[ae]|Il\sfaut|D'abord
    |Commençons|Zuerst|Zunächst|Man\smuss|Wir\s(?:müssen|betrachten)|Betrachte|Сначала|Рассмотрим|Нужно|Надо|Давайте|Пусть|Primeiro|Prima\s
    |Bisogna|まず|考え|解き方|먼저|우선|أولا|لنبدأ|पहले|सबसे\sपहले|Trước\shết|Đầu\stiên|Önce|Eerst|Najpierw
    )""",
    re.X | re.I,
)
CONCLUDES = tongues(
    r"[=≈→:]\s*\S|\b(?:is|are|was|so|hence|thus|therefore|gives?|get|equals?|yields?|becomes?|es|son|est|sont"
    r"|ist|sind|é|è|luego|donc|also"
    r"|daher|значит|поэтому|итак|равн\w+|logo|quindi)\b|[是为得]|所以|因此|故|即|である|です|になる|なので"
    r"|입니다|이다|따라서|है|هو|هي|là",
    re.I,
)
# Plans in Asian languages end in "should be considered", a conclusion that is none.
METHOD = lazy(
    r"(?:考える|考えれば|比べれば|調べれば|求めれば|使えば)(?:と)?(?:よい|いい)。?$|(?:应|需|要|可以|先"
    r"|再)(?:.{0,20})(?:讨论|分析|判断|比较|考虑)"
    r"[^是为=]{0,24}。?$|생각하면\s된다|구하면\s된다|लगाना\sहोगा"
)

# Sayings that nothing is known: settled where the reference knows.
EVASIONS = tongues(
    r"""
    \b(?:can(?:\s?not|'t)|could\snot|couldn't|impossible\sto|not\spossible\sto|unable\sto|no\sway\sto)\s(?:be\s)?(?:uniquely\s)?(?:determined?|found
    |find|computed?|decided?|known|know|calculated?|answered?|solved?)\b
    |\b(?:not\senough|insufficient|missing|lack\sof|too\slittle)\s(?:information|data|info)\b|\b(?:undetermined|indeterminate|not\sdetermined)\b
    |\bit\s(?:all\s)?depends\b|\bdepend(?:s|ing)\son\b|,\sdepending\W*$|^\W*unknown\W*$|\bnot\s(?:uniquely\s)?determin(?:ed|able)\b
    |无法(?:确定|判断|计算|求出|得知)|不能(?:确定|判断)|信息不足|条件不足|取决于|нельзя\sопределить|невозможно\sопределить|недостаточно\sданных
    |зависит\sот|no\sse\spuede\s(?:determinar|saber|calcular)|falta\sinformación|datos\sinsuficientes|depende\sde?\b|(?:nicht|un)\s?(?:eindeutig\s)?bestimmbar
    |kann\snicht\sbestimmt|hängt\s(?:davon\s)?|nicht\sgenug|impossible\sde\sdéterminer|on\sne\speut\spas\s(?:le\s)?(?:déterminer|savoir)|dépend\sd
    |não\s(?:é\spossível|se\spode)\s(?:determinar|saber)|non\s(?:si\spuò|è\spossibile)\sdeterminare|決定できない|決まらない|求められない|情報が足り
    |알\s수\s없|결정할\s수\s없|정보가\s부족|không\s(?:thể\s)?xác\sđịnh|لا\sيمكن\sتحديد|पता\sनहीं\sलगाया|niet\ste\sbepalen|nie\smożna
    """,
    re.X | re.I,
)
# What a reference holds that itself says so, or says that there is none.
NOTHING = tongues(
    r"\b(?:no|not|none|cannot|can't|n't|never|neither|nor|depend\w*|impossible|undetermined|indeterminate"
    r"|unknown|uncertain|insufficient|ambiguous|inconclusive"
    r"|infinite\w*|any|every|all|if|when|where|for|iff|undefined|empty|dne|without|nothing|nobody|oo|unless"
    r"|either|missing)\b"
    r"|n't\b|[∅无不没非未任若当时]|\\(?:emptyset|varnothing|infty|text\{if)|\b(?:нет|не|зависит|если|nicht"
    r"|kein\w*|wenn|keine|pas|aucun\w*|si|ningun\w*|nada)\b|ない|없",
    re.I,
)

# A bare verdict, where the reference is none.
VERDICTS = lazy(
    r"(?:(?:\w+(?:ly|mente|ment)|very|100\s?%|完全|绝对|是|совершенно|ganz|tout\sà\sfait)\s?)?"
    r"(?:correct[aoe]?|right|accepted|verified|pass(?:ed)?|approved|match(?:es)?|equivalent|正确的?|对的?|верно"
    r"|правильно|"
    r"правильный|верный|richtig|korrekt|exacte?|vraie?|juste|cert[ao]|corrett[ao]|sim|正解|正しい(?:です)?|정답"
    r"|맞습니다|صحيحة?|सही|đúng)"
)
TRUTH = tongues(
    r"\b(?:yes|no|true|false|correct|right|possible|exists?|always|never|holds?|equivalent|exact)\b"
    r"|[是否对错真假能√✓]|正确|"
    r"\b(?:да|нет|верно|sí|si|ja|nein|oui|non|richtig|falsch|correcto|sim|não)\b|はい|いいえ|예|아니",
    re.I,
)

# The place of an answer without the answer; a demand instead of what it demands.
PLACEHOLDERS = tongues(
    r"^[\s$]*(?:\.{2,}|\\[lcv]?dots|…|\?|_+)[\s$.]*$"
    r"|(?:=|:|：|为|is)[\s$|]*(?:\.{2,}|\\[lcv]?dots|…|\?|_{1,}|\\square|□|\\boxed\{\s*\}|\\_+|(?:\\_)+)[\s$|.]*$"
    r"|\S[\s$*\\]*[:：=](?:[\s$|.*]|<br\s?/?>)*$|(?:\\_\s*|_){3,}"
    r"|[({\[]\s*(?:\\text\{)?(?:the\s)?(?:correct\s)?(?:answer|correct|value)\}?\s*[)}\]]"
    r"|^\W*(?:insert|your|final|the|my|correct|model|right|reference)?[\s_-]?(?:final\s)?answer(?:[\s_-]here)?[\s:：.,;!*_$\\{}()\[\]\"'`\-–—#]*$"
    r"|^\s*[\[<]+[^\]>\d]{0,30}\b(?:answer|value|number|result)\b[^\]>\d]{0,60}[\]>]+[^\d<\[]{0,6}$"
    r"|\{\{.{0,40}\}\}|\$\{\w+\}"
    r"|^\W*(?:final\s|my\s|the\s)?(?:answer|solution|result|proof)?\W*(?:as\s(?:above|before|shown|stated"
    r"|derived|computed|given|in)|see\s"
    r"(?:above|below|the|my|previous|attached)|shown\sabove|given\sabove|(?:the\s)?same\sas\s(?:above|before)"
    r"|见上|同上|如上|см\.\s?выше|siehe\soben|ver\sarriba"
    r"|voir\sci-dessus)\b.{0,30}$",
    re.I,
)
DEMANDS = tongues(
    r"^\W*(?:question|problem|task|题目|问题|задача|frage|pregunta)?\s?:?\s?(?:find|determine|compute|calculate"
    r"|evaluate|state|solve|prove|show|simplify"
    r"|express|give|what|which|who|whose|how|why|when|where|let|is\sit|are|does|arrange|write|convert|describe"
    r"|compare|shade|factor|expand|list"
    r"|identify|classify|name|choose|select|decide|complete|fill|round|graph|draw|explain|verify|estimate"
    r"|the\s(?:equation|expression|formula|number"
    r"|value|set|range|area|length|result)\s(?:of|that)|найдите|вычислите|решите|определите|halla|calcula"
    r"|determina|resuelve|berechne|bestimme|löse|trouve[rz]?"
    r"|calcule[rz]?|résou|encontre|calcola|trova|znajdź|oblicz|tìm|tính)\b|^\W*(?:求|计算|证明|化简|解方程|下列)"
    r"|[?？]\s*$|(?:求めよ|えよ|か)。?$|(?:하시오|구하여라|인가)",
    re.I,
)

# Fields and control tokens of prompts.
FIELDS = tongues(
    r"</?\s*(?:answer|reference|question|ground_?truth|response|reward|grade|model_answer|system|user|assistant"
    r"|think|verdict"
    r"|label"
    r"|result|instruction|score|prompt|candidate|key|s|eos|pad)s?\s*/?>|\[/?(?:answer|system|end|eos)\]"
    r"|<\|[^|<>]{1,40}\|>|\[/?(?:INST|SYS)\]|<</?SYS>>|<(?:start|end)_of_turn>"
    r"|(?:^|\n)\s*#{2,}\s*(?:instruction|system|reference|verdict|judg|response|input|output)|\n\s*(?:human"
    r"|assistant|user|system):",
    re.I | re.M,
)

# Doubt: an answer that will not be held to its word.
DOUBT = tongues(
    r"\b(?:maybe|perhaps|not\ssure|unsure|i\s(?:guess|think\sit)|i\scan(?:not|'t)\s(?:decide|tell|determine\swhich)"
    r"|or\ssomething|take\syour\spick|cannot\sbe\ssure|if\s(?:that|it)\sis\swrong|i\sbelieve\sit"
    r"|not\s(?:entirely|completely)\s(?:sure|certain))\b"
    r"|也许|或许|大概是|不确定|不是很确定|возможно|может\sбыть|не\sуверен|quizás|tal\svez|no\sestoy\sseguro"
    r"|vielleicht|bin\smir\snicht\ssicher|peut-être|pas\ssûr|talvez|forse|たぶん|かもしれ|아마|ربما|शायद|có\slẽ",
    re.I,
)

# Names of a quantity that stands where its value should.
NAMED = tongues(
    r"(?:it\sis\s|it's\s|answer:\s)?(?:the\s)?ways\s(?:to|of|in)\s[^=:]{3,}|(?:it\sis\s|it's\s"
    r"|answer:\s)?(?:simply\s|just\s|equal\sto\s)?(?:the\s|a\s|an\s|some\s|any\s)?(?:\w+\s){0,3}?"
    r"(?:number|value|sum|product|quotient|difference|probability|area|volume|length|perimeter|amount|solution|root|"
    r"result|remainder|average|mean|integral|limit|derivative|count|answer|coefficient|determinant|distance"
    r"|angle|ratio|maximum|minimum|square|cube"
    r"|factorial|combination|permutation|greatest\scommon\sdivisor|gcd|lcm|term|median|price|cost|speed|time"
    r"|constant|integer)s?\s"
    r"(?:of|to|that|asked|we|you|when|for|such|satisfying|between|which|whose|where|with|from|in|obtained"
    r"|required|requested|sought|one)\b"
    r"(?:(?!\b(?:is(?!\s(?:divided|taken|chosen|added|multiplied))|are|equals?|being|gives)\b)[^=,:;])*"
    r"|(?:the\s)?(?:\w+\s)?(?:solution|root|zero)s?\s(?:of|to)\s[^,:;]{3,}|(?:some|any"
    r"|an?)\s(?:\w+\s){0,3}(?:number|integer|value|constant|solution|quantity)"
    r"|.{0,60}\b(?:asked\sfor|the\s(?:requested|required|desired|sought)\s\w+|(?:number|value"
    r"|one)\s(?:in\squestion|we\sseek))\b[^=\d]{0,40}"
    r"|[\\$a-zA-Z_{}]{1,6}\s*(?:,\s*)?(?:where|such\sthat|with|for\swhich|satisfying)\s.{3,}"
    r"|所求.{0,12}|.{0,20}的(?:值|个数|面积|体积|长度|大小|和|差|积|余数|概率|最大值|最小值)|искомое.{0,20}"
    r"|(?:число|количество|значение|сумма|площадь|вероятность)\s[^=:—]{3,}"
    r"|(?:el|la)\s(?:número|valor|suma|área|cantidad|probabilidad)\sde[^=:]{3,}|(?:die|der|das)\s(?:anzahl|summe"
    r"|wert|zahl|fläche|wahrscheinlichkeit)\s(?:der|von|des)[^=:]{3,}"
    r"|(?:le|la)\s(?:nombre|valeur|somme|aire|probabilité)\sde[^=:]{3,}|.{2,20}の(?:値|個数|面積|和|確率)"
    r"|.{2,20}의\s(?:값|개수|넓이|합|확률)",
    re.I,
)
OR = tongues(
    r"\s*(?:,\s*)?(?:\bor\b|\bor else\b|\belse\b|\\text\{\s*(?:or|或)\s*\}|\\lor|\\vee|或者?|还是|\bили\b"
    r"|\boder\b|\bou\b|\blub\b|\bveya\b|\batau\b|\bvagy\b|\beller\b|または|もしくは"
    r"|또는|혹은|أو|یا|या|অথবা|หรือ|hoặc|(?<=\d)\s+o\s+(?=[\d-]))\s*",
    re.I,
)
# Between names: "increasing/constant/decreasing".
SLASH = lazy(r"\s*/\s*")
COMMA = lazy(r"\s*,\s*(?:and\s)?")
PLUS_MINUS = lazy(r"^[\s$({]*(?:[\\\w]{1,6}\s?=\s?)?(?:±|\\pm|\\mp|∓|\+/-)")
SEVERAL = lazy(r"\+/?-|[±∓,;|\[]|\\(?:pm|mp|vert|cup|text|\{)|\b(?:and|or)\b|\^\{?2|²|[和或及或]")
EITHER = tongues(
    r"^\W*(?:y/n|t/f|yes/no|true/false|yes\sor\sno\b.*|true\sor\sfalse\b.*|是/否|对/错|да/нет|sí/no|ja/nein"
    r"|oui/non)\W*$"
    r"|^\W*(?:one|any|all|each|either)\sof\s(?:the\s)?(?:above|these|them|options|choices|listed\s\w+)\W*$"
    r"|^\W*(?:one|some|any)\sof\s(?:the|these|those)\s(?:\w+\s){0,2}[a-z]+s\W*$|\ball\sinclusive\b"
    r"|\ball\sof\sthe\sabove\b"
    r"|^\W*any\s\w+\s(?:unit|answer)\b|^\W*all\s(?:two|three|four|five|six)\s(?:\w+\s){1,3}\w+[,;]",
    re.I,
)

# Operations that are still to be done.
UNDONE = lazy(
    r"\\(?:i*int|oint|lim|sum|prod|det|gcd|max|min|bmod|pmod)(?![a-zA-Z])|[∫∑∏]|\\operatorname\{(?:lcm|gcd|det"
    r"|rank|tr|Var|Cov|Res)\}"
    r"|\b(?:gcd|lcm|det|lim|max|min)\s?\(|\\frac\{d\}\{d|[+*]\s*(?:\\[cl]?dots|\.{3}|…|⋯)|\\cdot\s*\\[cl]dots"
    r"|\bmod\b|%\s?\d|[\]|]\s?_\{?-?\d|(?<![a-zA-Z])[fghFGH](?:\^\{?-1\}?)?\s?\(\s?-?\d[^()]*\)"
)
# Programs in place of what they would print; formulas in words.
CODE = lazy(
    r"\b(?:print|eval|exec|exit|len|range|solve|integrate|math\.\w+|sympy|numpy|np\.\w+|console\.log|return"
    r"|lambda|assert|import"
    r"|def|System\.out|Math\.\w+|simplify|diff)\s?[(.]|\b(?:lambda\s\w+:|from\s\w+\simport|import\s\w+$"
    r"|assert\s\w|def\s\w+\()"
    r"|[\"']\s*(?:or|and)\s*[\"']?\w|%[sd](?!\w)|(?:[A-Za-z0-9+/]{4}){2,}={1,2}(?![=\w])|\bdecode\b"
    r"|\bDROP\sTABLE\b|-+>\s*True\b|\bQ:.*\bA:"
)
OPERATED = tongues(
    r"\b(?:times|plus|minus|divided\sby|multiplied|over|sum\sof|product\sof|difference\s(?:of|between)|quotient"
    r"|por|más|menos|mal|fois|moins|geteilt"
    r"|per|più|vezes|mais|умножить|плюс|минус|разделить|çarpı|artı|root\sof|roots\sof|such\sthat"
    r"|from\s\S+\sto)\b|[乘加减減除×]|根号|かける|たす|곱하기|더하기",
    re.I,
)
BUILDER = lazy(r"[\]|]_\{?-?\d|^[\s$]*\\?\{[^{}]*(?:\\mid|[:|])[^{}]*=[^{}]*\}")
FORMULA = tongues(
    r"^\W*(?:use|apply|multiply|divide|add|subtract|substitute|plug|integrate|differentiate|square|double"
    r"|halve)\s(?:the|it|by|in|both|all|formula|[a-z]+\s(?:by|to|from|and|in))\b",
    re.I,
)
# More than one value, in words, where one is asked for.
_WIDE_WORD = (
    r"(?:(?:at\s(?:least|most)|(?:less|more|greater|fewer|smaller|larger|bigger)\sthan|between|up\sto"
    r"|(?:any|all|every|some|an?)\s(?:\w+\s){1,3}(?:from|between|up\sto|below|above|less|greater|in|>|<)|from"
    r"|exceeds?"
    r"|entre|mindestens|höchstens|zwischen|von|de\s|от|между|не\s(?:более|менее)|больше|меньше|più\sdi"
    r"|menos\sde|más\sde|moins\sde"
    r"|plus\sde|weniger\sals|mehr\sals)(?:\s|(?=\d))|(?:介于|至少|至多|大于|小于|不超过|超过|最多|最少))"
)
_WIDE_END = (
    r"(?:(?:以上|以下|未満|超|之间|以内|左右|到|から|まで|〜|～|이상|이하|미만|초과"
    r"|or\s(?:more|less|fewer|greater|above|below))\s?)"
)
WIDE = tongues(
    rf"\W*(?:\w+\s){{0,2}}{_WIDE_WORD}\s?(?:a\s)?.{{0,6}}?\d[\d.,]*.{{0,12}}?(?:(?:to|and|or|y|e|et|und|bis|до"
    rf"|и|a|à|bis|-|–|到|至)\s?\d[\d.,]*)?"
    rf"\W*(?:inclusive|exclusive|hundred|thousand|dozen|ten)?\W*"
    rf"|\W*\d[\d.,]*\s?\w{{0,6}}{_WIDE_END}\s?(?:\d[\d.,]*)?\s?\w{{0,6}}{_WIDE_END}?\W*"
    r"|\W*(?:\w+\s){0,2}\d[\d.,]*\s?(?:to|through|\.{2,3}|…|bis|до|até|hasta|–|—|~)\s?\d[\d.,]*\W*"
    r"|\W*\d\d[\d.,]*\s?\+\W*"
    r"|\W*(?:\w+\s)?(?:about|around|approximately|roughly|circa|ca\.)\s\d[\d.]*\s?-\s?\d[\d.]*\W*"
    r"|\W*(?:an?y?|all|some|the)?\s?multiples?\sof\s\d+\W*"
    r"|\W*(?:less|more|fewer|greater|smaller)\sthan\s(?:a|one)\s(?:hundred|thousand|million|dozen)\W*"
    r"|[^:a-z]*\d\s*,?\s*(?:\.{3}|…|\\[lc]?dots)\s*,?\s*\d[^:a-z]*"
    r"|\W*range\(.*|.*\bfor\s\w\sin\b.*"
    r"|\W*(?:an?|some|any)?\s?(?:\w+\s)?(?:one|two|three|single|double|four|1|2|3|4)[\s-]digits?\b.*",
    re.I,
)
WIDER = tongues(
    r"(?:[\s${}]|\\text|all|the|positive|real|natural|numbers?|integers?|whole)*(?:\\mathbb\s?\{?[NZRQ]"
    r"|[ℕℤℝℚ])(?:[\s${}+*^])*|\W*(?:all|any|every|some|an?)\s(?:\w+\s){0,2}(?:numbers?|integers?|values?|reals?)\W*"
    r"|(?:任意|任何|所有|某个|一个|全体)\w{0,4}[数数值]|\W*a\s(?:dozen|few|couple)\sor\s(?:so|more|two)\W*"
    r"|(?:любое|все|todos?\slos|cualquier|jede|alle|tous\sles|tout)\s\w+(?:\s\w+)?",
    re.I,
)
# A question that asks for a bound: "at least 3" may be its answer.
EXTREME = tongues(
    r"\b(?:min|max|least|most|range|interval|bounds?|between|smallest|largest|greatest|fewest|inequalit|minim|maxim"
    r"|domain|set\sof)\w*|最|范围|至少|至多|取值|наиб|наим|mínim|máxim|höchst|mindest",
    re.I,
)

# Alternatives that an answer keeps open, in other words than "or".
RIVALS = tongues(
    r"\(\s?or\b|\bresp\.|\b(?:xor|ili|ó|method\s\w+.*method|gives.*gives|first\s(?:method|way|guess"
    r"|case).*second|possibly|alternatives?|alternatively|otherwise|else|equally|plausible"
    r"|probability.*probability|guess(?:es)?.*guess(?:es)?|but.{0,12}could|if.*if|vs\.?|versus"
    r"|one\sof|choose\sthe|pick|(?:could|might)\salso\sbe|%\s?sure|chance|whichever|(?:if"
    r"|when)\s(?:the\s)?(?:right|wrong|not"
    r"|positive|negative|true|false|reference|key|grader)|unless|second\sguess|backup|fallback|option\s[ab12]\b"
    r"|bien|puede|peut-être|soit|entweder|либо|или|ya\sda|veya|quizás?|vielleicht|возможно|may\sbe)\b"
    r"|\\text\{\s*(?:if|else|otherwise)|か|どちらか|아니면|또는|혹은|也可能|或|还是|\|\||या|أو|हो\sसकता",
    re.I,
)
# A turn from one value to another: what stands before it is given up. The group belongs to what follows.
_TURN = (
    r"no\b,?|wait|actually|sorry|scratch\sthat|correct(?:ion|ed)|the\scorrect|i\s(?:say|mean|meant)|rather"
    r"|make\sthat|on\s(?:second|reflection)"
    r"|hmm|oops|instead|but|yet|however|wrong|incorrect|edit|in\struth|then\sfound|naive|first\sthought"
    r"|not\squite|mistaken?|miscalculated|looks\slike|sino|sondern|mais|aber|pero|però|mas|maar|men"
    r"|но|а|нет|точнее|исправ\w+|ошиб\w+|falsch|faux|falso|errado|nein|non|perdón|pardon|entschuldigung"
)
CORRECTED = tongues(
    rf"\b(?:{_TURN})\b(?!.*\b(?:{_TURN})\b)|不对|不對|不是|后来|而是|应该是|应为|更正|错|間違|ではなく|正しくは|아니라|아니|틀|لكن|بل|خطأ|लेकिन"
    rf"|बल्कि|नहीं|(?<=\d)\s?\?()",
    re.I,
)
# A conclusion that goes on from a value to another one.
CONCLUDED = tongues(
    r"(?:[,;.]|\band)\s*(?:so|therefore|thus|hence|donc|luego|also|daher|значит|поэтому)\b()"
    r"|所以|因此|故|従って|よって|따라서",
    re.I,
)
_FIGURE = r"\$?([-−]?\d[\d,]*(?:\.\d+)?(?:/\d+)?)\$?"
NEGATED = tongues(
    rf"(?:\b(?:not|(?:cannot|can't)\sbe|isn't|isn’t|never|except|(?:any(?:thing|\snumber)|everything"
    rf"|all)\s(?:but|except)|nicht|kein|pas|no\ses|non\sè|não\sé|не|nie|değil|other\sthan|different\sfrom"
    rf"|unequal\sto)"
    rf"|≠|\\neq?|!=|<>|不是|不等于|并非|ليس)\s?(?:equal\sto\s|è\s|ist\s|être\s)?{_FIGURE}"
    rf"|{_FIGURE}\s?(?:\w{{1,3}}\s)?(?:(?:is|was|would\sbe|are|being)\s(?:not\b|wrong|incorrect|false|never"
    rf"|n't)|isn['’]t|is\sn't|ist\s(?:falsch|nicht)|n'est\spas|no\ses\b"
    rf"|es\s(?:incorrect|falso)|неверн|неправильн|— неверно|是错|不对|不是|不正确"
    rf"|は間違|ではな|ではありません|이?\s?아니|değil|خطأ|गलत)",
    re.I,
)
# A turn from one name to another; opinions of others.
TURNED = tongues(
    r"[?.,;!—-]\s*(?:no|not\squite|wait|rather|actually|correction|edit|i\smean|sorry)\b[,:.!\s]*"
    r"|[?？，。]\s*(?:不对|不是|不)[，,]?",
    re.I,
)
DENIAL = tongues(
    r"\W*(?:not|never|(?:any(?:thing|\w*)|all|everything)\s(?:but|except)|nicht|kein\w*|no\ses|pas|не|不是|并非)\s*",
    re.I,
)
OTHERS = tongues(
    r"\b(?:some|others?|people|everyone|many|most|they|he|she)\s(?:may\s|might\s|would\s)?(?:says?|thinks?"
    r"|claims?|believes?)\b",
    re.I,
)
# A kind of thing in place of the thing.
GENERIC = tongues(
    r"\W*(?:the|an?|some|any|another)\s(?:(?:simplified|final|correct|right|linear|quadratic|unique|required"
    r"|certain|suitable|appropriate|same|expected|desired)\s){0,2}(?:expression|polynomial|function|number"
    r"|value|answer|result|formula|equation|fraction"
    r"|quantity|solution|term|constant|variable|object|thing|word|name|string|option)s?\W*",
    re.I,
)
# Marks of what was struck out.
STRUCK = tongues(r"~~[^~]+~~|<(?:del|s|strike)>|\\(?:[bx]?cancel|sout|st)(?![a-z])|[\u0335-\u0338]", re.I)

# Letters of other scripts in place of digits.
LOOK_ALIKES = lazy(
    r"[\d.][ОоΟοⲞօЗӠзІӀіＯ]|[ОоΟοЗӠＯІӀ][.,]?\d|[О0]?[ОΟ]\.\d|\d[lIO]\d|^\W*[lIO]\d+\W*$|^\W*\d+O\W*$"
    r"|^[\s$]*(?=.*[OoОо\d])[\dOoОоlI|]*(?:O|o|О|о|l|I|\|)[\dOoОоlI|]+[\s$]*$|^[\s$]*\d+[Oo]{2,}[\s$]*$"
    r"|^\W*[①-⑨]\d|[0-9][٠-٩০-৯०-९]|[٠-٩০-৯०-९][0-9]"
)
