"""Intake: from a news text to draft reports, for a person to accept, edit or reject."""
