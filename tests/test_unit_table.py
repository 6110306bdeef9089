"""The table of units: what each is called, its size against known sizes, its dimension."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from flint import fmpq
from hypothesis import given
from hypothesis import strategies as st

from tinyv.expr import unit_table, units
from tinyv.expr.units import UnitDef, lookup, product, readings


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


def test_no_word_means_two_units() -> None:
    owner: dict[str, str] = {}
    for name, _, _, symbols, words in units._rows():
        for word in {*symbols, *words}:
            assert owner.setdefault(word, name) == name, word


def test_tables_name_units() -> None:
    for words in (unit_table.LETTER_UNITS, unit_table.COMMON_WORDS, unit_table.LEFT_FACTORS, unit_table.RIGHT_FACTORS):
        assert not [word for word in words if lookup(word) is None]


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
