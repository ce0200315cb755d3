"""One module for each page; each reads the view, takes cached frames, and shows."""
