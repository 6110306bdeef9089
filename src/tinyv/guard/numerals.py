"""Number words by language: what an answer in words holds if it names a value.

The rows are wide on purpose: a stem too many asks the judge, one too few settles a right answer as none. Not covered:
languages of Latin script without a row (other scripts without a row are left to the judge).
"""

from __future__ import annotations

import re
from functools import cache

from tinyv.lazy import lazy
from tinyv.remember import remembered

# Stems at the start of a word; those of up to three letters are whole words.
STEMS: dict[str, str] = {
    "en": "zero once two twice second three thrice third thirt four fort fift five six sixt sixth seven eight"
    " nine nint ten "
    "tens tenth eleven twel twent hundred thousand million billion trillion half halves halv quarter dozen pair"
    " couple "
    "double doubly triple tripl trebl quadrupl quintupl nil nought naught googol trio infinit score cubic"
    " quadrat quartic golden",
    "es, pt": "cero dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieci veint"
    " trein cuarent "
    "cincuent sesent setent ochent novent cien mil media medio mitad tercio cuarto quinto sext séptim docena"
    " segund tercer "
    "dois duas três quatro oito nove dez doze treze quatorze quinze dezes dezas dezo vinte trinta quarent"
    " cinquent sessent "
    "oitent cem cent meio metade terço dobro triplo",
    "fr, it": "zéro deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize vingt"
    " trent quarant "
    "cinquant soixant septant nonant mille demi moitié tiers quart douzaine due tre sei sette otto nove dieci"
    " undici dodici "
    "tredici quattordici quindici sedici dici venti sessant settant ottant novant metà mezz terzo",
    "de, nl": "zwei zwo drei vier fünf sechs sieb acht neun zehn elf zwölf zwan dreiß einund einhundert"
    " eintausend hundert "
    "tausend halb hälfte drittel viertel dutzend doppel anderthalb nul twee drie vijf zes zeven negen tien"
    " twaalf dertien "
    "veert twint dert veert hond duiz helft derde kwart",
    "sv, da": "noll två tre fyra fire fem femt sex sext seks sju syv åtta otte åtte nio tio elva elleve tolv"
    " tjugo tyve tjue "
    "tretti hundra hundre tusen halv",
    "pl, cs, ro": "zero dwa dwie trzy czter pięć pięt sześ siedem osiem dziewię dzies dwana dwadzie sto tysi"
    " połow pół nula dva tři "
    "čtyř pět šest sedm osm devět deset dvacet polovin doi două trei patru cinci șase șapte opt nouă zece sută"
    " jumătate",
    "hu, fi": "nulla kettő három négy öt hét nyolc kilenc tíz húsz száz fél nolla kaksi kolme neljä viisi kuusi"
    " seitse kahde yhdek "
    "kymmen sata puoli",
    "el": "μηδέν δύο τρία τέσσερ πέντε έξι επτά εφτά οκτώ οχτώ εννέα εννιά δέκα έντεκα δώδεκα είκοσι εκατό μισό",
    "tr": "sıfır iki üç dört beş altı yedi sekiz dokuz yirmi otuz kırk elli altmış yetmiş seksen doksan yüz bin"
    " yarım yarı çeyrek",
    "id, vi": "nol dua tiga empat lima enam tujuh delapan sembilan sepuluh sebelas puluh belas ratus setengah"
    " hai ba bốn năm sáu "
    "bảy tám chín mười mươi trăm nghìn nửa rưỡi",
    "ru, uk": "ноль нул нол нуль два две двух двум двой дваж двад двен дві три трё трех трой трет трид трин"
    " тридц четыр четв чет пять пяти пятн пято "
    "шест семь семи седьм восем вось девят десят одинн сорок сто ста двест триста тысяч миллион полов полтор"
    " дюжин чотир "
    "шіст сім вісім дев'ят дев’ят",
    "ar, fa": "صفر اثن إثن ثلاث ثلث أربع اربع ربع خمس ست ستة ستون سدس سبع ثمان ثمن تسع عشر مئة مئت مائة ألف نصف"
    " زوج دو سه چهار پنج "
    "شش هفت هشت نه ده بیست سی چهل پنجاه شصت هفتاد هشتاد نود صد هزار نیم",
    "hi, bn": "शून्य दो तीन चार पांच पाँच छह छः सात आठ नौ दस ग्यारह बारह तेरह चौदह पंद्रह सोलह सत्रह अठारह"
    " उन्नीस बीस तीस चालीस पचास साठ "
    "सत्तर अस्सी नब्बे सौ हज़ार हजार आध पौन डेढ़ ढाई শূন্য দুই তিন চার পাঁচ ছয় সাত আট নয় দশ",
}
# Scripts without spaces: anywhere. 一个 is an article.
SIGNS = (
    r"一(?![个個些步定样樣想种種下点致切般起条])|[零〇二三四五六七八九十百千万萬亿億两兩双半壹贰叁肆伍陆柒捌玖拾佰仟]"
    r"|ゼロ|ふたつ|みっつ|よっつ|いつつ|むっつ|ななつ|やっつ|ここのつ|いち|じゅう|ひゃく"
    r"|둘|셋|넷|다섯|여섯|일곱|여덟|아홉|열|스물|서른|마흔|쉰|예순|일흔|여든|아흔|절반"
    r"|(?<!\w)[영일이삼사오육칠팔구십백천만]{2,}|(?<!\w)[영일이삼사오육칠팔구십백천만반]\W*$|(?<!\w)[두세네] "
    r"|שניים|שתיים|שלוש|ארבע|חמש|שש|שבע|שמונה|תשע|עשר|מאה|אלף|חצי|אפס|ศูนย์|สอง|สาม|สี่|ห้า|หก|เจ็ด|แปด|เก้า"
    r"|สิบ|ร้อย|พัน|ครึ่ง"
)
# What else names a small or a special number.
SPECIAL: dict[tuple[str, ...], str] = {
    (
        "0",
        "0%",
    ): r"\b(?:n(?:o|oll|ull?|ula|ulla|one|ever|obody|othing|aught|ot|il)|impossible|without|empty|vanish\w*"
    r"|cancel\w*|ningun\w*|nada|nunca|"
    r"aucun\w*|rien|jamais|nessun\w*|kein\w*|nichts?|nie|geen|ingen|żad\w*|hiç|không|н[еи]т?\w*|yok)\b|[无無没不]"
    r"|ない|なし|없|لا|कोई",
    (
        "1",
        "100",
        "100%",
        "1:1",
    ): r"\b(?:first|ones?|un[aoe]?|uma?|eine?[ns]?|een|één|ett?|en|jed\w*|uno|bir|satu|một|one|egy|yksi|single|sole\w*"
    r"|only|unique\w*|unity|unit|certain\w*|always|sure|all|every\w*|each|same|equal\w*|identity|whole|perfect"
    r"|од[ин]\w*|единств\w*|все\w*|alle\w*|todo\w*|tou[st]\w*)\b|[一唯均全都必]|하나|한|واحد|एक|অ|אחד|אחת|หนึ่ง",
    ("2",): r"\bboth\b|\bambos\b|\bbeide\b|\bоба\b|\bles deux\b",
    (
        "90",
        "180",
        "360",
    ): r"\b(?:right|straight|perpendicular\w*|full|quarter|flat|прям\w+|rechte?r?|recto|droit)\b|直|平|周|垂",
    ("π", "π2", "π/2", "2π"): r"\b(?:pi|right|straight|full|half|reciprocal)\b|直|平|周",
    ("1/2", "0.5", "50", "50%"): r"\b(?:evens?|equal\w*|fair)\b",
}

