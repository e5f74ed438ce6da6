"""The profiles: one form to speak of messages in, and each one's own on the wire."""
