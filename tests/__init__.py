"""The tests: rules, services, pages, journeys, house."""
