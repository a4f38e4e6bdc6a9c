"""What opora check says of the neighbours that files have: the antivirus, the bucket."""

from types import SimpleNamespace

import pytest

from opora.cli.checks import machine
from tests.services.clamd import Clamd
from tests.services.ground import free_port
from tests.services.s3 import S3
from tests.stories.may_2026 import local
from tests.stories.street import letter, receive
from tests.world import build


def test_an_antivirus_that_is_away_is_told(settings: SimpleNamespace, clamd: Clamd) -> None:
    assert list(machine.antivirus()) == []
    settings.CLAMD = clamd.socket
    (found,) = machine.antivirus()
    assert (found.level, found.check) == ("ok", "antivirus")
    settings.CLAMD = "/nowhere/clamd.ctl"
    (found,) = machine.antivirus()
    assert (found.level, found.check) == ("fault", "antivirus")
    assert found.sentence == "clamd does not answer at /nowhere/clamd.ctl: files that come in stay unseen."


@pytest.mark.django_db
def test_a_bucket_that_is_away_is_no_store_that_has_lost_all(settings: SimpleNamespace, s3: S3) -> None:
    build()
    settings.S3 = f"{s3.address}/desk"
    receive(letter("anna@gear.example.org", "Файл", "Смотрите.", local("05-08 15:00")), local("05-08 15:00"))
    assert [found.level for found in machine.files()] == ["ok"]
    settings.S3 = away = f"http://127.0.0.1:{free_port()}/desk"
    (found,) = machine.files()
    assert (found.level, found.check) == ("fault", "files")
    assert found.sentence == f"{away.removesuffix('/desk')} does not answer (EndpointConnectionError)."
    settings.S3 = f"{s3.address}/desk"
    s3.remove(s3.names()[0])
    (found,) = machine.files()
    assert "the store has lost 1" in found.sentence
