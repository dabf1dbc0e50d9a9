"""A letter as the draft of a mail (.eml): a person opens it, reads it, and sends it, or does not."""

from __future__ import annotations

from collections.abc import Sequence
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formataddr
from html import escape

from monitor.model.display import header_line
from monitor.review.letter_blocks import blocks_of, markdown_parser, plain_text
from monitor.review.letter_facts import Sender
from monitor.review.letter_template import LetterText

_STYLE = (
    "body{font-family:Calibri,Carlito,Arial,sans-serif;font-size:11pt;line-height:1.4;color:#111;max-width:46em}"
    "h1{font-size:13pt}h2{font-size:11.5pt;margin:1.4em 0 .4em}"
    "blockquote{margin:.6em 1.5em;color:#333;font-style:italic}"
    "table{border-collapse:collapse;font-size:9pt}th,td{border:1px solid #888;padding:3px 6px;text-align:left;"
    "vertical-align:top}code{font-family:Consolas,monospace;font-size:7.5pt;word-break:break-all}"
)


def html_letter(letter: LetterText) -> str:
    """The letter as a page of its own: no link, no picture, nothing loaded."""
    body = markdown_parser().render(letter.markdown)
    return (
        f'<!DOCTYPE html>\n<html lang="{letter.language.value}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width"><title>{escape(letter.subject)}</title>'
        f"<style>{_STYLE}</style></head>\n<body>\n{body}</body></html>\n"
    )


def mail_draft(
    letter: LetterText,
    *,
    sender: Sender,
    to: str = "",
    attachments: Sequence[tuple[str, str, bytes]] = (),
) -> bytes:
    """The letter as a mail that is not sent (``X-Unsent: 1`` opens it for editing in Outlook and its like).

    It bears no Date and no Message-ID: these are the sender's. to: left out where it is no address.
    attachments: name, media type and bytes. Nothing of a page can add a header: values are one line each.
    """
    message = EmailMessage(policy=SMTP)
    message["Subject"] = header_line(letter.subject, 250)
    for name, value in (("From", _address(sender)), ("To", header_line(to, 250))):
        if "@" in value:
            try:
                message[name] = value
            except (ValueError, IndexError):
                del message[name]  # not an address: the person fills it in
    message["X-Unsent"] = "1"
    message["Content-Language"] = letter.language.value
    message.set_content(plain_text(blocks_of(letter.markdown)))
    message.add_alternative(html_letter(letter), subtype="html")
    for name, media_type, content in attachments:
        main, _, sub = media_type.partition("/")
        message.add_attachment(
            content, maintype=main, subtype=sub or "octet-stream", filename=header_line(name, 150)
        )
    return message.as_bytes()


def _address(sender: Sender) -> str:
    return (
        formataddr((header_line(sender.company, 100), header_line(sender.email, 200))) if sender.email else ""
    )
