"""Each errand declared once (design.md §3): the kiosk draws and explains from it, the centre validates again."""

from contract.errands.contributions import CONTRIBUTIONS
from contract.errands.declaration import Errand
from contract.errands.proof_of_insurance import PROOF_OF_INSURANCE

ERRANDS: tuple[Errand, ...] = (PROOF_OF_INSURANCE, CONTRIBUTIONS)
"""In the order in which home offers them."""

__all__ = ["CONTRIBUTIONS", "ERRANDS", "PROOF_OF_INSURANCE", "Errand"]
