"""The outbox: what we tell people by e-mail, by SMS or by letter, sent after the fact."""
