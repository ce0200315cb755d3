"""Whom the server answers, and what it hands out beside Streamlit's pages: documents, first page,
downloads."""
