"""Makes the fixture of this version's tables anew: `python -m tests.upgrade.make`.

A desk is made on SQLite and on a PostgreSQL cluster of its own, and written as SQL, packed. Run it when a version is
tagged, with the tables of that version, and never again for that version: what an older Opora left is what must open.
"""

import gzip
import os
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path

from tests.services import postgres

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
VERSION = "0.1.0"
KEY = "the key of a fixture: no secret, and more than fifty letters long"


def main() -> None:
    """Writes both files and says how large they are."""
    with tempfile.TemporaryDirectory(prefix="opora-fixture-") as folder, postgres.cluster() as cluster:
        data = Path(folder)
        _fill(data, f"sqlite:///{data}/opora.sqlite3")
        with closing(sqlite3.connect(data / "opora.sqlite3")) as connection:
            _write("sqlite", "\n".join(connection.iterdump()))
        _fill(data, cluster.url)
        dump = ["pg_dump", "--inserts", "--rows-per-insert=50", "--no-owner", "--no-privileges", cluster.url]
        said = subprocess.run(dump, check=True, capture_output=True, text=True).stdout
        # What begins with a backslash is for psql alone.
        _write("postgresql", "\n".join(line for line in said.splitlines() if not line.startswith("\\")))


def _fill(data: Path, url: str) -> None:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("OPORA_")}
    more = {"OPORA_DATA_DIR": str(data), "OPORA_DATABASE_URL": url, "OPORA_SECRET_KEY": KEY}
    environment = kept | more | {"DJANGO_SETTINGS_MODULE": "opora.config.settings", "PYTHONPATH": str(ROOT)}
    program = (
        "import django; django.setup()\n"
        "from django.core.management import call_command\n"
        "call_command('migrate', verbosity=0)\n"
        "from tests.upgrade.tickets import fill\n"
        "fill()\n"
    )
    subprocess.run([sys.executable, "-c", program], cwd=ROOT, env=environment, check=True)


def _write(kind: str, statements: str) -> None:
    file = HERE / f"v{VERSION}.{kind}.sql.gz"
    file.write_bytes(gzip.compress(statements.encode(), 9, mtime=0))
    print(f"{file.relative_to(ROOT)}: {file.stat().st_size} bytes")


if __name__ == "__main__":
    main()
