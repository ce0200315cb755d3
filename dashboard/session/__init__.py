"""What one session holds: its view, its datasets, and what is read and counted once for all."""
