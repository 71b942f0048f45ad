"""打印参保证明: the two-part proof of insurance, checked by anybody with the slip in hand."""

from contract.errands.declaration import Errand, Identity, Shape
from contract.words import mark

PROOF_OF_INSURANCE = Errand(
    id="proof_of_insurance",
    shape=Shape.PROOF,
    identity=Identity.CARD_PIN,
    title=mark("errand.proof_of_insurance.title"),
    hint=mark("errand.proof_of_insurance.hint"),
    icon="receipt",
    devices=("printer",),
    calls=("draft_slip", "reserve_slip", "confirm_slip", "void_slip", "uncertain_slip"),
    slip="proof_of_insurance",
)
