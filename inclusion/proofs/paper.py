"""A receipt or a certificate as a tagged PDF, with its signed text to copy."""

from typing import Any

from flask import render_template

from inclusion import pdf
from inclusion.errors import Unavailable
from inclusion.web.session import settings

TIGHTNESSES = ("", "tight")


def has_pdf() -> bool:
    """Tell whether this machine can make PDF files."""
    return pdf.is_available()


def made(*, title: Any, facts: list[tuple[Any, str]], jws: str, address: str) -> bytes:
    """Return the sheet; raises Unavailable where this machine cannot make one."""
    if not pdf.is_available():
        raise Unavailable("pdf")
    pages = (
        render_template(
            "proofs/_statement_pdf.html",
            title=title,
            facts=facts,
            jws=jws,
            address=address,
            tightness=tightness,
        )
        for tightness in TIGHTNESSES
    )
    return pdf.made(pages, sheet=settings().root / "static" / "paper" / "statement.css")
