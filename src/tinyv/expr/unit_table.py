"""The facts about units and currencies that `units.py` reads: one unit a row, exact sizes, no code."""

from __future__ import annotations

PREFIXES: dict[str, tuple[str, int]] = {
    "q": ("quecto", -30), "r": ("ronto", -27), "y": ("yocto", -24), "z": ("zepto", -21), "a": ("atto", -18),
    "f": ("femto", -15), "p": ("pico", -12), "n": ("nano", -9), "µ": ("micro", -6), "m": ("milli", -3),
    "c": ("centi", -2), "d": ("deci", -1), "da": ("deca", 1), "h": ("hecto", 2), "k": ("kilo", 3),
    "M": ("mega", 6), "G": ("giga", 9), "T": ("tera", 12), "P": ("peta", 15), "E": ("exa", 18),
    "Z": ("zetta", 21), "Y": ("yotta", 24), "R": ("ronna", 27), "Q": ("quetta", 30),
}  # fmt: skip
BINARY: dict[str, tuple[str, int]] = {
    "Ki": ("kibi", 10), "Mi": ("mebi", 20), "Gi": ("gibi", 30), "Ti": ("tebi", 40), "Pi": ("pebi", 50),
    "Ei": ("exbi", 60),
}  # fmt: skip

# name = definition ; prefixes ; further symbols (case counts) ; words (case does not; + adds a plural s, _ is a space)
# Definitions are products of numbers, π, units above and [dimensions]; ~ marks a measured size, ? that there is none.
TABLE = """
m = [length]                 ; f p n µ m c d da h k M G ;  ; meter+ metre+ 米 公尺 м метр метра метров metro+
g = 1/1000 [mass]            ; f p n µ m c d da h k M G ; gm gms ; gram+ gramme+ 克 г грамм граммов
s = [time]                   ; f p n µ m         ; с сек ; sec secs second+ 秒 秒钟 секунд секунды segundo+
A = [current]                ; f p n µ m k M     ;   ; amp+ ampere+ 安 安培
K = [temperature]            ; n µ m k M         ;   ; kelvin+ 开尔文
mol = [amount]               ; f p n µ m k       ;   ; mole+ 摩尔 摩
cd = [luminosity]            ; m k               ;   ; candela+ 坎德拉
rad = [angle]                ; µ m               ;   ; radian+ 弧度 рад
bit = [data]                 ; k M G T P E Ki Mi Gi Ti ; ; bit+
unit =  [unit]               ;   ;   ; unit+ 单位 个单位

in = 127/5000 m              ;   ;   ; inch inches 英寸
ft = 12 in                   ;   ;   ; foot feet 英尺
yd = 3 ft                    ;   ; yds ; yard+ 码
mi = 5280 ft                 ;   ;   ; mile+ statute_mile+ 英里 миль
nmi = 1852 m                 ;   ; NM ; nautical_mile+ sea_mile+ 海里
furlong = 220 yd             ;   ;   ; furlong+
chain = 22 yd                ;   ;   ; chain+
fathom = 6 ft                ;   ;   ; fathom+
league = 3 mi                ;   ;   ; league+
mil = 1/1000 in              ;   ;   ; mil+ thou
Å = 10^-10 m                 ;   ; Å ; angstrom+ ångström+ ångstrom+ 埃
micron = 10^-6 m             ;   ;   ; micron+
AU = 149597870700 m          ;   ; au ua ; astronomical_unit+ 天文单位
ly = 9460730472580800 m      ; k M G ; lyr ; light-year+ lightyear+ light_year+ 光年
ls = 299792458 m             ;   ;   ; light-second+ light_second+
pc = 648000 π^-1 AU          ; m k M G ;   ; parsec+ 秒差距
里 = 500 m                   ;   ;   ; 华里
尺 = 1/3 m                   ;   ;   ; 市尺
寸 = 1/30 m                  ;   ;   ; 市寸
丈 = 10/3 m

min = 60 s                   ;   ; мин ; minute+ mins 分钟 分 минут минуты minuto+
h = 3600 s                   ;   ; ч ; hour+ hr hrs 小时 时 個小時 个小时 小時 時間 часов часа час hora+
d = 86400 s                  ;   ; сут ; day+ 天 日 дней день дня
week = 604800 s              ;   ; wk wks ; week+ 周 星期 个星期 недель
fortnight = 1209600 s        ;   ;   ; fortnight+
month = [calendar]           ;   ; mo mos ; month+ 个月 月 месяцев
year = 12 [calendar]         ; k M G ; yr ; year+ yrs 年 лет
decade = 120 [calendar]      ;   ;   ; decade+
century = 1200 [calendar]    ;   ;   ; century centuries 世纪
millennium = 12000 [calendar] ;  ;   ; millennium millennia millenniums

deg = 1/180 π rad            ;   ; ° º degs ; degree+ 度 градусов градуса
arcmin = 1/60 deg            ;   ; ′ ; arcminute+ arcmins arc_minute+ minute+_of_arc 角分
arcsec = 1/3600 deg          ; m µ ; ″ ; arcsecond+ arcsecs arc_second+ second+_of_arc 角秒
gon = 1/200 π rad            ;   ; grad grads ; gon+ gradian+
rev = 2 π rad                ;   ; revs ; revolution+ full_turn+ complete_turn+ full_revolution+ full_rotation+ 圈 转
sr = rad^2                   ;   ;   ; steradian+

L = 1/1000 m^3               ; n µ m c d da h k M G ; l ℓ ltr ; liter+ litre+ 升 公升 л литр литров литра litro+
cc = 10^-6 m^3               ;   ; ccm
gal = 231 in^3               ;   ; gals ; gallon+ US_gallon+ 加仑
qt = 1/4 gal                 ;   ; qts ; quart+
pt = 1/8 gal                 ;   ; pts ; pint+
cup = 1/16 gal               ;   ;   ; cup+
fl_oz = 1/128 gal            ;   ; floz ; fluid_ounce+ fluid_oz fl._oz. fl._oz fl_ounce+
tbsp = 1/256 gal             ;   ; tbsps Tbsp ; tablespoon+
tsp = 1/768 gal              ;   ; tsps ; teaspoon+
imp_gal = 454609/100000000 m^3 ; ;   ; imperial_gallon+ UK_gallon+ British_gallon+
imp_pt = 1/8 imp_gal         ;   ;   ; imperial_pint+ UK_pint+
bushel = 215042/100 in^3     ;   ;   ; bushel+
bbl = 42 gal                 ;   ;   ; oil_barrel+ barrel+_of_oil
ha = 10000 m^2               ;   ;   ; hectare+ 公顷 га
acre = 4840 yd^2             ;   ; ac ; acre+ 英亩
亩 = 2000/3 m^2
barn = 10^-28 m^2            ; f p n µ m k ;  ; barn+

t = 1000 kg                  ; k M G ; т ; tonne+ metric_ton+ metric_tonne+ 吨 公吨 тонн тонны
lb = 45359237/100000000 kg   ;   ; lbs lbm ; pound+ 磅
oz = 1/16 lb                 ;   ; ozs ; ounce+ 盎司
stone = 14 lb                ;   ;   ; stone+
ton = 2000 lb                ;   ; tn ; ton+ short_ton+ US_ton+
long_ton = 2240 lb           ;   ;   ; long_ton+ imperial_ton+
gr = 1/7000 lb               ;   ;   ; grain+
oz_t = 480 gr                ;   ; ozt ; troy_ounce+ troy_oz
ct = 1/5 g                   ;   ;   ; carat+
slug = 14.593902937206364829 kg ; ;  ; slug+
quintal = 100 kg             ;   ;   ; quintal+ centner+
斤 = 1/2 kg                  ;   ;   ; 市斤 jin catty catties
两 = 1/20 kg                 ;   ;   ; 市两
u = ~1.66053906892 10^-27 kg ;   ; amu ; atomic_mass_unit+ unified_atomic_mass_unit+
Da = ~1.66053906892 10^-27 kg ; k M ;   ; dalton+
M☉ = ~1.98841 10^30 kg       ;   ; M⊙ M_☉ M_⊙ M_sun Msun ; solar_mass solar_masses

Hz = s^-1                    ; µ m k M G T P ; Гц ; hertz 赫兹 赫
N = kg m s^-2                ; n µ m k M G ; Н ; newton+ 牛 牛顿
Pa = N m^-2                  ; µ m h k M G T ; Па ; pascal+ 帕 帕斯卡
J = N m                      ; f p n µ m k M G T P E ; Дж ; joule+ 焦 焦耳
W = J s^-1                   ; f p n µ m k M G T P ; Вт ; watt+ 瓦 瓦特
C = A s                      ; f p n µ m k M ; Кл ; coulomb+ 库仑 库
V = W A^-1                   ; n µ m k M G ; В ; volt+ 伏 伏特
ohm = V A^-1                 ; n µ m k M G ; Ω Ω Ом ; ohm+ 欧 欧姆
F = C V^-1                   ; a f p n µ m ; Ф ; farad+ 法拉
S = A V^-1                   ; n µ m k ; ℧ ; siemens mho+ 西门子
Wb = V s                     ; n µ m k ;   ; weber+ 韦伯
T = Wb m^-2                  ; f p n µ m k ; Тл ; tesla+ 特斯拉
H = Wb A^-1                  ; n µ m ; Гн ; henry+ henries 亨利
lm = cd sr                   ; m k ;   ; lumen+ 流明
lx = lm m^-2                 ; m k ;   ; lux 勒克斯
nit = cd m^-2                ;   ;   ; nit+
Bq = s^-1                    ; m k M G T P ;   ; becquerel+
Ci = 37000000000 Bq          ; p n µ m k M ;   ; curie+
Gy = J kg^-1                 ; µ m c k ;   ; gray+
Sv = J kg^-1                 ; n µ m ;   ; sievert+
rem = 1/100 Sv               ; m ;   ; rem+
kat = mol s^-1               ; n µ m ;   ; katal+
M = 1000 mol m^-3            ; p n µ m ;   ; molar
G = 10^-4 T                  ; µ m k M ; Gs ; gauss
Oe = 250 π^-1 A m^-1         ; k ;   ; oersted+
Mx = 10^-8 Wb                ;   ;   ; maxwell+
dioptre = m^-1               ;   ; dpt ; diopter+ dioptre+
Ah = 3600 C                  ; m k ; A·h ; ampere-hour+ amp-hour+ ampere_hour+ amp_hour+
poise = 1/10 Pa s            ; c m ;   ; poise
St = 10^-4 m^2 s^-1          ; c ;   ; stokes
dyn = 10^-5 N                ;   ;   ; dyne+ 达因
kgf = 9.80665 N              ;   ; kp ; kilogram-force kilogram_force
lbf = 9.80665 lb m s^-2      ;   ;   ; pound-force pound_force pounds_force pounds-force
bar = 100000 Pa              ; µ m k M ;   ; bar+
atm = 101325 Pa              ;   ; atms ; atmosphere+ 大气压 标准大气压
Torr = 101325/760 Pa         ; m ;   ; torr
mmHg = 133.322387415 Pa      ;   ; ; mm_Hg millimeter+_of_mercury millimetre+_of_mercury mm_of_mercury 毫米汞柱
inHg = 25.4 mmHg             ;   ; ; in_Hg inches_of_mercury
psi = lbf in^-2              ; k ;   ; pound+_per_square_inch
erg = 10^-7 J                ;   ;   ; erg+
cal = 4.184 J                ; k ;   ; calorie+ 卡 卡路里
Cal = 4184 J                 ;   ;   ; food_calorie+ large_calorie+ 大卡 千卡
eV = 1.602176634 10^-19 J    ; µ m k M G T P ;   ; electronvolt+ electron-volt+ electron_volt+ 电子伏 电子伏特
Wh = 3600 J                  ; m k M G T ; W·h ; watt-hour+ watthour+ watt_hour+
BTU = 1055.05585262 J        ; k M ; Btu ; british_thermal_unit+
therm = 100000 BTU           ;   ;   ; therm+
Nm = N m                     ; µ m k M ; N-m ; newton-meter+ newton-metre+ newton_meter+ newton_metre+ 牛米
ftlbf = ft lbf               ;   ; ft-lb ft-lbs ft·lb ft·lbs ft-lbf ft·lbf ; foot-pound+ foot_pound+
hp = 550 ft lbf s^-1         ;   ; HP bhp ; horsepower 马力
PS = 735.49875 W             ;   ;   ; metric_horsepower
L☉ = 3.828 10^26 W           ;   ; L⊙ L_☉ L_⊙ L_sun Lsun ; solar_luminosity solar_luminosities
R☉ = 695700000 m             ;   ; R⊙ R_☉ R_⊙ R_sun Rsun ; solar_radius solar_radii
°C = K + 273.15              ;   ; ℃ oC degC ; celsius centigrade degree+_celsius degree+_c deg_c 摄氏度
°F = 5/9 K + 45967/180       ;   ; ℉ oF degF ; fahrenheit degree+_fahrenheit degree+_f deg_f 华氏度
°R = 5/9 K                   ;   ;   ; rankine degree+_rankine

mph = mi h^-1                ;   ; MPH ; mph
kn = nmi h^-1                ;   ; kts ; knot+ 节
kph = 1000 m h^-1            ;   ; kmh kmph KPH
rpm = rev min^-1             ;   ; RPM r/min ; rpm
rps = rev s^-1               ;   ; r/s
gee = 9.80665 m s^-2         ;   ; g_0 g₀

B = 8 bit                    ; k M G T P E Ki Mi Gi Ti Pi Ei ;   ; byte+ octet+ 字节
b = bit                      ; k M G T   ;
bps = bit s^-1               ; k M G T
dB = ? [level]               ;   ;   ; decibel+ 分贝 дБ
pH = ? [acidity]
mag = ? [magnitude]          ;   ;   ; magnitude+
Np = ? [level]               ;   ;   ; neper+

% = 1/100                    ;   ; ％ ; percent percents per_cent pct
‰ = 1/1000                   ;   ;   ; permille permil per_mille
bp = 1/10000                 ;   ;   ; basis_point+
ppm = 10^-6                  ;   ;   ; part+_per_million
ppb = 10^-9                  ;   ;   ; part+_per_billion
dozen = 12                   ;   ;   ; dozen+ 打

USD = [USD]                  ; k M ; $ US$ U$ ; usd dollar+ us_dollar+ u.s._dollar+ american_dollar+ 美元 долларов
¢ = 1/100 USD                ;   ; ￠ ; cent+ us_cent+ 美分
CAD = [CAD]                  ;   ; C$ CA$ ; cad canadian_dollar+ 加元
AUD = [AUD]                  ;   ; A$ AU$ ; aud australian_dollar+ 澳元
NZD = [NZD]                  ;   ; NZ$ ; nzd new_zealand_dollar+
HKD = [HKD]                  ;   ; HK$ ; hkd hong_kong_dollar+ 港元 港币
SGD = [SGD]                  ;   ; S$ ; sgd singapore_dollar+
TWD = [TWD]                  ;   ; NT$ ; twd new_taiwan_dollar+ taiwan_dollar+ 新台币
EUR = [EUR]                  ; k M ; € ; eur euro+ 欧元 евро
eurocent = 1/100 EUR         ;   ;   ; eurocent+ euro_cent+
GBP = [GBP]                  ; k M ; £ ￡ ; gbp pound+_sterling british_pound+ 英镑 quid
pence = 1/100 GBP            ;   ;   ; pence
shilling = [shilling]        ;   ;   ; shilling+
JPY = [JPY]                  ;   ; 円 ; jpy yen japanese_yen 日元 日圆
CNY = [CNY]                  ;   ; ¥ ￥ RMB ; cny rmb yuan yuans chinese_yuan renminbi 元 块钱 人民币 юаней
jiao = 1/10 CNY              ;   ;   ; jiao 角 毛钱
fen = 1/100 CNY              ;   ;   ; fen 分钱
INR = [INR]                  ;   ; ₹ ₨ Rs Rs. ; inr rupee+ indian_rupee+ 卢比 रुपये
paisa = 1/100 INR            ;   ;   ; paisa paise
RUB = [RUB]                  ;   ; ₽ р. руб руб. ; rub ruble+ rouble+ рубль рубля рублей 卢布
kopeck = 1/100 RUB           ;   ; коп коп. ; kopeck+ kopek+ копеек копейки копейка
UAH = [UAH]                  ;   ; ₴ ; uah hryvnia+ hryvnias
KRW = [KRW]                  ;   ; ₩ ; krw won korean_won 韩元 원
VND = [VND]                  ;   ; ₫ ; vnd dong đồng đ 越南盾
THB = [THB]                  ;   ; ฿ ; thb baht 泰铢
PHP = [PHP]                  ;   ; ₱ ; philippine_peso+
MXN = [MXN]                  ;   ; Mex$ MX$ ; mxn mexican_peso+
peso = [peso]                ;   ;   ; peso+
BRL = [BRL]                  ;   ; R$ ; brl reais brazilian_real
CHF = [CHF]                  ;   ;   ; chf swiss_franc+
franc = [franc]              ;   ;   ; franc+
DEM = [DEM]                  ;   ;   ; deutschmark+ deutsche_mark+ german_mark+
PLN = [PLN]                  ;   ; zł ; pln zloty+ złoty złotych
HUF = [HUF]                  ;   ; Ft ; huf forint+
CZK = [CZK]                  ;   ; Kč ; czk koruna+ czech_crown+
SEK = [SEK]                  ;   ;   ; sek swedish_krona swedish_kronor
NOK = [NOK]                  ;   ;   ; nok norwegian_krone norwegian_kroner
DKK = [DKK]                  ;   ;   ; dkk danish_krone danish_kroner
TRY = [TRY]                  ;   ; ₺ ; turkish_lira+
BGN = [BGN]                  ;   ; лв ; bgn leva bulgarian_lev
ZAR = [ZAR]                  ;   ;   ; zar rand south_african_rand
ILS = [ILS]                  ;   ; ₪ ; ils shekel+
MYR = [MYR]                  ;   ;   ; myr ringgit+
IDR = [IDR]                  ;   ; Rp ; idr rupiah+
NGN = [NGN]                  ;   ; ₦ ; ngn naira
BTC = [BTC]                  ;   ; ₿ ; btc bitcoin+
"""

