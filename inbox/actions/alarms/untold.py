"""Why a notice did not arrive."""


class Untold(Exception):
    """One clear sentence, without secrets."""
