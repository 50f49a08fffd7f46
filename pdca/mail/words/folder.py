"""Where the mail templates lie: inside the installed package, or at the root of a checkout."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pdca


@cache
def email_folder() -> Path:
    """Find the folder of the mail templates."""
    package = Path(pdca.__file__).parent
    shipped = package / "_shipped" / "templates" / "email"
    return shipped if shipped.is_dir() else package.parent / "templates" / "email"
