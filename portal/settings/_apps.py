"""Installed apps and middleware, in the order that matters."""

INSTALLED_APPS = [
    # Ours first: their templates override those of the libraries.
    "portal.core",
    "portal.accounts",
    "portal.mail",
    "networks",
    "talents",
    "events",
    "labels",
    "portal.news",
    "portal.pages",
    # Libraries
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_filters",
    "django_htmx",
    # Django
    "portal.core.admin_site.VivierAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django.contrib.sitemaps",
    "django.forms",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    # Above what may refuse a request: a refusal carries it too.
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "portal.core.middleware.PermissionsPolicy",
    "portal.core.middleware.RejectNulBytes",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "portal.core.middleware.RefuseTooMuch",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "portal.accounts.middleware.RequireSecondFactor",
    "portal.core.middleware.DatabaseBusy",
]
