"""Reports: who said what through whom, and what that makes of a place or a road at a moment."""
