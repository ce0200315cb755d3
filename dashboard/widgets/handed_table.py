"""A table on the page, and all of it as a file."""

from typing import Literal

import pandas as pd
import streamlit as st

from geo.export.export import CSV_ENCODING, table_csv

from ..server.downloads import download_button

TABLE_ROWS = 500
Width = Literal["small", "medium", "large"]


def show_table(
    frame: pd.DataFrame,
    what: str,
    file: str,
    *,
    whole: pd.DataFrame | None = None,
    restricted: bool = False,
) -> None:
    """Show the first rows of a table, and hand over all of it, or the whole that it sums up.

    What tells of a restricted dataset is shown here only.
    """
    widths: dict[str, Width] = {"rows": "small", "first row": "small", "reason": "large"}
    columns = {name: st.column_config.Column(width=width) for name, width in widths.items()}
    st.dataframe(
        frame.head(TABLE_ROWS), hide_index=True, column_config=columns, key=f"table_{file}"
    )
    if len(frame) > TABLE_ROWS:
        st.caption(f"The first {TABLE_ROWS:,} of {len(frame):,}.")
    if restricted:
        st.caption("Of a restricted dataset: shown here only, not handed over as a file.")
        return
    download_button(
        f"Download {what} (CSV)",
        lambda: table_csv(frame if whole is None else whole).encode(CSV_ENCODING),
        f"borderwatch-{file}.csv",
        key=f"get_{file}",
    )
