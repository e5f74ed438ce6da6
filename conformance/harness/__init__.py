"""The peers that the harness plays, what they hear and expect, and the world they live in."""
