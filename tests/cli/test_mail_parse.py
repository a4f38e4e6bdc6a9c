"""`opora mail parse`: one object a line, exit status 0 for any bytes."""

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from opora.cli.mail_parse import main

LETTERS = Path(__file__).parent.parent / "letters"
KEYS = [
    "file", "sender", "to", "cc", "subject", "message_id", "in_reply_to", "references", "date", "segments", "text",
    "quoted", "html", "attachments", "automatic", "because",
]  # fmt: skip


def test_one_object_a_line_with_its_keys_in_order(capfd: pytest.CaptureFixture[str]) -> None:
    names = [str(LETTERS / name) for name in ("reply-thunderbird-ru.eml", "file-name-encoded-word.eml")]
    assert main(["--json", *names]) == 0
    out, err = capfd.readouterr()
    first, second = (json.loads(line) for line in out.splitlines())
    assert err == ""
    assert list(first) == KEYS
    assert first["file"] == names[0]
    assert first["sender"] == {"address": "samotsvetov@zavod.test", "name": "Пётр Самоцветов"}
    assert first["to"] == [{"address": "support@desk.test", "name": ""}]
    assert first["in_reply_to"] == "<sd-1000483-1@desk.test>"
    assert first["date"] == "2026-11-12T12:30:00+03:00"
    assert first["segments"][0] == {"kind": "text", "text": "Здравствуйте.\n\n"}
    assert first["text"] == "Здравствуйте.\n\nАльт Рабочая станция 10.\nВстроенная.\n\n"
    assert first["quoted"].startswith("12.11.2026 10:15, Анна Верещагина пишет:\n> Какая")
    assert (first["html"], first["attachments"], first["automatic"], first["because"]) == (False, [], None, "")
    assert second["attachments"] == [{"name": "Отчёт о проверке.pdf", "type": "application/pdf", "size": 7}]


def test_russian_letters_stand_as_they_are(capfd: pytest.CaptureFixture[str]) -> None:
    main(["--json", str(LETTERS / "subject-koi8-r.eml")])
    assert "Не открывается сборка" in capfd.readouterr().out


def test_a_missing_file_is_two_and_the_others_are_read(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["--json", str(tmp_path / "none.eml"), str(LETTERS / "html-only.eml")]) == 2
    out, err = capfd.readouterr()
    assert json.loads(out)["html"] is True
    assert err == f"opora mail parse: {tmp_path / 'none.eml'}: there is no such file.\n"


def test_a_folder_is_no_letter(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["--json", str(tmp_path)]) == 2
    assert capfd.readouterr().err == f"opora mail parse: {tmp_path}: this is a folder, not a letter.\n"


def test_without_json_a_person_can_read_it(capfd: pytest.CaptureFixture[str]) -> None:
    assert main([str(LETTERS / "nul-bytes.eml"), str(LETTERS / "auto-submitted-replied.eml")]) == 0
    out = capfd.readouterr().out
    assert "Пётр Самоцветов <samotsvetov@zavod.test>" in out
    assert "2026-11-12 12:30 +03:00" in out
    assert "До и после." in out
    assert "nul" in out
    assert "auto-reply (Auto-Submitted: auto-replied)" in out


def test_the_letter_may_come_by_the_pipe(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    pipe = io.TextIOWrapper(io.BytesIO((LETTERS / "charset-koi8-r.eml").read_bytes()))
    monkeypatch.setattr(sys, "stdin", pipe)
    assert main(["--json", "-"]) == 0
    read = json.loads(capfd.readouterr().out)
    assert read["file"] == "-"
    assert read["text"].startswith("Здравствуйте!\n")


def test_any_bytes_are_zero_in_a_process_of_their_own_without_django(tmp_path: Path) -> None:
    rubbish = tmp_path / "rubbish.eml"
    rubbish.write_bytes(bytes(range(256)) * 20)
    code = (
        "import sys; from opora.cli.mail_parse import main; status = main(sys.argv[1:]);"
        "print(status, 'django' in sys.modules, 'inscriptis' in sys.modules, file=sys.stderr)"
    )
    run = subprocess.run(
        [sys.executable, "-c", code, "--json", str(rubbish)],
        capture_output=True, check=True, env={"LC_ALL": "C", "PYTHONIOENCODING": "ascii"},
    )  # fmt: skip
    assert list(json.loads(run.stdout.decode("utf-8"))) == KEYS
    assert run.stderr == b"0 False False\n"
