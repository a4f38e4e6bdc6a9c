"""The server's entry point."""

import os
from typing import Any

import django
from asgiref.sync import sync_to_async

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "opora.config.settings")
django.setup(set_prefix=False)

from django.core.handlers.asgi import ASGIHandler  # noqa: E402 (settings come first)


class OneThread(ASGIHandler):
    """Django's own, with middleware and view of a request in one thread, entered once.

    Ours are synchronous. Django would go over from the loop to the thread and back for some of them, each time for
    about half a millisecond; under load that is a fifth of what a request costs.
    """

    def load_middleware(self, is_async: bool = False) -> None:
        """The synchronous chain, whatever the caller asks for."""
        super().load_middleware(is_async=False)

    async def get_response_async(self, request: Any) -> Any:
        """All of it in the thread of this request."""
        return await sync_to_async(self.get_response, thread_sensitive=True)(request)


application = OneThread()
