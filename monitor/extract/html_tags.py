"""What HTML's elements are to a reader: which break lines, which are not content, which are headings."""

from __future__ import annotations

# Never text of the page.
SKIPPED = frozenset(
    [
        "script",
        "style",
        "template",
        "svg",
        "math",
        "head",
        "iframe",
        "object",
        "embed",
        "canvas",
        "audio",
        "video",
        "map",
        "noscript",
        "select",
        "option",
        "optgroup",
        "datalist",
        "textarea",
        "input",
        "progress",
        "meter",
        "link",
        "meta",
        "title",
        "base",
        "-comment",
        "!doctype",
    ]
)
# Start and end a line (HTML Standard section 15.3, the elements rendered as blocks).
BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "button",
        "center",
        "dd",
        "details",
        "dialog",
        "dir",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hgroup",
        "hr",
        "html",
        "li",
        "legend",
        "main",
        "menu",
        "nav",
        "ol",
        "optgroup",
        "p",
        "pre",
        "search",
        "section",
        "summary",
        "table",
        "caption",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
    ]
)
HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
# Deeper than every real heading: what only looks like one (an accordion's handle, a bold line, a title class).
HANDLE_LEVEL = 7
LOOK_LEVEL = 8
LISTS = frozenset(("ul", "ol", "menu", "dir"))

# Menus, by role; and words in an element's id or class that name a menu or a consent tool. Elements that hold the
# page's content are never taken for either.
MENU_ROLES = frozenset(("navigation", "menu", "menubar", "search"))
MENU_WORDS = (
    "cookie", "onetrust", "consent", "cc-window", "usercentrics", "didomi", "breadcrumb", "skip-link", "skiplink",
    "table-of-contents", "tableofcontents", "navbar", "sidebar-nav", "megamenu", "mega-menu",
)  # fmt: skip
NAMED_BLOCKS = frozenset(("div", "section", "aside", "ul", "ol", "header", "form", "dialog", "p"))
GRID_ROLES = frozenset(("table", "grid", "treegrid", "row", "rowgroup"))
