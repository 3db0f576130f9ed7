"""Amounts in Chinese capitals 大写, as they are printed on documents (E8, 正确填写票据和结算凭证的基本规定)."""

from decimal import Decimal

from babel.numbers import get_currency_name

from exchange.money import CENT

DIGITS = "零壹贰叁肆伍陆柒捌玖"
PLACES = ("", "拾", "佰", "仟")
RENMINBI = "人民币"
BOOK_NAMES = {"CNY": RENMINBI}


def in_capitals(amount: Decimal, currency: str = "CNY") -> str:
    """Return ``amount`` of ``currency``, major units, not negative, at most two decimals, in capitals.

    整 follows 元, nothing follows 角 or 分; 零 stands before 角 where the last digit of 元 is 0. Raises ValueError
    below zero and for a fraction of a cent: a negative balance is printed by its words, not by its sign.
    """
    if amount < 0 or amount != amount.quantize(CENT):
        raise ValueError(f"{amount} is not an amount that is written in capitals")
    yuan, cents = divmod(int(amount * 100), 100)
    return prefix(currency) + _whole(yuan, cents) + _cents(yuan, cents)


def prefix(currency: str) -> str:
    """The name of ``currency`` before the capitals: 人民币, 美元."""
    return BOOK_NAMES.get(currency) or get_currency_name(currency, locale="zh_Hans")


def _whole(yuan: int, cents: int) -> str:
    if yuan or not cents:
        return (_number(yuan) or DIGITS[0]) + "元" + ("" if cents else "整")
    return ""


def _cents(yuan: int, cents: int) -> str:
    jiao, fen = divmod(cents, 10)
    gap = yuan and cents and (not jiao or yuan % 10 == 0)
    return (DIGITS[0] if gap else "") + (f"{DIGITS[jiao]}角" if jiao else "") + (f"{DIGITS[fen]}分" if fen else "")


def _number(whole: int) -> str:
    """A whole number in capitals, "" for 0; one 零 for each gap within it."""
    for unit, name in ((10**8, "亿"), (10**4, "万")):
        above, below = divmod(whole, unit)
        if above:
            gap = DIGITS[0] if 0 < below < unit // 10 else ""
            return _number(above) + name + gap + _number(below)
    return _below_ten_thousand(whole)


def _below_ten_thousand(whole: int) -> str:
    said = ""
    for place in range(3, -1, -1):
        digit = whole // 10**place % 10
        if digit:
            said += DIGITS[digit] + PLACES[place]
        elif said and not said.endswith(DIGITS[0]) and whole % 10**place:
            said += DIGITS[0]
    return said
