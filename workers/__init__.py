"""What a database cannot do itself: HTTP functions, Mollie, e-mail, delivery of the outbox."""
