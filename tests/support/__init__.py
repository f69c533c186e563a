"""What the tests share: a clock, databases, a page client, judges."""
