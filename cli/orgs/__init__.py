"""`entree org`: a whole org into a file, out of it, from cell to cell, and away for good."""

from __future__ import annotations

from cli.orgs.command import org

__all__ = ["org"]
