"""Networks, regions, providers and counselling centres of the demo. Only the cities are real."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

PROGRAMME = "Integration durch Qualifizierung (IQ)"
FUNDING = (
    "Das {network} wird im Rahmen des Förderprogramms IQ – Integration durch Qualifizierung durch das "
    "Bundesministerium für Arbeit und Soziales und die Europäische Union über den Europäischen Sozialfonds Plus "
    "(ESF Plus) gefördert und vom Bundesamt für Migration und Flüchtlinge administriert. {more}(Demo)"
)


@dataclass(frozen=True, slots=True)
class NetworkText:
    """A network; `code` stands in the numbers of its certificates, `funding` is what only its own wording says."""

    code: str
    name: str
    email: str
    phone: str
    funding: str = ""


@dataclass(frozen=True, slots=True)
class ProviderText:
    """A provider with what its pages and certificates print."""

    slug: str
    name: str
    network: str
    region: str
    street: str
    postcode: str
    city: str
    signatory_name: str
    signatory_function: str
    about: str

    @property
    def address(self) -> str:
        """The address as certificates print it."""
        return f"{self.street}\n{self.postcode} {self.city}"

    @property
    def complaint_path(self) -> str:
        """Where to go with a complaint; DIN ISO 29993 wants it published."""
        return (
            "Sprechen Sie zuerst mit der Kursleitung. Wenn das nicht hilft, schreiben Sie an "
            f"beschwerde@{self.slug}.example. Sie erhalten innerhalb von 14 Tagen eine Antwort."
        )


@dataclass(frozen=True, slots=True)
class CentreText:
    """A counselling centre; `areas` are beginnings of postcodes."""

    provider: str
    city: str
    street: str
    postcode: str
    phone: str
    areas: tuple[str, ...]
    languages: tuple[str, ...]
    modes: tuple[str, ...] = ("on_site", "phone")
    opening_hours: str = "montags bis donnerstags 9 bis 16 Uhr, freitags 9 bis 13 Uhr"


NETWORKS = (
    NetworkText(
        "NI",
        "Demo-Netzwerk Niedersachsen",
        "kontakt@netzwerk-ni.example",
        "0511 000000",
        "Das Land Niedersachsen stellt die Ko-Finanzierung. ",
    ),
    NetworkText("NW", "Demo-Netzwerk Nordrhein-Westfalen", "kontakt@netzwerk-nw.example", "0209 000000"),
    NetworkText("SN", "Demo-Netzwerk Sachsen", "kontakt@netzwerk-sn.example", "0341 000000"),
)

REGIONS = (
    ("Region Hannover", "NI"),
    ("Osnabrück und Emsland", "NI"),
    ("Südniedersachsen", "NI"),
    ("Emscher-Lippe", "NW"),
    ("Westfälisches Ruhrgebiet", "NW"),
    ("Köln", "NW"),
    ("Dresden", "SN"),
    ("Leipzig", "SN"),
)

PROVIDERS = (
    ProviderText(
        "bildungswerk-leine",
        "Bildungswerk Leine",
        "NI",
        "Region Hannover",
        "Musterstraße 12",
        "30159",
        "Hannover",
        "Dr. Almut Reese",
        "Leitung",
        "Wir begleiten Menschen mit kaufmännischen Abschlüssen aus dem Ausland auf dem Weg zur Anerkennung.",
    ),
    ProviderText(
        "therapieschule-hasetal",
        "Therapieschule Hasetal",
        "NI",
        "Osnabrück und Emsland",
        "Beispielweg 4",
        "49074",
        "Osnabrück",
        "Jens Overbeck",
        "Schulleitung",
        "Wir unterrichten Gesundheitsberufe, im Klassenzimmer und online, immer mit Deutsch als Teil des Fachs.",
    ),
    ProviderText(
        "fachsprachzentrum-harzblick",
        "Fachsprachzentrum Harzblick",
        "NI",
        "Südniedersachsen",
        "Übungsgasse 9",
        "37073",
        "Göttingen",
        "Marta Zielińska",
        "Leitung",
        "Bei uns lernen Pflegefachpersonen die Sprache ihres Berufs, mit Lehrkräften aus Pflege und Deutsch im Team.",
    ),
    ProviderText(
        "lernhaus-emscher",
        "Lernhaus Emscher",
        "NW",
        "Emscher-Lippe",
        "Beispielallee 3",
        "45879",
        "Gelsenkirchen",
        "Hülya Kaya",
        "Geschäftsführung",
        "Wir schulen Betriebe und Verwaltungen in Vielfalt und arbeiten mit Ehrenamtlichen der Region zusammen.",
    ),
    ProviderText(
        "technikbruecke-ruhr",
        "Technikbrücke Ruhr",
        "NW",
        "Westfälisches Ruhrgebiet",
        "Probestraße 21",
        "44135",
        "Dortmund",
        "Prof. Lars Wenning",
        "Wissenschaftliche Leitung",
        "Wir bringen Ingenieurinnen und Ingenieure aus aller Welt mit Betrieben im Ruhrgebiet zusammen.",
    ),
    ProviderText(
        "werkstatt-rheinufer",
        "Werkstatt Rheinufer",
        "NW",
        "Köln",
        "Versuchsufer 7",
        "50667",
        "Köln",
        "Bärbel Thelen",
        "Werkstattleitung",
        "Unsere Meisterinnen und Meister zeigen Handwerk: Theorie am Bildschirm, Praxis in der Werkstatt.",
    ),
    ProviderText(
        "vielfaltswerk-elbe",
        "Vielfaltswerk Elbe",
        "SN",
        "Dresden",
        "Modellring 15",
        "01067",
        "Dresden",
        "Thu Hà Lê",
        "Geschäftsführung",
        "Wir beraten Führungskräfte, wie vielfältige Teams gut und gesund zusammenarbeiten.",
    ),
    ProviderText(
        "forum-pleisse",
        "Forum Pleiße",
        "SN",
        "Leipzig",
        "Entwurfsplatz 2",
        "04109",
        "Leipzig",
        "Katrin Böhme",
        "Vorstand",
        "Wir verbinden Beratung, Wissenschaft und Betriebe zu Fragen von Arbeit, Geschlecht und Migration.",
    ),
)

CENTRES = (
    CentreText(
        "bildungswerk-leine",
        "Hannover",
        "Musterstraße 12",
        "30159",
        "0511 000010",
        ("30", "31"),
        ("de", "en", "ar", "fa", "ru", "uk"),
        ("on_site", "phone", "video"),
    ),
    CentreText("bildungswerk-leine", "Celle", "Beispielhof 1", "29221", "05141 000010", ("29",), ("de", "en", "ru")),
    CentreText(
        "therapieschule-hasetal",
        "Osnabrück",
        "Beispielweg 4",
        "49074",
        "0541 000010",
        ("49",),
        ("de", "en", "ar", "ro", "uk"),
    ),
    CentreText("therapieschule-hasetal", "Leer", "Probedeich 8", "26789", "0491 000010", ("26",), ("de", "en", "pl")),
    CentreText(
        "fachsprachzentrum-harzblick",
        "Göttingen",
        "Übungsgasse 9",
        "37073",
        "0551 000010",
        ("37", "38"),
        ("de", "en", "bs", "hr", "sr", "tr"),
        ("on_site", "phone", "video"),
    ),
    CentreText(
        "lernhaus-emscher",
        "Gelsenkirchen",
        "Beispielallee 3",
        "45879",
        "0209 000010",
        ("45", "46"),
        ("de", "en", "tr", "ar", "kmr", "ro"),
    ),
    CentreText(
        "technikbruecke-ruhr",
        "Dortmund",
        "Probestraße 21",
        "44135",
        "0231 000010",
        ("44", "58", "59"),
        ("de", "en", "hi", "fa"),
    ),
    CentreText(
        "werkstatt-rheinufer",
        "Köln",
        "Versuchsufer 7",
        "50667",
        "0221 000010",
        ("50", "51", "53"),
        ("de", "en", "tr", "es"),
    ),
    CentreText(
        "vielfaltswerk-elbe", "Dresden", "Modellring 15", "01067", "0351 000010", ("01", "02"), ("de", "en", "vi", "ar")
    ),
    CentreText(
        "forum-pleisse",
        "Leipzig",
        "Entwurfsplatz 2",
        "04109",
        "0341 000010",
        ("04", "09"),
        ("de", "en", "fr", "uk"),
        ("phone", "video"),
    ),
)

# Placeholders for logos: label (Pillow's own font has no umlauts), colour, description, in the order funders want.
FUNDER_LOGOS = (
    ("Europa", "#1a4fd6", "Platzhalter für das Zeichen der Europäischen Union (Demo)"),
    ("Bundesministerium", "#43545e", "Platzhalter für das Zeichen des Bundesministeriums (Demo)"),
    ("Programm IQ", "#0b5a67", "Platzhalter für das Zeichen des Programms IQ (Demo)"),
)
PARTNERS = {
    "bildungswerk-leine": (("Kammer Beispielstadt", "#9a6200"), ("Jobcenter Muster", "#2b7a4b")),
    "lernhaus-emscher": (("Verein Brücken bauen", "#a31d2b"),),
    "therapieschule-hasetal": (("Klinik am Übungspark", "#2474a8"),),
}

EMPLOYERS: dict[str, dict[str, Any]] = {  # by the place of their HR in demo.personas
    "metallbau-sonnenschein": {"name": "Metallbau Sonnenschein (Demo)", "sector": "Metallbau", "city": "Hannover"},
    "stadtwerke-auental": {
        "name": "Stadtwerke Auental (Demo)",
        "sector": "Versorgung",
        "city": "Leipzig",
        "is_public": True,
        "size_class": "large",
    },
}
