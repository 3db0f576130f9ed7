"""The numbers customers are known by: what is accepted, in which form it is kept, and why others are refused.

Everything here takes text as typed and returns the form that is stored, or raises ValidationError with a code.
Full-width digits and letters are refused, not folded: a code must be the same in every file and system.
"""

import re
from collections.abc import Iterator

import phonenumbers
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from stdnum import luhn
from stdnum.cn import ric, uscc
from stdnum.exceptions import InvalidChecksum, InvalidComponent
from stdnum.exceptions import ValidationError as InvalidNumber

from exchange.text import clean_text

CODE = re.compile(r"[A-Z0-9][A-Z0-9._-]{0,31}")
RESERVED_CODES = frozenset({"NEW", "IMPORT"})
USCC_ALPHABET = frozenset("0123456789ABCDEFGHJKLMNPQRTUWXY")
RESIDENT_ID = re.compile(r"[1-9][0-9]{16}[0-9X]")
OLD_RESIDENT_ID = re.compile(r"([1-9][0-9]{5})([0-9]{6})[0-9]{3}")
BANK_ACCOUNT = re.compile(r"[0-9]{5,34}")
EXTENSION = re.compile(r"(?i)(?<=[0-9])\s*(?P<sign>-|ext\.?|x|#|;ext=)\s*(?P<digits>[0-9]{1,6})\Z")
CHINESE_MOBILE = re.compile(r"\+861[3-9][0-9]{9}")


def clean_code(value: object) -> str:
    """Return a customer code in upper case: ``[A-Z0-9][A-Z0-9._-]{0,31}``, but not NEW or IMPORT (they are pages).

    Raises ValidationError ``code_malformed`` or ``code_reserved``. Whether it was ever used is the database's to say.
    """
    code = _plain(value)
    folded = code.upper()
    if not CODE.fullmatch(folded):
        raise ValidationError(
            _(
                "%(code)s is not a customer code. Use 1 to 32 letters A to Z, digits, dots, underscores and hyphens, "
                "beginning with a letter or digit."
            ),
            "code_malformed",
            {"code": _quoted(code)},
        )
    if folded in RESERVED_CODES:
        raise ValidationError(_("%(code)s is a reserved word. Choose another code."), "code_reserved", {"code": folded})
    return folded


def clean_uscc(value: object) -> str:
    """Return a unified social credit code in upper case without spaces (E10).

    Raises ValidationError ``uscc_length``, ``uscc_characters``, ``uscc_checksum`` or ``uscc_malformed``.
    """
    number = _plain(value).replace(" ", "").replace("-", "").upper()
    if len(number) != 18:
        raise ValidationError(
            _("A unified social credit code has 18 characters, this one has %(length)d."),
            "uscc_length",
            {"length": len(number)},
        )
    if foreign := [character for character in number if character not in USCC_ALPHABET]:
        raise ValidationError(
            _(
                "%(character)s does not occur in a unified social credit code: it has digits and capital letters "
                "without I, O, S, V and Z. Look for a mistyped 1, 0, 5 or 2."
            ),
            "uscc_characters",
            {"character": _quoted(foreign[0])},
        )
    return _validated_uscc(number)


def _validated_uscc(number: str) -> str:
    try:
        return str(uscc.validate(number))
    except InvalidChecksum:
        raise ValidationError(
            _("The check character of %(number)s does not fit. Compare it with the business licence."),
            "uscc_checksum",
            {"number": number},
        ) from None
    except InvalidNumber:
        raise ValidationError(
            _("%(number)s is not a unified social credit code. Compare it with the business licence."),
            "uscc_malformed",
            {"number": number},
        ) from None


