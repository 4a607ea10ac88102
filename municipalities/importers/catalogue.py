"""Whose figures they are and what they mean, in the words that a page shows. See reference/PROVENANCE.md."""

from municipalities.models import Indicator, Source

SCB_TERMS = "Öppna data, CC0 sedan den 1 juli 2021"
MIGRATIONSVERKET_TERMS = "Öppen statistik utan villkor och utan personuppgifter (villkoren lästa i andra hand)"
SFS_TERMS = "Författningar skyddas inte av upphovsrätt (9 § upphovsrättslagen)"
REPORT_TERMS = "Myndighetsrapport; endast enskilda tal och sakuppgifter är hämtade"

# SCB: "Källa: SCB" for unchanged figures, "Bearbetning av öppna data från SCB" for those that someone has processed.
SOURCES = (
    Source(
        slug="scb-regionindelning",
        publisher="SCB",
        title="Län och kommuner, gällande indelning",
        citation="Källa: SCB",
        terms=SCB_TERMS,
    ),
    Source(
        slug="scb-folkmangd",
        publisher="SCB",
        title="Folkmängd per kommun den 31 december",
        citation="Källa: SCB",
        terms=SCB_TERMS,
    ),
    Source(
        slug="scb-utbildning",
        publisher="SCB",
        title="Befolkningens utbildning per kommun",
        citation="Bearbetning av öppna data från SCB",
        terms=SCB_TERMS,
    ),
    Source(
        slug="scb-skattekraft",
        publisher="SCB",
        title="Skattekraft per kommun",
        citation="Källa: SCB",
        terms=SCB_TERMS,
    ),
    Source(
        slug="migrationsverket-kommuntal-2018",
        publisher="Migrationsverket",
        title="Uppföljning av kommuntal 2018: anvisningar enligt kommuntalen",
        citation="Källa: Migrationsverket",
        terms=MIGRATIONSVERKET_TERMS,
    ),
    Source(
        slug="migrationsverket-kommunmottagna-2018",
        publisher="Migrationsverket",
        title="Kommunmottagna enligt ersättningsförordningen 2018, uppdaterad den 25 mars 2019",
        citation="Källa: Migrationsverket",
        terms=MIGRATIONSVERKET_TERMS,
    ),
    Source(
        slug="lanstal",
        publisher="Regeringen; för 2018 Migrationsverket",
        title="Länstal enligt bilagor till förordning (2016:40); för 2018 enligt uppföljningen av kommuntal",
        citation="Källa: förordning (2016:40) i den lydelse som anges; för 2018 Migrationsverket",
        terms=SFS_TERMS,
    ),
    Source(
        slug="riksantal",
        publisher="Regeringen; Migrationsverket",
        title="Länstalens summa enligt förordning (2016:40) och högsta antal enligt förordning (2022:1008) 3 §",
        citation="Källa: den författning eller det meddelande som anges vid talet",
        terms=SFS_TERMS,
    ),
    Source(
        slug="lansstyrelserna-rapport-2024",
        publisher="Länsstyrelserna",
        title="Länsstyrelsernas rapport för 2024",
        citation="Källa: länsstyrelsernas rapport för 2024, i det avsnitt som anges",
        terms=REPORT_TERMS,
    ),
)

# Zeros that were checked, and are not missing values, are said to be so in the caveat.
ZEROS_2018 = (
    "För 2018 har 46 kommuner värdet 0: 23 redovisas så i källan och 23 finns inte i den. "
    "Länens summor visar att även de senare är 0."
)
RECEPTION = "Nyanlända som togs emot i kommunen under året enligt förordning (2010:1122)"
EMPTY_IS_ZERO = "En tom cell i källan är 0, vilket alla rad- och länssummor bekräftar."

INDICATORS = (
    Indicator(
        slug="befolkning",
        name="Folkmängd",
        unit="personer",
        definition="Folkbokförda i kommunen den 31 december.",
    ),
    Indicator(
        slug="eftergymnasial_utbildning",
        name="Eftergymnasial utbildning",
        unit="procent",
        definition="Andel av invånarna i åldern 16–74 år med eftergymnasial utbildning den 31 december. "
        "Personer med okänd utbildning ingår inte.",
        caveat="Är inget arbetsmarknadsmått.",
    ),
    Indicator(
        slug="skattekraft",
        name="Skattekraft",
        unit="kronor per invånare",
        definition="Beskattningsbar förvärvsinkomst per invånare i löpande priser. "
        "Året är taxeringsåret och avser inkomster året före.",
        caveat="Är inget arbetsmarknadsmått. I Jämkas jämförelseberäkning står skattekraft in för ett "
        "arbetsmarknadsindex tills ett sådant har lästs in.",
    ),
    Indicator(
        slug="kommuntal",
        name="Kommuntal",
        unit="personer",
        definition="Högsta antal nyanlända som kommunen kan anvisas under året enligt lag (2016:38).",
        caveat=ZEROS_2018,
    ),
    Indicator(
        slug="kommuntal_mottagna",
        name="Mottagna på kommuntalet",
        unit="personer",
        definition="Personer som har tagits emot i kommunen efter anvisning på årets kommuntal. "
        "Övrigt mottagande ingår inte.",
        caveat=ZEROS_2018,
    ),
    Indicator(
        slug="mottagna",
        name="Mottagna nyanlända, samtliga",
        unit="personer",
        definition=f"{RECEPTION}. Summan av kvotflyktingar, från anläggningsboende, från eget boende, "
        "övriga och anhöriga.",
    ),
    Indicator(
        slug="mottagna_kvot",
        name="Mottagna kvotflyktingar",
        unit="personer",
        definition=f"{RECEPTION}: kvotflyktingar (kategori 1).",
        caveat=EMPTY_IS_ZERO,
    ),
    Indicator(
        slug="mottagna_abo",
        name="Mottagna från anläggningsboende",
        unit="personer",
        definition=f"{RECEPTION}: från Migrationsverkets anläggningsboende (kategori 2).",
        caveat=EMPTY_IS_ZERO,
    ),
    Indicator(
        slug="mottagna_ebo",
        name="Mottagna från eget boende",
        unit="personer",
        definition=f"{RECEPTION}: från eget boende (kategori 6).",
        caveat=EMPTY_IS_ZERO,
    ),
    Indicator(
        slug="mottagna_ovriga",
        name="Mottagna, övriga",
        unit="personer",
        definition=f"{RECEPTION}: övriga (kategori 3 och 8).",
        caveat=EMPTY_IS_ZERO,
    ),
    Indicator(
        slug="mottagna_anhoriga",
        name="Mottagna anhöriga",
        unit="personer",
        definition=f"{RECEPTION}: anhöriga (kategori 4).",
        caveat=EMPTY_IS_ZERO,
    ),
    Indicator(
        slug="mottagna_ensamkommande",
        name="Mottagna, varav ensamkommande barn",
        unit="personer",
        definition=f"{RECEPTION}: ensamkommande barn, även några personer över 18 år.",
        caveat=f"Ingår i samtliga mottagna och är ingen egen kategori. {EMPTY_IS_ZERO}",
    ),
)
