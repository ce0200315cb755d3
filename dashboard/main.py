"""The script that Streamlit runs.

It takes its package's name from its folder: in a checkout it is another than once installed.
"""

from importlib import import_module
from pathlib import Path

import_module(f"{Path(__file__).resolve().parent.name}.app").run()
