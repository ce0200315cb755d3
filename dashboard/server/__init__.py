"""Whom the server answers, and what it hands out beside Streamlit's own pages."""