# Names for prefixed units and for powers that the prefixes do not make: canonical = words (case counts)
ALIASES = """
km = kms 千米 公里 км
cm = cms 厘米 公分 см センチメートル
mm = mms 毫米 мм
dm = 分米 дм
µm = 微米 мкм
nm = 纳米 нм
kg = kgs kilo kilos Kg KG 千克 公斤 кг
mg = mgs 毫克 мг
µg = mcg 微克 мкг
mL = mls 毫升 мл
ms = msec msecs 毫秒 мс
µs = 微秒
kW = 千瓦 кВт
kWh = kwh KWh KWH 千瓦时 度电
kPa = 千帕 кПа
MPa = 兆帕
kJ = 千焦 кДж
kV = 千伏
mA = 毫安
kN = 千牛
mV = 毫伏
kohm = kilohm kilohms 千欧
Mohm = megohm megohms
kHz = 千赫
MHz = 兆赫
kB = KB
kcal = kilocal
Mpc = megaparsec
m^2 = sqm
cm^2 = sqcm
km^2 = sqkm
ft^2 = sqft
in^2 = sqin
mi^2 = sqmi
m^3 = cbm
"""

# Other things that the words of a unit are used for. Rules about units must not call two answers
# different when some reading makes them equal.
READINGS: dict[str, tuple[str, ...]] = {
    "lb": ("GBP", "lbf"), "oz": ("fl_oz", "oz_t"), "ton": ("t", "long_ton"), "t": ("ton",), "mi": ("nmi",),
    "gal": ("imp_gal",), "pt": ("imp_pt",), "cal": ("Cal",), "Cal": ("cal",), "kt": ("kn",),
    "deg": ("°C", "°F"), "min": ("arcmin", "fen"), "s": ("arcsec",), "arcmin": ("ft", "min"), "arcsec": ("in", "s"),
    "USD": ("CAD", "AUD", "NZD", "HKD", "SGD", "TWD"), "¢": ("eurocent",), "CNY": ("JPY", "KRW"), "CHF": ("franc",),
    "franc": ("CHF",), "peso": ("MXN", "PHP"), "MXN": ("peso",), "PHP": ("peso",), "fen": ("min",), "hp": ("PS",),
    "kB": ("KiB",), "MB": ("MiB",), "GB": ("GiB",), "TB": ("TiB",), "b": ("B",), "jiao": ("deg",), "HUF": ("ft",),
}  # fmt: skip

# One or two letters that are as likely variables, products of variables or small words.
_LETTERS = """
m g s A K L l h d t u M C V F S T H N J W B b G
in pt ac mo nm pm mg ms ml mA mV mN mK mM mT mC mF mH ng ns nA nV nN nF nH dm dg dL dl pc ct gr kA kV kT Ft
"""
LETTER_UNITS = frozenset(_LETTERS.split())

# Units that are also everyday words.
_EVERYDAY = """
in won second seconds mole moles bar bars foot chain chains stone stones min mil cup cups slug slugs rand fen league
nit gee mag grad unit units quid thou gray therm kilo barn degree degrees magnitude dozen rem grain grains dong
分 日 月 时 度 角 转 圈 里
"""
COMMON_WORDS = frozenset(_EVERYDAY.split())

# Symbols that multiply when they stand side by side (`kW h`, `N m`); others would be a sum or a mere neighbour.
_LEFT = "N kN mN W kW MW mW GW J kJ MJ Pa kPa A mA V kg g mol lb lbf lx lm T Wb H F eV"
LEFT_FACTORS = frozenset(_LEFT.split())
_RIGHT = "m cm s h K V A T mol"
RIGHT_FACTORS = frozenset(_RIGHT.split())
