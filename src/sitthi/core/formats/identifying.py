"""The fields that tell who somebody is, and those of them by which a hospital finds a record again."""

__all__ = ["IDENTIFYING", "TRACING"]

IDENTIFYING = frozenset(
    {
        # Numbers of the person, the stay and the visit; the last two also as another hospital gave them.
        "HN", "AN", "SEQ", "CID", "PERSON_ID", "PID", "AN_IN", "PID_IN", "PASSPORT", "INSID", "PERMITNO",
        # Names, and the numbers and names of relatives and of those whose right it is.
        "NAMEPAT", "TITLE", "FNAME", "LNAME", "PRENAME", "NAME", "FATHER", "MOTHER", "COUPLE", "OWNRPID",
        "OWNNAME",
        # Where the person lives and can be called.
        "HID", "HOUSE_ID", "HOUSENO", "ROOMNO", "CONDO", "SOISUB", "SOIMAIN", "ROAD", "VILLANAME", "TELEPHONE",
        "MOBILE",
    }
)  # fmt: skip
"""Fields that never enter the records, in whichever file of whichever format they stand."""

TRACING = frozenset({"HN", "AN", "SEQ", "PID"})
"""The numbers that a hospital gave itself to a person, a stay or a visit: in its own records, and nowhere else."""
