"""English numbers in running text and tables. Dates are written as in Swedish: 2026-11-15 is read alike by all."""

from frontend.formats.sv.formats import *  # noqa: F403

DATETIME_FORMAT = SHORT_DATETIME_FORMAT = "Y-m-d H:i"
TIME_FORMAT = "H:i"
DECIMAL_SEPARATOR = "."
THOUSAND_SEPARATOR = ","
