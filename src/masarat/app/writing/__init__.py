"""Writing files: into which folder, whether it can be written to, and all of them or none."""
