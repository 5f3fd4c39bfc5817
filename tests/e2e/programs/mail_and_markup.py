"""E-mail, XML, HTML, URLs and MIME types."""

import email
import email.policy
import html
import io
import mimetypes
import urllib.parse as urls
import xml.etree.ElementTree as ET
from email.message import EmailMessage
from html.parser import HTMLParser
from xml.dom import minidom

message = EmailMessage()
message["Subject"] = "Grüße aus Zürich"
message["From"] = "Ada <ada@example.org>"
message["To"] = "grace@example.org, Linus <linus@example.org>"
message.set_content("Hello\n\nWorld €\n")
message.add_attachment(b"\x00\x01\x02", maintype="application", subtype="octet-stream", filename="data.bin")
message.set_boundary("==b==")
text = message.as_string()
print(text)
parsed = email.message_from_string(text, policy=email.policy.default)
print(parsed["subject"], [a.addr_spec for a in parsed["to"].addresses], [p.get_content_type() for p in parsed.walk()])
print(next(parsed.iter_attachments()).get_content())

root = ET.fromstring('<shop xmlns:x="urn:x"><item id="1" x:new="yes">Tea &amp; milk</item><item id="2"/></shop>')
ET.SubElement(root, "item", id="3").text = "<bread>"
print([(item.get("id"), item.text) for item in root.iterfind("item")], root.find(".//*[@id='2']").attrib)
ET.indent(root)
print(ET.tostring(root, encoding="unicode"))
for event, element in ET.iterparse(io.BytesIO(b"<a><b>1</b><c/></a>"), events=("start", "end")):
    print(event, element.tag, end="; ")
print()
try:
    ET.fromstring("<a><b></a>")
except ET.ParseError as exc:
    print("error:", exc)
print(minidom.parseString("<r><k>v</k></r>").toprettyxml(indent=" "), end="")


class Links(HTMLParser):
    def handle_starttag(self, tag, attrs):
        print("start", tag, dict(attrs))

    def handle_data(self, data):
        if data.strip():
            print("data", repr(data))


Links().feed('<p class=x>See <a href="/a?b=1&amp;c=2">this &lt;page&gt;</a><br/>')
print(html.escape("<'&\">"), html.unescape("&eacute;&#8364;&lt;"))
parts = urls.urlsplit("https://user:pw@example.org:8443/a%20b/;p?q=1&q=2&empty=#frag")
print(parts, parts.port, urls.parse_qs(parts.query, keep_blank_values=True))
print(urls.urljoin("http://a/b/c/d?q", "../g;x?y#s"), urls.quote("a/ü b"), urls.unquote_plus("a%2Fb+c"))
print(urls.urlencode({"k": ["v 1", "v&2"], "e": "é"}, doseq=True), mimetypes.guess_type("x.tar.gz"))
