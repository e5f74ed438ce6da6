"""What must follow: plain, exact, slow, pure functions that the suite judges by. No clock, no socket."""
