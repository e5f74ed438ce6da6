"""What holds the reference messages to the schemas."""
