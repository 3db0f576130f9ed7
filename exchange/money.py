"""Money as typed and as printed (E0): Decimal, two decimals, plain ASCII, never a float."""

import re
from decimal import ROUND_HALF_UP, Decimal, localcontext

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

PLAIN = re.compile(r"-?[0-9]{1,13}(\.[0-9]{1,2})?")
CENT = Decimal("0.01")

# ISO 4217, the currencies that are legal tender somewhere. Funds, metals and test codes are left out.
_TENDER = """
AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP
CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF
IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD
MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB
RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU
UZS VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG
"""
_NO_DECIMALS = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF"
_THREE_DECIMALS = "BHD IQD JOD KWD LYD OMR TND"
CURRENCIES = frozenset(_TENDER.split())
WITHOUT_MINOR_UNIT = frozenset(_NO_DECIMALS.split())
WITH_THREE_DECIMALS = frozenset(_THREE_DECIMALS.split())

# What is wrong with a text that is not plain money: the first pattern that is found names the reason.
REASONS = (
    (re.compile(r"\A\s*\Z"), gettext_lazy("it is empty")),
    (re.compile(r"(?i)nan|inf|∞"), gettext_lazy("it is not a finite number")),
    (re.compile(r"[^\x00-\x7f]"), gettext_lazy("only the ASCII digits 0 to 9 are read, not full-width ones or signs")),
    (re.compile(r"(?i)[0-9.]e[+-]?[0-9]"), gettext_lazy("powers of ten are not read")),
    (re.compile(r"[0-9][,_' ][0-9]"), gettext_lazy("thousands separators are not read")),
    (re.compile(r"\s"), gettext_lazy("it contains white space")),
    (re.compile(r"\A\+"), gettext_lazy("a leading plus sign is not read")),
    (re.compile(r"\A-?[0-9]{14,}"), gettext_lazy("it has more than 13 digits before the point")),
    (re.compile(r"\A-?[0-9]+\.[0-9]{3,}\Z"), gettext_lazy("it has more than two decimals")),
    (re.compile(r""), gettext_lazy("it is not a number")),
)


def currency_codes() -> tuple[str, ...]:
    """Return the ISO 4217 codes money may be kept in, sorted: those with two decimals or none (E0)."""
    return tuple(sorted(CURRENCIES - WITH_THREE_DECIMALS))


def clean_currency(code: object) -> str:
    """Return ``code`` if money may be kept in it, exactly as ISO 4217 writes it.

    Raises ValidationError ``currency_unsupported`` for a currency with three decimals, else ``currency_unknown``.
    """
    if isinstance(code, str) and code in WITH_THREE_DECIMALS:
        raise ValidationError(
            _("%(currency)s has three decimals, which are not supported. Keep this account in another currency."),
            "currency_unsupported",
            {"currency": code},
        )
    if not isinstance(code, str) or code not in CURRENCIES:
        raise ValidationError(
            _("%(currency)s is not a currency code. Write the three capital letters of ISO 4217, such as CNY."),
            "currency_unknown",
            {"currency": _excerpt(code)},
        )
    return code


def parse_money(text: object, currency: str = "CNY") -> Decimal:
    """Return the amount that ``text`` states in ``currency``, in major units, with two decimals (E0).

    Only ``-?[0-9]{1,13}(.[0-9]{1,2})?`` is read, without white space around it. A currency without a minor unit
    takes ``100`` and ``100.00``, not ``100.50``. Raises ValidationError ``money_malformed`` or ``money_fraction``,
    and whatever ``clean_currency`` raises.
    """
    clean_currency(currency)
    if not isinstance(text, str) or not PLAIN.fullmatch(text):
        raise ValidationError(
            _("%(text)s is not an amount: %(reason)s. Write it like 1234.50."),
            "money_malformed",
            {"text": _excerpt(text), "reason": _reason(text)},
        )
    amount = Decimal(text).quantize(CENT) + 0  # the sum turns -0.00 into 0.00
    if currency in WITHOUT_MINOR_UNIT and amount != amount.to_integral_value():
        raise ValidationError(
            _("%(currency)s has no decimals. Write a whole amount instead of %(text)s."),
            "money_fraction",
            {"currency": currency, "text": text},
        )
    return amount


def _reason(text: object) -> str:
    if not isinstance(text, str):
        return _("amounts are written as text")
    return str(next(reason for pattern, reason in REASONS if pattern.search(text)))


def _excerpt(text: object) -> str:
    """Return what was typed, printable and short enough for a message."""
    shown = str(text)
    printable = "".join(c if c.isprintable() else f"U+{ord(c):04X}" for c in shown[:30])
    return f"“{printable}{'…' if len(shown) > 30 else ''}”"


def round_half_up(amount: Decimal, places: int = 2) -> Decimal:
    """Return ``amount`` rounded to ``places`` decimals, halves away from zero, never as -0 (E0).

    Raises ValueError for NaN and infinities.
    """
    if not amount.is_finite():
        raise ValueError(f"Money is finite, not {amount}.")
    with localcontext() as context:
        context.prec = max(28, abs(amount.adjusted()) + places + 2)
        return amount.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP) + 0


def format_money(amount: Decimal) -> str:
    """Return ``amount`` as the API and files write it: ``1234.50``, no separators, two decimals (E0).

    >>> format_money(Decimal("-1234.5"))
    '-1234.50'
    """
    return f"{round_half_up(amount):f}"
