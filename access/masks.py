"""How personal data looks to those who may not read it (E12), and where free text gives it away.

A mask shows less of a short value, never more: what is too short to hide behind a mask is hidden whole.
"""

import re
import unicodedata

STARS = "****"
DOTS = "••••"
LANDLINE = re.compile(r"(?:\+86|0)(10|2[0-9]|[3-9][0-9]{2})([0-9]{7,8})")
MOBILE = re.compile(r"(?:\+?86)?(1[3-9][0-9]{9})")
REGION = re.compile(
    r"(?:[^\W\d_]{2,8}?(?:省|特别行政区|自治区))?(?:[^\W\d_]{2,9}?(?:自治州|地区|盟|市(?!场|集|政|民|中心)))?"
)

# Personal data in free text: reasons and notes are kept for ever, so they must not carry any.
EMAIL = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}")
MOBILE_IN_TEXT = re.compile(r"(?<![0-9])(?:\+?86[ -]?)?1[3-9][0-9](?:[ -]?[0-9]{4}){2}(?![0-9]|[.][0-9])")
ID_NUMBER = re.compile(
    r"(?<![0-9A-Za-z])[1-8][0-9]{5}(?:(?:18|19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9Xx]"
    r"|[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]{3})(?![0-9A-Za-z])"
)
BANK_ACCOUNT = re.compile(
    r"(?<![0-9A-Za-z])(?:[3-69][0-9]{3}(?:[ -][0-9]{4}){3,}(?:[ -]?[0-9]{1,3})?|[0-9]{12,30})(?![0-9])"
)

# An amount goes on with a point and decimals or ends a group of thousands.
AMOUNT_AFTER = re.compile(r"\.[0-9]|,[0-9]{3}|\s*(?:元|万元|CNY|RMB)")
AMOUNT_BEFORE = re.compile(r"(?:[0-9][.,]|[¥￥$€]\s*|\b(?:CNY|RMB|USD|EUR)\s*)-?$")
# A document's own number: letters right before it, or a word that announces it.
DOCUMENT_BEFORE = re.compile(
    r"(?:[A-Z]{2,}[0-9A-Z]*[-_/#]?[0-9]{0,8}[-_/]?|(?:发票|单据?|订单|合同|凭证|流水|税|批次|编)(?:代码|号码|编号|号)?[:\s]*"
    r"|\b[Nn][Oo]\.?\s*|\b(?:[Ii]nvoice|[Oo]rder|[Cc]ontract|[Rr]eference|[Rr]ef\.?)(?:\s+[Nn](?:o\.?|umber))?[:\s#]*)$"
)
CONTACT_BEFORE = re.compile(r"(?i)(?:tel|phone|mobile|mob|cell|wx|wechat|qq)[-_/#:\s]*$")
STAMP = re.compile(r"20[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])")
ELECTRONIC_INVOICE = re.compile(r"2[0-9]{19}")
INVOICE_CODE = re.compile(r"[01][0-9]{11}")


def looks_masked(value: object) -> bool:
    """Say whether ``value`` is a mask read back, which no field may store: it has ``*`` or ``•`` in it."""
    return isinstance(value, str) and ("*" in value or "•" in value)


def _digits(value: str) -> str:
    return re.sub(r"[^0-9]", "", value)


def mask_phone(value: str) -> str:
    """Return ``138****5678`` for a mobile of mainland China, ``0571-****6666`` for a landline, else the last four."""
    number = re.sub(r"[\s()（）-]", "", value.partition(";")[0])
    if mobile := MOBILE.fullmatch(number):
        return f"{mobile[1][:3]}{STARS}{mobile[1][-4:]}"
    if landline := LANDLINE.fullmatch(number):
        return f"0{landline[1]}-{STARS}{landline[2][4:]}"
    digits = _digits(number)
    return STARS + (digits[-4:] if len(digits) >= 8 else "")


def mask_id_number(value: str) -> str:
    """Return the first four and the last four of an id number, a star for each one between."""
    number = re.sub(r"\s", "", value)
    if len(number) < 15:
        return STARS
    return f"{number[:4]}{'*' * (len(number) - 8)}{number[-4:]}"


def mask_bank_account(value: str) -> str:
    """Return ``•••• 6789``: the last four digits, if eight or more are left to guess or know."""
    number = re.sub(r"[\s-]", "", value)
    return f"{DOTS} {number[-4:]}" if len(number) >= 8 else DOTS


def mask_email(value: str) -> str:
    """Return ``w***@example.com``: the first letter and the domain."""
    local, at, domain = value.strip().rpartition("@")
    if not (local and at and domain):
        return "***"
    return f"{local[0] if len(local) > 1 else ''}***@{domain}"


def mask_person_name(value: str) -> str:
    """Return ``王*``: the first character, whatever the length of the name."""
    name = value.strip()
    return f"{name[0]}*" if len(name) > 1 else "*"


def mask_address(value: str) -> str:
    """Return province and city, where the line begins with them, and hide the rest."""
    line = value.strip()
    known = REGION.match(line)
    region = known[0] if known else ""
    return (region if len(line) - len(region) >= 4 else "") + STARS


def personal_data_in(text: str) -> str | None:
    """Return the kind of personal data found in ``text`` first, or None.

    Kinds: ``email``, ``mobile``, ``id_number``, ``bank_account`` (a run of twelve digits or more, or groups of four
    as on a card). Amounts, dates, time stamps and document numbers are let through as far as their surroundings
    tell them apart.
    """
    plain = unicodedata.normalize("NFKC", text)
    if EMAIL.search(plain):
        return "email"
    if any(not _is_document(plain, found) for found in MOBILE_IN_TEXT.finditer(plain)):
        return "mobile"
    if ID_NUMBER.search(plain):
        return "id_number"
    if any(not _is_harmless_run(plain, found) for found in BANK_ACCOUNT.finditer(plain)):
        return "bank_account"
    return None


def _is_document(text: str, found: re.Match[str]) -> bool:
    before = text[: found.start()]
    if CONTACT_BEFORE.search(before):
        return False
    return bool(DOCUMENT_BEFORE.search(before) or AMOUNT_BEFORE.search(before))


def _is_harmless_run(text: str, found: re.Match[str]) -> bool:
    run, after = found[0], text[found.end() :]
    known_form = STAMP.match(run) or ELECTRONIC_INVOICE.fullmatch(run) or INVOICE_CODE.fullmatch(run)
    return bool(known_form or AMOUNT_AFTER.match(after) or _is_document(text, found))
