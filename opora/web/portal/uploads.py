"""Files that strangers send: no more of them is kept, not even for a moment, than a form may carry."""

from collections.abc import Callable
from functools import wraps

from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from opora.lib import limits

MOST_FILES = 10
TOO_LARGE = "opora.too_large"
"""The key in META under which a request says that files of it were left out."""


class Measured(FileUploadHandler):
    """Counts all bytes of files; past the limit a file is read to its end and forgotten, and the form says so."""

    seen = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Pass the piece on to whoever keeps it."""
        self.seen += len(raw_data)
        if self.seen > limits.most("form"):
            assert self.request is not None
            self.request.META[TOO_LARGE] = True
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Another one keeps it."""


def with_files(view: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """A view that takes files. They are measured while they are read, hence before the check of the CSRF token."""
    protected = csrf_protect(view)

    @csrf_exempt
    @wraps(view)
    def around(request: HttpRequest) -> HttpResponse:
        request.upload_handlers.insert(0, Measured(request))
        return protected(request)

    return around
