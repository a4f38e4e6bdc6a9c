"""Empty places to load a fixture into."""

from tests.backup.conftest import empty

__all__ = ["empty"]
