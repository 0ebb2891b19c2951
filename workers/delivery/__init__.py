"""Delivery of the outbox: what the database decided is carried out to the world outside."""
