"""What a bureau sets once: its name, the regions whose cards it serves, where strangers check a slip."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from central.database.models import Setting

DATA_AS_OF = "data_as_of"


@dataclass(frozen=True)
class Settings:
    """``public_address`` without a slash at the end; the first of ``regions`` numbers the slips."""

    public_address: str
    bureau: str = "深圳市社会保险基金管理局"
    regions: tuple[str, ...] = ("440300",)
    tries_per_minute: int = 30

    def verify_url(self, code: str) -> str:
        """What the QR on a slip holds, before the statement is put behind it."""
        return f"{self.public_address}/v?c={code}"


async def data_as_of(connection: AsyncConnection) -> int:
    """数据截至 yyyymmdd; 0 if nobody has loaded anything yet."""
    value = await connection.scalar(select(Setting.value).where(Setting.name == DATA_AS_OF))
    return int(value or 0)
