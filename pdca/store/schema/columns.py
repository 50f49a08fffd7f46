"""Column types that behave the same in both databases."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import BigInteger, DateTime, Dialect, Integer, Text
from sqlalchemy.types import TypeDecorator, TypeEngine

# Ordered by bytes everywhere; a PostgreSQL server's own language would sort otherwise.
Code: TypeEngine[str] = Text().with_variant(Text(collation="C"), "postgresql")

# SQLite numbers rows by itself only for a key that is spelled INTEGER.
RowNumber: TypeEngine[int] = BigInteger().with_variant(Integer, "sqlite")


class UtcDateTime(TypeDecorator[datetime]):
    """An instant: aware in, UTC out; a datetime without zone is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn an aware datetime into UTC, bare for SQLite."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a datetime without zone cannot be stored: {value}")
        instant = value.astimezone(UTC)
        return instant.replace(tzinfo=None) if dialect.name == "sqlite" else instant

    def process_result_value(self, value: Any, _dialect: Dialect) -> datetime | None:
        """Return what is stored as an aware datetime in UTC."""
        if value is None:
            return None
        stored: datetime = value
        return stored.replace(tzinfo=UTC) if stored.tzinfo is None else stored.astimezone(UTC)
