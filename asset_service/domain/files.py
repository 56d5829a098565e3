"""The life of a stored file: named -> condemned -> removed -> its files are gone -> no row."""

from datetime import timedelta

PUT_SERVES = timedelta(minutes=30)
"""How long a file that was put may wait for its name; later it has to be put again."""

DELETE_WITHIN = timedelta(seconds=60)
"""How long after its decision a collector may delete; then others may have taken over."""

TAKE_OVER_AFTER = timedelta(seconds=180)
"""When a decision that nobody carried out is somebody else's: what is left of
DELETE_WITHIN, and the longest that a store may take for one call, lie before it."""

FORGET_AFTER = timedelta(days=1)
"""How long a row outlasts its files. Longer than PUT_SERVES: whoever put the same bytes
while they were deleted still finds the row when it comes to name them."""

CLOCK_SKEW = timedelta(days=1)
"""By how much the object store's clock may differ from the database's."""
