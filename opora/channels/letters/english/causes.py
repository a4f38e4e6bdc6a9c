"""To those who wait for a defect, in English."""


def greeted(name: str) -> str:
    """Hello Anna Lvovna,"""
    return f"Hello {name}," if name else "Hello,"


def fixed(title: str, version: str, *, out: bool) -> str:
    """In which version it is fixed, and what to do."""
    defect = f"The defect{f' “{title}”' if title else ''} that you wrote about is corrected"
    if out:
        return (
            f"{defect} in version {version}, which is out. If the error stays after you have moved to it, reply to us."
        )
    return f"{defect}; the correction comes with version {version}. It is not out yet; we will write when it is."


def not_fixed(title: str) -> str:
    """That it stays; the reason follows."""
    return f"We will not correct the defect{f' “{title}”' if title else ''} that you wrote about."
