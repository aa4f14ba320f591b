"""A cache that may die without taking a page with it."""

import logging
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)


class FailSafeRedisCache(RedisCache):
    """Django's Redis cache; a cache out of reach reads as empty and forgets what it is given.

    Limits that must hold without the cache keep their own counter in the database.
    """

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        try:
            return super().get(key, default, version)
        except RedisError as error:
            logger.warning("cache unreachable: %s", type(error).__name__)
            return default

    def get_many(self, keys: Any, version: int | None = None) -> dict:
        try:
            return super().get_many(keys, version)
        except RedisError as error:
            logger.warning("cache unreachable: %s", type(error).__name__)
            return {}

    def set(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        try:
            super().set(key, value, timeout, version)
        except RedisError as error:
            logger.warning("cache unreachable: %s", type(error).__name__)

    def add(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        try:
            return super().add(key, value, timeout, version)
        except RedisError as error:
            logger.warning("cache unreachable: %s", type(error).__name__)
            # An empty cache takes whatever is added. Saying no would tell allauth that somebody holds its lock:
            # it would wait a second, then refuse every sign-in for as long as the cache is away.
            return True

    def delete(self, key: str, version: int | None = None) -> bool:
        try:
            return super().delete(key, version)
        except RedisError as error:
            logger.warning("cache unreachable: %s", type(error).__name__)
            return False
