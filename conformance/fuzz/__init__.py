"""Campaigns: long programs of messages, drawn up front, that look for faults no case foresaw."""
