"""查缴费: what was paid in, by insurance, year and month."""

from contract.errands.declaration import Errand, Identity, Shape
from contract.words import mark

CONTRIBUTIONS = Errand(
    id="contributions",
    shape=Shape.QUERY,
    identity=Identity.CARD_PIN,
    title=mark("errand.contributions.title"),
    hint=mark("errand.contributions.hint"),
    icon="list",
    devices=(),
    calls=("summary", "contributions"),
)
