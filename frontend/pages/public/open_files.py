"""Open data as files, for anyone: CSV by RFC 4180 (commas, decimal points, nothing but rows), and pictures."""

import csv
from io import StringIO

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_vary_headers

from frontend.charts.pictures import Format, Picture
from frontend.pages.files import Table

CONTENT_TYPES: dict[Format, str] = {"svg": "image/svg+xml", "png": "image/png"}
VIEWS = ("", "ljus", "mork")


def open_csv(table: Table) -> HttpResponse:
    """The names of the columns are the API's. What must be said of the numbers is in the XLSX and on the page."""
    text = StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(table.columns)
    writer.writerows(table.rows)
    headers = {"Content-Disposition": f'attachment; filename="{table.name}.csv"', "Access-Control-Allow-Origin": "*"}
    return HttpResponse(text.getvalue(), content_type="text/csv; charset=utf-8", headers=headers)


def picture(request: HttpRequest, drawn: Picture, format: Format) -> HttpResponse:
    """`?visning=ljus` or `mork`: without heading and source, for a page that has them."""
    view = request.GET.get("visning", "")
    view = view if view in VIEWS else ""
    etag = f'"{drawn.digest(view, format)}"'
    if unchanged := get_conditional_response(request, etag=etag):
        return unchanged
    headers = {"ETag": etag, "Cache-Control": "public, max-age=300"}
    if not view:
        headers["Content-Disposition"] = f'inline; filename="{drawn.name}.{format}"'
    response = HttpResponse(drawn.rendered(view, format), content_type=CONTENT_TYPES[format], headers=headers)
    patch_vary_headers(response, ["Cookie"])  # its words are in the reader's language
    return response
