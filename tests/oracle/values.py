"""What one field holds in two worlds, and who may not tell them apart (E12, S56).

``FIRST`` is what stands in the one world. In the other stands ``LIKE`` where the person reads a mask (so the masks must
be equal), and ``UNLIKE`` where nothing of the field exists for them. ``HIDDEN`` says which it is, by person.
"""

import os

from stdnum.cn import ric, uscc

THOROUGH = os.environ.get("KEHU_ORACLE") == "each"


def _resident(first):
    return first + ric.calc_check_digit(f"{first}0")


def _firm(first):
    return first + uscc.calc_check_digit(first)


def _like(number):
    """Another id number with the same mask."""
    others = (
        _resident(f"{number[:4]}0519800{month}{day}{number[14:17]}") for month in range(1, 10) for day in range(10, 28)
    )
    return next(other for other in others if other[-1] == number[-1])


FIRST = {
    "code": "KH-5X",
    "name": "杭州西湖电子有限公司",
    "short_name": "西湖电子",
    "mnemonic": "XHDZ",
    "tax_id": "91350100M000100Y43",
    "external_id": "ERP-7",
    "external_code": "10042",
    "former_name": "南星无线电厂",
    "remarks": "月底前联系老王",
    "terms": "net 30",
    "region": "杭州",
    "status": "active",
    "contact": {"name": "王小明", "mobile": "13812345678", "phone": "0571-88886666", "email": "wang@example.com"},
    "line": "浙江省杭州市文三路 90 号",
    "id_number": _resident("11010519491231002"),
    "passport": "E12345678",
    "person": "王大力",
    "amount": "987654.32",
    "memo": "一月货款",
    "entries": 1,
    "grade": "prime",
    "bank": "工商银行",
    "holder": "西湖电子",
    "number": "6222020200112233445",
    "asked_number": "6222020200112233452",
    "asked_terms": "net 60",
    "bank_letter": "A letter of the bank",
    "contract": "A contract of 1 M.",
    "other": "An other paper no. 1",
    "papers": 1,
    "licence": "A licence, open one",
    "note": "答应周五付清",
    "notes": 1,
    "verified": ["bank_accounts"],
    "hours": 1,
}
# The same masks: first three and last four of a mobile, first and last four of a number, first character of a name.
LIKE = {
    "contact": {"name": "王建国", "mobile": "13899995678", "phone": "0571-77776666", "email": "wei@example.com"},
    "line": "浙江省杭州市解放路 7 号",
    "remarks": "请勿拨打手机",
    "id_number": _like(_resident("11010519491231002")),
    "passport": "E12999678",
    "number": "6222999999992233445",
    "asked_number": "6222999999992233452",
    "bank_letter": "A letter, other bank",
    "contract": "A contract of 2 M.",
    "other": "An other paper no. 2",
    "licence": "A licence of another",
}
UNLIKE = {
    "code": "KH-2X",
    "name": "广州南粤钢铁股份有限公司",
    "short_name": "南粤钢铁",
    "mnemonic": "NYGT",
    "tax_id": _firm("91110108MA0000000"),
    "external_id": "CRM-9",
    "external_code": "20077",
    "former_name": "红星轧钢厂",
    "remarks": "每周三结账",
    "terms": "net 90",
    "region": "广州",
    "status": "frozen",
    "contact": {"name": "李红", "mobile": "15987654321", "phone": "020-33334444", "email": "li@example.org"},
    "line": "广东省广州市环市路 1 号",
    "id_number": _resident("44010319800101234"),
    "passport": "G98765432",
    "person": "赵小妹",
    "amount": "12.30",
    "memo": "二月退款",
    "entries": 3,
    "grade": "high_risk",
    "bank": "招商银行",
    "holder": "南粤钢铁",
    "number": "6225880137706868",
    "asked_number": "6225880137706876",
    "asked_terms": "net 120",
    "bank_letter": "%% much longer: " + "x" * 3_000,
    "contract": "%% much longer: " + "x" * 5_000,
    "other": "%% much longer: " + "x" * 7_000,
    "papers": 2,
    "licence": "%% much longer: " + "x" * 9_000,
    "note": "不再接电话",
    "notes": 4,
    "verified": [],
    "hours": 2,
}
CODES = ("KH-5X", "KH-2X")  # the hidden customer's, in either world
PERSONAL = ("contact", "line", "remarks", "id_number", "passport")
MONEY = ("amount", "memo", "entries", "grade")
BANK = ("bank", "holder", "number", "asked_number")
BESIDE = ("bank_letter", "contract", "other", "papers", "note", "notes", "verified", "hours")
NO_BANKS_IN_FULL = {name: LIKE[name] for name in ("number", "asked_number", "bank_letter")}
HIDDEN = {
    "reception": {name: LIKE[name] for name in PERSONAL} | {name: UNLIKE[name] for name in (*MONEY, *BANK, *BESIDE)},
    "auditor": NO_BANKS_IN_FULL,
    "clerk": NO_BANKS_IN_FULL,
    "stranger": UNLIKE,
    "sysadmin": UNLIKE,
}


def second(person, name=""):
    """The other world's values for ``person``: all that is hidden from them differs, or ``name`` alone."""
    hidden = HIDDEN[person]
    return FIRST | (hidden if not name else {name: hidden[name]})


def words(*worlds):
    """What somebody would look for who wants to know, what tells most first; all values of these worlds if thorough."""
    found = ["xihu", "nanyue"]
    for values in worlds:
        found += [values["contact"]["mobile"], values["name"], values["former_name"], values["tax_id"]]
        found += [values["contact"]["mobile"][-4:], values["number"][-4:], values["id_number"], values["external_code"]]
    if not THOROUGH:
        return list(dict.fromkeys(found))
    for values in worlds:
        for value in values.values():
            found += value.values() if isinstance(value, dict) else [str(value)]
        found += [values["id_number"][-4:], values["name"][2:4], values["mnemonic"][:2], values["short_name"][:2]]
    found += ["xhdz", "nygt", "zhaoxiaomei", "wangdali"]
    return [word for word in dict.fromkeys(found) if len(word) < 60]


def some(found, few):
    """All of them if thorough, else the first few: those that tell most stand first."""
    return found if THOROUGH else found[:few]
