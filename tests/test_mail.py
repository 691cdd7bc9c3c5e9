"""Drafts of every mail: who gets what, the same bytes, headers from the register alone."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from socket import socket
from typing import Any, cast

import pytest
from aiosmtpd.controller import Controller
from click.testing import CliRunner

from pipeline import settings_files
from pipeline.cli import main
from pipeline.mail import NoOutputs, write_drafts
from pipeline.quarterly import quarterly
from pipeline.run import make_run
from pipeline.settings_files import SettingsError
from tests.builders import submission

MUNPACK = shutil.which("munpack")
HERE, THERE, NOTED = "50100000", "50010000", "50030000"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Outputs of a quarter in which one agency has a mistake, one none, and 47 have not sent."""
    folder = tmp_path_factory.mktemp("office")
    (folder / "in").mkdir()
    name = 'x", <a@b.example>\r\nBcc: z@z.example'
    bad: dict[str, object] = {"ความก้าวหน้า!C3": 12, "โครงการ!B2": name}
    (folder / "in" / "bad.xlsx").write_bytes(submission(bad))
    (folder / "in" / "q1.xlsx").write_bytes(submission({"ความก้าวหน้า!C3": 1}, quarter=1))
    (folder / "in" / "good.xlsx").write_bytes(submission(agency_code=THERE))
    (folder / "in" / "broken.xlsx").write_bytes(b"PK\x03\x04")
    noted: dict[str, object] = {"ความก้าวหน้า!N9": "นอกตาราง"}
    (folder / "in" / "noted.xlsx").write_bytes(submission(noted, agency_code=NOTED))
    quarterly(make_run(folder / "in", folder / "out"))
    write_drafts(make_run(folder / "in", folder / "out"))
    return folder / "out"


def read(path: Path) -> EmailMessage:
    return cast(EmailMessage, message_from_bytes(path.read_bytes(), policy=SMTP))


def draft(office: Path, name: str) -> EmailMessage:
    return read(office / "email" / "2566-Q2" / f"{name}.eml")


def attached(message: EmailMessage) -> dict[str, bytes]:
    return {
        str(part.get_filename()): cast(bytes, part.get_payload(decode=True))
        for part in message.iter_attachments()
    }


def body(message: EmailMessage) -> str:
    part = message.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def test_there_is_a_draft_for_the_office_each_to_mend_and_each_that_is_late(office: Path) -> None:
    names = {path.stem for path in (office / "email" / "2566-Q2").iterdir()}
    assert {"planning", f"feedback-{HERE}"} <= names
    assert len([one for one in names if one.startswith("reminder-")]) == 47
    assert not names & {f"reminder-{HERE}", f"reminder-{THERE}", f"feedback-{THERE}"}


def test_the_office_gets_evaluation_summary_and_memo(office: Path) -> None:
    message = draft(office, "planning")
    files = attached(message)
    assert list(files) == ["evaluation.xlsx", "summary.pdf", "summary.html", "memo.pdf"]
    for name, content in files.items():
        assert content == (office / "2566-Q2" / name).read_bytes()
    assert "ยังไม่ส่ง 47" in body(message)
    assert "แฟ้มที่ไม่รับและไม่มีแฟ้มส่งกลับ 1 แฟ้ม: broken.xlsx" in body(message)


def test_a_district_gets_its_workbook_and_its_most_important_findings(office: Path) -> None:
    message = draft(office, f"feedback-{HERE}")
    (file,) = (office / "2566-Q2" / "feedback").glob(f"{HERE}-*")
    assert attached(message) == {file.name: file.read_bytes()}
    assert "มีเรื่องที่ต้องแก้ไข 1 เรื่อง" in body(message)
    assert "1. ความก้าวหน้า!C3" in body(message) and "[PRG-02]" in body(message)
    assert "จากทั้งหมด 1 เรื่อง" in body(message)  # last quarter's mistake is not this mail's
    assert message["To"] == "district-5010@example.org"
    assert "ไตรมาสที่ 2 ปีงบประมาณ พ.ศ. 2566 (" in message["Subject"]


def test_what_is_asked_is_as_severe_as_what_was_found(office: Path, tmp_path: Path) -> None:
    told = (office / "2566-Q2" / "findings.jsonl").read_text("utf-8")
    shutil.copytree(office / "2566-Q2", tmp_path / "2566-Q2")
    wanted = {"warning": ("ขอให้ตรวจสอบ", "หากพบว่าผิด"), "info": ("ผลการตรวจ", "ไม่ต้องส่งกลับ")}
    for severity, (what, then) in wanted.items():
        milder = re.sub('"severity": "[a-z]+"', f'"severity": "{severity}"', told)
        (tmp_path / "2566-Q2" / "findings.jsonl").write_text(milder, "utf-8")
        write_drafts(make_run(Path(), tmp_path))
        message = draft(tmp_path, f"feedback-{HERE}")
        assert message["Subject"].startswith(what) and then in body(message)
        assert "ไม่มีเรื่องที่ต้องแก้ไข" in body(message)


