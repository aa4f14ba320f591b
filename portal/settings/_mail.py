"""How mail leaves. What is to be sent waits in the outbox (portal.mail), never in a request."""

from portal.settings._env import env

_config = env.dj_email_url("EMAIL_URL", default="smtp://127.0.0.1:1025")
EMAIL_HOST = _config["EMAIL_HOST"]
EMAIL_PORT = _config["EMAIL_PORT"]
EMAIL_HOST_USER = _config["EMAIL_HOST_USER"]
EMAIL_HOST_PASSWORD = _config["EMAIL_HOST_PASSWORD"]
EMAIL_USE_TLS = _config.get("EMAIL_USE_TLS", False)
EMAIL_USE_SSL = _config.get("EMAIL_USE_SSL", False)
# Django's default waits for ever on a silent server.
EMAIL_TIMEOUT = 15
# Whatever Django or a library sends goes through the outbox; the outbox alone speaks SMTP.
EMAIL_BACKEND = "portal.mail.backend.OutboxBackend"
MAIL_TRANSPORT_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Vivier <vivier@exemple.fr>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
MAIL_DOMAIN = env.str("MAIL_DOMAIN", default="vivier.exemple.fr")
# Where servers return what they cannot deliver: `retours@…`, with a mailbox that takes `retours+anything@…`.
MAIL_RETURN_ADDRESS = env.str("MAIL_RETURN_ADDRESS", default="")
# The folder where the mail server puts them, if it does; else it pipes them to `manage.py read_returns`.
MAIL_RETURN_MAILDIR = env.path("MAIL_RETURN_MAILDIR", default=None)
# At most so many a second on one connection (0: no bound). What a town's relay takes without asking questions.
MAIL_PER_SECOND = env.float("MAIL_PER_SECOND", default=50)
# How long a worker may keep a message that it does not send. Longer than all the waits of one delivery together.
MAIL_LEASE_SECONDS = env.int("MAIL_LEASE_SECONDS", default=120)
