"""The makes by the word that ``machine.toml`` and ``--brand`` use."""

from __future__ import annotations

from devices.printer.brand import Brand
from devices.printer.brands.clone import Clone
from devices.printer.brands.custom import Custom
from devices.printer.brands.epson import Epson
from devices.printer.brands.star import Star

BRANDS: dict[str, Brand] = {brand.name: brand for brand in (Epson(), Clone(), Custom(), Star())}
