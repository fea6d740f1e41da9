"""A gazetteer of two dozen places in a second, for tests that need to know everything in it."""

from __future__ import annotations

from pathlib import Path

from geodata.places.gazetteer import NameKind, build
from geodata.places.gazetteer.records import Feature, alternate_names
from geodata.places.gazetteer.tables import COLUMNS

TABLES: dict[str, list[str]] = {
    "countries": [
        "3996063,MX,MEX,Mexico,México|Mejico,23.0,-102.0,1200,126000000,Mexico City,NA,.mx",
        "6252001,US,USA,United States,USA|America,39.76,-98.5,2000,331000000,Washington,NA,.us",
        "614540,GE,GEO,Georgia,Sakartvelo,42.0,43.5,200,3700000,Tbilisi,AS,.ge",
        "3017382,FR,FRA,France,,46.0,2.0,500,67000000,Paris,EU,.fr",
    ],
    "divisions1": [
        "4004156,MX,14,Jalisco,Jalisco,Estado de Jalisco,20.5,-103.7,180,8348151,state",
        "5128638,US,NY,New York,New York,,43.0,-75.5,250,19274244,state",
        "4197000,US,GA,Georgia,Georgia,Peach State,32.75,-83.5,220,10711908,state",
        "4662168,US,TN,Tennessee,Tennessee,,35.75,-86.25,250,6829174,state",
        "3012874,FR,11,Île-de-France,Ile-de-France,Paris Region,48.7,2.5,60,12000000,region",
    ],
    "divisions2": ["8581816,MX,14,14086,Tapalpa,Municipio de Tapalpa,19.95,-103.76,15"],
    "regions": [
        "Red Sea,Mar Rojo,H,SEA,20.0,38.0,1000,EG|SD|SA,350155,made for tests",
        "Donbas,Donbass,L,RGN,48.0,38.0,150,UA,,made for tests",
    ],
    "abbreviations": [
        "Tenn.,Tennessee,admin1,US",
        "U.S.,United States,country,",
        "NYC,New York City,place,US",
        "GA,Georgia,admin1,US",
    ],
    "demonyms": ["Mexican,MX,country,MX", "Georgian,GE,country,GE", "Parisian,Paris,place,FR"],
    "exonyms": ["Lutetia,2988507"],
    "places_extra": [",GE,51,Upper Ford,Ford-on-Hill,42.2,43.9,3,300,PPL"],
}

TOWNS = (
    Feature(3982461, "Tapalpa", 19.94567, -103.75932, "MX", "14", population=5782),
    Feature(4005539, "Guadalajara", 20.66682, -103.39182, "MX", "14", population=1385629),
    Feature(3530597, "Mexico City", 19.42847, -99.12766, "MX", "09", population=12294193,
            names=(("Mexico", NameKind.ALTERNATE), ("Ciudad de México", NameKind.ALTERNATE))),
    Feature(3998655, "León de los Aldama", 21.13, -101.67, "MX", "11", population=1579803,
            names=(("León", NameKind.ALTERNATE),)),
    Feature(3118532, "León", 42.6, -5.57, "ES", "55", population=124772),
    Feature(2988507, "Paris", 48.85341, 2.3488, "FR", "11", population=2138551,
            names=tuple(name for written in ("Parigi", "PAR", "rondon", "Париж") for name in alternate_names(written))),
    Feature(4647963, "Paris", 36.302, -88.32671, "US", "TN", population=10150),
    Feature(4717560, "Paris", 33.66, -95.55, "US", "TX", population=24782),
    Feature(5128581, "New York City", 40.71427, -74.00597, "US", "NY", population=8804190,
            names=(("New York", NameKind.ALTERNATE),)),
    Feature(6324733, "St. John's", 47.56494, -52.70931, "CA", "05", population=110525),
    Feature(6138517, "Saint John", 45.27271, -66.06766, "CA", "04", population=71808),
    Feature(2747373, "The Hague", 52.07667, 4.29861, "NL", "11", population=474292),
    Feature(2640729, "Oxford", 51.75222, -1.25596, "GB", "ENG", population=171380),
    Feature(2198148, "Suva", -18.14161, 178.44149, "FJ", "01", population=77366),
    Feature(4035715, "Taveuni", -16.83, -179.98, "FJ", "03", population=1000),
    Feature(4201000, "Georgia", 44.73, -73.11, "US", "VT", population=4500),
)  # fmt: skip


def write_tables(folder: Path, **changed: list[str]) -> Path:
    """Write the small tables into a folder, some of them with other rows."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in (TABLES | changed).items():
        header = ",".join(COLUMNS[name])
        if name == "abbreviations":
            header += ",needs_comma"
            rows = [row if row.count(",") > 3 else f"{row},{int(row.startswith('GA'))}" for row in rows]
        lines = ["# Made for tests", header, *rows]
        (folder / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def small_gazetteer(folder: Path) -> Path:
    """Build the small gazetteer in a folder and return its path."""
    path = folder / "gazetteer.sqlite"
    build(path, folder=write_tables(folder / "tables"), towns=TOWNS)
    return path
