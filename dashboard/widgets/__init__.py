"""Parts of pages: sidebar, map frame, forms, charts, lists."""
