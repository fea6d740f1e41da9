"""What the sources lack or call otherwise than English newspapers do."""

from __future__ import annotations

_NAMES = """
AF.09 Ghor|Ghowr
AF.27 Maidan Wardak|Wardak|Maidan Wardag
AF.39 Uruzgan|Urozgan|Oruzgan
AF.33 Sar-e-Pul|Sar-e Pol|Sar-i-Pul
AF.31 Jawzjan|Jowzjan|Jozjan
AF.41 Daykundi|Daikundi
AF.35 Laghman
AE.01 Abu Dhabi
AE.03 Dubai
AE.05 Ras Al Khaimah|Ras al-Khaimah
AE.06 Sharjah
AE.07 Umm Al Quwain
AE.04 Fujairah
AE.02 Ajman
AR.01 Buenos Aires Province|Buenos Aires
AR.07 Buenos Aires City|Ciudad Autónoma de Buenos Aires|CABA
AU.07 Victoria
BD.85 Barisal Division|Barishal
BD.84 Chattogram Division|Chittagong Division
BE.VLG Flanders|Flemish Region|Vlaanderen
BE.WAL Wallonia|Walloon Region|Wallonie
BE.BRU Brussels-Capital Region|Brussels
BR.07 Distrito Federal|Federal District
BY.02 Gomel Region|Homel|Gomel
BY.03 Grodno Region|Hrodna|Grodno
BY.04 Minsk City|City of Minsk
BY.06 Mogilev Region|Mahilyow|Mogilev|Mahileu
BY.01 Brest Region|Brest
BY.07 Vitebsk Region|Vitebsk|Vitsebsk
CA.05 Newfoundland and Labrador|Newfoundland & Labrador
CD.08 Kongo Central|Bas-Congo|Bas Congo|Lower Congo
CD.23 Kasaï-Central|Kasai-Central|Kasai Central
CD.04 Kasaï-Oriental|Kasai-Oriental|Eastern Kasai
CD.13 Bas-Uélé|Bas-Uele|Lower Uele
CD.16 Haut-Uélé|Haut-Uele|Upper Uele
CD.14 Haut-Katanga|Upper Katanga
CD.11 North Kivu|Nord-Kivu
CD.12 South Kivu|Sud-Kivu
CD.02 Équateur|Equateur
CI.76 Bas-Sassandra
CI.77 Denguélé
CI.81 Lacs
CI.82 Lagunes
CI.90 Vallée du Bandama
CI.92 Zanzan
CL.06 Biobío|Bío Bío|Bio Bio|Bío-Bío
CL.08 O'Higgins|Libertador General Bernardo O'Higgins
CL.10 Magallanes|Magallanes y la Antártica Chilena
CL.12 Santiago Metropolitan Region|Región Metropolitana|Metropolitan Region
CL.04 La Araucanía|Araucanía|Araucania
CM.04 East Region|Est
CM.07 North-West Region|Northwest Region|North West|Nord-Ouest
CM.09 South-West Region|Southwest Region|South West|Sud-Ouest
CM.12 Far North Region|Far North|Extreme North|Extrême-Nord
CN.20 Inner Mongolia|Nei Mongol
CN.13 Xinjiang|Xinjiang Uygur|Xinjiang Uyghur Autonomous Region
CN.14 Tibet|Xizang|Tibet Autonomous Region
CO.34 Bogotá D.C.|Capital District|Bogotá
CO.25 San Andrés and Providencia|San Andres|San Andrés, Providencia y Santa Catalina
CO.21 Norte de Santander|North Santander
CO.29 Valle del Cauca
CO.01 Amazonas
CZ.52 Prague|Praha
CZ.78 South Moravia|South Moravian Region|Jihomoravský
CZ.79 South Bohemia|South Bohemian Region|Jihočeský
CZ.81 Karlovy Vary Region|Karlovarský
CZ.82 Hradec Králové Region|Královéhradecký
CZ.83 Liberec Region|Liberecký
CZ.84 Olomouc Region|Olomoucký
CZ.85 Moravian-Silesian Region|Moravskoslezský
CZ.86 Pardubice Region|Pardubický
CZ.87 Plzeň Region|Plzeňský|Pilsen Region
CZ.88 Central Bohemia|Central Bohemian Region|Středočeský
CZ.89 Ústí nad Labem Region|Ústecký|Usti Region
CZ.90 Zlín Region|Zlínský
CZ.80 Vysočina|Vysocina
DK.17 Capital Region of Denmark|Hovedstaden
DK.19 North Denmark|North Jutland|Nordjylland
DK.18 Central Denmark|Central Jutland|Midtjylland
DK.21 Southern Denmark|Syddanmark
EG.26 South Sinai|Janub Sina
EG.27 North Sinai|Shamal Sina
EG.14 Sharqia|Al Sharqia|Ash Sharqiyah
EG.22 Matrouh|Matruh|Marsa Matruh
EG.17 Assiut|Asyut
EG.10 Minya|Al Minya|Minia
EG.09 Menoufia|Monufia
EG.12 Qalyubia|Qalyubiya
ES.29 Madrid|Community of Madrid|Comunidad de Madrid
ES.31 Murcia|Region of Murcia
ES.32 Navarre|Navarra
ES.60 Valencia|Valencian Community|Comunitat Valenciana
ES.54 Castilla-La Mancha|Castile-La Mancha
ES.55 Castile and León|Castilla y León|Castilla y Leon
ES.59 Basque Country|País Vasco|Euskadi
ET.44 Addis Ababa
ET.52 Somali Region|Somali|Ogaden
ET.55 Central Ethiopia|Central Ethiopia Regional State
ET.56 South Ethiopia|South Ethiopia Regional State
ET.SW South West Ethiopia|Southwest Ethiopia Peoples' Region
ET.49 Gambella|Gambela
ET.47 Benishangul-Gumuz|Benishangul Gumuz
ET.46 Amhara
ET.51 Oromia|Oromiya|Oromo
FI.05 Kanta-Häme|Tavastia Proper
FI.07 Päijät-Häme|Päijänne Tavastia
FI.08 Kymenlaakso
FR.11 Île-de-France|Ile-de-France|Paris Region
FR.27 Bourgogne-Franche-Comté|Burgundy-Franche-Comté
FR.28 Normandy|Normandie
FR.44 Grand Est|Grand-Est
FR.52 Pays de la Loire|Pays-de-la-Loire
FR.93 Provence-Alpes-Côte d'Azur|PACA
FR.94 Corsica|Corse
GE.02 Abkhazia|Apsny
GE.04 Adjara|Ajaria|Ajara
GR.ESYE23 Western Greece|West Greece
GR.ESYE13 Western Macedonia|West Macedonia
GR.ESYE11 Eastern Macedonia and Thrace|East Macedonia and Thrace
GR.ESYE25 Peloponnese|Peloponnisos
HN.11 Bay Islands|Islas de la Bahía
HT.03 Nord-Ouest|Northwest
ID.10 Yogyakarta Special Region|Yogyakarta|DIY
ID.36 Papua
ID.39 West Papua|Papua Barat
ID.PD Southwest Papua|Papua Barat Daya
ID.PE Highland Papua|Papua Pegunungan|Papua Highlands
ID.PS South Papua|Papua Selatan
ID.PT Central Papua|Papua Tengah
ID.35 Bangka Belitung Islands|Bangka Belitung
IR.01 West Azerbaijan|West Azarbaijan
IR.03 Chaharmahal and Bakhtiari
IR.04 Sistan and Baluchestan|Sistan-Baluchestan|Sistan and Baluchistan|Sistan-Baluchistan
IR.05 Kohgiluyeh and Boyer-Ahmad
IR.07 Fars
IR.08 Gilan
IR.09 Hamadan
IR.10 Ilam
IR.11 Hormozgan
IR.13 Kermanshah
IR.15 Khuzestan
IR.16 Kurdistan|Kordestan Province|Iranian Kurdistan
IR.22 Bushehr
IR.23 Lorestan
IR.25 Semnan
IR.26 Tehran
IR.28 Isfahan
IR.29 Kerman
IR.32 Ardabil
IR.33 East Azerbaijan|East Azarbaijan
IR.34 Markazi
IR.35 Mazandaran
IR.36 Zanjan
IR.37 Golestan
IR.38 Qazvin
IR.39 Qom
IR.40 Yazd
IR.41 South Khorasan
IR.42 Razavi Khorasan
IR.43 North Khorasan
IR.44 Alborz
IE.C Connacht|Connaught
IL.06 Jerusalem District|Jerusalem
IL.WE Judea and Samaria
IL.03 Northern District|HaZafon
IN.12 Jammu and Kashmir|Jammu & Kashmir|J&K
IN.21 Odisha|Orissa
IN.37 Chhattisgarh
IN.39 Uttarakhand|Uttaranchal
IN.40 Telangana
IN.52 Dadra and Nagar Haveli and Daman and Diu
IN.22 Puducherry|Pondicherry
IN.36 Uttar Pradesh|UP
IQ.01 Anbar|Al Anbar|Al-Anbar
IQ.02 Basra|Al Basrah
IQ.03 Muthanna|Al Muthanna
IQ.04 Qadisiyah|Al-Qādisiyyah|Diwaniyah
IQ.05 Sulaymaniyah|Sulaimaniyah|Sulaimaniya|Slemani
IQ.06 Babil|Babylon
IQ.08 Dohuk|Duhok
IQ.09 Dhi Qar|Thi Qar
IQ.10 Diyala|Diyalá
IQ.11 Erbil|Arbil|Irbil|Hawler
IQ.13 Kirkuk|At Ta'mim|Tamim
IQ.14 Maysan|Missan
IQ.15 Nineveh|Ninawa|Ninewa
IQ.18 Salahuddin|Saladin|Salah ad Din|Salaheddin|Salah al-Din
IQ.19 Halabja
IS.39 Capital Region|Höfuðborgarsvæðið
IT.13 Apulia|Puglia
IT.06 Friuli-Venezia Giulia|Friuli
IT.17 Trentino-Alto Adige|Trentino-South Tyrol|Trentino|South Tyrol|Alto Adige
IT.19 Aosta Valley|Valle d'Aosta|Val d'Aosta
IT.10 Marche|Le Marche
KP.03 South Hamgyong
KR.06 Gangwon|Kangwon|Gangwon-do
KR.01 Jeju|Cheju
KZ.01 Almaty Region
KZ.02 Almaty
KZ.03 Akmola Region|Akmola
KZ.04 Aktobe Region|Aktobe
KZ.05 Astana|Nur-Sultan
KZ.06 Atyrau Region|Atyrau
KZ.07 West Kazakhstan Region|West Kazakhstan
KZ.08 Baikonur|Baykonur
KZ.09 Mangystau Region|Mangystau|Mangistau
KZ.10 Turkistan Region|Turkestan Region|South Kazakhstan
KZ.11 Pavlodar Region|Pavlodar
KZ.12 Karaganda Region|Karaganda|Karagandy
KZ.12510143 Abai Region|Abay Region
KZ.12510144 Zhetysu Region|Jetisu Region
KZ.12510145 Ulytau Region
KZ.13 Kostanay Region|Kostanay
KZ.14 Kyzylorda Region|Kyzylorda
KZ.15 East Kazakhstan Region|East Kazakhstan
KZ.1537272 Shymkent
KZ.16 North Kazakhstan Region|North Kazakhstan
KZ.17 Jambyl Region|Zhambyl Region|Jambyl
LB.06 South Lebanon|South Governorate|Southern Lebanon
LB.09 North Lebanon|North Governorate|Northern Lebanon
LB.08 Beqaa|Bekaa
LB.07 Nabatieh|Nabatiyeh|Nabatiye
LT.64 Utena County|Utena
MA.01 Tanger-Tétouan-Al Hoceïma|Tangier-Tetouan-Al Hoceima
MA.02 Oriental|L'Oriental
MA.03 Fès-Meknès|Fez-Meknes
MA.04 Rabat-Salé-Kénitra
MA.05 Béni Mellal-Khénifra
MA.06 Casablanca-Settat
MA.07 Marrakech-Safi|Marrakesh-Safi
MA.08 Drâa-Tafilalet
MA.09 Souss-Massa
MA.10 Guelmim-Oued Noun
MA.11 Laâyoune-Sakia El Hamra|Laayoune-Sakia El Hamra
MA.12 Dakhla-Oued Ed-Dahab
ML.08 Timbuktu|Tombouctou
ML.12070575 Taoudenit|Taoudénit|Taoudenni
ML.12070577 Ménaka|Menaka
MM.01 Rakhine State|Rakhine|Arakan
MM.05 Kayin State|Karen State|Kayin
MM.06 Kayah State|Karenni State|Kayah
MM.13 Mon State
MM.02 Chin State
MM.03 Ayeyarwady Region|Irrawaddy|Ayeyarwady|Irrawaddy Region
MM.12 Tanintharyi Region|Tenasserim|Tanintharyi
MM.16 Bago Region|Pegu|Bago
MM.15 Magway Region|Magwe|Magway
MM.17 Yangon Region|Yangon|Rangoon Division
MM.11 Shan State|Shan
MX.07 Coahuila|Coahuila de Zaragoza
MX.09 Mexico City|Ciudad de México|CDMX|Distrito Federal|Federal District
MX.15 State of Mexico|Estado de México|Mexico State|Edomex
MX.16 Michoacán|Michoacan
MX.30 Veracruz
MX.22 Querétaro|Queretaro
NG.11 Federal Capital Territory|FCT|Abuja Federal Capital Territory
NG.31 Niger State
NG.49 Plateau State
NG.50 Rivers State
NG.36 Delta State
NP.1 Koshi Province|Koshi|Province 1
NP.2 Madhesh Province|Madhesh|Province 2
NP.3 Bagmati Province|Bagmati|Province 3
NP.4 Gandaki Province|Gandaki
NP.5 Lumbini Province|Lumbini|Province 5
NP.6 Karnali Province|Karnali
NP.7 Sudurpashchim Province|Sudurpashchim|Far-Western Province|Province 7
NZ.F3 Manawatū-Whanganui|Manawatu-Wanganui
NZ.F4 Marlborough
PE.15 Lima Region|Lima Provincias
PE.LMA Lima Metropolitana|Lima Province
PE.12 Junín|Junin
PH.14 Bangsamoro|BARMM|Muslim Mindanao|ARMM|Autonomous Region in Muslim Mindanao
PH.NCR Metro Manila|National Capital Region|NCR
PH.15 Cordillera|Cordillera Administrative Region|CAR
PH.01 Ilocos Region|Ilocos
PH.05 Bicol Region|Bicol
PH.11 Davao Region
PH.12 Soccsksargen
PK.03 Khyber Pakhtunkhwa|KP|NWFP|North-West Frontier Province|Khyber-Pakhtunkhwa
PK.02 Balochistan|Baluchistan
PK.06 Azad Kashmir|Azad Jammu and Kashmir|Pakistan-administered Kashmir
PK.07 Gilgit-Baltistan|Gilgit Baltistan
PK.08 Islamabad Capital Territory|Islamabad
PL.72 Lower Silesia|Dolnośląskie
PL.84 Świętokrzyskie|Holy Cross
PL.79 Opole Voivodeship|Opole
PS.GZ Gaza Strip|Gaza|the Gaza Strip
PS.WE West Bank
RS.SE Central Serbia
RU.03 Altai Republic|Altai
RU.11 Buryatia|Republic of Buryatia|Buryat
RU.12 Chechnya|Chechen Republic|Chechen
RU.15 Chukotka|Chukotka Autonomous Okrug|Chukchi
RU.16 Chuvashia|Chuvash Republic
RU.22 Kabardino-Balkaria|Kabardino-Balkar Republic
RU.27 Karachay-Cherkessia|Karachay-Cherkess Republic|Karachai-Cherkessia
RU.42 Leningrad Oblast|Leningrad Region
RU.47 Moscow Oblast|Moscow Region
RU.48 Moscow
RU.63 Sakha|Yakutia|Sakha Republic
RU.68 North Ossetia|North Ossetia-Alania
RU.71 Sverdlovsk Oblast|Sverdlovsk
RU.73 Tatarstan|Republic of Tatarstan
RU.80 Udmurtia|Udmurt Republic
RU.89 Jewish Autonomous Oblast|Jewish Autonomous Region
RU.59 Primorye|Primorsky Krai|Primorsky|Primorye Territory
RU.64 Sakhalin Oblast|Sakhalin
RU.92 Kamchatka Krai|Kamchatka
RU.93 Zabaykalsky Krai|Zabaikalsky Krai|Transbaikal
RU.87 Yamalo-Nenets Autonomous Okrug|Yamalo-Nenets|Yamal
RU.32 Khanty-Mansi Autonomous Okrug|Khanty-Mansi|Yugra
RU.50 Nenets Autonomous Okrug|Nenets
RU.66 Saint Petersburg|St. Petersburg|St Petersburg
SA.05 Medina Province|Al Madinah|Medina
SA.14 Makkah Province|Mecca Province|Makkah|Mecca
SA.06 Eastern Province|Ash Sharqiyah
SA.11 Asir|Aseer|'Asir
SA.17 Jazan|Jizan
SD.29 Khartoum State|Khartoum
SD.38 Gezira|Al Jazirah|Gezira State|El Gezira|Al-Jazira
SD.39 Gedaref|Al Qadarif|El Gedaref|Gadarif
SD.50 South Kordofan|South Kurdufan
SD.56 North Kordofan|North Kurdufan
SD.62 West Kordofan|West Kurdufan
SD.58 Sennar|Sinnar
SO.04 Bay Region|Bay
SO.16 Bakool
SO.02 Banadir|Banaadir|Benadir
SO.05 Galgaduud|Galgadud|Galguduud
SO.07 Hiiraan|Hiran|Hiraan
SO.08 Middle Juba|Jubbada Dhexe|Middle Jubba
SO.09 Lower Juba|Jubbada Hoose|Lower Jubba
SO.13 Middle Shabelle|Middle Shebelle|Shabeellaha Dhexe
SO.14 Lower Shabelle|Lower Shebelle|Shabeellaha Hoose
SO.20 Woqooyi Galbeed|Maroodi Jeex
SS.01 Central Equatoria
SS.04 Lakes State
SS.06 Unity State
SS.10 Western Equatoria
SY.01 Hasakah|Al-Hasakah|Hasaka|Hassakeh|Al-Hasakeh
SY.03 Quneitra|Kuneitra
SY.04 Raqqa|Ar-Raqqah|Rakka
SY.05 Sweida|As-Suwayda|Suwayda|Suweida|As-Suwayda Governorate
SY.06 Daraa|Deraa|Dar'a
SY.07 Deir ez-Zor|Deir al-Zor|Deir Ezzor|Deir al-Zour|Deir ez-Zour|Deir Azzor
SY.08 Rif Dimashq|Damascus countryside|Rural Damascus|Rif Damascus
SY.12 Idlib|Idleb
SY.14 Tartus|Tartous
TD.07 Lac|Lake Region
TR.31 Hatay
TR.80 Şırnak|Sirnak
TR.63 Şanlıurfa|Sanliurfa|Urfa
TZ.02 Pwani|Coast Region
TW.01 Fujian|Fukien
UA.01 Cherkasy Oblast|Cherkasy|Cherkasy region
UA.02 Chernihiv Oblast|Chernihiv|Chernigov
UA.03 Chernivtsi Oblast|Chernivtsi
UA.04 Dnipropetrovsk Oblast|Dnipropetrovsk|Dnipro Oblast|Dnepropetrovsk
UA.05 Donetsk Oblast|Donetsk
UA.06 Ivano-Frankivsk Oblast|Ivano-Frankivsk
UA.07 Kharkiv Oblast|Kharkiv|Kharkov
UA.08 Kherson Oblast|Kherson
UA.09 Khmelnytskyi Oblast|Khmelnytskyi|Khmelnitsky
UA.10 Kirovohrad Oblast|Kirovohrad|Kropyvnytskyi Oblast
UA.11 Crimea|Autonomous Republic of Crimea|Krym|Crimean Peninsula
UA.12 Kyiv|Kiev
UA.13 Kyiv Oblast|Kiev Oblast|Kyiv region
UA.14 Luhansk Oblast|Luhansk|Lugansk
UA.15 Lviv Oblast|Lviv|Lvov Oblast
UA.16 Mykolaiv Oblast|Mykolaiv|Nikolaev Oblast
UA.17 Odesa Oblast|Odesa|Odessa|Odessa Oblast
UA.18 Poltava Oblast|Poltava
UA.19 Rivne Oblast|Rivne
UA.20 Sevastopol
UA.21 Sumy Oblast|Sumy
UA.22 Ternopil Oblast|Ternopil
UA.23 Vinnytsia Oblast|Vinnytsia|Vinnitsa
UA.24 Volyn Oblast|Volyn|Volhynia
UA.25 Zakarpattia Oblast|Zakarpattia|Transcarpathia
UA.26 Zaporizhzhia Oblast|Zaporizhzhia|Zaporizhzhya|Zaporozhye|Zaporizhia
UA.27 Zhytomyr Oblast|Zhytomyr
US.DC District of Columbia|Washington D.C.|D.C.|Washington, D.C.
US.WA Washington|Washington State|Washington state
US.NY New York|New York State
UZ.09 Karakalpakstan
UZ.10 Samarkand Region|Samarqand|Samarkand
UZ.02 Bukhara Region|Bukhara
UZ.05 Khorezm|Xorazm
UZ.06 Namangan Region|Namangan
UZ.07 Navoiy Region|Navoi
UZ.08 Kashkadarya|Qashqadaryo
UZ.12 Surkhandarya|Surxondaryo
VE.25 Capital District|Distrito Capital
VE.26 La Guaira|Vargas
VN.79 Ho Chi Minh City|Saigon
VN.31 Haiphong|Hai Phong
VN.46 Hue|Thừa Thiên-Huế
VN.66 Dak Lak|Đắk Lắk|Daklak
YE.02 Aden|'Adan
YE.03 Mahra|Al-Mahra|Al Mahrah|Mahrah
YE.04 Hadramawt|Hadramaut|Hadhramaut|Hadramout
YE.05 Shabwa|Shabwah
YE.08 Hodeidah|Al Hudaydah|Hodeida|Al-Hodeidah|Hudaydah
YE.10 Mahwit|Al Mahwit
YE.14 Marib|Ma'rib
YE.15 Saada|Sa'dah|Sa'ada|Sadah
YE.18 Dhale|Al-Dhale|Al Dhalea|Dali
YE.20 Al Bayda|Bayda|Al-Bayda|Baydha|Al-Baydha
YE.21 Al Jawf|Jawf|Al-Jawf|Jouf
YE.22 Hajjah|Hajja
YE.25 Taiz|Ta'izz|Taizz
YE.24 Lahj|Lahij|Lahej
YE.26 Sanaa City|Amanat Al Asimah
YE.28 Socotra|Suqutra|Soqotra
YE.27 Raymah|Raima
"""

