"""Units in texts: what is a unit and what is not, phrases of several words, compounds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinyv.expr.units import is_common_word, is_letter_unit, lookup, match_phrase, product

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


LETTER_UNITS = "m g s A K L l h d t u M C V F S T N J W in nm mg pm"
NO_LETTER_UNITS = "cm km kg min hours x Pa USD"
COMMON_WORDS = "in won second bar Stone"


def test_careful_words() -> None:
    assert all(map(is_letter_unit, LETTER_UNITS.split()))
    assert not any(map(is_letter_unit, NO_LETTER_UNITS.split()))
    assert all(map(is_common_word, COMMON_WORDS.split()))
    assert not is_common_word("kilometers")


def test_products_of_compounds() -> None:
    assert product((("km/h", 1),)) == lookup("km/h")
    assert product((("m/s", 2),)) == lookup("m^2/s^2")
    assert product((("apples", 1),)) is None
    assert product(()) is None


def test_long_words() -> None:
    assert lookup("m" * 100_000) is None
    assert lookup("m·" * 100_000) is None
    assert lookup("/".join(["m"] * 20)) is None
    assert match_phrase(["m·" * 100_000], 0) is None
    assert match_phrase(["m", *["per", "s"] * 10_000], 0) is not None


@given(st.text(max_size=60))
def test_lookup_never_raises(word: str) -> None:
    for strict in (True, False):
        found = lookup(word, strict_case=strict)
        assert found is None or lookup(found.name) is not None


_PIECES = "m s kg N · * / - ^ 2 ² ⁻¹ ( ) { } 平方 每 米 per square cubic squared a . km/h ° $"
PIECES = st.sampled_from(_PIECES.split())


@given(st.lists(PIECES, max_size=10))
def test_compounds_never_raise(pieces: list[str]) -> None:
    found = lookup("".join(pieces))
    if found is not None:
        again = lookup(found.name)
        assert again is not None
        assert (again.factor, again.dims) == (found.factor, found.dims)
    matched = match_phrase(pieces, 0)
    assert matched is None or (0 < matched[1] <= len(pieces))
