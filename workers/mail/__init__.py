"""E-mail: what is said, the letter around it, and the sending."""
