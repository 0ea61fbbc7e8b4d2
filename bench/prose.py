"""Invented news prose from tables of words and phrases: the same seed gives the same sentences on every machine."""

import random
from datetime import date, timedelta

FIRST = (
    "Amira", "Boris", "Carla", "Dmitri", "Elena", "Farid", "Greta", "Hassan", "Ines", "Jonas", "Khadija", "Lars",
    "Maria", "Nabil", "Olga", "Pedro", "Rana", "Samuel", "Tara", "Victor",
)  # fmt: skip
LAST = (
    "al-Jabouri", "Bergstrom", "Castillo", "Dogan", "Eriksen", "Fofana", "Grabowski", "Haddad", "Ivanova", "Jansen",
    "Kaya", "Lindqvist", "Moreau", "Nakamura", "Okafor", "Petrescu", "Qureshi", "Rahimi", "Soto", "Tshisekedi",
)  # fmt: skip
TITLES = ("Gen.", "President", "Minister", "Sheikh", "Dr.", "Colonel", "Mayor", "Ambassador", "Judge", "Captain")
PLACES = (
    "Aleppo", "Basra", "Caracas", "Dakar", "Erbil", "Freetown", "Gaziantep", "Homs", "Idlib", "Juba", "Kharkiv",
    "Lagos", "Mosul", "Nairobi", "Odesa", "Port Sudan", "Quito", "Raqqa", "Sanaa", "Tripoli", "northern Syria",
    "Deir ez-Zor province",
)  # fmt: skip
ORGANISATIONS = (
    "United Nations", "Red Cross", "World Food Programme", "European Union", "African Union", "NATO", "Supreme Court",
    "Ministry of Defence", "Ministry of Health", "Human Rights Watch", "Harbour Workers Union", "Central Bank",
    "National Election Commission", "Northern Relief Committee", "Free Press Association", "Coast Guard",
)  # fmt: skip
EVENTS = (
    "a drone strike on a fuel depot", "an exchange of fire near the crossing", "a strike by dock workers",
    "heavy flooding", "a cholera outbreak", "the arrest of four suspects", "a vote on the new budget",
    "an explosion at a market", "the release of two detainees", "a power cut that lasted nine hours",
    "the opening of an aid corridor", "talks on a ceasefire", "the shelling of a bridge",
    "a protest against fuel prices", "the seizure of a cargo ship",
)  # fmt: skip
OUTCOMES = (
    "left at least {n} people dead", "forced {n} families from their homes", "closed {n} schools in the area",
    "damaged {n} buildings", "drew about {n} people into the streets", "delayed {n} lorries at the border",
    "ended without an agreement after {n} hours", "cost some {n} million dollars, by an early estimate",
)  # fmt: skip
VERBS = ("said", "told reporters", "wrote in a statement", "confirmed", "denied", "announced", "warned")
SENTENCES = (
    "{Event} {outcome} in {place} on {day}, {title} {first} {last} {verb}.",
    "The {org} {verb} that {event} {outcome}.",
    "“We have seen nothing like this since {month} {year},” {verb} {first} {last} of the {org}.",
    "Officials in {place} put the figure at {n}, while aid workers spoke of {m}, and both said that it would rise.",
    "{first} {last}, {age}, who lives near the crossing, described how {event} began shortly after dawn.",
    "It was the second time in {small} days that {event} {outcome}, and few expected it to be the last.",
    "{title} {last} will travel from {place} to {place2} next week for meetings that have been delayed twice.",
    "Neither the army nor the police would comment on {event}, and calls to the office were not returned.",
    "It was not possible to verify the account independently, because the phone lines have been down since morning.",
    "By {day}, the main roads were open again, residents said, though prices stayed high and queues grew longer.",
    "Help would arrive within {small} days, a spokesperson {verb}, if the weather and the roads allowed it.",
    "Families waited outside the hospital for hours, many of them without water, and shared what food they had.",
    "The price of bread has risen by {age} per cent since then, and wages have not kept up with it anywhere.",
    "About {n} of the wounded were treated on the spot, and {m} more were taken to clinics in the next town.",
    "Witnesses said that the noise could be heard from far away and that the smoke did not clear until evening.",
)
HEADLINES = (
    "{org} warns of {event} in {place}", "{place}: {event} {outcome}", "{title} {last} in {place2} after {event}"
)  # fmt: skip


def _values(rng: random.Random) -> dict[str, str]:
    event, day = rng.choice(EVENTS), published_on(rng)
    return {
        "event": event, "Event": event[0].upper() + event[1:],
        "outcome": rng.choice(OUTCOMES).format(n=rng.randint(2, 90)),
        "place": rng.choice(PLACES), "place2": rng.choice(PLACES), "day": f"{day:%A}", "month": f"{day:%B}",
        "year": f"{day:%Y}", "title": rng.choice(TITLES), "first": rng.choice(FIRST), "last": rng.choice(LAST),
        "verb": rng.choice(VERBS), "org": rng.choice(ORGANISATIONS), "org2": rng.choice(ORGANISATIONS),
        "n": str(rng.randint(2, 900)), "m": str(rng.randint(2, 900)), "age": str(rng.randint(18, 90)),
        "small": str(rng.randint(2, 9)),
    }  # fmt: skip


def published_on(rng: random.Random) -> date:
    """Return a day between 2015 and 2024."""
    return date(2015, 1, 1) + timedelta(days=rng.randrange(3_650))


def sentence(rng: random.Random) -> str:
    """Return one sentence."""
    return rng.choice(SENTENCES).format_map(_values(rng))


def headline(rng: random.Random) -> str:
    """Return one headline."""
    return rng.choice(HEADLINES).format_map(_values(rng))


def name(rng: random.Random) -> str:
    """Return the name of a person."""
    return f"{rng.choice(FIRST)} {rng.choice(LAST)}"


def paragraphs(rng: random.Random, chars: int) -> list[str]:
    """Return paragraphs of two to four sentences that together have about so many characters, never fewer."""
    found: list[str] = []
    while sum(map(len, found)) + 2 * len(found) < chars:
        found.append(" ".join(sentence(rng) for _ in range(rng.randint(2, 4))))
    return found