_ALL = {stem for row in STEMS.values() for stem in row.split()}
_LONG, _SHORT = ("|".join(sorted(s for s in _ALL if (len(s) > 3) is long)) for long in (True, False))
_STEM = lazy(rf"(?<![^\W_])(?:وال|ال|و|ب)?(?:(?:{_LONG})|(?:{_SHORT})(?![^\W_]))|{SIGNS}", 2)  # 2: re.IGNORECASE
_FIGURES = lazy(r"[\d./%:π]*[\d%π]")
_FOREIGN = lazy(r"[\u0530-\u058f\u0700-\u08ff\u0a00-\u0dff\u0e80-\u10ff\u1200-\u1cff]")
_ROMAN = lazy(r"(?<![^\W_])[IVXLCDM]{2,}(?![^\W_])")


@remembered(1024)
def names_number(text: str) -> bool:
    """Whether a text may name a number in words, in any language that is known or in a script that is not."""
    return _STEM.search(text) is not None or _FOREIGN.search(text) is not None or _ROMAN.search(text) is not None


def names_special(text: str, reference: str) -> bool:
    """Whether a text may mean a reference that has names of its own ("never" for 0, "right" for 90)."""
    named = set(_FIGURES.findall(_WHOLE.sub("", reference.replace("\\pi", "π").replace(" ", ""))))
    return any(not named.isdisjoint(values) and _special(values).search(text) is not None for values in SPECIAL)


_WHOLE = lazy(r"(?<=\d)\.0+(?!\d)")  # 1.0 is named as 1


@cache
def _special(values: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(SPECIAL[values], re.IGNORECASE)
