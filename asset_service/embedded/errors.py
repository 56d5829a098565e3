"""What can go wrong when this process runs its own servers; the message is for the operator."""


class EmbeddedError(Exception):
    """A server or process cannot be run here; `str()` says why and what helps."""


class AlreadyRunning(EmbeddedError):
    """Another process holds this data folder."""
