"""Roads, routes and travel minutes; from a scenario to an instance."""
