"""XMP: what a packet says of where the picture comes from, and a packet that says it.

Sources: XMP specification part 1; IPTC Photo Metadata Standard 2025.1 for the four names. Only
UTF-8 without a document type is read: nothing that could be expanded ever reaches the parser.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from xml.etree import ElementTree as ET

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_IPTC = "http://iptc.org/std/Iptc4xmpExt/2008-02-29/"
_META = "adobe:ns:meta/"
SOURCE_TYPE, AI_SYSTEM, AI_PROMPT = (
    f"{{{_IPTC}}}{name}" for name in ("DigitalSourceType", "AISystemUsed", "AIPromptInformation")
)
_DESCRIPTION, _ABOUT, _RESOURCE = (
    f"{{{_RDF}}}{name}" for name in ("Description", "about", "resource")
)
_PREFIXES = {
    "rdf": _RDF,
    "x": _META,
    "Iptc4xmpExt": _IPTC,
    "Iptc4xmpCore": "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "exif": "http://ns.adobe.com/exif/1.0/",
    "photoshop": "http://ns.adobe.com/photoshop/1.0/",
    "plus": "http://ns.useplus.org/ldf/xmp/1.0/",
    "tiff": "http://ns.adobe.com/tiff/1.0/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "xmpMM": "http://ns.adobe.com/xap/1.0/mm/",
    "xmpNote": "http://ns.adobe.com/xmp/note/",
    "xmpRights": "http://ns.adobe.com/xap/1.0/rights/",
}
# The two halves of the mark that a packet begins with, by which scanners find it in a file.
_BEGIN = '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'
_END = '\n<?xpacket end="w"?>'
# What is no Char of XML 1.0; the writer of the standard library lets it through.
_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
for _prefix, _address in _PREFIXES.items():
    ET.register_namespace(_prefix, _address)


class Unreadable(Exception):
    """The packet is no XMP that is read here."""


@dataclass(frozen=True)
class Said:
    """The values of the IPTC's names, "" for those that the packet does not have."""

    source_type: str = ""
    ai_system: str = ""
    ai_prompt: str = ""


def read(packet: bytes) -> Said:
    """Return what the packet says; raises Unreadable."""
    found = {SOURCE_TYPE: "", AI_SYSTEM: "", AI_PROMPT: ""}
    for described in _descriptions(_parsed(packet)):
        for name, value in found.items():
            found[name] = value or described.get(name) or _of_element(described.find(name))
    return Said(*found.values())


def merged(packet: bytes | None, values: Mapping[str, str]) -> bytes:
    """Return a packet with all that `packet` has, and with `values` by their full names.

    What it had under those names gives way, and what of the values no XML may have is left out:
    with it nobody could read the packet. Raises Unreadable.
    """
    root = _parsed(packet) if packet else ET.Element(f"{{{_META}}}xmpmeta")
    rdf = root if root.tag == f"{{{_RDF}}}RDF" else root.find(f"{{{_RDF}}}RDF")
    if rdf is None:
        rdf = ET.SubElement(root, f"{{{_RDF}}}RDF")
    about = ""
    for described in _descriptions(root):
        about = about or described.get(_ABOUT, "")
        for name in values:
            described.attrib.pop(name, None)
            for element in described.findall(name):
                described.remove(element)
    new = ET.SubElement(rdf, _DESCRIPTION, {_ABOUT: about})
    for name, value in values.items():
        ET.SubElement(new, name).text = _NOT_IN_XML.sub("", value)
    try:
        text = ET.tostring(root, encoding="unicode")
    except RecursionError as error:
        raise Unreadable from error
    return (_BEGIN + text + _END).encode()


def _parsed(packet: bytes) -> ET.Element:
    try:
        text = packet.decode().strip("\0 \r\n\t\ufeff")
        if "<!DOCTYPE" in text:
            raise Unreadable
        return ET.fromstring(text)  # noqa: S314 - without a document type nothing is expanded
    except (UnicodeDecodeError, ET.ParseError, ValueError) as error:
        raise Unreadable from error


def _descriptions(root: ET.Element) -> Iterator[ET.Element]:
    return root.iter(_DESCRIPTION)


def _of_element(element: ET.Element | None) -> str:
    """The text of a simple value, the first of a list, or what it points at."""
    if element is None:
        return ""
    return element.get(_RESOURCE) or "".join(element.itertext()).strip()
