"""The document's script run by Node, on containers as a document holds them."""

import json
import shutil
import subprocess
from importlib import resources

import pytest

from geo.webmap.event_columns import event_columns
from geo.webmap.ground_columns import ground_columns

SCRIPTS = ("data", "words", "model", "histogram", "play", "timebar", "grid", "ownarea", "compare")
BEGIN = """
const fs = require("fs");
const asked = JSON.parse(fs.readFileSync(0, "utf-8"));
const read = (path) => bw.unpack(new Uint8Array(fs.readFileSync(path)).buffer);
if (asked.ground) {
  const ground = read(asked.ground);
  Object.assign(bw, { words: ground.words, palette: ground.palette, model: new bw.Model(ground) });
  bw.model.setEvents(read(asked.events));
}
"""


@pytest.fixture(scope="session")
def in_script():
    """Run lines of JavaScript after the document's scripts; ``asked`` is what they are given."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("no Node here; `make setup` installs it")
    folder = resources.files("geo.webmap").joinpath("assets")
    scripts = "\n".join(folder.joinpath(f"{name}.js").read_text("utf-8") for name in SCRIPTS)

    def run(lines, **asked):
        program = f"{scripts}\n{BEGIN}\nconsole.log(JSON.stringify((() => {{ {lines} }})()));"
        done = subprocess.run(
            [node, "-e", program],
            input=json.dumps(asked),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr[-2000:]
        return json.loads(done.stdout)

    return run


@pytest.fixture(scope="session")
def files(joined, tmp_path_factory):
    """The two containers of a document, as files."""
    folder = tmp_path_factory.mktemp("containers")

    def containers(events):
        paths = {"ground": folder / "ground", "events": folder / f"events{len(events)}"}
        paths["ground"].write_bytes(ground_columns())
        paths["events"].write_bytes(event_columns(events, texts=False))
        return {name: str(path) for name, path in paths.items()}

    return containers
