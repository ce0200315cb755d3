"""The figures on watch lists in docs/method.md, by simulation: run once, some minutes.

    python -m benchmarks.watch_lists [LISTS]

Lists without change, by number of districts, φ and how unlike their rates are: how many hold an
alarm. Lists of which one district's rate doubles in week 40: how many show it within four weeks.
Lists followed for years: how many weeks lie between alarms that are new.
"""

import sys

import numpy as np

from geo.watchlist.alarm import PIECE, judge
from geo.watchlist.negative_binomial import drawn

WEEKS, DRAWS, LEVEL = 4, 199, 0.05
ALIKE, MIXED = "5 a week each", "mixed"
DISTRICTS = (10, 20, 30)


def listed(counts, upto):
    """Return the p-values of the list that is made after so many weeks."""
    pieces = min((upto - WEEKS) // PIECE, 13)
    usual = counts[:, upto - WEEKS - pieces * PIECE : upto - WEEKS]
    usual = usual.reshape(len(counts), pieces, PIECE).sum(axis=2)
    return judge(usual, counts[:, upto - WEEKS : upto].sum(axis=1), WEEKS, DRAWS).p_list


def rates(random, kind, number):
    """Return events a week: alike, or log-normal with a median of one in three weeks."""
    return np.full(number, 5.0) if kind == ALIKE else random.lognormal(-1, 1.3, number)


def weekly(random, rate, weeks, phi):
    """Return counts by district and week."""
    return drawn(random, np.repeat(rate[:, None], weeks, axis=1), phi)


def main(lists):
    """Print all figures."""
    random = np.random.default_rng(16)
    for number in DISTRICTS:
        for phi in (1.0, 2.75):
            for kind in (ALIKE, MIXED):
                held = [
                    listed(weekly(random, rates(random, kind, number), 56, phi), 56).min() <= LEVEL
                    for _ in range(lists)
                ]
                print(f"{number} districts, {kind}, φ {phi}: {np.mean(held):.1%} hold an alarm")
            found = []
            for _ in range(lists):
                counts = weekly(random, np.full(number, 5.0), 52, phi)
                counts[0, 39:] = drawn(random, np.full(13, 10.0), phi)
                found.append([listed(counts, upto)[0] <= LEVEL for upto in range(40, 48)])
            within = np.cumsum(found, axis=1).clip(max=1).mean(axis=0)
            print(
                f"{number} districts, φ {phi}: a doubled rate found within 4 weeks in "
                f"{within[3]:.0%}, within 8 in {within[7]:.0%}"
            )
    for phi in (1.0, 2.75):
        new = weeks = 0
        for _ in range(max(1, lists // 50)):
            counts = weekly(random, np.full(20, 5.0), 56 + 104, phi)
            alarms = np.array([listed(counts, upto) <= LEVEL for upto in range(56, 160)])
            new += (alarms[1:] & ~alarms[:-1]).any(axis=1).sum()
            weeks += len(alarms) - 1
        print(f"20 districts, φ {phi}: a new alarm every {weeks / max(new, 1):.0f} weeks")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000)
