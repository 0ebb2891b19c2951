"""Tickets as a person holds them: signed codes, QR, PDF, calendar entry."""
