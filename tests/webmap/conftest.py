"""The document's script run by Node, on containers as a document holds them."""

import json
import shutil
import subprocess
from importlib import resources

import pytest

SCRIPTS = ("data", "words", "model", "histogram", "play", "timebar", "grid", "compare")
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
