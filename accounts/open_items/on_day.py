"""What was open on a day: open(item, D) = open now + what allocations effective after D took, undos giving back (E2).

Entries posted after D do not count. All that was ever set against one of them is later than D too, so that adding it
to what is open now and taking off the amount leaves nothing. Today nothing is later and the stored rows are all.
"""

# Reads ``scope`` (account); returns parts of what was open on ``day``, to be added up for each item.
PARTS = """
  SELECT i.account_id, i.id AS item, i.entry_id, i.is_debit, i.due_date, i.open AS part
    FROM scope JOIN accounts_openitem i ON i.account_id = scope.account WHERE i.open <> 0
  UNION ALL
  SELECT i.account_id, i.id, i.entry_id, i.is_debit, i.due_date,
         CASE WHEN l.undoes_id IS NULL THEN l.amount ELSE -l.amount END
    FROM scope JOIN accounts_openitem i ON i.account_id = scope.account
    JOIN accounts_allocation l ON l.credit_id = i.id WHERE l.effective_date > %(day)s
  UNION ALL
  SELECT i.account_id, i.id, i.entry_id, i.is_debit, i.due_date,
         CASE WHEN l.undoes_id IS NULL THEN l.amount ELSE -l.amount END
    FROM scope JOIN accounts_openitem i ON i.account_id = scope.account
    JOIN accounts_allocation l ON l.debit_id = i.id WHERE l.effective_date > %(day)s
  UNION ALL
  SELECT i.account_id, i.id, i.entry_id, i.is_debit, i.due_date, -i.amount
    FROM scope JOIN accounts_entry e ON e.account_id = scope.account JOIN accounts_openitem i ON i.entry_id = e.id
   WHERE e.posting_date > %(day)s"""
