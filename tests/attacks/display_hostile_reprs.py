# expect: status=ok exit=0
# asks: display
# stdout: "still here\n"
# says: RecursionError
# says: display: image/png is left out
# answers: "display":[{"text/plain":"<repr() failed>","text/latex":"$x$"},{"text/plain":"'after'"}]
# tries: an object whose representations fail, never end in depth, are of wrong types, and lie about their length
# without: a run that fails for what it shows
# source: own
class Text(str):
    def __len__(self):
        return 0

    def encode(self, *args):
        raise ValueError("no")


class Names(dict):
    def items(self):
        raise ValueError("no items")


class Hostile:
    def __repr__(self):
        raise ValueError("no text")

    def _repr_html_(self):
        return self._repr_html_()

    def _repr_png_(self):
        return Text("!")

    def _repr_svg_(self):
        return b"<svg/>", {}, {}

    def _repr_markdown_(self):
        return self

    def _repr_json_(self):
        loop = {}
        loop["loop"] = loop
        return loop

    def _repr_latex_(self):
        return Text("$x$"), "metadata"

    def _repr_mimebundle_(self, **kwargs):
        return Names({"text/html": "x"})

    @property
    def _repr_pdf_(self):
        raise KeyError("no method")


display(Hostile())
display("after")
print("still here")
