"""Tasks for tests; worker processes import them too. They write into a table ``test_runs`` that the test makes."""

import os
import time
from pathlib import Path
from typing import Any

from django.db import connection
from django_tasks import TaskContext, task


def _write(mark: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO test_runs (mark, pid) VALUES (%s, %s)", [mark, os.getpid()])


@task
def add(left: int, right: int) -> int:
    return left + right


@task
async def add_later(left: int, right: int) -> int:
    return left + right


@task(takes_context=True)
def seen(context: TaskContext) -> dict[str, Any]:
    at = context.task_result.last_attempted_at
    return {"attempt": context.attempt, "at": at and at.isoformat()}


@task(max_attempts=3)
def fail(address: str) -> None:
    raise ValueError(f"no such person: {address}")


@task(unique_key="recount {calendar}")
def recount(calendar: str, because: str = "") -> str:
    return f"{calendar} {because}"


@task
def write(mark: int) -> None:
    _write(mark)


@task
def write_twice_over(mark: int, gate: str) -> None:
    """Writes ``mark``, then waits until the file ``gate`` is there, and writes ``mark`` + 1."""
    _write(mark)
    while not Path(gate).exists():
        time.sleep(0.02)
    _write(mark + 1)
