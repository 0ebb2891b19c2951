"""Invoices and credit notes as people get them: PDF and mail."""
