"""The definitions read once more, in plain Python over plain dicts, without a line of the core.

It is slow and says everything at length on purpose. Sources: the fund's slides 24 to 36, the code sets of
the hospital queries, and the named choices with their words. It returns, by unit, numerator, denominator
and excluded, and by key the outcome of each row.
"""

import datetime
from collections import Counter

ONE_DAY = datetime.timedelta(days=1)


def whole_years(born, day):
    """Counts birthdays passed; one of 29 February passes on 1 March of a common year."""
    if born is None or day < born:
        return None
    years = 0
    while True:
        year = born.year + years + 1
        try:
            birthday = born.replace(year=year)
        except ValueError:
            birthday = datetime.date(year, 3, 1)
        if birthday > day:
            return years
        years += 1


def letters(code, first, last):
    """Tells whether a code is a category from `first` to `last` or below one."""
    return len(code) >= len(first) and first <= code[: len(first)] <= last


def high_pressure(code):
    return letters(code, "I10", "I15") or code.startswith("I674")


def diagnosis_is(name, principal, others):
    """Reads the sets as sentences."""
    if principal is None:
        return None
    if name == "asthma":
        return principal[:3] in ("J45", "J46")
    if name == "diabetes":
        return principal[:3] in ("E10", "E11", "E12", "E13", "E14")
    if name == "diabetes_short_term":
        return (
            principal[:3] in ("E10", "E11", "E12", "E13", "E14")
            and principal[3:4] in ("0", "1")
            and principal[3:4] != ""
        )
    if name == "stroke":  # a region's own
        return letters(principal, "I60", "I64") and "N183" not in others
    assert name == "hypertension"
    if high_pressure(principal):
        return True
    beside = any(high_pressure(code) for code in others)
    if principal.startswith("H350"):
        return beside
    injured = any(code[0] in "ST" for code in [principal, *others])
    return principal[:3] in ("I60", "I61", "I62") and beside and not injured


def opinion(stay, spec, first, last, choices):
    """Collects yes, no or unknown of everything that is asked of a stay."""
    asked = []
    day = stay["admitted_on"] if choices["period_by"] == "admission" else stay["discharged_on"]
    asked.append("yes" if first <= day <= last else "no")
    if spec.get("right"):
        asked.append(right_is(stay["inscl"], spec, choices["right_unknown"]))
    if spec.get("sex"):
        asked.append("unknown" if stay["sex"] is None else "yes" if stay["sex"] == spec["sex"] else "no")
    if spec.get("least_age"):
        on = stay["discharged_on"] if choices["age_on"] == "discharge" else stay["admitted_on"]
        age = whole_years(stay["born_on"], on)
        asked.append("unknown" if age is None else "yes" if age >= spec["least_age"] else "no")
    if spec.get("set"):
        is_it = diagnosis_is(spec["set"], stay["principal"], stay["codes"])
        asked.append("unknown" if is_it is None else "yes" if is_it else "no")
    if spec.get("among"):
        column, values = spec["among"]
        asked.append("unknown" if stay[column] is None else "yes" if stay[column] in values else "no")
    if stay[spec["unit"]] is None:
        asked.append("unknown")
    return "outside" if "no" in asked else "excluded" if "unknown" in asked else None


def right_is(right, spec, unknown):
    if right is None:
        return "yes" if unknown == "counted" else "unknown"
    return "yes" if right == spec["right"] else "no"


def is_back(one, other, everything, spec, days, choices):
    """Tells whether `other` is a readmission after `one`."""
    place = lambda s: (s["admitted_at"], s["discharged_at"], s["hcode"], s["an_order"], s["stay_key"])  # noqa: E731
    if other["person_key"] != one["person_key"] or place(other) <= place(one):
        return False
    if choices["readmission_scope"] == "treating" and other["hcode"] != one["hcode"]:
        return False
    if choices["readmission_return"] == "next_only":
        for third in everything:
            same = third["person_key"] == one["person_key"] and place(one) < place(third) < place(other)
            if same and (choices["readmission_scope"] == "anywhere" or third["hcode"] == one["hcode"]):
                return False
    day, gap = one["discharged_on"], 0
    while day < other["admitted_on"] and gap <= days:
        day, gap = day + ONE_DAY, gap + 1
    if other["admitted_on"] < one["discharged_on"] or day != other["admitted_on"] or gap > days:
        return False
    if gap == 0 and choices["readmission_same_day"] == "left_out":
        return False
    if not diagnosis_is(spec["set"], other["principal"], other["codes"]):
        return False
    same_right = choices["readmission_return_right"] == "same"
    if same_right and right_is(other["inscl"], spec, choices["right_unknown"]) != "yes":
        return False
    if choices["readmission_transfers"] == "any_transfer":
        return not other["transferred_in"]
    went_on = gap == 0 and one["transferred_out"] and other["transferred_in"]
    return not (went_on and choices["readmission_transfers"] == "continuation")


