"""What tests of the customers API share: who is there, and how they call."""

from rest_framework.test import APIClient

ROOT = "/api/v1/customers/"
CLERK, SUPERVISOR, AUDITOR, RECEPTION = "财务文员", "财务主管", "审计", "前台"
FULL = {
    "code": "KH-000042",
    "name": "杭州西湖电子有限公司",
    "short_name": "西湖电子",
    "portfolio": "EAST",
    "tax_id": "91350100M000100Y43",
    "terms": "net 30",
    "remarks": "月底前联系",
    "external_id": "ERP-7",
    "contacts": [{"name": "王小明", "mobile": "13812345678", "email": "wang@example.com", "is_primary": True}],
    "addresses": [{"kind": "billing", "province": "浙江省", "city": "杭州市", "line": "文三路 90 号"}],
}


def client(person):
    made = APIClient()
    made.force_authenticate(person)
    return made


def get(person, path="", **parameters):
    return client(person).get(ROOT + path, parameters)


def post(person, path="", key=None, **body):
    headers = {} if key is None else {"Idempotency-Key": key}
    return client(person).post(ROOT + path, body, headers=headers)


def patch(person, code="KH-000042", tag='"1"', **body):
    headers = {} if tag is None else {"If-Match": tag}
    return client(person).patch(f"{ROOT}{code}/", body, headers=headers)