DIVISION_NAMES: dict[str, tuple[str, ...]] = {
    code: tuple(names.split("|")) for code, names in (line.split(" ", 1) for line in _NAMES.strip().splitlines())
}
"""GeoNames code → the name to show, then further names."""

DIVISION_POINTS: dict[str, tuple[float, float, int]] = {
    "CN.15": (37.8, 101.3, 500),
    "RU.06": (63.5, 43.0, 400),
    "ES.53": (28.29, -16.0, 200),
    "PT.23": (38.5, -28.0, 250),
    "US.HI": (20.8, -157.0, 250),
    "ML.01": (12.64, -8.0, 18),
    "ML.07": (13.6, -7.64, 210),
    "ML.12070577": (15.92, 2.4, 170),
    "ML.12070575": (22.68, -3.98, 330),
    "MM.18": (19.76, 96.1, 45),
    "MM.17": (17.0, 96.1, 60),
    "UA.12": (50.45, 30.52, 18),
    "IN.12": (33.9, 75.2, 130),
    "IN.41": (34.2, 77.6, 200),
    "TD.23": (17.9, 18.8, 250),
    "PF.00": (-17.6, -149.5, 600),
}
"""GeoNames code → lat, lon, radius in km, where neither shapes nor towns give a good one."""

DISTRICT_NAMES: dict[str, tuple[str, ...]] = {}
"""GeoNames code of a second-level division → the name to show, then further names."""
