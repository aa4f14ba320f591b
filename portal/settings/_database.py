"""PostgreSQL, always: French search, exclusion constraints and SKIP LOCKED are part of the product."""

from typing import Any

from portal.settings._env import env


def database_settings() -> dict[str, Any]:
    """The `default` connection from DATABASE_URL, with limits so that one query cannot hang the site."""
    config: dict[str, Any] = env.dj_db_url("DATABASE_URL", default="postgres:///vivier")
    if config["ENGINE"] != "django.db.backends.postgresql":
        raise ValueError("DATABASE_URL : Vivier demande PostgreSQL (postgres://…).")
    config["CONN_MAX_AGE"] = env.int("DATABASE_CONN_MAX_AGE", default=60)
    config["CONN_HEALTH_CHECKS"] = True
    options = config.setdefault("OPTIONS", {})
    options["options"] = " ".join(
        (
            f"-c statement_timeout={env.int('DATABASE_STATEMENT_TIMEOUT_MS', default=10_000)}",
            f"-c lock_timeout={env.int('DATABASE_LOCK_TIMEOUT_MS', default=3_000)}",
            "-c idle_in_transaction_session_timeout=15000",
            # Under this likeness a name is another name: two letters swapped in eight still pass.
            "-c pg_trgm.word_similarity_threshold=0.44",
        )
    )
    return config
