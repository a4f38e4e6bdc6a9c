"""The server's entry point: bodies come whole, answers leave as they were made, who has gone away hears nothing."""

import asyncio
import threading
from collections.abc import AsyncIterator, Mapping
from typing import Any

import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

from opora.config.asgi import OneThread


class Entry:
    """The entry point, with what lies behind it in a test's hands."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.application = OneThread()
        self.answers: list[HttpResponseBase] = []
        self.heard: list[bytes] = []
        self.threads: list[str] = []
        monkeypatch.setattr(self.application, "get_response", self._answer)

    def _answer(self, request: HttpRequest) -> HttpResponseBase:
        self.heard.append(request.body)
        self.threads.append(threading.current_thread().name)
        return self.answers.pop(0)

    def ask(self, *pieces: bytes, gone: bool = False) -> list[Mapping[str, Any]]:
        """What was sent to who asked in these pieces."""
        incoming = [{"type": "http.request", "body": piece, "more_body": True} for piece in pieces[:-1]]
        incoming.append({"type": "http.disconnect"} if gone else {"type": "http.request", "body": pieces[-1]})
        sent: list[Mapping[str, Any]] = []

        async def receive() -> Mapping[str, Any]:
            return incoming.pop(0)

        async def send(message: Mapping[str, Any]) -> None:
            sent.append(message)

        scope = {
            "type": "http",
            "method": "POST",
            "path": "/",
            "query_string": b"",
            "headers": [(b"host", b"localhost")],
        }
        asyncio.run(self.application(scope, receive, send))
        return sent


@pytest.fixture
def entry(monkeypatch: pytest.MonkeyPatch) -> Entry:
    return Entry(monkeypatch)


def test_a_body_in_pieces_comes_whole_and_the_answer_leaves(entry: Entry) -> None:
    answer = HttpResponse("готово", status=201, headers={"X-Said": "yes"})
    answer.set_cookie("seen", "1")
    entry.answers.append(answer)
    begin, body = entry.ask(b"first ", b"second")
    assert entry.heard == [b"first second"]
    assert begin["status"] == 201
    assert (b"X-Said", b"yes") in begin["headers"]
    assert (b"Set-Cookie", b"seen=1; Path=/") in begin["headers"]
    assert body["body"] == "готово".encode()
    assert not body["more_body"]
    assert answer.closed


def test_who_goes_away_in_the_middle_of_a_body_asks_for_nothing(entry: Entry) -> None:
    assert entry.ask(b"half", b"", gone=True) == []
    assert entry.heard == []


def test_a_stream_leaves_piece_by_piece_and_is_closed_after_the_last(entry: Entry) -> None:
    open_yet: list[bool] = []

    async def pieces() -> AsyncIterator[bytes]:
        for piece in (b"one", b"two"):
            open_yet.append(not answer.closed)
            yield piece

    answer = StreamingHttpResponse(pieces())
    entry.answers.append(answer)
    sent = entry.ask(b"")
    assert [one.get("body", b"") for one in sent[1:]] == [b"one", b"two", b""]
    assert open_yet == [True, True]
    assert answer.closed


def test_requests_share_a_few_threads(entry: Entry) -> None:
    many = 3 * settings.WEB_THREADS
    entry.answers += [HttpResponse("ok") for _ in range(many)]
    for _ in range(many):
        entry.ask(b"")
    assert len(set(entry.threads)) <= settings.WEB_THREADS
