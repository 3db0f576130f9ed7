"""The page behind a one-time link: a person sets their password, before they can sign in."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from access.people import passwords
from access.people.forms import NewPasswordForm
from audit.models import Channel
from audit.refusals import Refused


@login_not_required
@never_cache
@sensitive_post_parameters("password1", "password2")
@require_http_methods(["GET", "POST"])
def new_password(request: HttpRequest, key: UUID, token: str) -> HttpResponse:
    """Set a password by a link; afterwards one signs in with it."""
    form = NewPasswordForm(request.POST or None)
    try:
        person = passwords.holder_of(key, token)
        if request.method == "POST" and form.is_valid():
            chosen = form.cleaned_data["password1"]
            passwords.redeem(person=person, token=token, password=chosen, channel=Channel.WEB)
            messages.success(request, _("Your password is set. Sign in with it."))
            return redirect("account_login")
    except ValidationError as error:
        form.add_refused(error)
    except Refused as refusal:
        return render(request, "account/link_spent.html", {"words": refusal.message}, status=refusal.status)
    context = {"form": form, "username": person.username}
    return render(request, "account/new_password.html", context, status=422 if form.errors else 200)
