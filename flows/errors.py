"""Everything that Dateline raises on purpose.

DatelineError
├── UsageError         the call is wrong; the command line answers with exit code 2
├── Rejected           one input cannot become an article; becomes its disposition, stops nothing else
├── WarehouseLocked    another process held the warehouse longer than the wait allowed
└── StorageFailed      the disk refused a write (full, quota, read-only)
"""

import errno

# What the operating system answers when a disk takes no more.
DISK_ERRNOS = frozenset((errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS))


class DatelineError(Exception):
    """Base of all errors that are explained to the user instead of shown as a traceback."""


class UsageError(DatelineError):
    """What was asked for cannot be done as written; the message says what to write instead."""


class Rejected(DatelineError):
    """One input that cannot become an article.

    Args:
        code: a code of `seeds/disposition_codes.csv`.
        detail: what exactly was found, for the `detail` column; may be empty.
    """

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code, detail)
        self.code = code
        self.detail = detail


class WarehouseLocked(DatelineError):
    """The warehouse file stayed locked by another process for longer than `lock_wait_s`."""


class StorageFailed(DatelineError):
    """The disk refused a write; what was staged before stays and is loaded by the next run."""
