"""Names of countries in news English, and label points where Natural Earth's are not near the middle."""

# ruff: noqa: E501 - tables of names and lines of sources read better unbroken

from __future__ import annotations

_NAMES = """
AE United Arab Emirates|UAE|U.A.E.|Emirates|the Emirates
AG Antigua and Barbuda|Antigua
AL Albania
AO Angola
AQ Antarctica
AR Argentina|Argentine Republic
AT Austria
AU Australia|Commonwealth of Australia
AZ Azerbaijan|Azerbaidzhan
BA Bosnia and Herzegovina|Bosnia|Bosnia-Herzegovina|Bosnia & Herzegovina|BiH
BD Bangladesh|East Pakistan
BF Burkina Faso|Burkina|Upper Volta
BJ Benin|Dahomey
BL Saint Barthélemy|St. Barts|St Barts|St. Barthélemy
BN Brunei|Brunei Darussalam
BO Bolivia|Plurinational State of Bolivia
BQ Caribbean Netherlands|Bonaire, Sint Eustatius and Saba
BR Brazil|Brasil
BS Bahamas|The Bahamas
BT Bhutan
BW Botswana|Bechuanaland
BY Belarus|Byelorussia|Belorussia
BZ Belize|British Honduras
CA Canada
CC Cocos Islands|Keeling Islands|Cocos (Keeling) Islands
CD Democratic Republic of the Congo|DR Congo|DRC|D.R.C.|D.R. Congo|Congo-Kinshasa|Zaire|Democratic Republic of Congo|Congo Kinshasa|Congo DR|Belgian Congo
CF Central African Republic|C.A.R.|Centrafrique
CG Republic of the Congo|Congo-Brazzaville|Republic of Congo|Congo Brazzaville|Congo Republic|Congo
CH Switzerland|Swiss Confederation
CI Ivory Coast|Côte d'Ivoire|Cote d'Ivoire|Cote dIvoire
CN China|People's Republic of China|PRC|P.R.C.|Mainland China|mainland China|Red China|Communist China
CV Cape Verde|Cabo Verde
CW Curaçao|Curacao
CY Cyprus|Republic of Cyprus
CZ Czech Republic|Czechia|Czechoslovakia
DE Germany|Federal Republic of Germany|West Germany|East Germany|Deutschland
DO Dominican Republic|República Dominicana
EG Egypt|Arab Republic of Egypt
EH Western Sahara|Sahrawi Republic|Sahrawi Arab Democratic Republic|SADR
ES Spain|España
ET Ethiopia|Abyssinia
FK Falkland Islands|Falklands|Malvinas|Islas Malvinas
FM Micronesia|Federated States of Micronesia
FR France|French Republic
GB United Kingdom|UK|U.K.|Britain|Great Britain
GE Georgia|Republic of Georgia|Sakartvelo
GF French Guiana|Guyane
GM Gambia|The Gambia
GN Guinea|Guinea-Conakry|Guinea Conakry
GQ Equatorial Guinea
GR Greece|Hellas|Hellenic Republic
GW Guinea-Bissau|Guinea Bissau
HK Hong Kong|Hong Kong SAR|Hongkong|HKSAR
IE Ireland|Republic of Ireland|Irish Republic|Eire
IL Israel|State of Israel
IM Isle of Man
IN India|Republic of India|Bharat|Hindustan
IO British Indian Ocean Territory|Chagos Islands|Chagos Archipelago|Chagos
IQ Iraq
IR Iran|Islamic Republic of Iran|Persia
IT Italy|Italia
JO Jordan|Hashemite Kingdom of Jordan
JP Japan|Nippon
KG Kyrgyzstan|Kirghizia|Kyrgyz Republic|Kirgizstan|Kirghizstan
KH Cambodia|Kampuchea
KM Comoros|Comoro Islands
KN Saint Kitts and Nevis|St. Kitts and Nevis|St Kitts and Nevis|St. Kitts|Saint Kitts|St Kitts & Nevis
KP North Korea|DPRK|D.P.R.K.|Democratic People's Republic of Korea|N. Korea
KR South Korea|Republic of Korea|ROK|R.O.K.|S. Korea|Korea
KW Kuwait
KZ Kazakhstan|Kazakstan
LA Laos|Lao PDR|Lao People's Democratic Republic
LC Saint Lucia|St. Lucia|St Lucia
LK Sri Lanka|Ceylon|Srilanka
LS Lesotho|Basutoland
LY Libya|Libyan Arab Jamahiriya
MD Moldova|Republic of Moldova|Moldavia
MF Saint Martin|Saint-Martin|St. Martin
MG Madagascar|Malagasy Republic
MK North Macedonia|Macedonia|FYROM|Former Yugoslav Republic of Macedonia|Republic of Macedonia
MM Myanmar|Burma|Union of Myanmar
MO Macau|Macao
MR Mauritania|Islamic Republic of Mauritania
MU Mauritius
MV Maldives|Maldive Islands|The Maldives
MW Malawi|Nyasaland
MX Mexico|México|Mejico|United Mexican States
MZ Mozambique|Moçambique
NA Namibia|South West Africa
NC New Caledonia
NL Netherlands|The Netherlands|Holland
NZ New Zealand|Aotearoa|N.Z.|NZ
PF French Polynesia
PG Papua New Guinea|PNG|P.N.G.|Papua-New Guinea
PH Philippines|The Philippines|Republic of the Philippines
PM Saint Pierre and Miquelon|St. Pierre and Miquelon
PS Palestine|Palestinian Territories|Palestinian territories|State of Palestine|occupied Palestinian territory|Occupied Palestinian Territories|Occupied Territories|occupied territories
PT Portugal
RE Réunion|Reunion|La Réunion|Reunion Island
RO Romania|Rumania|Roumania
RS Serbia|Republic of Serbia|Yugoslavia
RU Russia|Russian Federation|Soviet Union|USSR|U.S.S.R.
RW Rwanda|Ruanda
SA Saudi Arabia|KSA|Kingdom of Saudi Arabia
SB Solomon Islands|Solomons
SD Sudan|The Sudan
SH Saint Helena|St. Helena|St Helena
SJ Svalbard and Jan Mayen|Svalbard
SK Slovakia|Slovak Republic
SR Suriname|Surinam
SS South Sudan|S. Sudan
ST São Tomé and Príncipe|Sao Tome and Principe|Sao Tome
SV El Salvador
SX Sint Maarten|St. Maarten|St Maarten
SY Syria|Syrian Arab Republic
SZ Eswatini|Swaziland|eSwatini
TC Turks and Caicos Islands|Turks and Caicos
TD Chad|Tchad
TH Thailand|Siam
TJ Tajikistan|Tadjikistan|Tadzhikistan
TL East Timor|Timor-Leste|Timor Leste
TM Turkmenistan
TR Turkey|Türkiye|Turkiye
TT Trinidad and Tobago|Trinidad & Tobago|T&T
TW Taiwan|Republic of China|Chinese Taipei|Formosa|ROC
TZ Tanzania|United Republic of Tanzania|Tanganyika
UA Ukraine|the Ukraine
US United States|US|U.S.|USA|U.S.A.|America|United States of America|the States|U.S
UY Uruguay
UZ Uzbekistan
VA Vatican City|Vatican|Holy See|Vatican City State|the Vatican
VC Saint Vincent and the Grenadines|St. Vincent and the Grenadines|St Vincent and the Grenadines|St. Vincent
VE Venezuela|Bolivarian Republic of Venezuela
VG British Virgin Islands|BVI
VI U.S. Virgin Islands|US Virgin Islands|USVI|Virgin Islands
VN Vietnam|Viet Nam|North Vietnam|South Vietnam|Viet-Nam
WF Wallis and Futuna
WS Samoa|Western Samoa
XK Kosovo|Kosova
YE Yemen|Republic of Yemen|North Yemen|South Yemen
YT Mayotte
ZA South Africa|RSA|Republic of South Africa|S. Africa
ZM Zambia|Northern Rhodesia
ZW Zimbabwe|Rhodesia|Southern Rhodesia
"""

