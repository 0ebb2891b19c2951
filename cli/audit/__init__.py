"""`entree audit`: proves that the audit logs are what they were, and puts old months into files."""

from __future__ import annotations

from cli.audit.check import Finding, Report, examine
from cli.audit.command import audit
from cli.audit.logs import LOGS

__all__ = ["LOGS", "Finding", "Report", "audit", "examine"]
