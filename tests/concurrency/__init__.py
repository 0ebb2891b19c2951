"""Two at once: real parallel connections, seen waiting for locks."""
