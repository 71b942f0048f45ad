"""An issued slip's statement, signed and put into the fragment of its address."""

from __future__ import annotations

import msgspec

from central.keys import KeyService
from contract.slip import ProofOfInsurance
from contract.statement import Header, compact, statement_of, to_sign


def stated(content: ProofOfInsurance, keys: KeyService) -> ProofOfInsurance:
    """The same slip with ``verify_url`` whole. :raises KeyAway: nobody can sign, so nothing is issued"""
    statement = statement_of(content)
    signed, signature = keys.sign_naming(lambda alg, key_id: to_sign(Header(alg, key_id), statement))
    return msgspec.structs.replace(content, verify_url=f"{content.verify_url}#{compact(signed, signature.value)}")
