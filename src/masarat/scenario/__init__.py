"""What people write (`document`), its files, and the solver-ready numbers (`instance`)."""
