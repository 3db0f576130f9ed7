"""What the ledger refuses, and what it tells the person refused."""

from django.utils.translation import gettext_lazy as _

from audit.refusals import declare

CUSTOMER_FROZEN = declare(
    "customer_frozen",
    _("This customer is %(status)s and takes no entry that raises its balance. Receipts and credit notes still post."),
)
CUSTOMER_TAKES_NO_ENTRY = declare(
    "customer_takes_no_entry", _("This customer is %(status)s: nothing is posted to its accounts.")
)
BALANCE_OUT_OF_RANGE = declare(
    "balance_out_of_range", _("The balance would become %(balance)s, which is more than an account can hold.")
)
POSTING_DATE_IN_FUTURE = declare(
    "posting_date_in_future", _("The posting date is after %(today)s, the last day for now. Post it on its day.")
)
DOCUMENT_DATE_AFTER_POSTING = declare(
    "document_date_after_posting", _("The document date is after the posting date, %(posting_date)s.")
)
DUE_DATE_TOO_EARLY = declare(
    "due_date_too_early", _("A due date lies at most 366 days before the document date: not before %(first)s.")
)
DUE_DATE_NOT_FOR_KIND = declare(
    "due_date_not_for_kind",
    _("Only invoices, bills and what else raises the balance fall due. Leave the due date of this entry empty."),
)
INSTALMENTS_SUM = declare(
    "instalments_sum", _("The instalments add up to %(sum)s, but the amount is %(amount)s. They must be equal.")
)
TAX_ABOVE_AMOUNT = declare("tax_above_amount", _("The tax is part of the amount: from 0.00 to %(amount)s."))
KIND_NOT_OF_SIDE = declare(
    "kind_not_of_side", _("An entry of this kind is not posted on the %(side)s side. Posted there: %(kinds)s.")
)
CREDIT_NOT_NAMED = declare(
    "credit_not_named", _("A refund names the receipt or other credit that it pays back, in full or in part.")
)
NOT_WHOLLY_APPLIED = declare(
    "not_wholly_applied",
    _("Only %(applied)s of the %(amount)s finds something open to settle. A refund or write-off is settled in full."),
)
TRANSFER_TO_ITSELF = declare("transfer_to_itself", _("A transfer goes to another customer."))
RECOVERED_ABOVE_WRITE_OFF = declare(
    "recovered_above_write_off",
    _("That is %(excess)s more than was written off and not yet recovered on this account."),
)
REFERENCE_USED = declare(
    "reference_used",
    _("The reference %(reference)s is used by another entry of this kind. Check whether it was posted already."),
)
POSTED_OTHERWISE = declare(
    "posted_otherwise",
    _("It was posted already, as %(number)s, with other figures or days. Reverse that entry if it was wrong."),
)
REFERENCE_AMBIGUOUS = declare(
    "reference_ambiguous", _("The reference %(reference)s belongs to several entries. Name the entry by its number.")
)
UNKNOWN_DOCUMENT = declare(
    "unknown_document", _("This account has no open document %(document)s that this entry could settle.")
)
APPLIED_ABOVE_AMOUNT = declare(
    "applied_above_amount", _("The documents named take %(applied)s, but the entry's amount is %(amount)s.")
)
OVER_ALLOCATION = declare(
    "over_allocation",
    _("Of %(document)s only %(open)s is open from %(day)s on. Apply at most that, or another document."),
)
ALREADY_REVERSED = declare("already_reversed", _("This entry is reversed already, by another entry."), status=409)
REVERSAL_OF_REVERSAL = declare(
    "reversal_of_reversal", _("A reversal is never reversed. Post the original again if it was right.")
)
REVERSAL_BEFORE_ORIGINAL = declare(
    "reversal_before_original", _("A reversal is dated on or after the posting date of its original, %(posting_date)s.")
)
REVERSAL_TOO_EARLY = declare(
    "reversal_too_early",
    _("Before %(day)s part of this entry was settled by another. Date the reversal on that day or later."),
)
ACCOUNT_EXISTS = declare("account_exists", _("This customer has that account already."), status=409)
INSTRUMENT_NOT_FOR_KIND = declare(
    "instrument_not_for_kind", _("Only a receipt or payment is made with an instrument. Leave it empty.")
)
NOTHING_TO_CLEAR = declare(
    "nothing_to_clear", _("This entry was not made with a bill or cheque: there is nothing that a bank still pays.")
)
ALREADY_CLEARED = declare("already_cleared", _("This bill or cheque was cleared already."), status=409)
CLEARED_NOT_DISHONOURED = declare(
    "cleared_not_dishonoured", _("The bank paid this bill or cheque. Reverse the entry if it was posted wrongly.")
)
CLEARING_BEFORE_RECEIPT = declare(
    "clearing_before_receipt", _("That is before the day it was received, %(posting_date)s.")
)
CREDIT_UNCLEARED = declare(
    "credit_uncleared",
    _("%(document)s is a bill or cheque that no bank has paid yet. It is refunded once it is cleared."),
)
CREDIT_REFUSED = declare("credit_refused", "%(says)s")  # says: accounts/credit/judging.py
OVERRIDE_UNKNOWN = declare(
    "override_unknown", _("No such override was agreed for this customer. Ask for one for this document.")
)
OVERRIDE_USED = declare(
    "override_used", _("This override was used by %(number)s. It holds once; ask for another one."), status=409
)
OVERRIDE_ENDED = declare("override_ended", _("This override ended on %(day)s. Ask for another one."))
OVERRIDE_OTHER_DOCUMENT = declare(
    "override_other_document",
    _("This override is for the document %(reference)s in %(currency)s. Ask for one for this document."),
)
OVERRIDE_EXCEEDED = declare(
    "override_exceeded", _("The override is of at most %(most)s %(currency)s. Post less, or ask for another one.")
)
OVERRIDE_BY_POSTER = declare(
    "override_by_poster", _("You agreed to this override: another person posts the document."), status=403
)
OVERRIDE_NEEDLESS = declare("override_needless", _("This amount passes without an override. Post the document."))
COMMITMENT_UNKNOWN = declare(
    "commitment_unknown", _("This customer has no such commitment. Name one by the id that reserving it answered with.")
)
COMMITMENT_EXPIRED = declare(
    "commitment_expired", _("The commitment %(name)s ends with %(day)s, which is past. Reserve anew, or leave it out.")
)
COMMITMENT_RELEASED = declare(
    "commitment_released", _("The commitment %(name)s was released. Reserve anew, or leave it out."), status=409
)
COMMITMENT_CONSUMED = declare(
    "commitment_consumed", _("The commitment %(name)s is invoiced in full already. Leave it out."), status=409
)
COMMITMENT_OTHER_CURRENCY = declare(
    "commitment_other_currency",
    _("The commitment %(name)s is in %(currency)s. Post in that currency, or leave it out."),
)
COMMITMENT_EXISTS = declare(
    "commitment_exists", _("A commitment %(name)s was reserved for this customer. Use another external id."), status=409
)
GROUNDS_NOT_FOR_KIND = declare("grounds_not_for_kind", _("An entry of this kind needs no credit. Leave this empty."))
TEMPORARY_TOO_LONG = declare(
    "temporary_too_long", _("A temporary limit lasts at most %(days)d days. Ask for another limit where it is to stay.")
)
CREDIT_UNCHANGED = declare(
    "credit_unchanged", _("The customer has this credit already. Ask for another mode, limit or temporary limit.")
)
