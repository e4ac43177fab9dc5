"""What is found wrong: codes, reports, shapes."""
