"""A list that is read by pages, newest first: the tray, the outbox, the log of readings."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TypeVar

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from opora.accounts.queries import User
from opora.web.desk.frame import show, signed_in

Row = TypeVar("Row")
Line = TypeVar("Line")


def listed(
    request: HttpRequest,
    name: str,
    may: Callable[[User], bool],
    page: Callable[[User, str], tuple[list[Row], str]],
    lines: Callable[[Sequence[Row], User, datetime], list[Line]],
    more: Callable[[User, datetime], dict[str, object]] | None = None,
) -> HttpResponse:
    """The page ``name`` of the desk for whom ``may`` lets in: a ``page`` of rows as ``lines``, and where the next one
    begins. ``after`` in the address is the token of a page; what comes of ``more`` stands on the first one."""
    now, user = timezone.now(), signed_in(request)
    if not may(user):
        raise PermissionDenied
    after = request.GET.get("after", "")
    found, following = page(user, after)
    context: dict[str, object] = {"lines": lines(found, user, now), "following": following}
    if more is not None and not after:
        context |= more(user, now)
    return show(request, f"desk/{name}.html", context, now, here=name)
