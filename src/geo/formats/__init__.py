"""Layers of strangers, format by format: nothing in them is run, fetched, followed or believed."""
