"""« Conditions du coffre »: what R.55-1 and D.539 CPCE ask to say before a safe is made."""

from flask import render_template

from inclusion.safe.rules import BIN_DAYS, terms
from inclusion.safe.views import bp
from inclusion.web import access
from inclusion.web.session import settings


@bp.get("/coffre/conditions", endpoint="terms")
@access.public
def show_terms() -> str:
    """Say the conditions, with the values that the code keeps to."""
    chosen = settings()
    return render_template(
        "safe/terms.html",
        version=terms.VERSION,
        bin_days=BIN_DAYS,
        backup_days=terms.BACKUP_DAYS,
        notice_months=terms.NOTICE_MONTHS,
        recovery_months=terms.RECOVERY_MONTHS,
        most_documents=chosen.safe_most_documents,
        quota_bytes=chosen.safe_quota_bytes,
        most_bytes=chosen.max_upload_bytes,
        conformity=chosen.safe_conformity,
    )
