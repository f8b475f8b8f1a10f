"""One page of a PDF file, by itself: what a viewer that knows no page numbers is shown."""

import io
import logging
from pathlib import Path

from index.errors import UnreadableFile


def pdf_page(path: str, number: int) -> bytes:
    """Return a PDF of the page of this 1-based number; raises UnreadableFile."""
    from pypdf import PdfReader, PdfWriter
    from pypdf.errors import PyPdfError

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it warns of every flaw that it reads past
    cut = io.BytesIO()
    try:
        writer = PdfWriter()
        writer.add_page(PdfReader(path).pages[number - 1])
        writer.write(cut)
    # Beside its own errors pypdf raises what its parts raise on files that hold nonsense.
    except (PyPdfError, OSError, ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError) as exc:
        raise UnreadableFile(
            f"Page {number} of {Path(path).name!r} cannot be shown as it is printed.", hint="Its text can be read here."
        ) from exc
    return cut.getvalue()
