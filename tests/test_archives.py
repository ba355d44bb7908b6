"""Archives: members as reports, whatever their names, sizes and contents say."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from audit.bounds import DEFAULT, Bounds
from audit.build import Gathered, read_all
from audit.errors import InputError
from audit.inputs import InputFile, find_inputs, saved_with
from audit.read import read_bytes
from audit.unpack import Unpacked, unpack

REPORT = "乌有市水务局2023年政府信息公开工作年度报告\n行政许可 12\n行政处罚 3\n".encode()


def packed(members: dict[str, bytes], *, names: str = "utf-8") -> bytes:
    """A zip; with other names than UTF-8, as Windows packs it: no flag, bytes of the code page."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            entry = zipfile.ZipInfo(name)
            if names != "utf-8":
                entry = _Legacy(name.encode(names).decode("cp437"))
            archive.writestr(entry, data)
    return out.getvalue()


class _Legacy(zipfile.ZipInfo):
    def _encodeFilenameFlags(self) -> tuple[bytes, int]:  # noqa: N802
        return self.filename.encode("cp437"), self.flag_bits & ~0x800


def unpacked(folder: Path, data: bytes, kind: str = "zip", bounds: Bounds = DEFAULT) -> Unpacked:
    path = folder / "a.zip"
    path.write_bytes(data)
    (folder / "out").mkdir(exist_ok=True)
    return unpack(InputFile(path, "a.zip"), kind, folder / "out", bounds)


def gathered(folder: Path, members: dict[str, bytes]) -> Gathered:
    for name, data in members.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return read_all(find_inputs([folder]).files, {})


@pytest.mark.parametrize("names", ["utf-8", "gbk", "big5"])
def test_names_in_the_code_page_of_who_packed_it(tmp_path: Path, names: str) -> None:
    told = (
        ["水務局/報告.txt", "教育局/年度報告.txt"]
        if names == "big5"
        else ["水务局/年报.txt", "说明.txt"]
    )
    found = unpacked(tmp_path, packed(dict.fromkeys(told, REPORT), names=names))
    assert [file.source for file in found.files] == [f"a.zip/{name}" for name in told]
    assert found.files[0].path.read_bytes() == REPORT


def test_a_zip_in_a_zip_and_a_report_beside_it(tmp_path: Path) -> None:
    inner = packed({"丙.txt": REPORT, "__MACOSX/._丙.txt": b"x", "Thumbs.db": b"y"})
    found = gathered(tmp_path, {"甲/乙.zip": packed({"内.zip": inner, "丁.txt": REPORT})})
    assert [report.source for report in found.reports] == [
        "甲/乙.zip/丁.txt",
        "甲/乙.zip/内.zip/丙.txt",
    ]
    assert [report.agency for report in found.reports] == ["乌有市水务局"] * 2
    assert found.litter == 2


@pytest.mark.parametrize(
    ("folder", "frame"), [("年报_files", "表.html"), ("年报.files", "saved_resource")]
)
def test_a_page_saved_with_its_frames_and_packed(tmp_path: Path, folder: str, frame: str) -> None:
    """What a browser saves beside a page is part of it, in an archive too, and no report."""
    members = {
        "局/年报.html": f'<html><body><h1>年报</h1><iframe src="./{folder}/{frame}"></iframe>',
        f"局/{folder}/{frame}": "<html><table><tr><td>行政许可</td><td>4321</td></tr></table>",
        f"局/{folder}/a.js": "var a",
    }
    data = packed({name: text.encode() for name, text in members.items()})
    (page,) = unpacked(tmp_path, data, bounds=replace(DEFAULT, members=1)).files
    assert page.source == "a.zip/局/年报.html"
    beside = saved_with(page, 1 << 20)
    document = read_bytes("年报.html", page.path.read_bytes(), beside=beside)
    assert document.rows[-1].text == "行政许可 4321"
    assert beside(f"{folder}/a.js") is None
    assert beside("../1.html") is None
    assert unpacked(tmp_path, data).litter == 2


def test_a_folder_named_like_a_browsers_is_read_unless_its_page_is_there(tmp_path: Path) -> None:
    reports = {"公开_files/年报.txt": REPORT, "公开_files/a.js": b"x"}
    assert [file.source for file in unpacked(tmp_path, packed(reports)).files] == [
        "a.zip/公开_files/年报.txt"
    ]
    with_page = packed({**reports, "公开.html": b"<html>"})
    assert [file.source for file in unpacked(tmp_path, with_page).files] == ["a.zip/公开.html"]
    attached = packed({"公开.html": b"<html>", "公开_files/附件.pdf": b"%PDF"})
    assert len(unpacked(tmp_path, attached).files) == 2
    for name, data in reports.items():
        path = tmp_path / "in" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    assert [file.source for file in find_inputs([tmp_path / "in"]).files] == ["公开_files/年报.txt"]


