"""Writers of files for people and programs, one module a format."""
