"""Which column of a file means which field: by the names people give columns, in both languages."""

import hashlib
import re
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from access import preferences
from access.models import User
from categories.models import Dimension
from customers.import_rows import CATEGORY, FIELDS
from exchange.files.writing import ERROR_COLUMNS

MAX_COLUMNS = 100  # mapped in the browser; the others of a wider file are passed over
REMEMBERED, KEY = 20, "imports.mappings"
LABELS: dict[str, str | Promise] = {
    "code": _("code"),
    "name": _("name"),
    "short_name": _("short name"),
    "mnemonic": _("mnemonic"),
    "kind": _("kind"),
    "tax_id": _("unified social credit code"),
    "portfolio": _("portfolio"),
    "terms": _("terms"),
    "external_id": _("external code"),
    "identifiers": _("further numbers"),
    "former_names": _("former names"),
    "external_codes": _("codes in other systems"),
    "contact_name": _("contact"),
    "contact_role": _("responsible for"),
    "phone": _("phone"),
    "mobile": _("mobile"),
    "email": _("e-mail"),
    "country": _("country"),
    "province": _("province"),
    "city": _("city"),
    "address": _("address"),
    "remarks": _("remarks"),
}
# What else people write above such a column; compared without case, spaces and punctuation.
CALLED: dict[str, str] = {
    "code": "code,customer code,customer no,customer number,编码,编号,代码,客户编码,客户编号,客户代码,客户号",
    "name": "name,customer,customer name,company,legal name,名称,客户,客户名称,单位名称,公司名称,企业名称,全称",
    "short_name": "short name,abbreviation,简称,客户简称,单位简称",
    "mnemonic": "mnemonic,助记码,拼音码",
    "kind": "kind,type,customer type,类型,客户类型,单位性质",
    "tax_id": "tax id,uscc,tax number,vat number,税号,纳税人识别号,社会信用代码,信用代码,证件号码,身份证号",
    "portfolio": "portfolio,客户组合,组合,所属组合",
    "terms": "terms,payment terms,付款条件,账期,信用期,结算方式",
    "external_id": "external code,external id,erp code,外部编码,外部代码,原编码,系统编码",
    "identifiers": "identifiers,further numbers,other numbers,其他证件,其他号码,其他证件号码",
    "former_names": "former names,former name,previous names,曾用名,曾用名称,原名称",
    "external_codes": "external codes,系统对照码,外部编码列表",
    "contact_role": "contact role,role,responsible for,职责,联系人职责,岗位",
    "contact_name": "contact,contact name,contact person,联系人,联系人姓名",
    "phone": "phone,telephone,tel,电话,联系电话,固定电话,座机,办公电话",
    "mobile": "mobile,mobile phone,cell,手机,手机号,手机号码,移动电话",
    "email": "email,e-mail,mail,邮箱,电子邮箱,电子邮件",
    "country": "country,国家,国别,国家地区",
    "province": "province,state,省,省份,所在省",
    "city": "city,城市,市,所在城市",
    "address": "address,street,地址,详细地址,注册地址,联系地址,办公地址",
    "remarks": "remarks,remark,note,notes,comment,备注,说明",
}
LETTERS = re.compile(r"[\W_]+")


def plain(text: str) -> str:
    """A column's name as it is compared.

    >>> plain("Customer_Name "), plain("客户 名称*")
    ('customername', '客户名称')
    """
    return LETTERS.sub("", text).casefold()


@cache
def _names() -> dict[str, str]:
    """Every name of a field as it is compared: what people write, and what a template has in each language."""
    found = {plain(name): field for field, names in CALLED.items() for name in names.split(",")}
    for language, _name in settings.LANGUAGES:
        with override(language):
            found |= {plain(str(label)): field for field, label in LABELS.items()}
    return found | {plain(field): field for field in LABELS}


def choices(dimensions: Iterable[Dimension]) -> list[tuple[str, str | Promise]]:
    """Every field that a column may fill, as it is called."""
    return [*LABELS.items(), *((f"{CATEGORY}{one.code}", str(one)) for one in dimensions)]


def guess(header: Sequence[str], dimensions: Iterable[Dimension]) -> list[str]:
    """The field of each column, "" where none is meant; each field once, by its own name before any other."""
    known = {
        plain(name): f"{CATEGORY}{one.code}" for one in dimensions for name in (one.name_zh, one.name_en, one.code)
    }
    known |= {plain(f"{CATEGORY}{one.code}"): f"{CATEGORY}{one.code}" for one in dimensions} | _names()
    exported = FIELDS.heads() if FIELDS.heads else {}  # says also which columns are none of an import's
    found: list[str] = []
    for name in header:
        field = "" if name in ERROR_COLUMNS else exported.get(name, known.get(plain(name), ""))
        found.append("" if field in found else field)
    return found


def fingerprint(header: Sequence[str]) -> str:
    """By what a header is known again, its columns of errors left out."""
    names = "\x1f".join(name for name in header if name not in ERROR_COLUMNS)
    return hashlib.sha256(names.encode()).hexdigest()[:16]


def _clean(value: Any) -> dict[str, list[str]]:
    """The remembered fields by fingerprint. Raises ValueError for what is no such thing."""
    if not isinstance(value, dict):
        raise ValueError("imports.mappings is a mapping.")
    return {
        str(key): [str(field) for field in fields]
        for key, fields in list(value.items())[-REMEMBERED:]
        if isinstance(fields, list) and len(fields) <= MAX_COLUMNS
    }


preferences.declare(KEY, _clean)


def remembered(user: User, header: Sequence[str], fields: Iterable[str]) -> list[str] | None:
    """What ``user`` said of such a header before, as far as the fields still exist; None where they never did."""
    known = set(fields)
    said = preferences.get(user, KEY, {}).get(fingerprint(header))
    if said is None:
        return None
    rest = iter(field if field in known else "" for field in said)
    return ["" if name in ERROR_COLUMNS else next(rest, "") for name in header]


def remember(user: User, header: Sequence[str], fields: Sequence[str]) -> None:
    """Keep what ``user`` says of this header, for the next file that has it."""
    if len(header) > MAX_COLUMNS:
        return
    kept = dict(preferences.get(user, KEY, {}))
    kept.pop(fingerprint(header), None)
    kept[fingerprint(header)] = [field for name, field in zip(header, fields, strict=True) if name not in ERROR_COLUMNS]
    preferences.put(user, KEY, dict(list(kept.items())[-REMEMBERED:]))
