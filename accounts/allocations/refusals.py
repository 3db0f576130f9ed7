"""What allocation by hand refuses, and what it tells the person refused."""

from django.utils.translation import gettext_lazy as _

from audit.refusals import declare

NOT_ONE_ACCOUNT = declare(
    "not_one_account", _("%(credit)s and %(debit)s are not of one account: same customer, side and currency.")
)
NOT_A_CREDIT = declare("not_a_credit", _("%(document)s does not lower the balance. Choose a credit and a debit."))
NOT_A_DEBIT = declare("not_a_debit", _("%(document)s does not raise the balance. Choose a credit and a debit."))
NOTHING_TO_ALLOCATE = declare("nothing_to_allocate", _("Enter at least one amount."))
ALLOCATION_IN_FUTURE = declare(
    "allocation_in_future", _("The date is after %(today)s, the last day for now. Allocate on that day.")
)
ALREADY_UNDONE = declare("already_undone", _("This allocation is undone already."), status=409)
UNDO_OF_UNDO = declare("undo_of_undo", _("An undo is not undone. Allocate once more."))
UNDO_BEFORE = declare("undo_before_allocation", _("An undo is dated on or after the allocation, %(day)s."))
SETTLES_WHOLE = declare(
    "settles_whole", _("The %(kind)s no. %(number)d settles its document as long as it stands. Reverse it instead.")
)
SETTLES_REVERSAL = declare(
    "settles_reversal", _("A reversal settles its original for good. This allocation cannot be undone.")
)
