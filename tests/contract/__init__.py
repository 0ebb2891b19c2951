"""The Mollie sandbox against Mollie's documentation, and the workers against the sandbox."""
