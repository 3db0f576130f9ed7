"""The ledger of the measuring data, written by the database itself: 5 entries a customer, 10,000 for a hundred.

Of an account's n entries the first four fifths are invoices, each followed by the receipt that settles it; the last
fifth are open invoices. Every equation of accounts/equations.py holds.
"""

from collections.abc import Iterator

import psycopg

ENTRIES, MANY, BUSY = 5, 10_000, 100
ACCOUNTS_AT_ONCE = 50_000

ACCOUNTS = """
INSERT INTO accounts_account (customer_id, side, currency, credit_mode, opened_at)
SELECT id, 'receivable', 'CNY', 'unset', created_at FROM customers_customer ORDER BY code"""

# Half of the busy accounts are the officer's, half belong to the largest portfolio.
BUSY_ACCOUNTS = """
CREATE TEMPORARY TABLE busy AS SELECT id FROM (
  SELECT a.id, row_number() OVER (PARTITION BY p.code ORDER BY c.code) AS place
    FROM accounts_account a JOIN customers_customer c ON c.id = a.customer_id
    JOIN access_portfolio p ON p.id = c.portfolio_id WHERE p.code IN ('P000', 'P001')) few WHERE place <= %s"""

DRAFT = """
CREATE TEMPORARY TABLE draft ON COMMIT DROP AS
SELECT row_number() OVER (ORDER BY account_id, number) + (SELECT coalesce(max(id), 0) FROM accounts_entry) AS id,
       account_id, number, settled, raises, amount, day, sum(CASE WHEN raises THEN amount ELSE -amount END)
         OVER (PARTITION BY account_id ORDER BY number) AS balance_after
  FROM (SELECT a.id AS account_id, g AS number, g <= n.n * 4 / 5 AS settled,
               g > n.n * 4 / 5 OR g %% 2 = 1 AS raises, current_date - 720 + (g * 660 / n.n)::int AS day,
               (1 + abs(hashint8(a.id * 10007 + CASE WHEN g <= n.n * 4 / 5 THEN (g + 1) / 2 ELSE -g END)::bigint)
                    %% 9999999 / 100.0)::numeric(18, 2) AS amount
          FROM accounts_account a
         CROSS JOIN LATERAL (SELECT CASE WHEN a.id IN (SELECT id FROM busy) THEN {many} ELSE {few} END AS n) n
         CROSS JOIN LATERAL generate_series(1, n.n) g WHERE a.id BETWEEN %s AND %s) lines"""

FROM_DRAFT = (
    """
INSERT INTO accounts_entry (id, account_id, number, kind, effect, raises, balance_after, document_date, posting_date,
                            reference, memo, action_id, posted_at) OVERRIDING SYSTEM VALUE
SELECT id, account_id, number, CASE WHEN raises THEN 'invoice' ELSE 'receipt' END,
       CASE WHEN raises THEN amount ELSE -amount END, raises, balance_after, day, day, 'D-' || number, '',
       current_setting('kehu.action')::bigint, day::timestamptz FROM draft ORDER BY id""",
    """
INSERT INTO accounts_openitem (id, entry_id, account_id, is_debit, due_date, amount, open) OVERRIDING SYSTEM VALUE
SELECT id, id, account_id, raises, day + 30, amount, CASE WHEN settled THEN 0 ELSE amount END FROM draft ORDER BY id""",
    """
INSERT INTO accounts_allocation (credit_id, debit_id, amount, effective_date, action_id)
SELECT id, id - 1, amount, day, current_setting('kehu.action')::bigint FROM draft WHERE NOT raises ORDER BY id""",
    """
INSERT INTO accounts_documentreference (customer_id, side, kind, reference, entry_id)
SELECT a.customer_id, a.side, CASE WHEN raises THEN 'invoice' ELSE 'receipt' END, 'D-' || number, draft.id
  FROM draft JOIN accounts_account a ON a.id = draft.account_id ORDER BY draft.id""",
    """
INSERT INTO accounts_balance (account_id, balance, last_number, capped)
SELECT DISTINCT ON (account_id) account_id, balance_after, number, false FROM draft ORDER BY account_id, number DESC""",
)
SEQUENCES = "SELECT setval(pg_get_serial_sequence(%s, 'id'), (SELECT max(id) FROM {table}))"


def open_accounts(connection: psycopg.Connection) -> None:
    """One receivable account in CNY for each customer, inside an Action; choose the busy ones."""
    connection.execute(ACCOUNTS)
    connection.execute(BUSY_ACCOUNTS, [BUSY // 2])


def batches(connection: psycopg.Connection) -> Iterator[tuple[int, int]]:
    """First and last account of each batch."""
    first, last = connection.execute("SELECT min(id), max(id) FROM accounts_account").fetchone() or (0, -1)
    for start in range(first, last + 1, ACCOUNTS_AT_ONCE):
        yield start, min(start + ACCOUNTS_AT_ONCE - 1, last)


def post(connection: psycopg.Connection, first: int, last: int) -> None:
    """Write the entries of these accounts with items, allocations, references and balances, inside an Action."""
    connection.execute(DRAFT.format(many=MANY, few=ENTRIES), [first, last])
    for statement in FROM_DRAFT:
        connection.execute(statement)


def continue_numbers(connection: psycopg.Connection) -> None:
    """Let the next entry and item continue after those with given keys."""
    for table in ("accounts_entry", "accounts_openitem"):
        connection.execute(SEQUENCES.format(table=table), [table])
