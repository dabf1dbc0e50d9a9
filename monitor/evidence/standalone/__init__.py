"""What is put into every ZIP of evidence as it stands here."""

from pathlib import Path

SCRIPT = Path(__file__).with_name("verify.py")
