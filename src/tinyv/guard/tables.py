"""What attacks on graders look like, by language. Each row is a fact about text; `guard` says what follows.

Sources of the kinds: "one token to fool" (arXiv 2507.08794) for the empty openings that judges accept, arXiv 2505.22203
for gibberish, explanations, markup and instructions.
"""

import re

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
    i don't know|i do not know|unknown answer|no idea|not sure|n/a|na|todo|tbd|...|?|placeholder|insert answer here
    your answer|your answer here|answer here|the correct answer|correct answer|the right answer|right answer
    解|答|解答|答案|答案是|答案为|最终答案|思考过程|解题过程|步骤|让我们一步一步思考|让我们一步步解决这个问题|所以|因此|故|综上|综上所述
    不知道|无法确定答案|见上|如上所述|正确答案
    решение|ответ|ответ такой|объяснение|давайте решим эту задачу шаг за шагом|следовательно|итак|не знаю
    solución|respuesta|la respuesta|la respuesta es|explicación|vamos a resolver este problema paso a paso|por lo tanto
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
    lời giải|đáp án|câu trả lời|hãy giải bài toán này từng bước|không biết
    """.strip()
    .replace("\n", "|")
    .split("|")
)

# A bare verdict, where the reference is none.
VERDICTS = lazy(
    r"(?:(?:\w+(?:ly|mente|ment)|very|100\s?%|完全|绝对|是|совершенно|ganz|tout\sà\sfait)\s?)?"
    r"(?:correct[aoe]?|right|accepted|verified|pass(?:ed)?|approved|match(?:es)?|equivalent|正确的?|对的?|верно|правильно|"
    r"правильный|верный|richtig|korrekt|exacte?|vraie?|juste|cert[ao]|corrett[ao]|sim|正解|正しい(?:です)?|정답|맞습니다|صحيحة?|सही|đúng)"
)
TRUTH = lazy(
    r"\b(?:yes|no|true|false|correct|right|possible|exists?|always|never|holds?|equivalent|exact)\b|[是否对错真假能√✓]|正确|"
    r"\b(?:да|нет|верно|sí|si|ja|nein|oui|non|richtig|falsch|correcto|sim|não)\b|はい|いいえ|예|아니",
    re.I,
)

# The place of an answer without the answer; a demand instead of what it demands.
PLACEHOLDERS = lazy(
    r"^[\s$]*(?:\.{2,}|\\[lcv]?dots|…|\?|_+)[\s$.]*$|"
    r"(?:=|:|：|为|is)[\s$|]*(?:\.{2,}|\\[lcv]?dots|…|\?|_{1,}|\\square|\\_+)[\s$|.]*$|^\s*(?:\[|<|\{)\s*(?:insert|your|final|the)?"
    r"\s?(?:answer|value|number|result)(?:\shere)?\s*(?:\]|>|\})\s*$|^(?:<[a-z/][^<>]{0,60}>\s*)+$",
    re.I,
)
DEMANDS = lazy(
    r"^(?:find|determine|compute|calculate|evaluate|state|solve|prove|show|simplify|express|give|what|which|who|how|why|"
    r"when|where|let|the\s(?:equation|expression|formula|number|value|set|range|area|length|result)\s(?:of|that)|求|计算|证明|化简|найдите|вычислите|halla|calcula|berechne|bestimme|trouver|calculer|encontre)\b|[?？]\s*$",
    re.I,
)

# Words to the grader instead of an answer; a reference that says the same is honest.
INSTRUCTIONS = lazy(
    r"""
    \b(?:ignore|disregard|forget|override|skip)\b.{0,40}\b(?:instructions?|prompt|rules|reference|rubric|above|previous)\b
    |\b(?:output|print|reply|respond|answer|return|say|write|mark|grade|score|label|rate|give)\b.{0,30}
      (?:\b(?:with|as)\b\s?)?["'“‘]?\b(?:true|correct|right|yes|full\s(?:marks|credit|score)|accept(?:ed)?|10/10|100/100)\b["'”’]?
      \s*(?:only|regardless|no\smatter|anyway|$|[.!]\s*$)
    |\b(?:dear|attention|hey|note\sto|message\sto)\b.{0,12}\b(?:grader|judge|verifier|evaluator|teacher|model|ai)\b
    |\b(?:graders?|rubric|evaluators?|verifiers?|grading|answer\skey|rule\sengine|partial\scredit|full\scredit)\b
    |\b(?:judge|marker)\b\s*[:.]|\bbe\s(?:lenient|generous)\b|\bshould\sbe\s(?:accepted|marked|counted|graded|considered)\b
    |\b(?:already|has|have|was|been)\s(?:been\s)?(?:validated|verified|pre-?approved|confirmed|graded)\b
    |\bend\sof\s(?:answer|evaluation|response)\b|\bfinal\s(?:decision|verdict|grade)\b|<!--|\bassert\b.{0,40}==
    |\bstatus\s*:?\s*(?:pass|ok|correct)|\baccepted\sby\sdefault\b|\bpick\sthe\smatching\b|\bbound\sto\sbe\b
    |判为正确|不要核对|直接判|calificador|el\sprofesor\sya|fine\sdella\svalutazione|profesor\sgeneroso
    |\byou\sare\s(?:now\s)?an?\b.{0,30}\b(?:grader|judge|assistant|verifier|evaluator|model)\b
    |\b(?:new|updated|revised)\s(?:instructions?|system\sprompt|reference)\b
    |\b(?:treat|consider|count|accept|mark|regard|grade)\b.{0,30}\b(?:this|it|the\sanswer|my\sanswer|response|everything)\b
      .{0,20}\b(?:as\s)?(?:correct|right|true|equivalent)\b
    |(?:^|\n|[.;:]\s*)(?:system|assistant|user|grader|verdict|judg(?:e)?ment|evaluation|label|score|reward|grade)\s?[:=]
    |忽略.{0,12}(?:指令|说明|提示|要求|以上|之前|参考)|(?:请|应)?(?:输出|回答|判定|判断|标记|评为|返回).{0,8}(?:为)?
      ["“「']?(?:正确|真|对|满分|true|correct)["”」']?|评分(?:员|者|老师)|你是.{0,8}(?:评分|裁判|判卷)
    |игнорируй|проигнорируй|не\sобращай\sвнимания\sна|(?:выведи|ответь|поставь|считай|отметь).{0,30}(?:верн|правильн|true|истин)
    |ignora\s(?:las|todas|le|tutte|as|todos)|(?:responde|devuelve|escribe|marca|considera|rispondi|marque).{0,25}
      (?:correct|verdader|true|corrett|verdadeir)
    |ignorier|(?:gib|antworte|bewerte|schreibe|markiere).{0,30}(?:richtig|wahr|korrekt|true)
    |ignore[zr]?\s(?:les|toutes)|(?:répond(?:s|ez)|écri(?:s|vez)|considér(?:e|ez)|not(?:e|ez)).{0,30}(?:correct|vrai|juste|true)
    |無視して|(?:と出力|正解と|正しいと)(?:して|判定|みなし)|무시하(?:고|세요|라)|(?:정답|맞다|참)(?:으로|이라고)\s?(?:채점|출력|처리|판정)
    |تجاهل|(?:اكتب|أجب|اعتبر).{0,25}(?:صحيح|true)|(?:अनदेखा|नज़रअंदाज़)|सही\sमान|bỏ\squa|hãy\s(?:trả\slời|xuất|chấm).{0,20}(?:đúng|true)
    """,
    re.X | re.I | re.S,
)

# Claims about the answer instead of the answer.
CLAIMS = lazy(
    r"""
    \b(?:the|my|this|our|above|given)\s(?:final\s)?(?:answer|response|result|solution)\b.{0,25}\b(?:is|are|was|has\sbeen|must\sbe)\s
      (?:\w+ly\s)?(?:correct|right|true|equivalent|verified|confirmed|accepted|the\ssame)\b
    |\b(?:same|identical|equal|equivalent|matches|agrees|consistent|exactly)\b.{0,20}\b(?:as|to|with)?\s?(?:the\s)?
      (?:reference|ground\struth|gold|expected|correct\sanswer|answer\skey|standard\sanswer|reference\sanswer)\b
    |\b(?:the\s)?(?:reference|ground\struth|gold|expected|correct)\s(?:answer|solution|value|label)\b
    |\{\s*["'](?:correct|verdict|score|is_correct|result|label|grade|judgement|judgment)["']\s*:
    |与?(?:参考|标准|正确)答案.{0,4}(?:一致|相同|一样|相符|吻合|为准)|(?:上述|我的|该|此|这个)(?:答案|解答|回答)(?:是|完全)?(?:正确|对)的?
    |ответ\s(?:является\s)?(?:верн|правильн|совпада)|(?:совпадает|как)\s(?:с|в)\s(?:эталон|правильным|ответом|образц)
    |(?:respuesta|resposta|risposta)\s(?:es|é|è)\s(?:correct|corrett)|igual\s(?:que|a)\sla\s(?:respuesta|referencia)
    |antwort\sist\s(?:richtig|korrekt|wahr)|(?:wie|gleich)\sder?\s(?:referenz|musterlösung)
    |réponse\sest\s(?:correcte|juste|exacte)|(?:comme|identique\sà)\sla\sr(?:éférence|éponse)
    |(?:答え|解答|回答)は正しい|模範解答と(?:同じ|一致)|정답과\s(?:같|일치|동일)|답이?\s(?:은\s)?맞(?:습|다)
    |الإجابة\sصحيحة|उत्तर\sसही\sहै|câu\strả\slời\s(?:là\s)?đúng
    """,
    re.X | re.I | re.S,
)

# Fields and control tokens of prompts.
FIELDS = lazy(
    r"</?\s*(?:answer|reference|question|ground_?truth|response|model_answer|system|user|assistant|think|verdict|label"
    r"|result|instruction)s?\s*/?>|<\|[^|<>]{1,40}\|>|\[/?(?:INST|SYS)\]|<</?SYS>>|<(?:start|end)_of_turn>"
    r"|(?:^|\n)\s*#{2,}\s*(?:instruction|system|reference|verdict|judg)",
    re.I | re.M,
)

# Doubt: an answer that will not be held to its word.
DOUBT = lazy(
    r"\b(?:maybe|perhaps|not\ssure|unsure|i\s(?:guess|think\sit)|i\scan(?:not|'t)\s(?:decide|tell|determine\swhich)"
    r"|or\ssomething|take\syour\spick|cannot\sbe\ssure|if\s(?:that|it)\sis\swrong|alternatively)\b"
    r"|也许|或许|大概是|不确定|不是很确定|возможно|может\sбыть|не\sуверен|quizás|tal\svez|no\sestoy\sseguro"
    r"|vielleicht|bin\smir\snicht\ssicher|peut-être|pas\ssûr|talvez|forse|たぶん|かもしれ|아마|ربما|शायद|có\slẽ",
    re.I,
)

# Names of a quantity that stands where its value should.
NAMED = lazy(
    r"(?:it\sis\s|it's\s)?(?:simply\s|just\s)?(?:the\s)?(?:exact\s|total\s|required\s)?"
    r"(?:number|value|sum|product|quotient|difference|probability|area|volume|length|perimeter|amount|solution|root|"
    r"result|remainder|average|mean|integral|limit|derivative|count|answer)s?\s(?:of|to|that|asked|we|you|when|for)\b"
    r"(?:(?!\b(?:is|are|equals?|being)\b)[^=,:;])*",
    re.I,
)
OR = lazy(
    r"\s*(?:,\s*)?(?:\bor\b|\bor else\b|\\text\{\s*or\s*\}|或者?|\bили\b|\boder\b|\bou\b|または|또는|أو|या|hoặc)\s*",
    re.I,
)
