"""AdjRW of Thai DRG version 6: the worked stays of the manual and of its table, under made-up DRG codes.

[thai-drg-6 AdjRW] Rows of the DRG table as the manual prints them; the codes are ours, their third digit says
medical (5) or procedure (0). The second DRG's last two lines are the manual's own print, which takes the outlier
factor as 1.
"""

import pytest

# DRG    RW0d    RW     WtLOS   OT  OF
TABLE = """
  99501  0.6201  0.6814   3.55  11  1.00
  99002  2.0872  2.4848   6.28  19  0.67
  99503  0.6216  0.6831   3.36  10  1.00
  99004  3.3675  7.6533  23.05  69  0.97
  99505  0.2802  0.2802   2.89   9  0.51
  99006  1.2675  1.3929   3.99  12  1.00
"""

# DRG    LOS  AdjRW    rule
STAYS = """
  99501    0   0.6201  under_24h
  99501    1   0.6508  low
  99501    2   0.6814  standard
  99501   14   0.9124  over_ot
  99002    2   2.3523  low
  99002   45   5.0908  over_2ot
  99002   65   6.1103  over_3ot
  99503    0   0.6216  under_24h
  99503    1   0.6524  low
  99503    2   0.6831  standard
  99503   15   1.0681  over_ot
  99503   80   1.9331  over_3ot
  99004    0   3.3675  under_24h
  99004    1   3.9032  low
  99004    2   4.4390  low
  99004    5   6.0461  low
  99004   40   7.6533  standard
  99004   80   9.3392  over_ot
  99004  200  25.8540  over_2ot
  99505    0   0.2802  under_24h
  99505   15   0.5158  over_ot
  99505   40   0.8540  over_3ot
  99006    0   1.2675  under_24h
  99006    1   1.3302  low
  99006    2   1.3929  standard
  99006   15   1.6641  over_ot
  99006   40   3.1785  over_3ot
"""

# DRG    LOS  AdjRW with an outlier factor of 1
WITH_FACTOR_ONE = """
  99002   45   6.3744
  99002   65   7.8960
"""


def rows(drawn: str) -> list[list[str]]:
    return [line.split() for line in drawn.strip().splitlines()]


@pytest.fixture
def computed(sitthi, table):
    """Imports the made-up table and gives AdjRW and rule of drawn stays."""
    drgs = table("drg,rw0d,rw,wtlos,ot,of", *(",".join(row) for row in rows(TABLE)), name="drgs.csv")
    assert sitthi("adjrw", "import", drgs, "--version", "6.0", "--from", "2020-10-01").exit == 0

    def compute(drawn, *options):
        stays = table("id,drg,los", *(f"{n},{drg},{los}" for n, (drg, los, *_) in enumerate(rows(drawn))))
        ran = sitthi("adjrw", "compute", stays, *options)
        assert ran.exit == 0
        return [[stay["drg"], str(stay["los"]), stay["adjrw"], stay["rule"]] for stay in ran.data["stays"]]

    return compute


def test_the_stays_of_the_manual(computed):
    assert computed(STAYS) == rows(STAYS)


def test_the_manuals_own_print_takes_the_outlier_factor_as_one(computed):
    stays = computed(WITH_FACTOR_ONE, "--choice", "outlier_factor=one")
    assert [stay[:3] for stay in stays] == rows(WITH_FACTOR_ONE)


def test_the_table_of_version_63_holds_its_own_rules(sitthi, shared):
    folder = shared / "data" / "thai_drg_63"
    if not folder.is_dir():
        pytest.skip("the grouper's folder is not here")
    ran = sitthi("adjrw", "import", folder, "--version", "6.3", "--from", "2021-02-14")
    assert (ran.exit, ran.data["drgs"]) == (0, 1546)
    assert "findings" not in ran.data
    assert ran.data["checks"] == {
        "rows": 1546, "live": 1542, "error_drgs": 4, "ot_missed": 0, "out_of_range": 0,
        "beside": {"diagnoses": True, "procedures": True, "exclusions": True},
    }  # fmt: skip
