"""Hot spots on a grid, and the trend of series whose trend is known."""

import numpy as np
import pytest
from scipy.sparse import csr_array
from scipy.stats import kendalltau

from geo.watchlist.hot_spots import gi_star, hot_spots, mann_kendall

SIDE = 12
AT = np.arange(SIDE * SIDE).reshape(SIDE, SIDE)
CENTRE = [AT[row, column] for row in (4, 5, 6) for column in (4, 5, 6)]


@pytest.fixture(scope="module")
def grid():
    """Squares that touch along an edge or at a corner."""
    rows, columns = np.divmod(np.arange(SIDE * SIDE), SIDE)
    near = np.maximum(abs(rows - rows[:, None]), abs(columns - columns[:, None])) == 1
    return csr_array(near.astype(float))


def test_gi_star_is_that_of_the_published_formula(grid):
    random = np.random.default_rng(81)
    x = random.poisson(3, SIDE * SIDE)
    weights = grid.toarray() + np.eye(len(x))
    number, mean, spread = len(x), x.mean(), np.sqrt(np.square(x).mean() - x.mean() ** 2)
    expected = [
        (w @ x - mean * w.sum())
        / (spread * np.sqrt((number * np.square(w).sum() - w.sum() ** 2) / (number - 1)))
        for w in weights
    ]
    assert gi_star(x[:, None], grid)[:, 0] == pytest.approx(expected)


def test_gi_star_is_that_of_esda(grid):
    esda = pytest.importorskip("esda", reason="esda is not installed")
    libpysal = pytest.importorskip("libpysal", reason="libpysal is not installed")
    x = np.random.default_rng(81).poisson(3, SIDE * SIDE)
    theirs = esda.G_Local(
        x.astype(float), libpysal.weights.WSP(grid).to_W(), transform="B", star=True, permutations=0
    )
    assert gi_star(x[:, None], grid)[:, 0] == pytest.approx(theirs.Zs)


@pytest.mark.parametrize(
    ("course", "kind"),
    [
        ([0] * 12 + [30], "new"),
        (range(0, 39, 3), "growing"),
        ([12] * 13, "steady"),
        (range(60, 21, -3), "fading"),
    ],
)
def test_a_cluster_is_hot_and_its_trend_is_told(grid, course, kind):
    random = np.random.default_rng(82)
    counts = random.poisson(1, (SIDE * SIDE, 13))
    counts[CENTRE] += np.array(course)
    hot = hot_spots(counts, grid)["hot_spot"]
    assert hot[AT[5, 5]] == kind
    # What touches the cluster is beside it; what lies farther off is not hot.
    assert hot[AT[0]].isna().all()


def test_without_clusters_few_maps_hold_a_hot_spot(grid):
    random = np.random.default_rng(83)
    held = 0
    for _ in range(12):
        counts = random.negative_binomial(0.3, 0.2, (SIDE * SIDE, 6))
        held += hot_spots(counts, grid)["hot_spot"].notna().any()
    assert held <= 2


@pytest.mark.parametrize("empty", [0, 4])
def test_where_all_hold_as_many_nothing_is_hot(grid, empty):
    counts = np.full((SIDE * SIDE, 5), empty)
    assert hot_spots(counts, grid)["hot_spot"].isna().all()


def test_the_test_of_a_trend_is_kendalls():
    random = np.random.default_rng(84)
    series = np.concatenate([random.normal(size=(5, 13)), random.poisson(2, (5, 13))])
    series += np.linspace(0, 2, 13)
    score, p_value = mann_kendall(series)
    untied = [kendalltau(np.arange(13), row, method="exact").pvalue for row in series[:5]]
    assert p_value[:5] == pytest.approx(untied, abs=0.03)
    assert (score[:5] > 0).all()
    assert mann_kendall(-series)[0].tolist() == (-score).tolist()