def stays_judged(stays, spec, first, last, choices):
    """Gives (key, unit, outcome, value) of every stay."""
    for stay in stays:
        told = opinion(stay, spec, first, last, choices)
        value = None
        if told is None:
            told = "met"
            if spec["kind"] == "readmission":
                told = readmission(stay, stays, spec, choices)
            elif spec["kind"] == "case_mix":
                if stay["grouper_error"] or stay["adjrw_e4"] is None:
                    told = "excluded"
                else:
                    value = stay["adjrw_e4"]
            elif spec["kind"] == "mean":
                value = stay[spec["column"]]
                told = "excluded" if value is None else "met"
            elif spec["kind"] == "proportion":
                column, least = spec["condition"]
                told = "excluded" if stay[column] is None else "met" if stay[column] >= least else "not_met"
        yield stay["stay_key"], stay[spec["unit"]], told, value


def readmission(stay, stays, spec, choices):
    closed = not stay["is_alive"] and choices["readmission_index"] == "alive"
    closed = closed or (stay["transferred_out"] and choices["readmission_transfers"] == "any_transfer")
    if closed:
        return "excluded" if choices["readmission_denominator"] == "index_only" else "not_met"
    return "met" if any(is_back(stay, s, stays, spec, spec["days"], choices) for s in stays) else "not_met"


def right_of(person, seen, last, choices):
    """Gives what the register says, else what the claims of the person's last day with any say, if they agree."""
    if person["inscl"] is not None or choices["person_right"] == "register":
        return person["inscl"]
    own = [row for row in seen if row["person_key"] == person["person_key"] and row["seen_on"] <= last]
    on_last = {row["inscl"] for row in own if row["seen_on"] == max(other["seen_on"] for other in own)}
    return on_last.pop() if len(on_last) == 1 else None


def persons_judged(persons, screenings, seen, spec, first, last, choices):
    """Gives (key, unit, outcome, value) of every person of every register."""
    on = last if choices["person_age_on"] == "last_day" else first
    for person in persons:
        asked = []
        if spec.get("right"):
            right = right_of(person, seen, last, choices)
            asked.append(right_is(right, spec, choices["person_right_unknown"]))
        if spec.get("sex"):
            asked.append("unknown" if person["sex"] is None else "yes" if person["sex"] == spec["sex"] else "no")
        if spec.get("ages"):
            age = whole_years(person["born_on"], on)
            asked.append("unknown" if age is None else "yes" if age in spec["ages"] else "no")
        if person["discharged"] not in (None, "9"):
            asked.append("no")
        if choices["coverage_persons"] == "living":
            where = person["residence"]
            asked.append("unknown" if where is None else "yes" if where in ("1", "3") else "no")
        told = "outside" if "no" in asked else "excluded" if "unknown" in asked else None
        if told is None and spec["kind"] == "proportion":
            told = "met" if person["has_cid"] else "not_met"
        if told is None:
            done = [
                s for s in screenings
                if s["person_key"] == person["person_key"] and first <= s["screened_on"] <= last
                and s["kind"].startswith(spec["screening"]) and (s["complete"] or not spec["whole"])
            ]  # fmt: skip
            told = "met" if done else "not_met"
        yield person["person_key"], person["hcode"], told, None


def people(population, spec, first, last, choices):
    """Gives each unit's people: of each right asked for, those of the day the rule picks for that right.

    With them goes the latest of these days. No right asked for is all of them.
    """
    bound = last if choices["population_day"] == "end" else first + ONE_DAY * ((last - first).days // 2)
    asked = {spec["right"]} if spec.get("right") else {row["right"] for row in population}
    found = {}
    for unit in {row["unit"] for row in population}:
        n, shown = 0, None
        for right in asked:
            counts = [row for row in population if row["unit"] == unit and row["right"] == right]
            days = sorted({row["counted_on"] for row in counts})
            if not days:
                continue
            day = days[0]
            for other in days:
                if other <= bound:
                    day = other
            shown = day if shown is None or day > shown else shown
            n += sum(
                row["n"] for row in counts
                if row["counted_on"] == day and row["age"] >= spec["least_age"]
                and spec.get("sex") in (None, row["sex"])
            )  # fmt: skip
        if shown is not None:
            found[unit] = n, shown
    return found


def counted(judged, spec, registered=None):
    """Gives by unit (numerator, denominator, excluded), and the population's day where there is one."""
    above, below, excluded = Counter(), Counter(), Counter()
    units = set(registered or ())
    for _, unit, told, value in judged:
        if told == "outside":
            continue
        units.add(unit)
        above[unit] += (value if value is not None else 1) if told == "met" else 0
        below[unit] += told != "excluded"
        excluded[unit] += told == "excluded"
    if registered is None:
        return {unit: (above[unit], below[unit], excluded[unit], None) for unit in units}
    return {unit: (above[unit], *_against(registered.get(unit), excluded[unit])) for unit in units}


def _against(people_and_day, excluded):
    n, day = people_and_day or (None, None)
    return n, excluded, day
