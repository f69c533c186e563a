"""The counter: open an account without e-mail or telephone, remake a card, block."""
