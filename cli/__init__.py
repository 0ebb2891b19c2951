"""The command line: `entree …`, the local stack, the pipeline, the demo and the bench."""
