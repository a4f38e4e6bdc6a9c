"""The server's entry point."""

import asyncio
import os
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import IO, Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "opora.config.settings")
django.setup(set_prefix=False)

from django.conf import settings  # noqa: E402 (settings come first)
from django.core.exceptions import RequestAborted  # noqa: E402
from django.core.handlers.asgi import ASGIHandler, get_script_prefix  # noqa: E402
from django.db import close_old_connections  # noqa: E402
from django.http.response import HttpResponseBase  # noqa: E402
from django.urls import set_script_prefix  # noqa: E402

Message = Mapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


class OneThread(ASGIHandler):
    """Django's own, with all of a request in one thread that is entered once and stays when the request has gone.

    Ours are synchronous. Django would make a thread for each request, and with it what it knows of the database, and go
    over between the loop and the thread six times. Bodies come in and go out in the loop: who is slow holds no thread.
    """

    def __init__(self) -> None:
        super().__init__()
        self._threads = ThreadPoolExecutor(settings.WEB_THREADS, "web")

    def load_middleware(self, is_async: bool = False) -> None:
        """The synchronous chain, whatever the caller asks for."""
        super().load_middleware(is_async=False)

    async def handle(self, scope: Message, receive: Receive, send: Send) -> None:
        """One request. Who has gone away before its end is not waited for."""
        try:
            body = await self.read_body(receive)
        except RequestAborted:
            return
        with body:
            loop = asyncio.get_running_loop()
            response = await loop.run_in_executor(self._threads, self._answer, scope, body)
            try:
                await self.send_response(response, send)
            finally:
                if response.streaming:
                    await loop.run_in_executor(self._threads, response.close)

    def _answer(self, scope: Message, body: IO[bytes]) -> HttpResponseBase:
        """All that is synchronous of it. What is sent piece by piece holds no connection to the database meanwhile."""
        set_script_prefix(get_script_prefix(scope))
        close_old_connections()
        request, wrong = self.create_request(scope, body)
        response = self.get_response(request) if request is not None else wrong
        assert response is not None
        if response.streaming:
            close_old_connections()
        else:
            response.close()
        return response


application = OneThread()
