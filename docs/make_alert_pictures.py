"""Draws every kind of alert as its readers get it, on a few sheets to look at.

    python docs/make_alert_pictures.py FOLDER

Slack as its desktop program draws it; mail at 360 and at 1200 pixels, light and dark. Needs a headless Chromium
(``chromium-headless-shell``, ``chromium`` or ``google-chrome``). The alerts are an invented vendor's.
"""

from __future__ import annotations

import html
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from PIL import Image

from monitor.alert.preview import PreviewForm, preview
from monitor.demo import examples
from monitor.demo.slack_picture import picture

BROWSERS = ("chromium-headless-shell", "chromium", "google-chrome")
TALL = {"change", "reminder", "notice_missing", "escalation", "overdue"}


def sheet(pages: Mapping[str, str], width: int, tall: int, low: int, columns: int) -> str:
    """Pages side by side, each in a frame of its own, with its name above."""
    frames = [
        f"<figure><figcaption>{html.escape(name)}</figcaption>"
        f'<iframe width="{width}" height="{tall if name in TALL else low}" srcdoc="{html.escape(page)}"></iframe>'
        "</figure>"
        for name, page in pages.items()
    ]
    style = (
        "body{margin:8px;background:#888;font:14px sans-serif}"
        f"main{{display:grid;grid-template-columns:repeat({columns},{width}px);gap:12px;align-items:start}}"
        "figure{margin:0}figcaption{padding:2px}iframe{border:0;background:Canvas}"
    )
    return f"<!doctype html><meta charset=utf-8><style>{style}</style><main>{''.join(frames)}</main>"


def draw(page: str, target: Path, *, width: int, height: int, dark: bool) -> None:
    """One sheet as a PNG."""
    browser = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if browser is None:
        raise SystemExit(f"no browser: install one of {', '.join(BROWSERS)}")
    with tempfile.TemporaryDirectory() as folder:
        source, shot = Path(folder, "page.html"), Path(folder, "shot.png")
        source.write_text(page, encoding="utf-8")
        command = [
            browser,
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--hide-scrollbars",
            f"--user-data-dir={folder}/profile",
            f"--blink-settings=preferredColorScheme={0 if dark else 1}",
            f"--window-size={width},{height}",
            f"--screenshot={shot}",
            source.as_uri(),
        ]
        subprocess.run(command, check=True, capture_output=True)  # noqa: S603 - a browser found by name
        with Image.open(shot) as image:
            image.convert("RGB").save(target, optimize=True)  # all colours: a dot's colour means something
    print(target)


def main() -> None:
    """Draw all sheets."""
    if len(sys.argv) != 2:
        raise SystemExit("usage: python docs/make_alert_pictures.py FOLDER")
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    told = {name: (alert, examples.told_at(name)) for name, alert in examples.alerts().items()}
    slack = {n: picture(json.loads(preview(a, PreviewForm.SLACK, now=now))) for n, (a, now) in told.items()}
    mail = {n: preview(a, PreviewForm.MAIL, now=now) for n, (a, now) in told.items()}
    draw(sheet(slack, 640, 1100, 520, 3), folder / "slack.png", width=1980, height=4300, dark=False)
    for dark in (False, True):
        mood = "dark" if dark else "light"
        narrow, wide = sheet(mail, 360, 1900, 800, 5), sheet(mail, 1200, 1450, 620, 2)
        draw(narrow, folder / f"mail-360-{mood}.png", width=1890, height=4700, dark=dark)
        draw(wide, folder / f"mail-1200-{mood}.png", width=2440, height=7200, dark=dark)


if __name__ == "__main__":
    main()
