"""The command line: parses, calls one archive function, prints. `main` is the way in."""
