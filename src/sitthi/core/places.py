"""Where offices stand: health regions, provinces, and the levels of hospitals."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from sitthi.core.evidence import Evidence, Label

__all__ = ["HospitalClass", "HospitalLevel", "Places", "Province", "Region", "province_named"]


class HospitalClass(StrEnum):
    """The three classes of the ministry's hospitals."""

    REGIONAL = "regional"
    GENERAL = "general"
    COMMUNITY = "community"


@dataclass(frozen=True, slots=True)
class Region:
    """A health region, by its number 1 to 13."""

    id: str
    title: Label


@dataclass(frozen=True, slots=True)
class Province:
    """A province by its two-digit code, with the health region it belongs to."""

    code: str
    th: str
    en: str
    region: str

    @property
    def name(self) -> Label:
        """Is the province's name."""
        return Label(self.th, self.en)


@dataclass(frozen=True, slots=True)
class HospitalLevel:
    """A service level, its class, and the least case-mix index expected of it."""

    id: str
    title: Label
    hospital_class: HospitalClass
    cmi_minimum: Fraction
    evidence: Evidence
    """Of the minimum."""


@dataclass(frozen=True, slots=True)
class Places:
    """The country's health regions, provinces and hospital levels."""

    id: str
    title: Label
    edition: str
    evidence: Evidence
    regions: tuple[Region, ...]
    provinces: tuple[Province, ...]
    levels: tuple[HospitalLevel, ...]

    def faults(self) -> Iterator[str]:
        """Names codes and names that stand twice, and provinces of no region."""
        regions = {region.id for region in self.regions}
        for what, names in (
            ("region", [region.id for region in self.regions]),
            ("province code", [province.code for province in self.provinces]),
            ("Thai name", [province.th for province in self.provinces]),
            ("English name", [province.en for province in self.provinces]),
            ("level", [level.id for level in self.levels]),
        ):
            for name in sorted({name for name in names if names.count(name) > 1}):
                yield f"{what} {name} stands twice"
        for province in self.provinces:
            yield from province.name.faults()
            if province.region not in regions:
                yield f"province {province.code} is in no region of the list"


def province_named(places: Places, asked: str) -> Province | None:
    """Finds a province by its code, Thai name or English name, without regard to case and spaces."""
    wanted = _plain(asked)
    for province in places.provinces:
        if wanted in (province.code, _plain(province.th), _plain(province.en)):
            return province
    return None


def _plain(name: str) -> str:
    return "".join(name.split()).casefold()
