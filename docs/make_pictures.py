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
from email.message import EmailMessage
from pathlib import Path

from PIL import Image, ImageChops

from monitor.demo.slack_picture import picture
from monitor.demo.stage import DemoStage
from monitor.demo.story import Story
from monitor.report import ReportFormat

DOCS = Path(__file__).resolve().parent
BROWSERS = ("chromium-headless-shell", "chromium", "google-chrome")
VENDOR = "Infobip"


class Quiet:
    """Listens to the story and says nothing."""

    def _nothing(self, *_: object) -> None:
        """Nothing."""

    chapter = say = baseline = revision = reformatted = window = trouble = _nothing


async def play(folder: Path) -> tuple[str, str, str]:
    """Play the story; the report, the Slack message and the mail about one vendor, as HTML."""
    async with DemoStage(folder) as stage:
        outcome = await Story(stage, Quiet()).play()
        revision = next(r for r in outcome.revisions if r.vendor_name == VENDOR)
        report = stage.service.reports.render(revision, ReportFormat.HTML).decode()
        slack = next(m.body for m in stage.slack.messages if m.body["text"].startswith(VENDOR))
        mail = next(m for m in stage.inbox.messages if m["Subject"].startswith(VENDOR))
    return report, picture(slack), _html_of(mail)


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
        report, slack, mail = asyncio.run(play(Path(folder)))
    draw(report, target / "report.png", width=920, height=1990, scale=1.25)
    draw(slack, target / "slack.png", width=700, height=1200)
    draw(mail, target / "mail.png", width=700, height=1600)


if __name__ == "__main__":
    main()
