"""Temporary: the old place of filing."""

from inbox.actions.filing.run import BATCH, file_inbound, file_waiting
from inbox.actions.ledger import take_in

__all__ = ["BATCH", "file_inbound", "file_waiting", "take_in"]
