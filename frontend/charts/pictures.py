"""A chart as SVG or PNG. Drawn once for each set of figures, in each language, and kept on disk: no page view draws."""

import hashlib
import os
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Literal

import altair as alt
import vl_convert
from django.conf import settings
from django.utils.translation import get_language

from frontend.charts.theme import DARK, LIGHT, Drawing, Palette, definition, framed

Format = Literal["svg", "png"]
VEGA_LITE = "6.4"
PNG_SCALE = 2

# A change of these files, or of the words in another language, is a change of every picture.
_HERE = Path(__file__).parent
_SOURCES = sorted([*_HERE.glob("*.py"), *_HERE.parent.glob("locale/*/LC_MESSAGES/*.mo")])
_DEFINITION = hashlib.sha256(b"".join(path.read_bytes() for path in _SOURCES) + alt.__version__.encode()).hexdigest()


@dataclass(frozen=True)
class Picture:
    """One definition for page, SVG and PNG. `figures` is what it is drawn from: its digest names the file."""

    name: str
    title: str
    subtitle: str
    notes: Sequence[str]
    figures: str
    draw: Callable[[Palette], Drawing]

    def digest(self, view: str, format: Format) -> str:
        words = (self.name, self.title, self.subtitle, *self.notes)
        parts = (_DEFINITION, str(get_language()), *words, self.figures, view, format)
        return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()

    def rendered(self, view: str, format: Format) -> bytes:
        """`view`: "" for a picture that stands by itself; "ljus" or "mork" for one on a page that has its heading."""
        path = settings.VAR_DIR / "pictures" / f"{self.digest(view, format)}.{format}"
        if not path.exists():
            _write(path, self._render(view, format))
        return path.read_bytes()

    def _render(self, view: str, format: Format) -> bytes:
        palette = DARK if view == "mork" else LIGHT
        drawing = self.draw(palette)
        if not view:
            drawing = framed(drawing, self.title, self.subtitle, self.notes, palette)
        specification = definition(drawing, palette)
        if format == "svg":
            return _shortened(vl_convert.vegalite_to_svg(specification, vl_version=VEGA_LITE)).encode()
        return bytes(vl_convert.vegalite_to_png(specification, vl_version=VEGA_LITE, scale=PNG_SCALE))


def _shortened(svg: str) -> str:
    """No screen shows a hundredth of a pixel: half the size."""
    return re.sub(r"\d+\.\d{2,}", lambda found: f"{float(found[0]):.1f}", svg)


def _write(path: Path, content: bytes) -> None:
    """Whole or not at all: another process may be reading."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=path.parent, delete=False) as file:
        file.write(content)
    os.replace(file.name, path)
