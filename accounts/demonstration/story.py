"""What happened to the demonstration customers: who typed them, posted, asked and decided, through the operations."""

from datetime import date
from typing import Any

from access import approvals
from access.models import Request, User, Verdict
from accounts import drafts, posting
from accounts.demonstration import customers, postings
from accounts.drafts import ledger_today
from audit.models import Channel
from customers import deletion, intake, lifecycle, records
from customers.lookups import Lookups
from customers.models import Customer, Status

CLERKS = {"EAST": "clerk_east", "SOUTH": "clerk_south"}
SETTLED, BY_MISTAKE = 41, 42  # places after those of the list: customers whose story ends in a tombstone
BANK_ACCOUNT = {"bank": "示范银行", "holder": "上海澜桥精密机械有限公司", "number": "6200000000000000018"}
COMMAND = Channel.COMMAND


def is_told() -> bool:
    """Whether the demonstration customers are there."""
    return Customer.objects.filter(external_id__startswith=customers.PREFIX).exists()


def tell() -> int:
    """Add the demonstration customers and all that happened to them; returns how many. Inside one transaction."""
    people = {user.username: user for user in User.objects.filter(is_active=True)}
    today, made = ledger_today(), {}
    lookups = {code: Lookups(people[name]) for code, name in CLERKS.items()}
    for place, row in enumerate(customers.numbered(), start=1):
        clerk = people[CLERKS[row["portfolio"]]]
        made[place] = _add(row, clerk, lookups[row["portfolio"]])
        _post(made[place], postings.entries_of(place, today=today), clerk, today, people)
    _change(made, people)
    _ask(made, people)
    _ask_for_entries(made, people, today)
    _move(made, people)
    _delete(people, today)
    return len(made)


def _add(row: dict[str, Any], clerk: User, lookups: Lookups | None = None) -> Customer:
    typed = intake.read(row, actor=clerk, lookups=lookups)
    return records.create(intake=typed, actor=clerk, channel=COMMAND).customer


def _post(customer: Customer, entries: Any, actor: User, today: date, people: dict[str, User]) -> None:
    """Post each; what takes other people is agreed to by a supervisor and, where it takes two, the manager."""
    for raw in entries:
        draft = drafts.read(raw, customer=customer, today=today)
        asked = posting.post(customer=customer, draft=draft, actor=actor, channel=COMMAND).request
        if asked is not None:
            for decider in (people["supervisor"], people["manager"])[: asked.levels]:
                approvals.decide(asked=asked, actor=decider, verdict=Verdict.APPROVED, channel=COMMAND)


def _save(customer: Customer, raw: dict[str, Any], actor: User, reason: str = "") -> None:
    """Change what ``raw`` names, on the customer's present version."""
    customer.refresh_from_db()
    typed = intake.read(raw, actor=actor, customer=customer, partial=True)
    records.change(
        customer=customer, intake=typed, base_version=customer.version, actor=actor, channel=COMMAND, reason=reason
    )


def _change(made: dict[int, Customer], people: dict[str, User]) -> None:
    """Ordinary changes by several people: they apply at once and stand in the history."""
    east, south, supervisor = people["clerk_east"], people["clerk_south"], people["supervisor"]
    _save(made[1], {"remarks": "每月 25 日前对账，发票寄财务部。"}, east)
    _save(made[1], {"terms": "net 15"}, supervisor, "客户同意缩短账期")
    _save(made[2], {"short_name": "砚舟国际"}, east)
    _save(made[2], {"categories": {"size": ["大型企业"]}}, people["supervisor2"], "年度复核")
    _save(made[22], {"remarks": "榨季付款较慢，节后跟进。"}, south)
    _save(made[22], {"categories": {"source": ["展会"]}}, supervisor, "来源登记有误")


def _ask(made: dict[int, Customer], people: dict[str, User]) -> None:
    """Sensitive changes: they wait for another person, or were decided by one."""
    east, south = people["clerk_east"], people["clerk_south"]
    _save(made[1], {"bank_accounts": [BANK_ACCOUNT]}, east, "客户来函提供收款账户")
    _save(made[6], {"terms": "net 90"}, east, "客户申请延长账期")
    _save(made[24], {"categories": {"credit_grade": ["优质客户"]}}, south, "连续两年按期付款")
    _save(made[26], {"categories": {"credit_grade": ["高风险客户"]}}, south, "多次逾期")
    _decide(made[26], people["supervisor"], Verdict.APPROVED)
    _save(made[9], {"terms": "net 120"}, east, "客户申请延长账期")
    _decide(made[9], people["manager"], Verdict.REJECTED, "超过该行业惯例，请按 60 天执行")


def _ask_for_entries(made: dict[int, Customer], people: dict[str, User], today: date) -> None:
    """An adjustment that waits; one, above the first level, that waits for the second person as well."""
    for place, raw in postings.waiting(today=today):
        draft = drafts.read(raw, customer=made[place], today=today)
        actor = people[CLERKS[made[place].portfolio.code]]
        posting.post(customer=made[place], draft=draft, actor=actor, channel=COMMAND)


def _decide(customer: Customer, decider: User, verdict: Verdict, comment: str = "") -> None:
    asked = Request.objects.pending().get(target_id=customer.pk)
    approvals.decide(asked=asked, actor=decider, verdict=verdict, channel=COMMAND, comment=comment)


def _move(made: dict[int, Customer], people: dict[str, User]) -> None:
    """One frozen with a request to unfreeze it, one inactive, one closing."""
    east, south = people["clerk_east"], people["clerk_south"]
    steps = (
        (8, Status.FROZEN, "款项逾期，暂停新增应收", people["supervisor"]),
        (8, Status.ACTIVE, "客户已书面承诺付款计划", east),
        (25, Status.INACTIVE, "本年度无业务往来", south),
        (36, Status.CLOSING, "客户通知停业，正在清算", south),
    )
    for place, to, reason, actor in steps:
        customer = Customer.objects.get(pk=made[place].pk)
        lifecycle.change_status(customer=customer, to=to, reason=reason, actor=actor, channel=COMMAND)


def _delete(people: dict[str, User], today: date) -> None:
    """Two that were deleted by one person and another: all settled, and entered by mistake."""
    east, supervisor = people["clerk_east"], people["supervisor"]
    settled = _add(customers.ending("上海旧梁贸易有限公司", SETTLED), east)
    _post(settled, postings.settled(SETTLED, today=today), east, today, people)
    mistaken = _add(customers.ending("苏州青岫纺织科枝有限公司", BY_MISTAKE), east)
    for customer, reason, close in ((settled, "debts_settled", True), (mistaken, "entered_by_mistake", False)):
        deletion.request_deletion(customer=customer, reason=reason, close=close, actor=east, channel=COMMAND)
        _decide(customer, supervisor, Verdict.APPROVED)
