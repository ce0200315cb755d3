"""What the server hands out beside Streamlit's pages: documents, first page, downloads."""
