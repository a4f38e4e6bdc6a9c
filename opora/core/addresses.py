"""E-mail addresses as mail servers take them, and as people read them."""

LONGEST = 254


def for_mail(text: str) -> str:
    """The address in lower case, its domain in ASCII (IDNA): «ivan@пример.рф» goes to ivan@xn--e1afmkfd.xn--p1ai.

    What no address can be made of stays as it is, for whoever checks it.
    """
    address = text.strip().lower()
    local, at, domain = address.rpartition("@")
    if domain.isascii() or len(address) > LONGEST:
        return address
    try:
        return f"{local}{at}{domain.encode('idna').decode('ascii')}"
    except UnicodeError:
        return address


def readable(address: str) -> str:
    """The address with the letters of its domain again."""
    local, at, domain = address.rpartition("@")
    if "xn--" not in domain:
        return address
    try:
        return f"{local}{at}{domain.encode('ascii').decode('idna')}"
    except UnicodeError:
        return address
