"""Writes one made-up hospital's year by itself, of any size: what benches and tests feed the product with."""

from pathlib import Path

from sitthi.book import Book
from sitthi.core.formats.format import FileFormat
from sitthi.demo.admitting import stays_of
from sitthi.demo.chance import Chance
from sitthi.demo.claims import claim_files
from sitthi.demo.country import lone_hospital
from sitthi.demo.people import People
from sitthi.demo.writing import write_files
from sitthi.demo.year import Year, visits_of

__all__ = ["hospital_year"]


def hospital_year(
    folder: Path,
    seed: int,
    n_stays: int,
    charges_per_stay: int = 25,
    encoding: str = "cp874",
    header: bool = True,
    n_visits: int | None = None,
) -> str:
    """Writes a faultless 16-file set of one general hospital into a new folder; gives the hospital's code.

    `charges_per_stay` is the mean of CHA's rows a stay; `n_visits` is a third of the stays unless given.
    """
    hospital = lone_hospital(n_stays)
    people = People.of([hospital], Chance(seed))
    stays = stays_of([hospital], people)
    visits = visits_of(
        hospital, 0, people, stays.person[stays.died], n_stays // 3 if n_visits is None else n_visits
    )
    year = Year(hospital, 0, [hospital.code], people, stays, visits, all_have_ids=True)
    folder.mkdir(parents=True)
    write_files(folder, Book().all(FileFormat)["eclaim16"], claim_files(year, charges_per_stay), encoding, header)
    return hospital.code
