"""Who may sign in to the demonstration, with the secrets that a guide prints."""

from inclusion.demo.cast import AGENTS, CITIZENS

Line = dict[str, str | None]


def accounts() -> list[Line]:
    """Return one line an account; null where there is no such secret."""
    return [
        {
            "role": part.role.value,
            "name": part.name,
            "structure": part.structure,
            "identifier": part.identifier,
            "password": part.passphrase,
            "safe_code": part.passphrase if part.has_safe else None,
            "totp_secret": part.totp_secret,
        }
        for part in (*CITIZENS, *AGENTS)
    ]
