"""Units: the table against known sizes, look-up of words, unit phrases."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from flint import fmpq
from hypothesis import given
from hypothesis import strategies as st

from tinyv.expr import unit_table, units
from tinyv.expr.units import UnitDef, is_common_word, is_letter_unit, lookup, match_phrase, product, readings


def known(word: str) -> UnitDef:
    unit = lookup(word)
    assert unit is not None, word
    return unit


def every_unit() -> list[UnitDef]:
    index = units._index()
    return list({id(unit): unit for unit in [*index.symbols.values(), *index.names.values()]}.values())


SPELLINGS = """
m : meter meters metre metres Meters METRES 米 公尺 м
km : kilometer kilometers kilometre kilometres kms 千米 公里 км
cm : centimeter centimetres cms cm. 厘米 公分 см
mm : millimeter millimetres 毫米 мм
dm : decimeters decimetre 分米
µm : um μm µm micrometers micrometre 微米
nm : nanometers 纳米
kg : kilogram kilograms kilo kilos kgs 千克 公斤 кг
g : gram grams gramme grammes 克 г
dag : decagrams dekagram
mg : milligrams 毫克
t : tonne tonnes 吨
s : second seconds sec secs sec. 秒
ms : milliseconds msec 毫秒
min : minute minutes mins min. 分钟
h : hour hours hr hrs hr. 小时 时 时
d : day days 天 日
week : weeks wk 周 星期
month : months 月 个月
year : years yr yrs 年
L : l liter liters litre litres 升 公升 ℓ
mL : ml milliliters millilitres mls 毫升
in : inch inches in.
ft : foot feet ft. Feet
yd : yard yards
mi : mile miles
lb : lbs pound pounds lb.
oz : ounce ounces oz.
deg : ° degree degrees 度
rad : radian radians 弧度
arcmin : arcminute arcminutes ′
arcsec : arcseconds ″
rev : revolution revolutions
°C : ℃ celsius Celsius 摄氏度
°F : ℉ Fahrenheit
K : kelvin kelvins Kelvin
Hz : hertz Hertz 赫兹
MHz : megahertz
N : newton newtons Newtons 牛 牛顿
Pa : pascal pascals
kPa : kilopascals 千帕
J : joule joules 焦耳
kJ : kilojoule kilojoules
W : watt watts
kW : kilowatts 千瓦
kWh : kwh kilowatt-hours kW·h
eV : electronvolts electron-volt
MeV : megaelectronvolts
V : volt volts 伏
A : amp amps ampere amperes 安培
ohm : ohms Ω Ω 欧姆
kohm : kΩ kilohms kiloohm
µC : uC μC microcoulombs
mol : mole moles 摩尔
bit : bits
B : byte bytes 字节
MB : megabyte megabytes
GiB : gibibyte gibibytes
Å : Å angstrom angstroms
AU : au
ly : lightyear light-years 光年
pc : parsec parsecs
M☉ : M⊙ M_⊙ Msun
mph : MPH
km/h : kph kmh KPH km/hr kilometers/hour 千米/时 公里每小时 км/ч
kn : knot knots
USD : $ dollar dollars Dollars usd US$ 美元
¢ : cent cents
EUR : € euro euros Euros 欧元
GBP : £ gbp 英镑
pence : pence
JPY : yen 日元 円
CNY : ¥ yuan RMB 元 人民币
jiao : 角
fen : fen 分钱
INR : ₹ Rs Rs. rupee rupees
paisa : paise
RUB : ₽ ruble rubles roubles руб рублей
kopeck : kopecks kopeks копеек
KRW : ₩ won
VND : ₫ dong đồng
peso : pesos
franc : francs
m^2 : m² m2 平方米 m^{2} sqm
cm^3 : cm³ cm3 立方厘米
m/s : m/s m·s^-1 m·s⁻¹ 米/秒 米每秒 м/с meters/second
m/s^2 : m/s² m/s^{2} m·s^-2 м/с²
kg/m^3 : kg/m³ kg/m^{3}
N·m : N*m N-m newton-meters newton-metre N⋅m Nm
s^-1 : s⁻¹ s^{-1} s-1
"""


@pytest.mark.parametrize("row", SPELLINGS.strip().splitlines())
def test_spellings(row: str) -> None:
    name, _, words = row.partition(" : ")
    unit = known(name)
    assert unit.name == name
    for word in words.split():
        assert replace(known(word), name=name) == unit, word


# how many of the second make one of the first
SIZES = """
km = 1000 m ; in = 127/50 cm ; ft = 12 in ; yd = 3 ft ; mi = 1760 yd ; mi = 201168/125 m ; nmi = 1852 m
Å = 1/10 nm ; micron = 1 µm ; AU = 149597870700/1000 km ; h = 60 min ; d = 24 h ; week = 7 d
fortnight = 2 week ; year = 12 month ; century = 100 year ; decade = 10 year ; deg = 60 arcmin
arcmin = 60 arcsec ; rev = 360 deg ; rev = 400 gon ; kg = 1000 g ; t = 1000 kg ; lb = 16 oz
lb = 45359237/100000 g ; stone = 14 lb ; ton = 2000 lb ; long_ton = 2240 lb ; quintal = 100 kg ; ct = 200 mg
斤 = 500 g ; 两 = 1/10 斤 ; L = 1000 mL ; L = 1000 cm^3 ; L = 1 dm^3 ; m^3 = 1000 L ; mL = 1 cc ; gal = 4 qt
qt = 2 pt ; pt = 2 cup ; cup = 8 fl_oz ; cup = 16 tbsp ; tbsp = 3 tsp ; gal = 231 in^3 ; bbl = 42 gal
ha = 10000 m^2 ; km^2 = 100 ha ; acre = 43560 ft^2 ; 亩 = 2000/3 m^2 ; mi^2 = 640 acre ; J = 10000000 erg
kWh = 3600000 J ; kWh = 18/5 MJ ; kcal = 4184 J ; Cal = 1 kcal ; cal = 523/125 J ; W·h = 3600 J ; N = 100000 dyn
lbf = 8896443230521/2000000000000 N ; atm = 101325 Pa ; atm = 760 Torr ; bar = 100 kPa
mmHg = 133322387415/1000000000 Pa ; hPa = 1 mbar ; hp = 550 ftlbf/s ; PS = 735.49875 W ; mph = 22/15 ft/s
km/h = 5/18 m/s ; m/s = 18/5 km/h ; kn = 463/250 km/h ; B = 8 bit ; kB = 1000 B ; KiB = 1024 B ; GiB = 1024 MiB
Mb = 1000 kbit ; V = 1 J/C ; ohm = 1 V/A ; F = 1 C/V ; T = 10000 G ; W = 1 V·A ; N = 1 kg·m/s^2 ; Pa = 1 N/m^2
J = 1 W·s ; Ah = 3600 C ; M = 1 mol/L ; mM = 1 mmol/L ; g/mL = 1000 kg/m^3 ; Ci = 37000000000 Bq ; Sv = 100 rem
N/mm^2 = 1 MPa ; USD = 100 ¢ ; EUR = 100 eurocent ; GBP = 100 pence ; CNY = 10 jiao ; jiao = 10 fen
INR = 100 paisa ; RUB = 100 kopeck ; % = 10 ‰ ; eV = 1602176634/10000000000000000000000000000 J ; rpm = 6 deg/s
"""


@pytest.mark.parametrize("fact", SIZES.replace("\n", ";").strip(";").split(";"))
def test_sizes(fact: str) -> None:
    large, _, ratio, small = fact.split()
    a, b = known(large), known(small)
    assert a.dims == b.dims
    assert a.pi_power == b.pi_power
    assert a.factor is not None
    assert b.factor is not None
    assert a.factor / b.factor == units._number(ratio)


def test_pi() -> None:
    degree, parsec = known("deg"), known("pc")
    assert (degree.factor, degree.pi_power) == (fmpq(1, 180), 1)
    assert known("rad").factor == fmpq(1)
    assert (known("rev").factor, known("rev").pi_power) == (fmpq(2), 1)
    au = known("AU").factor
    assert au is not None
    assert (parsec.factor, parsec.pi_power) == (648000 * au, -1)
    assert known("rad/s").factor == fmpq(1)
    assert known("rad/s").dims == (("angle", 1), ("time", -1))


def test_temperature() -> None:
    celsius, fahrenheit = known("°C"), known("°F")
    assert celsius.factor is not None
    assert fahrenheit.factor is not None
    for c, f in [(0, 32), (100, 212), (-40, -40)]:
        assert c * celsius.factor + celsius.offset == f * fahrenheit.factor + fahrenheit.offset
    assert known("J/°C") == known("J/°C")
    assert known("J/°C").offset == 0
    assert known("J/°C").factor == known("J/K").factor


@pytest.mark.parametrize("word", ["dB", "pH", "decibels"])
def test_no_factor(word: str) -> None:
    assert known(word).factor is None


@pytest.mark.parametrize(
    ("word", "exact"), [("u", False), ("kDa", False), ("M☉", False), ("kg", True), ("u/kg", False)]
)
def test_exact(word: str, exact: bool) -> None:
    assert known(word).exact is exact


def test_dimensions() -> None:
    assert known("m/s").dims == (("length", 1), ("time", -1))
    assert known("USD").dims == (("USD", 1),)
    assert known("EUR").dims == (("EUR", 1),)
    assert known("year").dims == (("calendar", 1),)
    assert known("dozen").dims == ()
    assert known("km/m").dims == ()
    assert known("cm³").dims == (("length", 3),)


NO_UNITS = """
apples people pages points times the of is x y z n k a b2 theorem sin cos log pi π e i us as at am are no to hat
sq square cubic squared per 5 12 3.5 - -- / // ^ · m/ /m m^ ^2 m^x m/s/ (m) m( m) ) ( m^0 m^99 s2 g-h m-g x-y
man-hours M-m [length] length ? ~ + 立方 平方 每 米每 m^{ {} } m^^2 m^2^3 m²³⁴ 1m 2m kkm mmm kilokilogram
kinch megamile milliyard mi/ gal/ m(s) J/(kg·K J/kg·K) J/(kg/K)/s
"""


@pytest.mark.parametrize("word", ["", " ", "km ", *NO_UNITS.split()])
def test_no_units(word: str) -> None:
    assert lookup(word) is None


def test_case() -> None:
    assert lookup("KM") is None
    assert lookup("KM", strict_case=False) is lookup("km")
    assert lookup("CM", strict_case=False) is lookup("cm")
    assert lookup("KPA", strict_case=False) is lookup("kPa")
    assert lookup("MM", strict_case=False) is None  # mm or Mm
    assert lookup("MW") is not lookup("mW")
    assert lookup("Mg") is not lookup("mg")
    assert lookup("apples", strict_case=False) is None


# text: expected; | ends what is consumed
PHRASES = """
meters: m^1
square meters: m^2
Square Meters: m^2
sq. cm: cm^2
sq ft: ft^2
cubic feet | of water: ft^3
cubic centimetres: cm^3
cu. in.: in^3
square units: unit^2
cm squared: cm^2
meters cubed: m^3
miles per hour: mi^1 h^-1
nautical miles per hour: nmi^1 h^-1
meters per second squared: m^1 s^-2
metres per second per second: m^1 s^-1 s^-1
kilometers an hour: km^1 h^-1
micrograms a litre: µg^1 L^-1
grams per cubic centimeter: g^1 cm^-3
dollars per square foot: USD^1 ft^-2
US dollars per gallon: USD^1 gal^-1
cents per kilowatt hour: ¢^1 kWh^-1
cents per kWh: ¢^1 kWh^-1
pounds sterling: GBP^1
degrees Celsius: °C^1
degrees F: °F^1
degrees: deg^1
degrees per second: deg^1 s^-1
light years | away: ly^1
minutes of arc: arcmin^1
astronomical units: AU^1
solar masses: M☉^1
fluid ounces: fl_oz^1
fl. oz.: fl_oz^1
pounds per square inch: psi^1
mm Hg: mmHg^1
revolutions per minute: rev^1 min^-1
parts per million: ppm^1
newton meters: Nm^1
kilowatt hours: kWh^1
foot pounds: ftlbf^1
N m: N^1 m^1
kW h: kW^1 h^1
m s^-1: m^1 s^-1
m s⁻¹: m^1 s^-1
kg m s^-2: kg^1 m^1 s^-2
J kg^-1 K^-1: J^1 kg^-1 K^-1
kg · m / s: kg^1 m^1 s^-1
m / s: m^1 s^-1
m/s^2: m^1 s^-2
km/h | toward the east: km^1 h^-1
miles | per person: mi^1
m^2 | per person: m^2
dollars | per 100: USD^1
hours | a: h^1
dollars a week: USD^1 week^-1
sqft | of floor: ft^2
dollars per sqft: USD^1 ft^-2
m | in length: m^1
feet | in total: ft^1
h | min: h^1
hours | minutes: h^1
hours | and 5 minutes: h^1
years | old: year^1
g | per cent: g^1
per cent: %^1
percent: %^1
"""


@pytest.mark.parametrize("case", PHRASES.strip().splitlines())
def test_phrases(case: str) -> None:
    text, expected = case.split(": ")
    consumed = text.partition(" | ")[0].split()
    found = match_phrase(text.replace(" | ", " ").split(), 0)
    assert found is not None
    assert " ".join(f"{name}^{power}" for name, power in found[0]) == expected
    assert found[1] == len(consumed)
    assert product(found[0]) is not None


@pytest.mark.parametrize(
    "text", ["square", "square roots", "cubic", "per hour", "apples per hour", "sq.", "squared m", "of m"]
)
def test_no_phrases(text: str) -> None:
    assert match_phrase(text.split(), 0) is None


def test_phrase_positions() -> None:
    words = ["a", "car", "at", "5", "miles", "per", "hour"]
    assert match_phrase(words, 4) == ((("mi", 1), ("h", -1)), 3)
    assert match_phrase(words, 7) is None
    assert match_phrase(words, -1) is None
    assert match_phrase([], 0) is None


def test_careful_words() -> None:
    assert all(
        is_letter_unit(word)
        for word in [
            "m",
            "g",
            "s",
            "A",
            "K",
            "L",
            "l",
            "h",
            "d",
            "t",
            "u",
            "M",
            "C",
            "V",
            "F",
            "S",
            "T",
            "N",
            "J",
            "W",
            "in",
            "nm",
            "mg",
            "pm",
        ]
    )
    assert not any(is_letter_unit(word) for word in ["cm", "km", "kg", "min", "hours", "x", "Pa", "USD"])
    assert all(is_common_word(word) for word in ["in", "won", "second", "bar", "Stone"])
    assert not is_common_word("kilometers")


def test_readings() -> None:
    assert readings("lb") == ("lb", "GBP", "lbf")
    assert readings("cm") == ("cm",)
    for name, others in unit_table.READINGS.items():
        for word in (name, *others):
            assert known(word).name == word


def test_every_name_is_a_word() -> None:
    for unit in every_unit():
        assert lookup(unit.name) == unit


def test_names_can_be_multiplied() -> None:
    assert not [name for name, *_ in units._rows() if set("/·*^") & set(name)]
    squared = product((("kph", 2),))
    assert squared is not None
    assert lookup(squared.name) == squared


def test_products_of_compounds() -> None:
    assert product((("km/h", 1),)) == lookup("km/h")
    assert product((("m/s", 2),)) == lookup("m^2/s^2")
    assert product((("apples", 1),)) is None
    assert product(()) is None


def test_no_word_means_two_units() -> None:
    owner: dict[str, str] = {}
    for name, _, _, symbols, words in units._rows():
        for word in {*symbols, *words}:
            assert owner.setdefault(word, name) == name, word


def test_tables_name_units() -> None:
    for words in (unit_table.LETTER_UNITS, unit_table.COMMON_WORDS, unit_table.LEFT_FACTORS, unit_table.RIGHT_FACTORS):
        assert not [word for word in words if lookup(word) is None]


def test_long_words() -> None:
    assert lookup("m" * 100_000) is None
    assert lookup("m·" * 100_000) is None
    assert lookup("/".join(["m"] * 20)) is None
    assert match_phrase(["m·" * 100_000], 0) is None
    assert match_phrase(["m", *["per", "s"] * 10_000], 0) is not None


NAMES = sorted(unit.name for unit in every_unit() if unit.factor is not None and "^" not in unit.name)


@given(st.sampled_from(NAMES), st.fractions(max_denominator=10**6))
def test_there_and_back(name: str, value: Fraction) -> None:
    unit = known(name)
    assert unit.factor is not None
    start = fmpq(value.numerator, value.denominator)
    base = start * unit.factor + unit.offset
    assert (base - unit.offset) / unit.factor == start


@given(st.lists(st.tuples(st.sampled_from(NAMES), st.integers(-3, 3).filter(bool)), min_size=1, max_size=4))
def test_products(pairs: list[tuple[str, int]]) -> None:
    unit = product(tuple(pairs))
    assert unit is not None
    factor = fmpq(1)
    for name, power in pairs:
        single = known(name).factor
        assert single is not None
        factor *= single**power
    assert unit.factor == factor


@given(st.text(max_size=60))
def test_lookup_never_raises(word: str) -> None:
    for strict in (True, False):
        found = lookup(word, strict_case=strict)
        assert found is None or lookup(found.name) is not None


PIECES = st.sampled_from(
    [
        "m",
        "s",
        "kg",
        "N",
        "·",
        "*",
        "/",
        "-",
        "^",
        "2",
        "²",
        "⁻¹",
        "(",
        ")",
        "{",
        "}",
        "平方",
        "每",
        "米",
        "per",
        "square",
        "cubic",
        "squared",
        "a",
        ".",
        "km/h",
        "°",
        "$",
    ]
)


@given(st.lists(PIECES, max_size=10))
def test_compounds_never_raise(pieces: list[str]) -> None:
    found = lookup("".join(pieces))
    if found is not None:
        again = lookup(found.name)
        assert again is not None
        assert (again.factor, again.dims) == (found.factor, found.dims)
    matched = match_phrase(pieces, 0)
    assert matched is None or (0 < matched[1] <= len(pieces))
