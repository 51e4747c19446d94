"""Organisations as a tree, people, and the roles they have somewhere in it."""

from typing import ClassVar

from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

__all__ = ["Kind", "Membership", "Organisation", "Role", "Trace", "User"]


class Kind(models.TextChoices):
    """What an organisation is, from the top of the tree down."""

    REGION = "region", _("Region")
    PROVINCE = "province", _("Province")
    DISTRICT = "district", _("District")
    HOSPITAL = "hospital", _("Hospital")
    UNIT = "unit", _("Unit")


class Role(models.TextChoices):
    """What somebody does at an organisation; what each role may do is in `rights`."""

    BENEFITS = "benefits", _("Benefits officer")
    NURSE = "nurse", _("Ward nurse")
    CODER = "coder", _("Coder")
    FINANCE = "finance", _("Finance")
    ACCOUNTANT = "accountant", _("Accountant")
    MANAGER = "manager", _("Manager")
    ASSESSOR = "assessor", _("Provincial assessor")
    REGIONAL = "regional", _("Regional manager")
    ADMIN = "admin", _("Administrator")


class OrganisationQuerySet(models.QuerySet):
    """Organisations as somebody may see them."""

    def visible_to(self, user: "User") -> "OrganisationQuerySet":
        """Gives what lies at or below the organisations that somebody belongs to."""
        paths = user.paths
        if not paths:
            return self.none()
        wanted = models.Q()
        for path in paths:
            wanted |= models.Q(path__startswith=path)
        return self.filter(wanted)


class Organisation(models.Model):
    """A place in the tree: region, province, district, hospital, or a unit of a hospital.

    `path` lists the ids from the top down (`/1/7/31/`), so that all below a place is one comparison. A unit's
    `function` is the unit of the flows that it does the work of: several wards are all `ward`.
    """

    kind = models.CharField(max_length=10, choices=Kind)
    code = models.CharField(max_length=20, help_text=_("Hospital code of 5 digits; of others a code of their own"))
    name_th = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200, blank=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    path = models.CharField(max_length=200, unique=True, editable=False, default=None, null=True)
    function = models.CharField(max_length=40, blank=True)
    is_active = models.BooleanField(default=True)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        """A code stands once below a parent."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["parent", "code"], name="code_once_below_a_parent"),
            models.UniqueConstraint(
                fields=["code"], condition=models.Q(kind="hospital"), name="hospital_code_once"
            ),
        ]
        ordering: ClassVar = ["path"]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """Is the name in the reader's language."""
        return self.name_en if get_language() == "en" and self.name_en else self.name_th

    def save(self, *args: object, **kwargs: object) -> None:
        """Saves, and lays the path once the id is known."""
        super().save(*args, **kwargs)
        above = self.parent.path if self.parent is not None else "/"
        path = f"{above}{self.pk}/"
        if self.path != path:
            self.path = path
            type(self).objects.filter(pk=self.pk).update(path=path)

    @property
    def hospital(self) -> "Organisation | None":
        """Is the hospital that this is or belongs to, `None` above hospitals."""
        if self.kind == Kind.HOSPITAL:
            return self
        return self.parent if self.kind == Kind.UNIT else None


class StaffManager(UserManager):
    """Finds people."""

    def visible_to(self, user: "User") -> models.QuerySet:
        """Gives the people with a role at or below the places where somebody keeps people."""
        wanted = models.Q(pk__in=[])
        for place in user.places_as(Role.ADMIN):
            wanted |= models.Q(organisation__path__startswith=place.path)
        return self.filter(pk__in=Membership.objects.filter(wanted).values("user"))


class User(AbstractUser):
    """Somebody who works with it, known by a name of their own: each figure is answered for by a person."""

    first_name = None
    last_name = None
    name = models.CharField(_("Name"), max_length=150)
    position = models.CharField(_("Position"), max_length=150, blank=True)
    keys_are_off = models.BooleanField(_("Keyboard shortcuts off"), default=False)
    password_is_initial = models.BooleanField(_("Password to be changed"), default=False)
    """An administrator gave the password: the first thing after signing in is another."""

    objects = StaffManager()

    def __str__(self) -> str:
        return self.name or self.username

    def get_full_name(self) -> str:
        """Gives the name."""
        return self.name

    def get_short_name(self) -> str:
        """Gives the name up to its first space."""
        return self.name.partition(" ")[0]

    @property
    def roles(self) -> "list[Membership]":
        """Is where somebody works and as what, read once a request."""
        if not hasattr(self, "_roles"):
            self._roles = list(self.memberships.select_related("organisation__parent")) if self.is_active else []
        return self._roles

    @property
    def paths(self) -> list[str]:
        """Is where in the tree somebody belongs."""
        return [each.organisation.path for each in self.roles]

    def places_as(self, role: Role) -> "list[Organisation]":
        """Gives the places where somebody has a role; in a unit it counts for the hospital, as in `rights.may`."""
        places = {each.organisation.hospital or each.organisation for each in self.roles if each.role == role}
        return sorted(places, key=lambda place: place.path)

    @property
    def units(self) -> "list[Organisation]":
        """Is the units that somebody works in."""
        return [each.organisation for each in self.roles if each.organisation.kind == Kind.UNIT]

    @property
    def hospitals(self) -> "list[Organisation]":
        """Is the hospitals that somebody works in, once each."""
        found = {each.organisation.hospital for each in self.roles} - {None}
        return sorted(found, key=lambda hospital: hospital.path)


class Membership(models.Model):
    """Somebody's role at an organisation."""

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=12, choices=Role)

    class Meta:
        """A role is had once at a place."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "organisation", "role"], name="role_once_at_a_place")
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()} · {self.organisation}"


class Trace(models.Model):
    """Where in the tree an entry of the audit trail is found: at the record's hospital and the actor's places.

    It repeats what the trail is searched by, so that a page of a million entries is one indexed query.
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", db_index=False)
    entry = models.ForeignKey("auditlog.LogEntry", models.PROTECT, related_name="traces", db_index=False)
    at = models.DateTimeField()
    actor = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    act = models.CharField(max_length=24)
    kind = models.ForeignKey("contenttypes.ContentType", models.PROTECT, related_name="+", db_index=False)
    record = models.BigIntegerField(null=True)

    class Meta:
        """Newest first, whatever the search."""

        indexes: ClassVar = [
            models.Index(fields=["organisation", "at", "entry"], name="trace_at"),
            models.Index(fields=["organisation", "actor", "at", "entry"], name="trace_actor"),
            models.Index(fields=["organisation", "kind", "record", "at", "entry"], name="trace_record"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.entry_id}"
