"""What a view of the catalogue returns."""

from typing import TypeAlias

from werkzeug.wrappers import Response

Answer: TypeAlias = str | Response | tuple[str, int]
