"""Makes up a province or region whole and writes it: the sets of its hospitals and all that goes with them.

Each hospital's sets lie in `eclaim16/<code>` and `moph43/<code>`. Every third hospital's have faults, listed in
`planted/<format>-<code>.csv`; the others are clean. Claims come as text in cp874, some in a zip, some as DBF. What
is there already stays as it is.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from sitthi.book import Book
from sitthi.core.formats.format import FileFormat
from sitthi.demo.admitting import stays_of
from sitthi.demo.chance import Chance
from sitthi.demo.claims import claim_files
from sitthi.demo.country import Hospital, Size, hospitals
from sitthi.demo.inputs import overrides, population, units, values
from sitthi.demo.letters import Cells
from sitthi.demo.people import People
from sitthi.demo.planting import SpoiltLine, plant_faults, planted_table
from sitthi.demo.register import register_files
from sitthi.demo.stays import Stays
from sitthi.demo.weights import DRG_TABLE
from sitthi.demo.writing import Form, write_files
from sitthi.demo.year import Year, visits_of
from sitthi.files.whole import whole_file, whole_folder

__all__ = ["Province", "SetPlace", "write_once"]

_CHARGES_PER_STAY = {Size.SMALL: 12, Size.PROVINCE: 10, Size.REGION: 4}
_VISITS_PER_MILLE = {Size.SMALL: 1500, Size.PROVINCE: 600, Size.REGION: 100}
"""Visits for a thousand stays: clinics see many times more in life, but no indicator looks at them."""


@dataclass(frozen=True, slots=True)
class SetPlace:
    """A set on disk: its format, whose it is, the folder of its files, and the list of faults planted in it."""

    format: str
    hospital: str
    folder: Path
    planted: Path | None


@dataclass(frozen=True)
class Province:
    """A made-up country of one size and seed; the same two make the same bytes.

    Without faults nothing is planted; that a few people have no citizen id stays.
    """

    size: Size
    seed: int
    with_faults: bool = True

    @cached_property
    def hospitals(self) -> Sequence[Hospital]:
        """Are its hospitals, province by province."""
        return hospitals(self.size, self.seed)

    @cached_property
    def people(self) -> People:
        """Are the people registered to them."""
        return People.of(self.hospitals, Chance(self.seed))

    @cached_property
    def _stays(self) -> Stays:
        return stays_of(self.hospitals, self.people)

    def year(self, place: int) -> Year:
        """Gives a hospital's year."""
        hospital = self.hospitals[place]
        stays = self._stays.taken(self._stays.hospital == place)
        n_visits = hospital.n_stays * _VISITS_PER_MILLE[self.size] // 1000
        # Who died in a bed anywhere comes to no clinic.
        died = self._stays.person[self._stays.died]
        visits = visits_of(hospital, place, self.people, died, n_visits)
        codes = [one.code for one in self.hospitals]
        return Year(hospital, place, codes, self.people, stays, visits, all_have_ids=not _is_faulty(place))

    def inputs(self) -> dict[str, str]:
        """Gives the tables that go with the sets, by file name."""
        return {
            "population.csv": population(self.hospitals, self.people),
            "units.csv": units(self.hospitals),
            "values.csv": values(self.hospitals, self.people.chance),
            "decision.toml": overrides(),
            "drg.csv": DRG_TABLE.read_text(encoding="utf-8"),
        }

    def sets(self, folder: Path) -> list[SetPlace]:
        """Names the sets that belong below a folder, each hospital's claims first."""
        return [
            SetPlace(
                format,
                one.code,
                folder / format / one.code,
                folder / "planted" / f"{format}-{one.code}.csv" if self.with_faults and _is_faulty(n) else None,
            )
            for n, one in enumerate(self.hospitals)
            for format in ("eclaim16", "moph43")
        ]

    def write(self, folder: Path, book: Book) -> Iterator[SetPlace]:
        """Writes what is not there yet, each file and each set whole; names every set once it lies there."""
        for name, text in self.inputs().items():
            write_once(folder / name, text)
        places = {one.code: n for n, one in enumerate(self.hospitals)}
        for place in self.sets(folder):
            if not place.folder.exists():
                self._write_set(place, self.year(places[place.hospital]), book)
            yield place

    def _write_set(self, place: SetPlace, year: Year, book: Book) -> None:
        files, spoilt = self._files(place.format, year, book), list[SpoiltLine]()
        if place.planted is not None:
            files, planted, spoilt = plant_faults(place.format, files)
            # The list goes first: a set that is there always has one.
            place.planted.unlink(missing_ok=True)
            write_once(place.planted, planted_table(planted))
        form = _form(year.place) if place.format == "eclaim16" else Form.TEXT
        with whole_folder(place.folder) as beside:
            write_files(beside, book.all(FileFormat)[place.format], files, spoilt=spoilt, form=form)

    def _files(self, format: str, year: Year, book: Book) -> Mapping[str, Mapping[str, Cells]]:
        charges = _CHARGES_PER_STAY[self.size]
        if format == "eclaim16":
            return claim_files(year, charges)
        # A region's people are many; there the register has those who came.
        return register_files(year, charges, book, everybody=self.size is not Size.REGION)


def _is_faulty(place: int) -> bool:
    """Tells the hospitals that send sets with faults: every third."""
    return place % 3 == 1


def _form(place: int) -> Form:
    """Tells how a hospital's claims come: of those without faults every other as text, the rest as zip or DBF."""
    return {2: Form.ZIP, 5: Form.DBF}.get(place % 6, Form.TEXT)


def write_once(path: Path, text: str) -> None:
    """Writes a text whole, unless the file is there: somebody may have put figures of their own into it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        with whole_file(path) as handle:
            handle.write(text)
