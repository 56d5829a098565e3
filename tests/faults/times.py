"""What is promised in seconds, and how long a lease is meanwhile."""

LEASE = 3
WITHIN = LEASE + 10.0
"""Seconds after a fault's end in which every job must have ended."""
