"""One function a rule of docs/rules.md, each reading the instance and the movement table alone."""