def test_a_reminder_names_the_quarter_and_nothing_else(office: Path) -> None:
    message = draft(office, "reminder-50020000")
    assert attached(message) == {}
    assert "ไตรมาสที่ 2 ปีงบประมาณ พ.ศ. 2566" in body(message)


def test_headers_are_the_registers_and_ours(office: Path) -> None:
    for path in (office / "email" / "2566-Q2").iterdir():
        message = read(path)
        assert set(message.keys()) <= {
            *("From", "To", "Subject", "X-Unsent", "MIME-Version"),
            *("Content-Type", "Content-Transfer-Encoding"),
        }
        assert message["From"] == "evaluation@example.org"
        assert message["X-Unsent"] == "1" and "@example.org" in message["To"]
        assert "b.example" not in str(message["To"]) + str(message["Subject"])
        assert all(name.isascii() for name in attached(message))


def test_the_same_outputs_give_the_same_drafts(office: Path) -> None:
    folder = office / "email" / "2566-Q2"
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    (folder / "reminder-old.eml").write_bytes(b"of an earlier run")
    write_drafts(make_run(Path(), office))
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


@pytest.mark.skipif(MUNPACK is None, reason="munpack (Debian: mpack) is not installed")
def test_a_second_reader_of_mails_finds_the_same_files(office: Path, tmp_path: Path) -> None:
    for name in ("planning", f"feedback-{HERE}"):
        target = tmp_path / name
        target.mkdir()
        path = office / "email" / "2566-Q2" / f"{name}.eml"
        subprocess.run([str(MUNPACK), "-q", str(path)], cwd=target, check=True, capture_output=True)
        found = {one.name: one.read_bytes() for one in target.iterdir()}
        for file, content in attached(read(path)).items():
            assert found[file] == content


class Inbox:
    """What a real SMTP server on this machine has received."""

    def __init__(self) -> None:
        self.mails: list[tuple[list[str], EmailMessage]] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        message = cast(EmailMessage, message_from_bytes(envelope.content, policy=SMTP))
        self.mails.append((list(envelope.rcpt_tos), message))
        return "250 OK"


@pytest.fixture
def inbox() -> Iterator[tuple[Inbox, int]]:
    box = Inbox()
    with socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    yield box, port
    controller.stop()


def test_the_drafts_are_delivered_once_to_a_real_server(
    office: Path, inbox: tuple[Inbox, int]
) -> None:
    box, port = inbox
    command = ["email", "--outputs", str(office), "--send", f"127.0.0.1:{port}"]
    made = CliRunner().invoke(main, command)
    assert made.exit_code == 0, made.output
    assert len(box.mails) == 50 and "50 ฉบับ" in made.output
    to = {recipients[0]: message for recipients, message in box.mails}
    assert attached(to["district-5010@example.org"]) == attached(draft(office, f"feedback-{HERE}"))
    assert "X-Unsent" not in to["planning@example.org"]


def test_a_server_that_is_not_there_is_said(office: Path) -> None:
    made = CliRunner().invoke(main, ["email", "--outputs", str(office), "--send", "127.0.0.1:1"])
    assert made.exit_code == 1 and "ส่งอีเมลไม่สำเร็จ" in made.output
    assert CliRunner().invoke(main, ["email", "--send", "here"]).exit_code == 2


def test_without_outputs_it_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(NoOutputs):
        write_drafts(make_run(tmp_path, tmp_path))
    made = CliRunner().invoke(main, ["email", "--outputs", str(tmp_path)])
    assert made.exit_code == 1 and "make quarterly" in made.output
    (tmp_path / "2566-Q2").mkdir()
    (tmp_path / "2566-Q2" / "run.json").write_text('{"submissions": [')
    made = CliRunner().invoke(main, ["email", "--outputs", str(tmp_path)])
    assert made.exit_code == 1 and "make quarterly" in made.output


@pytest.mark.parametrize("address", ["a@b.example, c@d.example", "a@b.example\nBcc: x", "Name", ""])
def test_an_address_that_is_none_stops_the_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    shutil.copytree(settings_files.SETTINGS, tmp_path / "schemas")
    monkeypatch.setattr(settings_files, "SETTINGS", tmp_path / "schemas")
    path = tmp_path / "schemas" / "register.toml"
    told = path.read_text("utf-8").replace(
        "district-5010@example.org", address.replace("\n", "\\n")
    )
    path.write_text(told, encoding="utf-8")
    with pytest.raises(SettingsError, match=HERE):
        make_run(Path(), Path())
