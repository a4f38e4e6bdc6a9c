"""Commands meet the same disks and processes as the channels do."""

from tests.channels.conftest import data_dir, environment, small_disk, watch, write

__all__ = ["data_dir", "environment", "small_disk", "watch", "write"]
