"""The acts: each is one module with `play(stage)`, and leaves on the stage what others need."""
