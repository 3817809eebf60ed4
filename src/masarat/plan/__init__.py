"""The plan as a document, its independent checker, and the comparison of two plans."""
