"""A social security card in software, behind vpcd's wire: the real pcscd and the real driver see nothing else."""

from devices.card.simulator.card import Manners, VirtualCard, bank_card, mute_card
from devices.card.simulator.profile import CardProfile
from devices.card.simulator.slot import CardSlot

__all__ = ["CardProfile", "CardSlot", "Manners", "VirtualCard", "bank_card", "mute_card"]
