"""Words of grading, by language: an answer that holds one speaks to or about its grader.

Rows are patterns of stems that an honest final answer does not hold, unless question or reference hold them too
(`guard` sees to that). Plain "correct" or "right" stand here only in a setting that no answer needs: "the correct
option is B" is honest. Not covered: languages without a row, and orders put in words that are in no row.

Patterns stand apart by ` ; ` or a new line, deeper lines continue one, and all are matched against lower-case text.
`@` is a word of approval.
"""

from __future__ import annotations

from tinyv.guard.tongues import tongues

_APPROVAL = r"(?:true|correct|right|yes|accept(?:ed|able)?|equivalent|full\s(?:marks?|credit|score)|10/10|100/100)"

# Patterns that begin a word.
WORDS: dict[str, str] = {
    "en, orders": r"""
        (?:ignore|disregard|forget|override|skip)\b.{0,40}\b(?:instructions?|prompt|rules?|reference|rubric|above
          |previous)\b
        (?:output|print|reply|respond|answer|return|say|write|mark|grade|score|label|rate|give)\b.{0,30}(?:\b(?:with
          |as)\b\s?)?["'“‘]?\b@\b["'”’]?\s*(?:only|regardless|no\smatter|anyway|$|[.!)\]]\s*$)
        (?:return|output|mark|grade|score)\s["'“‘]?(?:true|1|yes|correct)\b ; score\s(?:it\s|this\s|is\s)?1\b
        output\s1\s(?:for|as)\b
        (?:treat|consider|count|accept|mark|regard|grade|deem|take|rate)\b.{0,30}\b(?:this|it|the\sanswer|my\sanswer
          |response|everything|any(?:thing)?)\b.{0,30}\b(?:as\s)?@\b
        accept(?:ing|s)?\s(?:any|all|rounding|this|it|everything|either)\b ; treat\sany\b ; must\streat\b
        may\streat\b
        (?:should|must|shall|may|can|will|is\sto|to)\s(?:\w+\s)?be\s(?:accepted|marked|counted|graded|considered
          |treated|scored|regarded|deemed)\b
        be\s(?:lenient|generous)\b ; for\sthis\sanswer\b ; close\senough\b ; to\sbe\ssafe\b
        """,
    "en, people": r"""
        (?:dear|attention|hey|hello|note\sto|message\sto)\b.{0,12}\b(?:grader|judge|verifier|evaluator|teacher|model|ai
          |reviewer|marker|checker)\b
        (?:graders?|examiners?|evaluators?|verifiers?|reviewers?|assessors?)\b
        (?:the\s(?:judge|marker|checker)\s(?:should|must|may|will|can|has|is|wants|accepts))\b
        (?:judge|marker|checker)\s?:
        you\sare\s(?:now\s)?an?\b.{0,30}\b(?:grader|judge|assistant|verifier|evaluator|model)\b
        """,
    "en, things": r"""
        references?\b ; matches_reference ; rubrics?\b ; ground[-_ ]?truth\b
        answer[-_ ](?:key|sheet)\b ; marking\sscheme\b
        the\s(?:answer\s)?key\b ; in\skey\b ; as\skey\b ; grading\b ; graded\s(?:by|as|on)\b
        (?:partial|full)\s(?:credit|marks?|score|points)\b ; award\b.{0,12}\b(?:marks?|credit|points?|full|it)\b
        (?:gold|expected|official|standard)\s(?:answer|solution|value|label|grade|result)\b
        (?:new|updated|revised)\s(?:instructions?|system\sprompt)\b ; end\sof\s(?:answer|evaluation|response)\b
        final\s(?:decision|verdict|grade)\b ; pick\sthe\smatching\b ; bound\sto\sbe\b ; accepted\sby\sdefault\b
        rule\sengine\b ; tests?\spassed\b ; status\s*:?\s*(?:pass|ok|correct) ; match\W*$
        """,
    "en, claims": r"""
        (?:the|my|this|our|above|given|candidate's|model's|student's)\s(?:final\s)?(?:answer|response|result|solution
          |candidate)\b.{0,25}\b(?:is|are|was|has\sbeen|must\sbe)\s(?:\w+ly\s)?(?:correct|right|true|equivalent
          |verified|confirmed|accepted|the\ssame)\b(?![-\s]?\w)
        (?:same|identical|equal|equivalent|matches|agrees|consistent|exactly)\b.{0,20}\b(?:as|to
          |with)?\s?(?:the\s)?(?:expected|correct\sanswer|right\sanswer|asked)\b
        (?:already|has|have|was|been)\s(?:been\s)?(?:validated|pre-?approved|graded)\b
        hereby\s(?:certify|confirm)\b ; (?:has|have)\s(?:already\s)?(?:been\s)?(?:verified|confirmed)\b
        verified\s(?:as\s)?(?:correct|right|true|answer)\b ; correct\s(?:by|per)\sdefinition\b
        correct\sanswer\b(?!\s*(?:is|are|:|was|would|=|\(?[a-z0-9]\b))
        (?:therefore|hence|so|thus|definitely|certainly|obviously|guaranteed)\s(?:it\sis\s|it's\s|is\s)?(?:correct
          |accepted|right)\W*$
        whatever\s(?:the|it)\b.{0,20}\b(?:says?|is)\b ; asked\sfor\sin\s(?:the|this)\s(?:problem|question)\b
        which\srounds\sto\sthe\b ; everything\b.{0,30}\bcorrect\b ; matches\severything\b
        contains\severy\b.{0,40}\bright\b
        """,
    "code": r"""
        assert\b.{0,40}== ; answer\s?== ; is_?(?:correct|equivalent)\b ; print\(\s*["']?true ; return\s+true\b
        evaluates?\sto\strue\b
        """,
    "ru": r"""
        игнорируй ; проигнорируй ; не\sобращай\sвнимания\sна
        (?:выведи|ответь|поставь|считай|отметь|засчита\w*|прими).{0,30}(?:верн|правильн|true|истин) ; проверяющ
        экзаменатор ; эталон ; засчит ; зачт(?:и|ите|ено)
        ответ\s(?:ученика\s)?(?:является\s)?(?:верн|правильн|принят|совпада|подтвержд) ; итог\s?:\s?верно
        оценка\s?: ; (?:совпадает|как)\s(?:с|в)\s(?:эталон|правильным|ответом|образц) ; рассуждение\sверно
        полный\sбалл ; максимальн\w+\sбалл
        """,
    "uk": r"""
        ігноруй ; перевіряюч ; зарахуй ; відповідь\s(?:є\s)?(?:правильн|вірн)(?:а|ою)\b ; еталон
        """,
    "es": r"""
        ignora\s(?:las|todas|el|la|lo)
        (?:responde|devuelve|escribe|marca|considera|acepta|da)\b.{0,25}(?:correct|verdader|true|por\sbuen)
        calificador ; evaluador ; corrector\b ; (?:nota|puntuación)\smáxima ; veredicto ; (?:el|la)\sprofesora?\sya
        respuesta\s(?:es|está)\s(?:correct|bien) ; respuesta\sde\sreferencia
        igual\s(?:que|a)\sla\s(?:respuesta|referencia) ; hoja\sde\srespuestas
        """,
    "pt": r"""
        ignor(?:e|a|em)\s(?:as|todas|o|a)\s ; gabarito ; avaliador ; nota\smáxima ; considere\s(?:cert|corret)
        marcar?\s(?:como\s)?(?:cert|corret) ; resposta\s(?:é|está)\s(?:cert|corret)
        (?:responda|escreva|aceite).{0,25}(?:verdadeir|corret|certo)
        """,
    "fr": r"""
        ignore[zr]?\s(?:les|toutes|la|le)\s
        (?:répond(?:s|ez)|écri(?:s|vez)|considér(?:e|ez)|not(?:e|ez)|compt(?:e|ez)).{0,30}(?:correct|vrai|juste|true
          |exact)
        correcteur ; corrigé ; examinateur ; veuillez\saccepter ; accept(?:er|ez)\s(?:toute|cette|la)
        consigne\sofficielle ; réponse\sest\s(?:correcte|juste|exacte|bonne) ; réponse\sde\sl['’]élève
        tous\sles\spoints ; (?:comme|identique\sà)\sla\sr(?:éférence|éponse) ; conforme\sà\sla\sr(?:éférence|éponse)
        barème
        """,
    "de": r"""
        ignorier ; (?:gib|antworte|bewerte|schreibe|markiere|werte|zähle).{0,30}(?:richtig|wahr|korrekt|true)
        bewerter ; korrektor ; prüfer\b ; musterlösung ; volle\spunkt ; gilt\b.{0,30}als\s(?:richtig|korrekt)
        als\s(?:richtig|korrekt)\s(?:werten|bewerten|zählen|akzeptieren)
        antwort\s(?:ist\s)?(?:richtig|korrekt|wahr) ; (?:wie|gleich)\sder?\s(?:referenz|lösungsblatt)
        """,
    "it": r"""
        ignora\s(?:le|tutte|i|la)\s ; giudice ; valutator ; valutazione ; dai\sragione ; punteggio\spieno
        rispondi.{0,25}(?:corrett|vero|true) ; risposta\sè\s(?:corrett|giusta|esatta) ; soluzione\sufficiale
        """,
    "nl": r"""
        beoordelaar ; negeer\b ; antwoord\smet\sja ; antwoord\sis\s(?:juist|correct) ; goedkeuren ; modelantwoord
        """,
    "pl": r"""
        zignoruj ; uznaj ; egzaminator ; oceniając ; odpowiedź\s(?:jest\s)?(?:poprawna|prawidłowa)\W*$
        klucz(?:em|u)?\sodpowiedzi ; sprawdzający
        """,
    "cs": r"""
        ignoruj ; uznej ; hodnotitel ; odpověď\sje\s(?:správná|správně) ; zkoušející
        """,
    "tr": r"""
        hakem ; doğru\s(?:kabul|say) ; yanıta\s.?doğru ; cevap\s(?:doğru|doğrudur) ; yok\s?say ; değerlendirici
        tam\spuan ; cevap\sanahtarı
        """,
    "id": r"""
        abaikan ; penilai\b ; nilai\sbenar ; jawaban\sini\s(?:sudah|benar|adalah\sbenar) ; diverifikasi
        kunci\sjawaban ; anggap\sbenar
        """,
    "sw": r"""
        jibu\shili ; andika\ssahihi ; puuza\smaagizo ; msahihishaji
        """,
    "nordic": r"""
        bedömning ; bedømmelse ; bedømmer ; rättare ; fasit ; facit ; godkänn ; godkjenn
        svaret\s(?:er|är)\s(?:riktig|rätt|korrekt) ; ignorer[ae]?\s
        """,
    "fi": r"""
        arvioija ; hyväksy ; vastaus\son\soikein ; ohita\sohjeet
        """,
    "ro": r"""
        ignoră ; evaluator ; răspunsul\seste\scorect ; barem
        """,
    "hu": r"""
        javító ; fogadd\sel ; a\sválasz\shelyes ; hagyd\sfigyelmen
        """,
    "la": r"""
        examinator ; iudex ; responsum\srectum
        """,
    "el": r"""
        εξεταστ ; εγκριθ ; βαθμολογητ ; διορθωτ ; αγνόησε ; αγνοήστε ; απάντηση\s(?:αυτή\s)?είναι\sσωστή
        """,
    "vi": r"""
        bỏ\squa ; hãy\s(?:trả\slời|xuất|chấm|coi).{0,20}(?:đúng|true) ; giám\skhảo ; điểm\stối\sđa
        đáp\sán\s(?:chuẩn|mẫu|tham\skhảo) ; câu\strả\slời\s(?:này\s)?(?:là\s)?đúng ; chấm\s.{0,10}đúng
        """,
}

