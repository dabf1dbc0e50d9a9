"""Makes the pictures of the README from what the demo really sends and writes.

    python docs/make_pictures.py [FOLDER]

Plays the story of ``monitor demo`` in a folder of its own, takes Infobip's report and Slack message from it, and has
a headless Chromium (``chromium-headless-shell``, ``chromium`` or ``google-chrome``) draw them. Colours are reduced to
256, so that each picture stays below 300 kB.
"""

from __future__ import annotations

import asyncio
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

import pypdfium2
from PIL import Image, ImageChops

from monitor.demo.slack_picture import picture
from monitor.demo.stage import DemoStage
from monitor.demo.story import Story
from monitor.engine.periods import gather
from monitor.knowledge.speech import Language
from monitor.report import ReportFormat, render_period

DOCS = Path(__file__).resolve().parent
BROWSERS = ("chromium-headless-shell", "chromium", "google-chrome")
VENDOR = "Infobip"


class Quiet:
    """Listens to the story and says nothing."""

    def _nothing(self, *_: object) -> None:
        """Nothing."""

    chapter = say = baseline = revision = reformatted = window = trouble = _nothing


@dataclass(frozen=True)
class Made:
    """What the story left behind: pages as HTML, and a report as PDF in German."""

    report: str
    slack: str
    mail: str
    review: str
    printed: bytes


async def play(folder: Path) -> Made:
    """Play the story; the report, the Slack message and the mail about one vendor, and the review of all."""
    async with DemoStage(folder) as stage:
        outcome = await Story(stage, Quiet()).play()
        revision = next(r for r in outcome.revisions if r.vendor_name == VENDOR)
        reports = stage.service.reports
        report = reports.render(revision, ReportFormat.HTML).decode()
        printed = reports.render(revision, ReportFormat.PDF, Language.GERMAN)
        slack = next(m.body for m in stage.slack.messages if m.body["text"].startswith(VENDOR))
        mail = next(m for m in stage.inbox.messages if m["Subject"].startswith(VENDOR))
        review = _review(stage)
    return Made(report, picture(slack), _html_of(mail), review, printed)


def _review(stage: DemoStage) -> str:
    service = stage.service
    now = service.now()
    period = gather(
        service.store,
        service.reports,
        service.settings.vendors,
        start=now - timedelta(days=30),
        end=now,
        now=now,
        everybody=True,
    )
    return render_period(period, format=ReportFormat.HTML).decode()


def leaf(pdf: bytes, target: Path, *, pages: int = 2, scale: float = 1.35) -> None:
    """The first pages of a PDF side by side, as a PNG."""
    document = pypdfium2.PdfDocument(pdf)
    drawn = [document[index].render(scale=scale).to_pil() for index in range(min(pages, len(document)))]
    gap = 24
    sheet = Image.new(
        "RGB", (sum(p.width for p in drawn) + gap * (len(drawn) + 1), drawn[0].height + 2 * gap), "#d9dde4"
    )
    at = gap
    for page in drawn:
        sheet.paste(page, (at, gap))
        at += page.width + gap
    sheet.quantize(256, dither=Image.Dither.NONE).save(target, optimize=True)
    print(f"{target}  {target.stat().st_size // 1024} kB")


def _html_of(mail: EmailMessage) -> str:
    part = mail.get_body(("html",))
    assert part is not None
    content: str = part.get_content()
    return content


def draw(html: str, target: Path, *, width: int, height: int, scale: float = 1.5) -> None:
    """Draw a page to a PNG of ``width`` by at most ``height`` CSS pixels; the empty rest below is cut off."""
    browser = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if browser is None:
        raise SystemExit(f"no browser: install one of {', '.join(BROWSERS)}")
    with tempfile.TemporaryDirectory() as folder:
        page, shot = Path(folder, "page.html"), Path(folder, "shot.png")
        page.write_text(html, encoding="utf-8")
        switches = ["--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--disable-dev-shm-usage"]
        size = [f"--window-size={width},{height}", f"--force-device-scale-factor={scale}"]
        command = [browser, *switches, *size, f"--screenshot={shot}", page.as_uri()]
        subprocess.run(command, check=True, capture_output=True)  # noqa: S603 - a browser found by name
        with Image.open(shot) as image:
            _trimmed(image.convert("RGB")).quantize(256, dither=Image.Dither.NONE).save(target, optimize=True)
    print(f"{target}  {target.stat().st_size // 1024} kB")


def _trimmed(image: Image.Image) -> Image.Image:
    """The picture without the rows below the last one that differs from the bottom row."""
    ground = image.getpixel((2, image.height - 1))
    blank = Image.new("RGB", image.size, ground)  # type: ignore[arg-type]
    box = ImageChops.difference(image, blank).getbbox()
    return image.crop((0, 0, image.width, min(image.height, (box[3] if box else image.height) + 24)))


def main() -> None:
    """Make all pictures."""
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else DOCS
    with tempfile.TemporaryDirectory() as folder:
        made = asyncio.run(play(Path(folder)))
    draw(made.report, target / "report.png", width=920, height=1990, scale=1.25)
    draw(made.slack, target / "slack.png", width=700, height=1200)
    draw(made.mail, target / "mail.png", width=700, height=1600)
    draw(made.review, target / "review.png", width=920, height=1900, scale=1.1)
    leaf(made.printed, target / "report-de.png")


if __name__ == "__main__":
    main()
