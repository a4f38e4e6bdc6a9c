"""Invented people: names that agree in gender, and addresses made of them."""

from dataclasses import dataclass
from random import Random

MEN = "Алексей Андрей Антон Артур Богдан Вадим Валерий Виктор Виталий Глеб Григорий Данил Захар Игнат Ильдар Камиль"
WOMEN = "Алёна Анастасия Валентина Вероника Галия Дина Евгения Жанна Зоя Инесса Карина Лидия Майя Надежда Регина Софья"
FATHERS = "Андреев Борисов Викторов Геннадьев Григорьев Иванов Львов Максимов Николаев Олегов Павлов Петров Романов"
SURNAMES = (
    "Рейкин Болтов Гайкин Шплинтов Зазоров Допусков Кромкин Чеканов Литейцев Резьбин Втулкин Шайбин Клинов Пазов "
    "Фрезеров Токарцев Ступицын Рамкин Сверлов Накатов Шаблонов Калибров Ребров Торцов Осевой Уклонов Вырезов "
    "Стрелкин Отливкин Поковкин Каркасов Балкин Раскосов Узлов Стыков Шпонкин Кольцов Буртиков Канавкин Галтелин"
)
ENGLISH = "Alan Pewter,Brenda Forge,Clive Spanner,Dorothy Bevel,Edwin Rivet,Fiona Tallow,Graham Sprocket,Hazel Dovetail"
LATIN = "a b v g d e e zh z i y k l m n o p r s t u f kh ts ch sh sch _ y _ e yu ya"
LETTERS = dict(zip("абвгдеёжзийклмнопрстуфхцчшщъыьэюя", LATIN.split(), strict=True))


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who writes: address, full name, language."""

    address: str
    name: str
    language: str = "ru"


def people_of(domain: str, random: Random, *, english: bool = False) -> tuple[Person, ...]:
    """One to three people of a firm."""
    people = {one.address: one for one in (somebody(domain, random) for _ in range(random.choice((1, 2, 2, 3))))}
    if english:
        name = random.choice(ENGLISH.split(","))
        address = f"{name.lower().replace(' ', '.')}@{domain}"
        people[address] = Person(address, name, "en")
    return tuple(people.values())


def somebody(domain: str, random: Random) -> Person:
    """One invented person with an address there."""
    woman = random.random() < 0.5
    first, surname = random.choice((WOMEN if woman else MEN).split()), random.choice(SURNAMES.split())
    father = random.choice(FATHERS.split())
    family = (surname.removesuffix("ой") + "ая" if surname.endswith("ой") else surname + "а") if woman else surname
    middle = f" {father}{'на' if woman else 'ич'}" if random.random() < 0.6 else ""
    return Person(f"{_latin(first)}.{_latin(family)}@{domain}", f"{first}{middle} {family}")


def _latin(word: str) -> str:
    return "".join(LETTERS.get(letter, letter) for letter in word.lower()).replace("_", "")
