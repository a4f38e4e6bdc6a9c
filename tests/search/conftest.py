"""The named cast on a desk that answers, as the console has it."""

from tests.web.conftest import console

__all__ = ["console"]
