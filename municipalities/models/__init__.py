"""Län, kommuner, and what is known of them: every observation with its indicator, period, unit, source and import."""

from municipalities.models.observations import Indicator, Observation
from municipalities.models.places import County, Municipality
from municipalities.models.provenance import Import, Source
from municipalities.models.report import Discrepancy, ReportFigure
from municipalities.models.statutes import StatutoryNumber

__all__ = [
    "County",
    "Discrepancy",
    "Import",
    "Indicator",
    "Municipality",
    "Observation",
    "ReportFigure",
    "Source",
    "StatutoryNumber",
]