def test_one_bad_member_costs_only_itself(tmp_path: Path) -> None:
    data = packed({"好.txt": REPORT, "空.txt": b"", "../逃.txt": REPORT, "/根.txt": REPORT})
    found = gathered(tmp_path, {"a.zip": data})
    told = {report.source: report.problem for report in found.reports}
    assert told["a.zip/好.txt"] == ""
    assert "空文件" in told["a.zip/空.txt"]
    assert "越出" in told["a.zip/../逃.txt"]
    assert "越出" in told["a.zip//根.txt"]
    assert sorted(path.name for path in tmp_path.parent.glob("*逃*")) == []


def test_two_members_of_one_name_are_two_reports(tmp_path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.txt", REPORT)
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("a.txt", REPORT)
    found = unpacked(tmp_path, out.getvalue())
    assert [file.source for file in found.files] == ["a.zip/a.txt", "a.zip/a~2.txt"]


def test_a_bomb_stops_at_its_bound(tmp_path: Path) -> None:
    bounds = replace(DEFAULT, unpacked=3)
    zeros = bytes(2 << 20)
    found = unpacked(tmp_path, packed({"1": zeros, "2": zeros, "3": REPORT}), bounds=bounds)
    assert [file.source for file in found.files] == ["a.zip/1"]
    assert {error.key for _, error in found.refused} == {"read.bomb"}
    written = sum(path.stat().st_size for path in (tmp_path / "out").iterdir())
    assert written <= 3 << 20


def test_nested_bombs_share_one_bound(tmp_path: Path) -> None:
    bomb = packed({"0": bytes(1 << 20)})
    for _ in range(2):
        bomb = packed({f"{n}.zip": bomb for n in range(8)})
    found = unpacked(tmp_path, bomb, bounds=replace(DEFAULT, unpacked=10))
    assert len(found.files) <= 10
    assert any(error.key == "read.bomb" for _, error in found.refused)


def test_archives_nested_too_deep_or_with_too_many_members(tmp_path: Path) -> None:
    deep = REPORT
    for _ in range(6):
        deep = packed({"in.zip": deep})
    found = unpacked(tmp_path, deep)
    assert [error.key for _, error in found.refused] == ["read.deep"]
    many = packed({str(n): b"x" for n in range(11)})
    with pytest.raises(InputError) as caught:
        unpacked(tmp_path, many, bounds=replace(DEFAULT, members=10))
    assert caught.value.key == "read.members"


def test_encrypted_damaged_and_empty_archives_are_rows(tmp_path: Path) -> None:
    sound = packed({"a.txt": REPORT})
    locked = bytearray(sound)
    for at in (sound.index(b"PK\x03\x04") + 6, sound.index(b"PK\x01\x02") + 8):
        locked[at] |= 1
    spoiled = bytearray(sound)
    spoiled[45] ^= 0xFF
    members = {
        "locked.zip": bytes(locked),
        "spoiled.zip": bytes(spoiled),
        "cut.zip": sound[:-30],
        "empty.zip": packed({}),
        "cut.7z": b"7z\xbc\xaf\x27\x1c" + bytes(40),
        "cut.rar": b"Rar!\x1a\x07\x01\x00" + bytes(40),
    }
    found = gathered(tmp_path, members)
    told = {report.source.split("/")[0]: report.problem for report in found.reports}
    assert "密码" in told["locked.zip"]
    assert "没有文件" in told["empty.zip"]
    for name in ("spoiled.zip", "cut.zip", "cut.7z", "cut.rar"):
        assert "损坏" in told[name], name


def test_7z(tmp_path: Path) -> None:
    py7zr = pytest.importorskip("py7zr", reason="extra archives is not installed")
    for name in ("报告/水务局.txt", "说明.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(REPORT)
    path = tmp_path / "a.7z"
    with py7zr.SevenZipFile(path, "w") as archive:
        archive.write(tmp_path / "报告/水务局.txt", "报告/水务局.txt")
        archive.write(tmp_path / "说明.txt", "说明.txt")
    found = read_all([InputFile(path, "a.7z")], {}).reports
    assert [report.source for report in found] == ["a.7z/报告/水务局.txt", "a.7z/说明.txt"]
    assert not any(report.problem for report in found)
    with py7zr.SevenZipFile(path, "w", password="x") as archive:
        archive.set_encrypted_header(True)
        archive.write(tmp_path / "说明.txt", "说明.txt")
    (locked,) = read_all([InputFile(path, "a.7z")], {}).reports
    assert "密码" in locked.problem


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full here")
def test_a_full_disk_is_not_told_as_a_damaged_member(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "1.txt").symlink_to("/dev/full")
    with pytest.raises(OSError, match="No space left"):
        unpacked(tmp_path, packed({"年报.txt": REPORT}))
