"""The pure core of mail: bytes in, values out. No Django, no I/O, no clock."""
