"""The conditions of the safe: their version, and the durations that they promise."""

from datetime import timedelta

VERSION = "2026-03"
"""Written in the safe when it is made; change it with the page « Conditions du coffre »."""
BACKUP_DAYS = 30
BACKUP_TIME = timedelta(days=BACKUP_DAYS)
"""How long a backup is kept: what is erased is gone from everywhere after it (CNIL 2013-270)."""
NOTICE_MONTHS = 3
RECOVERY_MONTHS = 12
"""Before the service closes, and after a person lost their access (D.541 CPCE)."""
