"""From a row of the outbox to the mail that leaves."""

import base64
from email.utils import formataddr, parseaddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives

from portal.core.addresses import public_url
from portal.core.models import SiteSettings
from portal.mail import kinds, unsubscribing
from portal.mail.envelope import return_address
from portal.mail.letters import render
from portal.mail.models import Message
from portal.mail.text import plain, typed


def compose(message: Message, *, site: SiteSettings) -> EmailMultiAlternatives:
    """Write the mail now, from what is true now. Raises `ObsoleteError`, or whatever the writer raises."""
    email = _prepared(message) if message.kind == kinds.ACCOUNT else _from_letter(message, site)
    # Django sends from `from_email`: the envelope's sender. What the person reads is the header.
    email.from_email = return_address(message.pk)
    email.to = [formataddr((typed(message.name, limit=120), message.recipient))]
    if not email.reply_to and site.reply_to:
        email.reply_to = [site.reply_to]
    email.extra_headers = {
        "From": formataddr((plain(site.mail_sender), parseaddr(settings.DEFAULT_FROM_EMAIL)[1])),
        "Message-ID": message.message_id,
        # No holiday reply comes back to a machine.
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
    }
    if not kinds.is_essential(message.kind):
        email.extra_headers |= unsubscribing.headers(message.recipient)
    return email


def _from_letter(message: Message, site: SiteSettings) -> EmailMultiAlternatives:
    letter = kinds.get(message.kind).write(message)
    words = render(letter, language=message.language, site=site, home=public_url("/"))
    email = EmailMultiAlternatives(subject=words.subject, body=words.text)
    email.attach_alternative(words.html, "text/html")
    for attachment in letter.attachments:
        email.attach(attachment.filename, attachment.content, attachment.mimetype)
    if letter.reply_to:
        email.reply_to = [letter.reply_to]
    return email


def _prepared(message: Message) -> EmailMultiAlternatives:
    """What Django or a library wrote, kept until it is sent (see `backend`)."""
    body = message.body
    if body is None:
        raise kinds.ObsoleteError("texte effacé")
    email = EmailMultiAlternatives(
        subject=plain(body["subject"]), body=body["text"], reply_to=body["reply_to"]
    )
    for content, mimetype in body["alternatives"]:
        email.attach_alternative(content, mimetype)
    for filename, content, mimetype in body["attachments"]:
        email.attach(filename, base64.b64decode(content), mimetype)
    return email
