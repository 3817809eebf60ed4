"""Nothing half-done is left behind."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from masarat.app.writing.atomic import all_or_nothing, write_whole


def test_files_arrive_together(tmp_path: Path) -> None:
    with all_or_nothing(tmp_path / "deep" / "out") as scratch:
        (scratch / "a.txt").write_text("a", encoding="utf-8")
        assert not (tmp_path / "deep" / "out").exists()
    assert (tmp_path / "deep" / "out" / "a.txt").read_text(encoding="utf-8") == "a"


def test_other_files_stay_and_same_names_are_replaced(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine.txt").write_text("mine", encoding="utf-8")
    (tmp_path / "out" / "a.txt").write_text("old", encoding="utf-8")
    with all_or_nothing(tmp_path / "out") as scratch:
        (scratch / "a.txt").write_text("new", encoding="utf-8")
    assert (tmp_path / "out" / "mine.txt").read_text(encoding="utf-8") == "mine"
    assert (tmp_path / "out" / "a.txt").read_text(encoding="utf-8") == "new"


def test_nothing_is_put_beside_a_folder_that_is_there(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    with all_or_nothing(tmp_path / "out"):  # it may be a disk of its own, and the other read-only
        assert list(tmp_path.iterdir()) == [tmp_path / "out"]
    assert list((tmp_path / "out").iterdir()) == []


def full_disk(folder: Path, inside: str | None) -> None:
    with all_or_nothing(folder) as scratch:
        raise OSError(28, "No space left on device", inside and str(scratch / inside))


@pytest.mark.parametrize(
    ("inside", "named"), [(None, "out"), ("a.txt", "out/a.txt"), (".draft/a.txt", "out/a.txt")]
)
def test_a_full_disk_is_named_by_what_was_to_be_written(
    tmp_path: Path, inside: str | None, named: str
) -> None:
    with pytest.raises(OSError, match="No space left") as raised:
        full_disk(tmp_path / "out", inside)
    assert raised.value.filename == str(tmp_path / named)
    assert list(tmp_path.iterdir()) == []


def test_a_single_file_is_named_where_the_disk_is_full(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "chmod", full)
    with pytest.raises(OSError, match="No space left") as raised:
        write_whole(tmp_path / "a.txt", b"a")
    assert raised.value.filename == str(tmp_path / "a.txt")
    assert list(tmp_path.iterdir()) == []


def failing_writer(folder: Path) -> None:
    with all_or_nothing(folder) as scratch:
        (scratch / "a.txt").write_text("half", encoding="utf-8")
        raise RuntimeError("disk on fire")


def test_a_failure_leaves_everything_as_it_was(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="disk on fire"):
        failing_writer(tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


def replacing(folder: Path, *names: str, stale: tuple[str, ...] = ()) -> None:
    with all_or_nothing(folder, stale) as scratch:
        for name in names:
            (scratch / name).write_text("new", encoding="utf-8")


def texts(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()}


@pytest.fixture
def old(tmp_path: Path) -> Path:
    folder = tmp_path / "out"
    folder.mkdir()
    for name in ("a.txt", "c.txt", "old.txt", "mine.txt"):
        (folder / name).write_text(name, encoding="utf-8")
    return folder


def test_what_an_earlier_edition_left_goes_and_other_files_stay(old: Path) -> None:
    (old / "folder").mkdir()
    replacing(old, "a.txt", stale=("a.txt", "old.txt", "never.txt", "folder"))
    (old / "folder").rmdir()
    assert texts(old) == {"a.txt": "new", "c.txt": "c.txt", "mine.txt": "mine.txt"}


def test_nothing_is_replaced_where_a_folder_is_in_the_way_of_a_file(old: Path) -> None:
    before = texts(old)
    (old / "b.txt").mkdir()
    with pytest.raises(IsADirectoryError) as raised:
        replacing(old, "a.txt", "b.txt", stale=("old.txt",))
    assert raised.value.filename == str(old / "b.txt")
    (old / "b.txt").rmdir()
    assert texts(old) == before
    assert list(old.parent.iterdir()) == [old]


@pytest.mark.parametrize("failing", ["c.txt", "old.txt"])
def test_what_was_replaced_is_put_back_where_a_later_file_cannot_be(
    old: Path, monkeypatch: pytest.MonkeyPatch, failing: str
) -> None:
    before = texts(old)
    full = OSError(28, "No space left on device", failing)

    def once(method: Any) -> Any:
        def tried(path: Path, *arguments: Any, **options: Any) -> Any:
            if path.name == failing and not failed:
                failed.append(path)
                raise full
            return method(path, *arguments, **options)

        return tried

    failed: list[Path] = []
    monkeypatch.setattr(Path, "replace", once(Path.replace))
    monkeypatch.setattr(Path, "unlink", once(Path.unlink))
    with pytest.raises(OSError, match="No space left"):
        replacing(old, "a.txt", "b.txt", "c.txt", stale=("old.txt",))
    assert texts(old) == before


def test_a_folder_that_was_not_there_is_not_left_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", broken)
    with pytest.raises(KeyboardInterrupt):
        replacing(tmp_path / "deep" / "er" / "out", "a.txt")
    assert list(tmp_path.iterdir()) == []


def test_a_signal_while_the_scratch_folder_is_made_leaves_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mkdir = Path.mkdir

    def stopped(path: Path, *arguments: Any, **options: Any) -> None:
        mkdir(path, *arguments, **options)
        if path.name.startswith("."):
            raise KeyboardInterrupt

    monkeypatch.setattr(Path, "mkdir", stopped)
    with pytest.raises(KeyboardInterrupt):
        replacing(tmp_path / "out", "a.txt")
    assert list(tmp_path.iterdir()) == []
