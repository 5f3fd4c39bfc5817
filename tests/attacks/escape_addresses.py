# expect: status=ok exit=0
# stdout: "file:///etc/passwd: URLError\nfile://localhost/etc/passwd: URLError\nlocal_file:///etc/passwd: URLError\nftp://127.0.0.1/x: URLError\nhttp://169.254.169.254/latest/meta-data/: URLError\nhttp://[::1]:80/: URLError\nhttp://0.0.0.0:80/: URLError\nhttps://pypi.org/: URLError\nexternal entity: URLError\nhttp.client: OSError\nsmtplib: OSError\nftplib: OSError\nxmlrpc: OSError\n"
# tries: every library that takes an address: files and services of the host, its network, cloud metadata, XML entities
# without: the text of /etc/passwd, or an answer of a server
# source: https://github.com/pydantic/pydantic-ai/issues/2332 (mcp-run-python: 127.0.0.1 and metadata addresses)
import ftplib
import http.client
import smtplib
import urllib.request
import xml.sax
import xmlrpc.client

def attempt(name, action) -> None:
    """Prints how the action was refused; whatever it returns instead is an escape."""
    try:
        found = action()
    except BaseException as error:
        print(f"{name}: {type(error).__name__}")
    else:
        print(f"ESCAPED {name}: {found!r:.200}")

class Entities(xml.sax.ContentHandler):
    text = ""

    def characters(self, content: str) -> None:
        self.text += content


def external_entity() -> str:
    handler = Entities()
    parser = xml.sax.make_parser()
    parser.setFeature(xml.sax.handler.feature_external_ges, True)
    parser.setContentHandler(handler)
    parser.feed('<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>')
    return handler.text


def fetch(address: str) -> bytes:
    return urllib.request.urlopen(address, timeout=1).read(100)


for address in ["file:///etc/passwd", "file://localhost/etc/passwd", "local_file:///etc/passwd", "ftp://127.0.0.1/x",
                "http://169.254.169.254/latest/meta-data/", "http://[::1]:80/", "http://0.0.0.0:80/", "https://pypi.org/"]:
    attempt(address, lambda: fetch(address))
attempt("external entity", external_entity)
attempt("http.client", lambda: http.client.HTTPConnection("127.0.0.1", 80, timeout=1).request("GET", "/"))
attempt("smtplib", lambda: smtplib.SMTP("127.0.0.1", 25, timeout=1))
attempt("ftplib", lambda: ftplib.FTP("127.0.0.1", timeout=1))
attempt("xmlrpc", lambda: xmlrpc.client.ServerProxy("http://127.0.0.1:80/").system.listMethods())
