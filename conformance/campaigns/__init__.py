"""Campaigns in use: targets for them, the command, replay, workers, findings on disk."""
