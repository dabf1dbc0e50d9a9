"""Whether PDF can be printed here, and what to install where it cannot."""

from __future__ import annotations

import pytest


def _why_not() -> str:
    try:
        import weasyprint  # noqa: F401
    except ImportError:
        return "the extra `pdf` is not installed: pip install 'subprocessor-monitor[pdf]'"
    except OSError:  # the package is there, the library it draws with is not
        return "Pango is not installed: apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
    return ""


WHY_NOT = _why_not()
needs_printer = pytest.mark.skipif(bool(WHY_NOT), reason=WHY_NOT)
