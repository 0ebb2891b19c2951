"""The API as clients meet it: over HTTP, through the gateway."""
