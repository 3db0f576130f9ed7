"""Pages of the manual, also for whoever cannot sign in yet."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from config import manual


@login_not_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The list of chapters."""
    return render(request, "help/index.html", {"chapters": manual.titles()})


@login_not_required
@require_safe
def chapter(request: HttpRequest, name: str) -> HttpResponse:
    """One chapter; with pictures for whoever is signed in."""
    try:
        found = manual.chapter(name, pictures=request.user.is_authenticated)
    except KeyError:
        raise Http404 from None
    return render(request, "help/chapter.html", {"chapter": found, "chapters": manual.titles()})


@require_safe
def picture(request: HttpRequest, name: str) -> HttpResponse:
    """A picture of a page of the demonstration, where ``make screens`` took it."""
    file = manual.picture_file(name)
    if not file.exists():
        raise Http404
    return HttpResponse(file.read_bytes(), content_type="image/png")
