"""What a database cannot do: HTTP functions, Mollie, e-mail, background deliveries."""
