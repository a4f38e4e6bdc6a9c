"""How the parts of the portal's addresses look: a number opens a request to whoever has signed in, a link to all."""


class Number:
    """``SD-1000002``"""

    regex = "SD-[0-9]{7,20}"

    def to_python(self, value: str) -> str:
        """As it is."""
        return value

    def to_url(self, value: str) -> str:
        """As it is."""
        return value


class Token(Number):
    """What the links in letters carry, and whatever else is no number: an altered link is told politely."""

    regex = "[^/]+"
