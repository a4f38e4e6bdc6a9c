"""What was typed into a form, read with care: it comes from a browser, so it may be anything."""

from django.http import HttpRequest
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from opora.core.facts import AttachedFile
from opora.lib import limits
from opora.lib.errors import Refused


def line(request: HttpRequest, name: str) -> str:
    """A field of one line; without NUL, which PostgreSQL can't store."""
    return request.POST.get(name, "").replace("\0", "").strip()


def text(request: HttpRequest, name: str = "text") -> str:
    """The text that was written, its lines ended as ours are."""
    return request.POST.get(name, "").replace("\0", "").replace("\r\n", "\n")


def files(request: HttpRequest, channel: str) -> list[AttachedFile]:
    """The files with their bytes. Raises Refused when they are more than this way in carries."""
    sent = request.FILES.getlist("files")
    if sum(one.size or 0 for one in sent) > limits.most(channel):
        raise Refused(too_large(channel))
    return [AttachedFile((one.name or "file").replace("\0", ""), one.content_type or "", one.read()) for one in sent]


def too_large(channel: str) -> str:
    """What is said of more than this way in carries."""
    said = _("The files are larger than %(size)d MB together. Choose fewer or smaller ones.")
    return said % {"size": limits.megabytes(channel)}


def names_of_files(request: HttpRequest) -> tuple[str, ...]:
    """What has to be chosen again after a refusal, with its size: a browser does not take its files back."""
    return tuple(
        f"{(one.name or '')[:250]} ({filesizeformat(one.size or 0)})" for one in request.FILES.getlist("files")
    )


def number(typed: str) -> int:
    """A whole number; 0 for whatever is none."""
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 19 else 0