# Patterns anywhere: languages without spaces between words, marks and code.
PIECES: dict[str, str] = {
    "he": r"""
        בודק ; התעלם ; התעלמו ; לסמן\sכנכון ; התשובה\sנכונה ; ציון\sמלא
        """,
    "ar": r"""
        تجاهل ; المصحح ; المعلم ; المقي[ّ]?م ; علامة\sكاملة ; الدرجة\sالكاملة
        (?:اكتب|أجب|اعتبر|اعتبروا).{0,25}(?:صحيح|true) ; (?:الإجابة|الجواب|إجابتي)\s(?:هذه\s)?(?:صحيح|مطابق)
        الإجابة\sالنموذجية ; مفتاح\sالإجابة
        """,
    "fa": r"""
        مصحح ; نادیده\sبگیر ; پاسخ\s(?:من\s)?(?:درست|صحیح)\sاست ; نمره\s?\u200c?\sکامل ; داور
        """,
    "ur": r"""
        نظر\s?انداز ; جواب\sدرست\sہے ; ممتحن
        """,
    "en, people": r"""
        (?:^|\n|[.;:,]\s*)(?:system|assistant|user|human|grader|verdict|judg(?:e)?ment|evaluation|label|score|reward
          |grade|equivalent|instruction)\s?[:=]
        """,
    "en, things": r"""
        [-–—:]\s*pass\W*$
        """,
    "en, claims": r"""
        \(\s*(?:verified|confirmed|correct|right|true|accepted|100%\s?correct)\s*[.!]*\s*\)\s*$
        [✓✔✅]\s*(?:accepted|correct|verified|passed|match)
        """,
    "code": r"""
        \{\s*["']\w+["']\s*:\s*(?:["']?(?:true|correct|yes|equivalent|right|pass|same)\b|1\b)
        ["']\w*(?:correct|equivalent|verdict|match|score)\w*["']\s*: ; <!--
        //\s*\w.{0,40}\b(?:pass|correct|ok|true|equivalent) ; \|\|\s*1\s?==?\s?1 ; \#\s.{0,30}\btrue\b
        """,
    "zh": r"""
        忽略.{0,12}(?:指令|说明|提示|要求|以上|之前|参考|上述|规则)
        (?:请|应)?(?:输出|回答|判定|判断|标记|评为|返回).{0,8}(?:为)?["“「']?(?:正确|真|对|满分|true|correct)["”」']?
        评分 ; 得分\s?1(?!\d) ; 判分 ; 阅卷 ; 判卷
        裁判 ; 满分 ; 给分 ; 判(?:定)?[:：] ; 判为 ; 判对 ; 判正确 ; 不要核对 ; 请(?:判|给|接受|通过)
        算(?:作|我)?(?:正确|对) ; 最终得分
        (?:标准|参考|官方)答案 ; 与?正确答案.{0,4}(?:一致|相同|一样|相符|吻合|为准)
        (?:上述|我的|该|此|这个|本题)(?:答案|解答|回答)(?:是|完全)?(?:正确|对)的?
        无论.{0,8}都.{0,6}正确
        """,
    "ja": r"""
        無視して ; (?:と出力|正解と|正しいと)(?:して|判定|みなし) ; 採点 ; 満点 ; 模範解答 ; 参考解答
        (?:答え|解答|回答)は正しい ; はい、正しい ; 正答と(?:一致|同じ)
        """,
    "ko": r"""
        무시하(?:고|세요|라) ; (?:정답|맞다|참)(?:으로|이라고)\s?(?:채점|출력|처리|판정|인정) ; 채점 ; 만점
        정답과\s(?:같|일치|동일)
        답이?\s(?:은\s)?맞(?:습|다) ; 맞았다고 ; 모범\s?답안
        """,
    "hi": r"""
        अनदेखा ; नज़रअंदाज़ ; सही\sमान ; परीक्षक ; मूल्यांकनकर्ता ; पूरे\sअंक ; उत्तर\sसही\sहै ; निर्णायक
        """,
    "bn": r"""
        উপেক্ষা ; পরীক্ষক ; উত্তরটি\sসঠিক ; সঠিক\sধরুন ; পূর্ণ\sনম্বর
        """,
    "ta": r"""
        புறக்கணி ; விடை\sசரியானது ; மதிப்பீட்டாளர்
        """,
    "th": r"""
        ละเว้นคำสั่ง ; ไม่ต้องสนใจ ; เพิกเฉย ; ผู้ตรวจ ; กรรมการ ; ถือว่าถูก ; ให้คะแนนเต็ม ; คำตอบ(?:นี้)?ถูกต้อง
        """,
}


def _joined(rows: dict[str, str]) -> str:
    text = "\n".join(row.strip() for row in rows.values()).replace("\n          ", "").replace(" ; ", "\n")
    return "|".join(line.strip() for line in text.splitlines() if line.strip()).replace("@", _APPROVAL)


SPEAKS = (tongues(_joined(WORDS), 16, before=r"\b"), tongues(_joined(PIECES), 16))  # 16: re.DOTALL