COUNTRY_NAMES: dict[str, tuple[str, ...]] = {
    line[:2]: tuple(line[3:].split("|")) for line in _NAMES.strip().splitlines()
}
"""ISO code → the name to show, then further names."""

COUNTRY_POINTS: dict[str, tuple[float, float]] = {
    "AQ": (-80.0, 0.0), "BJ": (9.6, 2.33), "BQ": (12.18, -68.25),     "BS": (24.3, -76.6), "BV": (-54.42, 3.36), "CC": (-12.17, 96.84), "CG": (-0.9, 15.2),
    "CK": (-21.23, -159.77), "CL": (-35.7, -71.3), "CU": (21.7, -79.2), "CV": (15.6, -23.9), "CX": (-10.49, 105.63),
    "DK": (56.0, 9.8), "EC": (-1.5, -78.6), "FI": (63.5, 26.3), "FJ": (-17.8, 178.0), "FM": (6.9, 158.2),
    "FR": (46.6, 2.4), "GB": (54.2, -2.5), "GF": (3.95, -53.1), "GP": (16.25, -61.55), "GQ": (1.7, 10.4),
    "GR": (39.0, 22.5), "GT": (15.6, -90.3), "HR": (45.2, 16.2), "HT": (18.95, -72.6), "ID": (-2.3, 117.3),
    "IL": (31.4, 34.95), "IO": (-7.3, 72.4), "IT": (42.8, 12.3), "JP": (36.5, 138.2), "KI": (1.4, 173.0),
    "LA": (18.6, 103.6), "MA": (31.8, -6.8), "MH": (7.1, 171.3), "MP": (15.2, 145.75), "MQ": (14.65, -61.0),
    "MV": (3.5, 73.4), "MZ": (-17.3, 35.5), "NC": (-21.3, 165.6), "NO": (62.0, 10.0),
    "NZ": (-41.5, 172.8), "OM": (20.9, 56.6), "PF": (-17.65, -149.43), "PG": (-6.3, 145.2),
    "PS": (31.95, 35.2), "PT": (39.6, -8.0), "PY": (-23.2, -58.4), "RE": (-21.12, 55.53),     "SB": (-9.2, 159.9), "SC": (-4.65, 55.47), "SE": (62.2, 15.2), "SH": (-15.95, -5.71), "SJ": (78.6, 16.5),
    "ST": (0.4, 6.7), "TJ": (38.6, 71.0), "TK": (-9.17, -171.83), "TO": (-21.18, -175.2), "TT": (10.45, -61.25),
    "TV": (-8.0, 178.3), "UM": (19.29, 166.64), "VN": (16.2, 107.3), "VU": (-16.2, 167.6),
    "YT": (-12.83, 45.15), "ZM": (-13.5, 27.8),
}  # fmt: skip
"""ISO code → (lat, lon)."""

