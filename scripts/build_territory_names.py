"""Write seeds/territory_names.csv: names and demonyms of territories as English news prints them, from rigour (MIT).

rigour lists the names of a territory in every language, misspellings included, without saying which is which. Kept are
its English name and full name, and the demonym of a name in -a (Syria, Syrian) where rigour knows it as a name of the
same territory. The other demonyms and short names are listed in `BY_HAND`.

    python scripts/build_territory_names.py > seeds/territory_names.csv
"""

import csv
import sys

from rigour.territories import get_territories, lookup_territory

# Short names, and demonyms that the rule cannot make. A demonym in -an or -i also gets its plural.
BY_HAND = {
    "us": (("US", "U.S.", "USA", "U.S.A.", "America"), ("American", "Americans")),
    "gb": (("UK", "U.K.", "Britain", "Great Britain"), ("British", "Briton", "Britons")),
    "ae": (("UAE", "United Arab Emirates", "Emirates"), ("Emirati", "Emiratis")),
    "fr": ((), ("French", "Frenchman")),
    "nl": (("Holland", "Netherlands"), ("Dutch",)),
    "es": ((), ("Spanish", "Spaniard", "Spaniards")),
    "pl": ((), ("Polish", "Pole", "Poles")),
    "gr": ((), ("Greek", "Greeks")),
    "tr": (("Türkiye", "Turkiye"), ("Turkish", "Turk", "Turks")),
    "ch": ((), ("Swiss",)),
    "dk": ((), ("Danish", "Dane", "Danes")),
    "se": ((), ("Swedish", "Swede", "Swedes")),
    "fi": ((), ("Finnish", "Finn", "Finns")),
    "no": ((), ("Norwegian", "Norwegians")),
    "de": ((), ("German", "Germans")),
    "ie": ((), ("Irish",)),
    "is": ((), ("Icelandic", "Icelanders")),
    "pt": ((), ("Portuguese",)),
    "be": ((), ("Belgian", "Belgians")),
    "cz": (("Czech Republic", "Czechia"), ("Czech", "Czechs")),
    "sk": ((), ("Slovak", "Slovaks")),
    "rs": ((), ("Serb", "Serbs", "Serbian", "Serbians")),
    "hr": ((), ("Croat", "Croats", "Croatian", "Croatians")),
    "xk": ((), ("Kosovar", "Kosovars")),
    "ba": (("Bosnia", "Bosnia and Herzegovina"), ("Bosnian", "Bosnians")),
    "mk": (("North Macedonia",), ("Macedonian", "Macedonians")),
    "th": ((), ("Thai", "Thais")),
    "ph": ((), ("Filipino", "Filipinos", "Philippine")),
    "nz": ((), ("New Zealander", "New Zealanders")),
    "kp": (("North Korea", "DPRK"), ("North Korean", "North Koreans")),
    "kr": (("South Korea",), ("South Korean", "South Koreans")),
    "cd": (("Democratic Republic of Congo", "Democratic Republic of the Congo", "DR Congo", "DRC"), ("Congolese",)),
    "sa": ((), ("Saudi", "Saudis", "Saudi Arabian")),
    "il": ((), ("Israeli", "Israelis")),
    "ps": (("Palestine", "West Bank", "Gaza Strip"), ("Palestinian", "Palestinians")),
    "af": ((), ("Afghan", "Afghans")),
    "kz": ((), ("Kazakh", "Kazakhs")),
    "kg": ((), ("Kyrgyz",)),
    "uz": ((), ("Uzbek", "Uzbeks")),
    "tm": ((), ("Turkmen",)),
    "tj": ((), ("Tajik", "Tajiks")),
    "mm": (("Myanmar", "Burma"), ("Burmese",)),
    "lk": ((), ("Sri Lankan", "Sri Lankans")),
    "za": ((), ("South African", "South Africans")),
    "ss": ((), ("South Sudanese",)),
    "cf": ((), ("Central African",)),
    "ci": (("Ivory Coast", "Côte d'Ivoire"), ("Ivorian", "Ivorians")),
    "ye": ((), ("Yemeni", "Yemenis")),
    "om": ((), ("Omani", "Omanis")),
    "ar": ((), ("Argentine", "Argentines", "Argentinian")),
    "pe": ((), ("Peruvian", "Peruvians")),
    "ec": ((), ("Ecuadorian", "Ecuadorean")),
    "cy": ((), ("Cypriot", "Cypriots")),
    "mt": ((), ("Maltese",)),
    "ne": ((), ("Nigerien", "Nigeriens")),
    "ng": ((), ("Nigerian", "Nigerians")),
    "gl": ((), ("Greenlandic", "Greenlanders")),
    "sr": ((), ("Surinamese",)),
    "bb": ((), ("Barbadian",)),
    "ws": ((), ("Samoan",)),
    "cn": ((), ("Chinese",)),
    "tw": ((), ("Taiwanese",)),
    "jp": ((), ("Japanese",)),
    "vn": ((), ("Vietnamese",)),
    "va": (("Vatican", "Holy See"), ()),
    "tl": (("East Timor", "Timor-Leste"), ("Timorese",)),
    "sz": (("Eswatini", "Swaziland"), ("Swazi",)),
    "br": ((), ("Brazilian",)),
    "ca": ((), ("Canadian",)),
    "cl": ((), ("Chilean",)),
    "cm": ((), ("Cameroonian",)),
    "eg": ((), ("Egyptian",)),
    "gh": ((), ("Ghanaian",)),
    "gt": ((), ("Guatemalan",)),
    "ht": ((), ("Haitian",)),
    "hn": ((), ("Honduran",)),
    "hu": ((), ("Hungarian",)),
    "ir": ((), ("Iranian",)),
    "iq": ((), ("Iraqi",)),
    "it": ((), ("Italian",)),
    "jo": ((), ("Jordanian",)),
    "kw": ((), ("Kuwaiti",)),
    "lb": ((), ("Lebanese",)),
    "ma": ((), ("Moroccan",)),
    "md": ((), ("Moldovan",)),
    "me": ((), ("Montenegrin", "Montenegrins")),
    "ml": ((), ("Malian",)),
    "mx": ((), ("Mexican",)),
    "mz": ((), ("Mozambican",)),
    "np": ((), ("Nepali", "Nepalese")),
    "pk": ((), ("Pakistani",)),
    "pa": ((), ("Panamanian",)),
    "py": ((), ("Paraguayan",)),
    "uy": ((), ("Uruguayan",)),
    "qa": ((), ("Qatari",)),
    "sd": ((), ("Sudanese",)),
    "sn": ((), ("Senegalese",)),
    "sg": ((), ("Singaporean",)),
    "so": ((), ("Somali", "Somalis")),
    "sv": ((), ("Salvadoran",)),
    "tg": ((), ("Togolese",)),
    "td": ((), ("Chadian",)),
    "ua": ((), ("Ukrainian",)),
    "zw": ((), ("Zimbabwean",)),
    "bd": ((), ("Bangladeshi",)),
    "bi": ((), ("Burundian",)),
    "bh": ((), ("Bahraini",)),
    "bf": ((), ("Burkinabe",)),
    "bj": ((), ("Beninese",)),
    "by": ((), ("Belarusian",)),
    "az": ((), ("Azerbaijani", "Azeri")),
    "dj": ((), ("Djiboutian",)),
    "fj": ((), ("Fijian",)),
    "ga": ((), ("Gabonese",)),
    "gy": ((), ("Guyanese",)),
    "lu": ((), ("Luxembourger",)),
    "la": ((), ("Laotian",)),
    "ad": ((), ("Andorran",)),
    "tt": ((), ("Trinidadian",)),
    "mu": ((), ("Mauritian",)),
    "mv": ((), ("Maldivian",)),
    "sl": ((), ("Sierra Leonean",)),
    "gb-sct": ((), ("Scottish", "Scot", "Scots")),
    "gb-wls": ((), ("Welsh",)),
    "ge-ab": (("Abkhazia",), ("Abkhaz",)),
    "ru": ((), ("Russian",)),
    "to": ((), ("Tongan",)),
    "ro": ((), ("Romanian",)),
    "au": ((), ("Australian",)),
}
# More often something else in the news, or no place at all.
NOT_NAMES = {"European Union", "United Nations", "Global", "Cyberspace", "Congo-Brazzaville", "Naoero"}


def rows() -> dict[str, tuple[str, str]]:
    """Return (label, country code) by name: LOC for names, NORP for demonyms."""
    found: dict[str, tuple[str, str]] = {}
    for territory in get_territories():
        if territory.is_historical or not (territory.is_country or territory.is_ftm):
            continue
        short_names, demonyms = BY_HAND.get(territory.code, ((), ()))
        for name in (territory.name, territory.full_name, *short_names):
            if name and not set(name) & set("()[],") and name not in NOT_NAMES:
                found.setdefault(name, ("LOC", territory.code))
        if territory.name.endswith("a") and lookup_territory(territory.name + "n", fuzzy=False) == territory:
            demonyms = (territory.name + "n", *demonyms)
        for name in demonyms:
            found[name] = ("NORP", territory.code)
            if name.endswith(("an", "i")) and not name.endswith("man"):
                found[name + "s"] = ("NORP", territory.code)
    return found


def main() -> None:
    """Write the table to standard output."""
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(("name", "label", "country"))
    out.writerows((name, *row) for name, row in sorted(rows().items()))


if __name__ == "__main__":
    main()
