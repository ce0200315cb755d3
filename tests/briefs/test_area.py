"""An area of one's own in the spec of a pack."""

import pytest

from geo.briefs.spec import figure_table, read_spec
from geo.errors import PageFault
from geo.view.view import View


def test_a_spec_carries_an_area(tmp_path):
    spec = tmp_path / "spec.toml"
    spec.write_text('[[figure]]\nkind = "map"\narea = "circle:69.17,34.53,50~Kabul"\n')
    (figure,) = read_spec(spec).figures(None)
    assert figure.view == View(area="circle:69.17,34.53,50~Kabul")
    assert figure_table("map", figure.view)["area"] == figure.view.area.text


@pytest.mark.parametrize("text", ["circle:69.17", "units:XX01", "valley.kml"])
def test_a_spec_whose_area_is_none_is_refused(tmp_path, text):
    spec = tmp_path / "spec.toml"
    spec.write_text(f'[[figure]]\nkind = "map"\narea = "{text}"\n')
    with pytest.raises(PageFault, match="figure 1: "):
        read_spec(spec)