GEONAMES_POINTS: dict[str, tuple[float, float]] = {
    "AF": (33.0, 66.0), "AR": (-34.0, -64.0), "AU": (-25.0, 135.0), "BR": (-10.0, -55.0), "CA": (60.1087, -113.6426),
    "CN": (35.0, 105.0), "CO": (4.0, -73.25), "DZ": (28.0, 3.0), "EG": (27.0, 30.0), "IN": (22.0, 79.0),
    "IQ": (33.0, 44.0), "IR": (32.0, 53.0), "KZ": (48.0, 68.0), "LY": (28.0, 17.0), "ML": (18.0, -2.0),
    "MX": (23.0, -102.0), "MY": (2.5, 112.5), "NE": (18.0, 9.0), "NG": (10.0, 8.0), "PE": (-10.0, -75.25),
    "PH": (13.0, 122.0), "PK": (30.0, 70.0), "RU": (60.0, 100.0), "SA": (25.0, 45.0), "SD": (16.0, 30.0),
    "SO": (6.0, 48.0), "SY": (35.0, 38.0), "TD": (15.0, 19.0), "TR": (39.0, 35.0), "UA": (49.0, 32.0),
    "US": (39.76, -98.5), "VE": (8.0, -66.0), "YE": (15.5, 47.5), "ZA": (-29.0, 24.0), "ZW": (-19.0, 29.75),
}  # fmt: skip
"""GeoNames' own points of large countries (CC BY 4.0), which other news corpora and maps are coded with."""

CAPITALS: dict[str, str] = {"KZ": "Astana", "MM": "Naypyidaw", "EH": "Laayoune", "MO": "Macau", "IL": "Jerusalem"}
"""ISO code → capital, where GeoNames' table has another name."""

LEFT_OUT = frozenset({"CS", "AN"})
"""Codes of countries that are no more; their names stand beside their successors'."""
