"""Use cases of reports: the ledger of a journal, files, what people are told, the review."""
