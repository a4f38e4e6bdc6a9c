"""To those who wait for a defect, in Russian."""


def greeted(name: str) -> str:
    """«Здравствуйте, Анна Львовна!»"""
    return f"Здравствуйте, {name}!" if name else "Здравствуйте!"


def fixed(title: str, version: str, *, out: bool) -> str:
    """In which version it is fixed, and what to do."""
    defect = f"Дефект «{title}», о котором вы писали, исправлен" if title else "Дефект, о котором вы писали, исправлен"
    if out:
        return (
            f"{defect} в версии {version}. Эта версия уже вышла. Если после перехода на неё ошибка останется, "
            "напишите нам в ответ."
        )
    return f"{defect}: это войдёт в версию {version}. Она ещё не вышла; когда выйдет, мы напишем."


def not_fixed(title: str) -> str:
    """That it stays; the reason follows."""
    return f"Дефект{f' «{title}»' if title else ''}, о котором вы писали, исправлять не будем."
