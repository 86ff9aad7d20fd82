"""Opening a catalogue: what is refused, where, and with what advice."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from harvester import read
from harvester.errors import CatalogueError

if TYPE_CHECKING:
    from pathlib import Path

LINE = "- [A Title of Note](https://arxiv.org/abs/2301.00001)"


def test_a_file_is_read_under_the_name_it_is_shown_by(tmp_path: Path) -> None:
    path = tmp_path / "README.md"
    path.write_bytes(b"\xef\xbb\xbf# List\r\n" + LINE.encode())
    catalogue = read.load(path, shown="docs/README.md")
    assert (catalogue.path, catalogue.name, catalogue.title) == ("docs/README.md", "README", "List")
    assert catalogue.text.encode() == path.read_bytes()
    assert read.load(path).path == path.as_posix()


def test_parse_is_load_without_the_disk(tmp_path: Path) -> None:
    path = tmp_path / "list.md"
    path.write_text(LINE)
    assert read.parse(LINE.encode(), path="list.md") == read.load(path, shown="list.md")


@pytest.mark.parametrize(
    ("data", "name", "message"),
    [
        (b"", "a.md", "a.md: the file is empty"),
        (b"\xef\xbb\xbf \r\n\t\n", "a.md", "a.md: the file is empty"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "a.md", "a.md: is a binary file"),
        (LINE.encode("utf-16"), "a.md", "a.md: is UTF-16, not UTF-8"),
        (b"# List\n\n- caf\xe9\n", "a.md", "a.md:3: not UTF-8 (byte 0xe9)"),
        (LINE.encode(), "a.docx", "a.docx: unknown kind of file"),
        (b"x" * (read.LARGEST + 1), "a.md", "a.md: 20.0 MiB, and 20 MiB is the most that is read"),
    ],
)
def test_what_cannot_be_read_is_refused_with_advice(data: bytes, name: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(CatalogueError) as from_memory:
        read.parse(data, path=name)
    with pytest.raises(CatalogueError) as from_disk:
        read.load(path, shown=name)
    assert str(from_memory.value) == str(from_disk.value) == message
    assert from_disk.value.hint


def test_a_missing_file_and_a_directory_are_refused(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match=r"^nowhere\.md: no such file$"):
        read.load(tmp_path / "nowhere.md", shown="nowhere.md")
    with pytest.raises(CatalogueError, match=r"^docs: is a directory$"):
        read.load(tmp_path, shown="docs")
    with pytest.raises(CatalogueError, match=r"^odd: "):
        read.load(tmp_path / "a\x00b", shown="odd")


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (f"# List\n\n{LINE}\n", "A Title of Note"),
        ("- title: A Title of Note\n  url: https://arxiv.org/abs/2301.00001\n", "A Title of Note"),
        ('[{"title": "A Title of Note", "url": "https://arxiv.org/abs/2301.00001"}]', "A Title of Note"),
        ("@article{a, title={A Title of Note}, url={https://arxiv.org/abs/2301.00001}}", "A Title of Note"),
        ("Title\tPaper\tCode\nA Title of Note\thttps://arxiv.org/abs/2301.00001\t-\n", "A Title of Note"),
        (
            "<!DOCTYPE html><ul><li><a href='https://arxiv.org/abs/2301.00001'>A Title of Note</a></li></ul>",
            "A Title of Note",
        ),
        ("List\n====\n\n- `A Title of Note <https://arxiv.org/abs/2301.00001>`_\n", "A Title of Note"),
    ],
)
def test_without_an_extension_the_content_decides(text: str, title: str) -> None:
    assert [entry.title for entry in read.parse(text.encode(), path="README").entries] == [title]
