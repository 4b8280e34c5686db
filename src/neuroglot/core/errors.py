"""The one error that users are meant to see."""

from __future__ import annotations


class NeuroglotError(Exception):
    """Something that was given can't be used; the message says what, what was expected, and what to do.

    The command line prints the message as one line and exits with 2.
    """
