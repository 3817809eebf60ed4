"""Use cases, and the command line as a thin shell over them."""