def clean_resident_id(value: object) -> str:
    """Return a resident identity number of 18, or of 15 as issued before October 1999, in upper case.

    The message never repeats the number, which is secret (E10). Places are not checked: counties were renumbered.
    Raises ValidationError ``id_malformed``, ``id_birth_date`` or ``id_checksum``.
    """
    number = _plain(value).replace(" ", "").upper()
    old = OLD_RESIDENT_ID.fullmatch(number)
    if not (old or RESIDENT_ID.fullmatch(number)):
        raise ValidationError(
            _("An identity number has 18 digits, the last may be X; old ones have 15."), "id_malformed"
        )
    full = f"{old[1]}19{old[2]}" if old else number
    if not _has_birth_date(full):
        raise ValidationError(_("The birth date in this identity number does not exist. Check it."), "id_birth_date")
    if not old and number[-1] != ric.calc_check_digit(number):
        raise ValidationError(_("The check digit of this identity number does not fit. Check it."), "id_checksum")
    return number


def _has_birth_date(number: str) -> bool:
    try:
        return ric.get_birth_date(number).year >= 1880
    except InvalidComponent:
        return False


def clean_tax_id(value: object, *, kind: str) -> str:
    """Return the number a customer of ``kind`` (``organisation`` or ``individual``) pays tax by, checked for it."""
    return clean_resident_id(value) if kind == "individual" else clean_uscc(value)


def clean_bank_account(value: object) -> str:
    """Return a bank account number as digits, without the spaces and hyphens people group it by.

    Raises ValidationError ``bank_account_malformed`` unless 5 to 34 digits remain.
    """
    number = _plain(value).replace(" ", "").replace("-", "")
    if not BANK_ACCOUNT.fullmatch(number):
        raise ValidationError(_("A bank account number has 5 to 34 digits and nothing else."), "bank_account_malformed")
    return number


def bank_account_warnings(number: str) -> Iterator[str]:
    """Yield what looks odd in a cleaned bank account number; company accounts carry no check digit, so only warn."""
    if not 9 <= len(number) <= 25:
        yield _("Account numbers of banks in China have 9 to 25 digits, this one has %(length)d.") % {
            "length": len(number)
        }
    if len(number) == 19 and number.startswith("62") and not luhn.is_valid(number):
        yield _("The check digit of this card number does not fit.")


def clean_phone(value: object, *, region: str = "CN") -> str:
    """Return a telephone number in E.164, with ``;ext=`` and the extension where one was typed (转, ext, x, #).

    ``region`` is where a number without country code belongs. A last group after a hyphen is an extension in China
    only: elsewhere it is a part of the number. Raises ValidationError ``phone_malformed``.
    """
    text = _plain(value.replace("转", "ext") if isinstance(value, str) else value)
    phone = _with_extension(text, region) or _parsed_phone(text, region)
    if phone is None:
        raise ValidationError(
            _("This is not a telephone number. Write it like 13812345678, 0571-88886666 or +49 30 123456."),
            "phone_malformed",
        )
    return phone


def _with_extension(text: str, region: str) -> str | None:
    extension = EXTENSION.search(text)
    main = _parsed_phone(text[: extension.start()], region) if extension else None
    if not (extension and main) or (extension["sign"] == "-" and not main.startswith("+86")):
        return None
    return f"{main};ext={extension['digits']}"


def _parsed_phone(text: str, region: str) -> str | None:
    """Return ``text`` in E.164 if it is a number in use, or a mobile of China newer than the library's tables."""
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None
    written = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    known = phonenumbers.is_valid_number(number) or CHINESE_MOBILE.fullmatch(written)
    return written if known and re.fullmatch(r"[0-9 ()+./-]+", text) else None


def is_mobile(phone: str) -> bool:
    """Say whether a cleaned telephone number is a mobile of mainland China, the kind E11 compares."""
    return bool(CHINESE_MOBILE.fullmatch(phone))


def last_four(number: str) -> str:
    """Return the last four digits of a cleaned telephone, account or identity number, the extension left out."""
    return number.partition(";")[0][-4:]


def _plain(value: object) -> str:
    """Return ``value`` as clean text in ASCII; ValidationError ``not_ascii`` names the first other one."""
    text = clean_text(value)
    if other := next((character for character in text if not character.isascii()), None):
        raise ValidationError(
            _("%(character)s is not plain ASCII. Switch the keyboard to half-width and type it again."),
            "not_ascii",
            {"character": _quoted(other)},
        )
    return text


def _quoted(text: str) -> str:
    return f"“{text[:40]}{'…' if len(text) > 40 else ''}”"
