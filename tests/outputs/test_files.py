from __future__ import annotations

import errno
import os
import stat
import time
from pathlib import Path
from typing import BinaryIO

import pytest

from framework_qa.errors import InputError
from framework_qa.outputs.files import write_atomically, write_text


def test_a_file_is_private_whole_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    path.write_text("old")
    write_text(path, "ä\r\nb\n", bom=True)
    assert path.read_bytes() == b"\xef\xbb\xbf\xc3\xa4\r\nb\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [found.name for found in tmp_path.iterdir()] == ["out.csv"]
    write_text(path, "plain")
    assert path.read_bytes() == b"plain"


def refusing(number: int) -> object:
    def write(stream: BinaryIO) -> None:
        stream.write(b"half of")
        raise OSError(number, os.strerror(number), "/secret/folder/x")

    return write


@pytest.mark.parametrize(
    ("number", "reason"),
    [(errno.ENOSPC, "the disk is full"), (errno.EDQUOT, "the disk is full"), (errno.EROFS, "writing is not allowed"),
     (errno.EACCES, "writing is not allowed"), (errno.EIO, "input/output error"), (0, "the system refused")],
)  # fmt: skip
def test_when_writing_fails_the_old_file_is_as_it_was_and_no_folder_is_named(
    tmp_path: Path, number: int, reason: str
) -> None:
    path = tmp_path / "book.xlsx"
    path.write_text("old")
    with pytest.raises(InputError, match=reason) as told:
        write_atomically(path, refusing(number))  # type: ignore[arg-type]
    assert str(told.value).startswith("Could not write book.xlsx: ")
    assert "secret" not in str(told.value)
    assert told.value.__suppress_context__
    assert tmp_path.name not in str(told.value)
    assert path.read_text() == "old"
    assert len(list(tmp_path.iterdir())) == 1


def test_a_fault_of_our_own_leaves_the_old_file_and_nothing_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    path.write_text("old")

    def write(stream: BinaryIO) -> None:
        stream.write(b"half of")
        raise ValueError

    with pytest.raises(ValueError, match=r"^$"):
        write_atomically(path, write)
    assert path.read_text() == "old"
    assert len(list(tmp_path.iterdir())) == 1


def test_folders_missing_folders_and_devices_are_refused_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="a folder has that name"):
        write_text(tmp_path, "x")
    with pytest.raises(InputError, match="its folder does not exist"):
        write_text(tmp_path / "no" / "x.csv", "x")
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="its folder does not exist"):
        write_text(tmp_path / "file" / "x.csv", "x")
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(InputError, match="not an ordinary file"):
        write_text(tmp_path / "pipe", "x")


def test_what_a_killed_run_left_goes_with_the_next_and_a_running_one_is_left_alone(tmp_path: Path) -> None:
    old, young = tmp_path / ".framework_qa-a.part", tmp_path / ".framework_qa-b.part"
    old.write_text("words")
    young.write_text("words")
    os.utime(old, (time.time() - 7200, time.time() - 7200))
    write_text(tmp_path / "x.csv", "x")
    assert not old.exists()
    assert young.exists()


def test_words_and_name_are_both_on_the_disk_before_the_file_is_called_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settled: list[str] = []
    fsync = os.fsync

    def record(handle: int) -> None:
        folder = stat.S_ISDIR(os.fstat(handle).st_mode)
        settled.append(f"{'folder' if folder else 'file'}, in place: {(tmp_path / 'x.csv').exists()}")
        fsync(handle)

    monkeypatch.setattr(os, "fsync", record)
    write_text(tmp_path / "x.csv", "x")
    assert settled == ["file, in place: False", "folder, in place: True"]
