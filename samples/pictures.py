"""Draws the pictures of docs/season.md from the samples: `python -m samples.pictures`.

LibreOffice prints letter and workbooks, Chromium shows the page and the mail. The mail is a
rendering: its heads and text are those of the draft, the frame around them is drawn here.
"""

from __future__ import annotations

import io
import shutil
import subprocess
import sys
import tempfile
from email import message_from_bytes, policy
from email.message import EmailMessage
from html import escape
from itertools import pairwise
from pathlib import Path

import pypdfium2
from PIL import Image, ImageChops, ImageOps

from samples.generator.office import converted

SAMPLES = Path(__file__).parent
IMAGES = SAMPLES.parent / "docs" / "images"
AGENCY = "示例市公安局"
WIDTH, COLOURS = 1040, 64
OFFICE = ("--roster", "roster.csv", "--settings", "office.toml", "--waivers", "waivers.csv")
_MAIL = """<meta charset="utf-8"><style>
body {{ font: 15px/1.7 "Noto Sans CJK SC", sans-serif; margin: 24px; color: #222 }}
main {{ border: 1px solid #c8ccd4; border-radius: 6px; width: 960px }}
header {{ background: #f2f4f8; border-bottom: 1px solid #c8ccd4; padding: 12px 20px }}
h1 {{ font-size: 18px; margin: 0 0 8px }}
dl {{ margin: 0; display: grid; grid-template-columns: 5em 1fr }}
dt {{ color: #667 }} dd {{ margin: 0 }} p {{ white-space: pre-wrap; margin: 0; padding: 16px 20px }}
</style><main><header><h1>{subject}</h1><dl>{heads}</dl></header><p>{text}</p></main>"""


def main() -> None:
    """Write the pictures."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        work = folder / "work"
        reports = shutil.ignore_patterns("*医疗保障局*", "__pycache__")
        shutil.copytree(SAMPLES, work, ignore=reports)
        _audit(work, "pack", "reports", *OFFICE, "--date", "2025-02-20", "-o", "packs")
        _of_the_pack(work / "packs", folder)
        _audit(work, "build", "reports", *OFFICE, "--lang", "en", "-o", "english.xlsx")
        english = converted([(work / "english.xlsx").read_bytes()], "xlsx", "pdf")[0]
        _save(_trimmed(_page(english, 0)), "english")


def _of_the_pack(packs: Path, folder: Path) -> None:
    """Letter, workbook, page and mail of one agency."""
    pack = packs / AGENCY
    letter = converted([(pack / f"{AGENCY}核实函.docx").read_bytes()], "docx", "pdf")[0]
    _save(_beside(_page(letter, 0), _page(letter, 1)), "letter")
    book = converted([(pack / f"{AGENCY}年报核对.xlsx").read_bytes()], "xlsx", "pdf")[0]
    _save(_trimmed(_page(book, 0)), "agency")
    shown = next((pack / "原文核对页").glob("*2024*.html"))
    _save(_shot(folder, shown, "#applications.granted.natural_person", 720), "evidence")
    draft = (packs / f"{AGENCY}.eml").read_bytes()
    page = folder / "mail.html"
    page.write_text(mail_page(message_from_bytes(draft, policy=policy.default)), "utf-8")
    _save(_trimmed(_shot(folder, page, "", 640)), "mail")


def mail_page(mail: EmailMessage) -> str:
    """Return what a mail program shows of a draft: heads, text and the names of the attachments."""
    body = mail.get_body(("plain",))
    files = [
        f"{part.get_filename()}（{len(part.get_payload(decode=True)) // 1024} KB）"
        for part in mail.iter_attachments()
    ]
    told = {
        "发件人": str(mail["From"] or "（寄出时填）"),
        "收件人": str(mail["To"] or ""),
        "附件": "、".join(files),
    }
    heads = "".join(f"<dt>{escape(k)}</dt><dd>{escape(v)}</dd>" for k, v in told.items())
    text = body.get_content() if body else ""
    return _MAIL.format(subject=escape(str(mail["Subject"])), heads=heads, text=escape(text))


def _audit(folder: Path, *words: str) -> None:
    subprocess.run([sys.executable, "-m", "audit", *words, "-q"], cwd=folder, check=True)


def _page(pdf: bytes, number: int) -> Image.Image:
    with pypdfium2.PdfDocument(pdf) as document:
        drawn: Image.Image = document[number].render(scale=2.4).to_pil()
        return drawn.convert("RGB")


def _trimmed(picture: Image.Image) -> Image.Image:
    """Without the white around it, but for a margin; a footer alone at the end is left out."""
    ink = ImageChops.difference(picture, Image.new("RGB", picture.size, "white")).convert("L")
    rows = [n for n in range(ink.height) if ink.crop((0, n, ink.width, n + 1)).getbbox()]
    gaps = [n for n, (a, b) in enumerate(pairwise(rows)) if b - a > 30]
    last = rows[gaps[-1]] if gaps else rows[-1]
    ends = ink.crop((0, rows[0], ink.width, last)).getbbox()
    assert ends, "an empty page"
    left, right = ends[0], ends[2]
    box = (max(left - 16, 0), max(rows[0] - 16, 0), right + 16, last + 16)
    return picture.crop(box)


def _beside(*pages: Image.Image) -> Image.Image:
    """The upper parts of pages side by side, each in a frame."""
    framed = [ImageOps.expand(p.crop((0, 140, p.width, 1500)), 2, "#b0b4bc") for p in pages]
    out = Image.new("RGB", (sum(p.width for p in framed) + 20, framed[0].height), "white")
    for n, page in enumerate(framed):
        out.paste(page, (n * (page.width + 20), 0))
    return out


def _shot(folder: Path, page: Path, fragment: str, height: int) -> Image.Image:
    """What Chromium shows of a page; in a frame, for a page that was scrolled comes out white."""
    browser = shutil.which("chromium") or shutil.which("chromium-browser") or "google-chrome"
    frame, shot = folder / "frame.html", folder / "shot.png"
    style = f"border:0;position:fixed;inset:0;width:{WIDTH}px;height:{height}px"
    frame.write_text(f'<iframe style="{style}" src="{page.as_uri()}{fragment}"></iframe>', "utf-8")
    told = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--no-first-run"]
    told += [f"--user-data-dir={folder / 'profile'}", "--virtual-time-budget=5000"]
    told += ["--run-all-compositor-stages-before-draw"]  # or parts of a tall page stay white
    told += ["--host-resolver-rules=MAP * ~NOTFOUND", f"--window-size={WIDTH},{height}"]
    told += [f"--screenshot={shot}", frame.as_uri()]
    subprocess.run([browser, *told], check=True, capture_output=True, timeout=120)
    return Image.open(io.BytesIO(shot.read_bytes())).convert("RGB")


def _save(picture: Image.Image, name: str) -> None:
    height = round(picture.height * WIDTH / picture.width)
    small = picture.resize((WIDTH, height), Image.Resampling.LANCZOS)
    small.quantize(COLOURS, dither=Image.Dither.NONE).save(IMAGES / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main()
