"""Filters and tags of every page (a template builtin: no load needed), with Swedish names as in Swedish pages."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from django import template
from django.forms import BoundField, CheckboxInput
from django.forms.boundfield import BoundWidget
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from allocation import amounts
from frontend import formatting, statuses
from frontend.icons import ICONS

register = template.Library()


class DrawnField(NamedTuple):
    widget: SafeString
    hint: str
    hint_id: str
    error_id: str
    described_by: str
    is_single_check: bool


NOTICE_ICONS = {
    "success": "check-circle",
    "warning": "warning",
    "danger": "warning",
    "calculation": "calculation",
    "synthetic": "flask",
}
NOTICE_TITLES = {
    "calculation": gettext_lazy("Jämkas egen beräkning, inte Migrationsverkets."),
    "synthetic": gettext_lazy("Konstruerade uppgifter."),
}


def _missing(value: object) -> bool:
    return value is None or value == ""


@register.simple_tag
def saknas(reason: str = "") -> SafeString:
    """A dash for the eye and the reason for the ear; what is missing is never a zero."""
    return format_html(
        '<span class="missing"><span aria-hidden="true">{}</span><span class="ds-sr-only">{}</span></span>',
        formatting.MISSING,
        reason or _("uppgift saknas"),
    )


@register.filter
def tal(value: int | None, decimals: int | str = 0) -> str:
    """{{ amount|tal:round.decimals }}: an amount in integer units, 123450 with 2 → 1 234,50."""
    return saknas() if _missing(value) else amounts.show(int(value or 0), int(decimals or 0))


@register.filter
def siffra(value: formatting.Number | None, decimals: int | str = 0) -> str:
    """{{ 112.43|siffra:1 }}: any number, rounded → 112,4."""
    return saknas() if _missing(value) else formatting.number(value or 0, int(decimals or 0))


@register.filter
def andring(value: int | None, decimals: int | str = 0) -> str:
    """{{ amount|andring:2 }}: +3, −3, · for unchanged."""
    if _missing(value):
        return saknas()
    if not value:
        return format_html(
            '<span aria-hidden="true">{}</span><span class="ds-sr-only">{}</span>',
            formatting.UNCHANGED,
            _("oförändrat"),
        )
    return formatting.change(int(value), int(decimals or 0))


@register.filter
def riktning(change: int | None) -> str:
    """The class of a change: to the kommun, from it, or none."""
    return "receives" if change and change > 0 else "gives" if change else "same"


@register.filter
def procent(share: formatting.Number | None, decimals: int | str = 0) -> str:
    """{{ 0.959|procent:1 }}: a share → 95,9 %."""
    return saknas() if _missing(share) else formatting.percent(share or 0, int(decimals or 0))


@register.simple_tag
def avsteg(difference: int, proposed: int, decimals: int = 0) -> str:
    """The number before the percentage: +5 (+3 %). Nothing where nothing deviates."""
    if not difference:
        return ""
    text = formatting.change(difference, decimals)
    if not proposed:
        return text
    return f"{text} ({formatting.signed(formatting.percent(Decimal(difference) / proposed))})"


@register.filter
def datum(value: date | None) -> str:
    """2026-11-15"""
    return saknas() if value is None else formatting.day(value)


@register.filter
def tidpunkt(value: datetime | None) -> str:
    """2026-11-15 kl. 16.00, as the clock goes in Stockholm."""
    return saknas() if value is None else formatting.moment(value)


@register.simple_tag
def ikon(name: str) -> SafeString:
    """An icon beside a text that says the same; hidden from screen readers."""
    return format_html(
        '<svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">'
        '<path d="{}"/></svg>',
        ICONS[name],
    )


@register.simple_tag
def statusens_utseende(status: str) -> dict[str, str]:
    look = statuses.look(str(status))
    return {"tone": look.tone, "icon": look.icon, "label": statuses.label(str(status))}


@register.simple_tag
def upplysning(kind: str, title: str = "") -> dict[str, str]:
    """The icon of a notice, and what it says by itself."""
    return {"icon": NOTICE_ICONS.get(kind, "info"), "title": title or str(NOTICE_TITLES.get(kind, ""))}


@register.simple_tag
def summan(total: int, expected: int, cap: bool = False) -> dict[str, int | bool]:
    """How a sum stands against its total: `holds`, and `over` or `under` by how much."""
    return {
        "holds": total <= expected if cap else total == expected,
        "over": max(total - expected, 0),
        "under": 0 if cap else max(expected - total, 0),
    }


@register.simple_tag
def formfalt(field: BoundField, hint: str = "") -> DrawnField:
    """A form field's widget in the design system's dress, tied to its hint and its error."""
    hint = hint or str(field.help_text)
    hint_id, error_id = f"{field.auto_id}_hint", f"{field.auto_id}_error"
    described_by = " ".join([hint_id] * bool(hint) + [error_id] * bool(field.errors))
    attrs: dict[str, str | bool] = {"class": "ds-input"}
    if described_by:
        attrs["aria-describedby"] = described_by
    return DrawnField(
        widget=mark_safe(field.as_widget(attrs=attrs)),  # noqa: S308 — the widget has escaped its own values
        hint=hint,
        hint_id=hint_id,
        error_id=error_id,
        described_by=described_by,
        is_single_check=isinstance(field.field.widget, CheckboxInput),
    )


@register.simple_tag
def alternativ(option: BoundWidget) -> SafeString:
    """One of a field's choices: its radio button or check box, in the same dress."""
    option.data["attrs"]["class"] = "ds-input"
    return option.tag()


@register.simple_tag
def leg(field: BoundField, current: int, name: str) -> SafeString:
    """The change of one kommun in a jamka-balance: what it has now goes with the input."""
    attrs: dict[str, Any] = {"class": "ds-input", "data-leg": True, "data-current": current, "data-name": name}
    if field.errors:
        attrs["aria-describedby"] = f"{field.auto_id}_error"
    return mark_safe(field.as_widget(attrs=attrs))  # noqa: S308


@register.filter
def sidor(page: Any) -> list[int | str]:
    """The page numbers to show, with Django's ellipsis between the far ones."""
    return list(page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1))
