"""Words of the agenda."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class EventPrecision(models.TextChoices):
    """How much of a meeting's date is known. Down from `day`, the values are those of `DatePrecision`."""

    HOUR = "hour", _("heure")
    DAY = "day", _("jour")
    MONTH = "month", _("mois")
    SEASON = "season", _("saison")
    YEAR = "year", _("année")
    UNKNOWN = "unknown", _("inconnue")


class EventStatus(models.TextChoices):
    PLANNED = "planned", _("prévu")
    POSTPONED = "postponed", _("reporté")
    CANCELLED = "cancelled", _("annulé")


class Visibility(models.TextChoices):
    """Who finds the meeting: everybody, who has its address, who is invited."""

    PUBLIC = "public", _("public")
    UNLISTED = "unlisted", _("non listé : seule l’adresse y mène")
    INVITED = "invited", _("sur invitation : annoncé, mais seules les personnes invitées s’inscrivent")


class DayPart(models.TextChoices):
    """When in the day, where the hour is not known."""

    MORNING = "morning", _("matin")
    AFTERNOON = "afternoon", _("après-midi")
    EVENING = "evening", _("soir")


class SessionKind(models.TextChoices):
    WORKSHOP = "workshop", _("atelier")
    RECRUITMENT = "recruitment", _("recrutement")
    IMMERSION = "immersion", _("immersion")
    CEREMONY = "ceremony", _("cérémonie")
    CONFERENCE = "conference", _("conférence")
    PANEL = "panel", _("table ronde")
    TESTIMONY = "testimony", _("témoignages")
    PLENARY = "plenary", _("séance plénière")
    EXCHANGE = "exchange", _("échange d’expériences")
    FORUM = "forum", _("forum")
    VISIT = "visit", _("visite")
    BREAK = "break", _("convivialité")


class SpeakerRole(models.TextChoices):
    OPENING = "opening", _("ouverture")
    SPEAKER = "speaker", _("intervention")
    MODERATOR = "moderator", _("animation")
    PANELLIST = "panellist", _("table ronde")
    WITNESS = "witness", _("témoignage")


class QuestionKind(models.TextChoices):
    TEXT = "text", _("texte libre")
    CHOICE = "choice", _("un choix")
    CHOICES = "choices", _("plusieurs choix")
    YES_NO = "yes_no", _("oui ou non")
    FILE = "file", _("fichier (PDF, image)")


CHOOSING_KINDS = (QuestionKind.CHOICE, QuestionKind.CHOICES)


class RegistrationState(models.TextChoices):
    TO_APPROVE = "to_approve", _("à approuver")
    REFUSED = "refused", _("refusée")
    TO_CONFIRM = "to_confirm", _("à confirmer")
    CONFIRMED = "confirmed", _("confirmée")
    WAITLISTED = "waitlisted", _("en liste d’attente")
    OFFERED = "offered", _("place proposée")
    CANCELLED = "cancelled", _("annulée")
    PRESENT = "present", _("présente")
    ABSENT = "absent", _("absente")


# Everything that counts against the places of a meeting.
HOLDING_STATES = frozenset(
    {
        RegistrationState.TO_CONFIRM,
        RegistrationState.CONFIRMED,
        RegistrationState.OFFERED,
        RegistrationState.PRESENT,
        RegistrationState.ABSENT,
    }
)
# A request that staff have not answered holds no place: approving gives one, or a rank (decision 0008).
ACTIVE_STATES = HOLDING_STATES | {RegistrationState.WAITLISTED, RegistrationState.TO_APPROVE}


class ChoiceState(models.TextChoices):
    """A session chosen by somebody registered. Only what is held or offered takes a place in it."""

    WISHED = "wished", _("souhaitée, sans place à l’événement encore")
    HELD = "held", _("place tenue")
    WAITING = "waiting", _("en liste d’attente")
    OFFERED = "offered", _("place proposée")


class RegistrationOrigin(models.TextChoices):
    """By which door a registration came. Who registers themselves leaves an address; others may have none."""

    SELF = "self", _("par la personne")
    INVITATION = "invitation", _("par une invitation")
    PARTNER = "partner", _("par un partenaire")
    STAFF = "staff", _("par l’équipe")
    DOOR = "door", _("à l’entrée")


class DoorVerb(models.TextChoices):
    """What is done at the door, by hand or from a device."""

    PRESENT = "present", _("présence")
    UNDO = "undo", _("annulation")


FOR_ANOTHER = (RegistrationOrigin.PARTNER, RegistrationOrigin.STAFF, RegistrationOrigin.DOOR)


class InvitationAnswer(models.TextChoices):
    PENDING = "pending", _("sans réponse")
    YES = "yes", _("vient")
    NO = "no", _("ne vient pas")
    SOMEONE_ELSE = "someone_else", _("quelqu’un d’autre vient")
    LATER = "later", _("ne sait pas encore")


class ReminderAudience(models.TextChoices):
    REGISTERED = "registered", _("aux personnes inscrites")
    INVITED = "invited", _("aux personnes invitées qui n’ont pas répondu")
