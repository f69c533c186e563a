"""What a view gives back."""

from typing import TypeAlias

from werkzeug.wrappers import Response

Answer: TypeAlias = str | Response | tuple[str, int]
