"""The English pages keep Swedish dates and numbers: the same figure must read the same in both."""

from frontend.formats.sv.formats import *  # noqa: F403
