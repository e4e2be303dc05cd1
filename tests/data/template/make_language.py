"""Makes language.json: small templates, one feature each, with what jinja2 gives for them.

    python3 make_language.py        # writes language.json beside this file
"""
import json
import pathlib

from oracle import render

CONTEXT = {
    "name": "Ada", "empty": "", "n": 3, "zero": 0, "x": 2.5, "yes": True, "no": False, "nothing": None,
    "text": "Hello, World", "uni": "Grüße, 世界 🌍", "padded": "  two words \n", "lines": "one\n\ntwo\r\nthree",
    "list": [3, 1, 2], "words": ["pear", "Apple", "fig"], "nested": [[1, "a"], [2, None]], "empty_list": [],
    "map": {"b": 1, "a": {"c": [1, 2.0, True, None, "q'q"]}, "items": "own"}, "empty_map": {},
    "users": [{"name": "Bo", "age": 30, "tags": ["x"]}, {"name": "al", "age": 25}, {"name": "Cy", "age": 30, "on": True}],
    "tree": [{"v": 1, "kids": [{"v": 2, "kids": []}, {"v": 3, "kids": [{"v": 4}]}]}],
    "markup": "<b>\"it's\" & more</b>", "digits": "42", "float_text": "3.75", "hex": "ff",
    "messages": [{"role": "user", "content": "hi"}, {"role": "assistant", "content": "yo", "tool_calls": []}],
}

E = []  # expressions: printed in {{ }}
E += """
1|2 and 3
name|upper
1 + 2 * 3
(1 + 2) * 3
2 ** 3 ** 2
-2 ** 2
-3|abs
7 // 2
-7 // 2
7 // -2
7 % 3
-7 % 3
7 % -3
7.5 // 2
-7.5 % 2
7 / 2
6 / 2
1 / 0
1 // 0
1 % 0
1 - 2.5
10 * 0.1
0.1 + 0.2
1e16
1e15
123456789012345680.0
1e-4
1e-5
1.5e300 * 1e10
2.0
-0.0
1_000
0x1F
0b101
0o17
9223372036854775807
2 ** 62
2 ** -1
2 ** 0.5
"a" + "b"
"a" + 1
1 + "a"
"a" * 3
3 * "ab"
"a" * -1
"a" ~ 1 ~ none ~ true ~ 1.0
"a" ~ undefined_name ~ "b"
[1, 2] + [3]
(1, 2) + (3,)
[1] + (2,)
[0] * 3
[1, "a", none, true, 1.5, "it's", 'say "x"']
(1,)
()
(1, 2)
{"a": 1, 'b': [1, {"c": none}]}
{}
{1: "x", true: "y", 1.5: "z"}
"tab\\tnew\\nquote\\"back\\\\"
["tab\\tnew\\n", "é", "\\x07", "\\u200b", "🌍"]
'single \\'quoted\\''
"adjacent" " strings" 'joined'
true
false
none
True
False
None
true and false
true or false
not true
not undefined_name
"" or "fallback"
"x" and "y"
0 and 1
none or 0 or [] or "last"
1 == 1.0
1 == true
"a" == "a"
"1" == 1
none == none
[1, 2] == [1, 2]
[1, 2] == (1, 2)
{"a": 1} == {"a": 1.0}
1 != 2
1 < 2 < 3
1 < 3 < 2
3 > 2 >= 2 <= 4 == 4
"a" < "b"
"B" < "a"
[1, 2] < [1, 3]
1 < "a"
none < 1
undefined_name < 1
undefined_name == undefined_name
undefined_name == none
"ell" in text
"xyz" in text
"xyz" not in text
1 in list
5 in list
"a" in map
"z" not in map
1 in 5
1 in "abc"
none in [none]
"a" in undefined_name
[1] in {"a": 1}
"a" if yes else "b"
"a" if no else "b"
"a" if no
("a" if no) is defined
1 if yes else 2 if no else 3
name if name is defined else "?"
text[0]
text[-1]
text[99]
text[1:4]
text[:5]
text[7:]
text[::-1]
text[::2]
text[-5:-1]
text[5:2]
text[10:0:-3]
uni[0:5]
uni[-1]
uni[2]
uni|length
list[0]
list[-1]
list[1:]
list[::-1]
list[:2][0]
list[0:3:0]
list["a"]
(1, 2, 3)[1:]
range(5)[2]
range(5)[1:3]
map.a
map["a"]
map.a.c[4]
map["a"]["c"][0]
map.missing
map.missing is defined
map.missing.deeper
map["missing"]["deeper"]
map.items
map["items"]
map.items is callable
map.items()|list
map.keys()|list
map.values()|list
map.keys()
map.values()
map.items()
map.get("b")
map.get("z")
map.get("z", 5)
map.copy().b
map.pop("b")
map.update({"z": 1})
list.append(1)
list.index(2)
list.index(9)
list.count(1)
list.0
nested.0.1
messages[0].role
messages[0]["content"]
messages[1].tool_calls
messages|length
text.__class__
text.__class__ is defined
map.__len__
undefined_name
undefined_name.attr
undefined_name["x"]
undefined_name + 1
undefined_name()
undefined_name|length
undefined_name|upper
undefined_name|default("d")
undefined_name|list
undefined_name|join
undefined_name|tojson
undefined_name|int
undefined_name is iterable
undefined_name is sequence
undefined_name is string
undefined_name is none
nothing|default("d")
nothing|default("d", true)
""|d("d")
""|d("d", boolean=true)
text|upper
text|lower
"hello wOrld-foo (bar)"|title
"hello wOrld"|capitalize
"straße ﬁn"|upper
"ΑΣ ΟΔΟΣ Σ"|lower
uni|upper
uni|lower
padded|trim
"xxaxx"|trim("x")
"xyaxy".strip("xy")
padded.strip()
padded.lstrip()
padded.rstrip()
"--a--".lstrip("-")
"--a--".rstrip("-")
"a,b,,c".split(",")
"a,b,,c".split(",", 1)
"a,b,,c".rsplit(",", 1)
"  a  b c ".split()
"  a  b c ".split(none, 1)
"  a  b c ".rsplit(none, 1)
"  a  b c ".split(maxsplit=1)
"a--b--c".split("--")[-1]
"abc".split("")
"".split()
"".split(",")
lines.splitlines()
lines.splitlines(true)
"a=b=c".partition("=")
"a=b=c".rpartition("=")
"abc".partition("x")
text.replace("l", "L")
text.replace("l", "L", 1)
"aaa".replace("", "-")
text.startswith("Hell")
text.startswith(("x", "H"))
text.startswith("llo", 2)
text.endswith("ld")
text.endswith("lo", 0, 5)
text.find("o")
text.find("o", 5)
text.rfind("o")
text.find("zz")
text.index("zz")
uni.find("世")
text.count("l")
"aaaa".count("aa")
"abc".count("")
", ".join(words)
"".join([1, 2])
"-".join("abc")
text.upper()
text.lower()
text.title()
"they're bill's".title()
text.capitalize()
text.swapcase()
"Straße".casefold()
"abc".islower()
"ABC".isupper()
"Abc".istitle()
"123".isdigit()
"1²".isdigit()
"1.5".isdigit()
"abc".isalpha()
"ab1".isalnum()
" \\t".isspace()
"".isspace()
"½".isnumeric()
"a_b".isidentifier()
"7".zfill(3)
"-7".zfill(4)
"ab".center(7)
"ab".center(6, "*")
"ab".ljust(5, ".")
"ab".rjust(5)
"ab".rjust(5, "xx")
"a\\tb".expandtabs(4)
"prefix-x".removeprefix("prefix-")
"x.txt".removesuffix(".txt")
"{} and {}".format("a", 1)
"{1} {0} {name}".format("a", "b", name="c")
"{0[1]} {1.b}".format(list, map)
"{:>6}|{:<6}|{:^6}|{:*^7}".format("a", "b", "c", "d")
"{:05d} {:+d} {:x} {:#b} {:,}".format(42, 7, 255, 5, 1234567)
"{:.2f} {:8.3f} {:e} {:g} {:%}".format(3.14159, 2.5, 12345.678, 0.0001, 0.25)
"{!r} {!s}".format("a", "b")
"{{}} {}".format(1)
"{} {}".format(1)
"{:d}".format("x")
"%s is %d years" % ("Al", 30)
"%5.1f|%-5s|%05d|%x|%r" % (3.14159, "ab", 42, 255, "q")
"%(a)s-%(b)d" % {"a": 1, "b": 2}
"%s" % none
"%s" % [1, 2]
"100%%" % ()
"%d" % "x"
"%s %s" % "one"
"%s"|format("x")
"%s %s"|format("x", 1)
"%(a)s"|format(a=5)
text.nope()
text.encode is defined
digits|int
"3.9"|int
"abc"|int
"abc"|int(7)
hex|int(0, 16)
"0x1f"|int(base=16)
" 12 "|int
"1_000"|int
3.99|int
-3.99|int
none|int
list|int
true|int
float_text|float
"nan"|float
"1e3"|float
"abc"|float
"abc"|float(1.5)
5|float
n|string ~ "x"
1.0|string
none|string
list|string
map|string
2.5|round
3.5|round
42.55|round(1)
2.675|round(2)
42.55|round(1, "floor")
42.51|round(1, "ceil")
42|round
1234|round(-2)
42.7|round|int
-2.5|abs
[1, 2, 3]|sum
[0.1, 0.2]|sum
users|sum("age")
users|sum(attribute="age", start=10)
[]|sum
["a"]|sum
list|min
list|max
words|min
words|max
users|max(attribute="age")
[]|max
[]|min is defined
list|sort
list|sort(reverse=true)
words|sort
words|sort(case_sensitive=true)
users|sort(attribute="name")|map(attribute="name")|join(",")
users|sort(attribute="age,name")|map(attribute="name")|join(",")
[1, "a"]|sort
[[2, 1], [1, 9]]|sort
map|dictsort
{"B": 2, "a": 3, "C": 1}|dictsort
{"B": 2, "a": 3, "C": 1}|dictsort(true)
{"B": 2, "a": 3, "C": 1}|dictsort(by="value")
{"B": 2, "a": 3, "C": 1}|dictsort(false, "key", true)
words|join
words|join(", ")
list|join("|")
users|join(", ", attribute="name")
[1, none, true, "x"]|join("-")
"abc"|join(".")
list|first
list|last
[]|first
[]|first is defined
"abc"|first
"abc"|last
map|first
"abc"|list
map|list
"abc"|reverse
list|reverse|list
list|length
"äö"|length
map|count
5|length
[1, 2, 1, "a", "A"]|unique|list
["a", "A"]|unique(true)|list
users|unique(attribute="age")|map(attribute="name")|list
users|map(attribute="name")|list
users|map(attribute="tags.0")|list
users|map(attribute="tags", default="none")|list
words|map("upper")|list
words|map("replace", "p", "P")|list
words|map("length")|sum
words|map|list
words|map("nope")|list
undefined_name|map("upper")|list
list|select("odd")|list
list|select("greaterthan", 1)|list
list|reject("odd")|list
[0, 1, "", "a", none]|select|list
[0, 1, "", "a"]|reject|list
users|selectattr("on")|map(attribute="name")|list
users|selectattr("age", "equalto", 30)|map(attribute="name")|list
users|selectattr("age", "lt", 30)|map(attribute="name")|list
users|rejectattr("on", "defined")|map(attribute="name")|list
users|rejectattr("on")|list|length
users|selectattr("on")|length
users|selectattr("zzz") is true
"yes" if users|selectattr("zzz") else "no"
users|selectattr("age", "in", [25])|first
users|groupby("age")|length
users|groupby("age")|map(attribute="0")|list
[1, 2, 3, 4, 5]|batch(2)|list
[1, 2, 3]|batch(2, "-")|list
[1, 2, 3, 4, 5]|slice(2)|list
[1, 2, 3]|slice(2, "x")|list
map|items|list
list|items|list
"a\\nb\\n\\nc"|indent
"a\\nb\\n\\nc"|indent(2, true)
"a\\nb\\n\\nc"|indent(2, blank=true)
"a\\nb"|indent("> ")
"foo bar baz qux"|truncate(9)
"foo bar baz qux"|truncate(9, true)
"foo bar baz qux"|truncate(11)
"foo bar baz qux"|truncate(11, false, "...", 0)
"one two  three_x 4"|wordcount
"ab"|center(6)
"a b/c?d=é"|urlencode
{"a": 1, "b c": "d&e"}|urlencode
markup|escape
markup|e
markup|safe
markup|escape|escape
markup|forceescape
("<a>"|safe) + "<b>"
"<b>" + ("<a>"|safe)
("<a>"|safe) ~ "<b>"
text|replace("World", "You")
text|replace("l", "L", 2)
12|replace(1, 3)
map|tojson
nested|tojson
uni|tojson
uni|tojson(ensure_ascii=true)
"\\x01\\x1f\\x7f\\b\\f\\n\\r\\t\\"\\\\/<>&'"|tojson
1.0|tojson
1e100|tojson
none|tojson
true|tojson
(1, 2)|tojson
{1: 2, none: 3, true: 4, 1.5: 5}|tojson
map|tojson(indent=2)
[]|tojson(indent=2)
{"b": [], "a": {}}|tojson(indent=4)
{"b": 1, "a": 2}|tojson(sort_keys=true)
{"b": 1, "a": [1, 2]}|tojson(separators=(",", ":"))
{"b": 1, "a": [1, 2]}|tojson(indent="\\t")
range(3)|tojson
map.items()|tojson
namespace()|tojson
map.b|attr("real") is defined
map|attr("b") is defined
range(3)|list
range(2, 8, 3)|list
range(5, 0, -2)|list
range(3)
range(0)|list
range(1, 2, 0)|list
range("a")|list
range(1000000)|length
range(100000)|length
dict(a=1, b="x")
dict([["a", 1]])
dict({"a": 1}, b=2)
dict(map).b
namespace(a=1).a
namespace({"a": 1}).a
namespace(a=1).b is defined
raise_exception("no")
strftime_now("%Y-%m-%d")
strftime_now("%d %b %Y, %A %B %H:%M:%S %j %p %I %y %%")
cycler("a", "b").next()
joiner()() ~ "x"
n is defined
n is number
n is integer
n is float
x is float
yes is boolean
yes is number
yes is integer
yes is true
no is false
1 is true
name is string
list is iterable
5 is iterable
list is sequence
map is sequence
map.keys() is sequence
map is mapping
list is mapping
nothing is none
nothing is not none
name is not defined
not name is defined
3 is odd
3 is even
-3 is odd
9 is divisibleby 3
9 is divisibleby(2)
"a" is odd
n is eq 3
n is equalto(3)
n is ne(3)
n is lt 4
n is greaterthan 4
n is ge 3
"a" is in "abc"
1 is in [1]
n is sameas 3
nothing is sameas none
"abc" is lower
"ABC" is upper
range is callable
name is callable
"upper" is filter
"odd" is test
"nope" is filter
n is nope
n|nope
n is defined and name is defined
n is defined or zzz.y
n is number is number
list is iterable and list is not string and list is not mapping
"a" is string | upper
1 +
1 2
(1
[1, 2
{"a": }
"unclosed
a.
a[
$
a | 
x is
not
{{ 1
foo(**map)|default("x")
dict(**{"q": 1})
range(*[1, 4])|list
range(1, *[4])|list
dict(a=1, 2)
1.5.is_integer()
2.0.is_integer()
""".split("\n")[1:-1]

T = [  # whole templates
    "plain", "", "\n", "a\n", "a\n\n", "a\r\nb\rc\n", "{{ 1 }}\n", "{{ 1 }}\n\n", "{# note #}", "a{# note #}b",
    "{# a\nb #}\nx", "a\n  {# c #}  \nb", "{% if yes %}\n  x\n{% endif %}\ny", "  {% if yes %}\n  x\n  {% endif %}\ny",
    "a {%- if yes %} b {%- endif %} c", "a {% if yes -%} b {% endif -%} c", "a\n  {%+ if yes %}b{% endif %}",
    "{% if yes +%}\nb{% endif %}", "a  {{- 1 -}}  b", "a\n {{- 1 }}\n {{ 2 -}}\n b", "  {{ 1 }}", "a  {#- c -#}  b",
    "x{% if yes %}  {% endif %}y", "x\n   {% if yes %}y{% endif %}   \nz", "{{ '{{' }}", "{{ '%}' }}", "{{ {'a': {'b': 1}}['a']['b'] }}",
    "{{ {'a': {'b': 1}} }}", "{% raw %}{{ x }}{% if %}{% endraw %}", "{%- raw -%}\n {{ x }} \n{%- endraw -%} y",
    "a\n  {% raw %}\n  b\n  {% endraw %}\nc", "{% raw %}x", "{# x", "{{ 1 ", "{% if", "{% if yes %}x", "{% endif %}", "{% else %}",
    "{% nope %}", "{% if yes %}{% endfor %}", "{%if yes%}a{%else%}b{%endif%}", "{% if no %}a{% elif zero %}b{% elif n %}c{% else %}d{% endif %}",
    "{% if no %}a{% elif no %}b{% else %}d{% endif %}", "{% if no %}{{ n|nope }}{% endif %}ok", "{% if yes %}{{ n|nope }}{% endif %}ok",
    "{{ (n|nope) if no else 'ok' }}", "{% if no %}{{ n is nope }}{% endif %}ok",
    "{% for i in list %}{{ i }},{% endfor %}", "{% for i in [] %}x{% else %}none{% endfor %}", "{% for i in list %}x{% else %}none{% endfor %}",
    "{% for i in undefined_name %}x{% else %}none{% endfor %}", "{% for i in 5 %}x{% endfor %}", "{% for i in nothing %}x{% endfor %}",
    "{% for c in 'aé🌍' %}[{{ c }}]{% endfor %}", "{% for k in map %}{{ k }} {% endfor %}", "{% for k, v in map.items() %}{{ k }}={{ v }};{% endfor %}",
    "{% for k, v in map|items %}{{ k }};{% endfor %}", "{% for k, v in map|dictsort %}{{ k }};{% endfor %}",
    "{% for a, b in nested %}{{ a }}:{{ b }} {% endfor %}", "{% for a, b in list %}{{ a }}{% endfor %}", "{% for (a, b) in nested %}{{ a }}{% endfor %}",
    "{% for a, (b, c) in [[1, [2, 3]]] %}{{ a }}{{ b }}{{ c }}{% endfor %}",
    "{% for i in list %}{{ loop.index }}{{ loop.index0 }}{{ loop.revindex }}{{ loop.revindex0 }}{{ loop.first }}{{ loop.last }}{{ loop.length }} {% endfor %}",
    "{% for i in list %}{{ loop.previtem }}<{{ i }}>{{ loop.nextitem }} {% endfor %}", "{% for i in list %}{{ loop.previtem is defined }}{{ loop.nextitem is defined }} {% endfor %}",
    "{% for i in list %}{{ loop.cycle('a', 'b') }}{% endfor %}", "{% for i in [1, 1, 2] %}{{ loop.changed(i) }} {% endfor %}",
    "{% for i in list if i > 1 %}{{ i }}{{ loop.index }}{{ loop.last }}{{ loop.length }} {% endfor %}", "{% for i in list if i > 9 %}x{% else %}none{% endfor %}",
    "{% for u in users if u.on is defined %}{{ u.name }}{% endfor %}", "{% for i in list %}{% for j in list %}{{ loop.index }}{% endfor %}{{ loop.index }} {% endfor %}",
    "{% for i in range(9) %}{% if i == 3 %}{% break %}{% endif %}{{ i }}{% endfor %}", "{% for i in range(5) %}{% if i is odd %}{% continue %}{% endif %}{{ i }}{% endfor %}",
    "{% for i in range(3) %}{% for j in range(3) %}{% if j == 1 %}{% break %}{% endif %}{{ i }}{{ j }} {% endfor %}{% endfor %}", "{% break %}",
    "{% for i in list|reverse %}{{ i }}{{ loop.last }} {% endfor %}", "{% for i in list|select('odd') %}{{ i }}{{ loop.length }} {% endfor %}",
    "{% for n in tree recursive %}{{ n.v }}{{ loop.depth }}{% if n.kids %}({{ loop(n.kids) }}){% endif %}{% endfor %}", "{% for n in list %}{{ loop([1]) }}{% endfor %}",
    "{% set a = 1 %}{{ a }}", "{% set a, b = 1, 2 %}{{ a }}{{ b }}", "{% set a = 1, 2 %}{{ a }}", "{% set (a, b) = [1, 2] %}{{ b }}", "{% set a, b = [1] %}",
    "{% set a = 1 %}{% for i in list %}{% set a = i %}{{ a }}{% endfor %}{{ a }}", "{% set a = 1 %}{% if yes %}{% set a = 2 %}{% endif %}{{ a }}",
    "{% for i in list %}{% if loop.first %}{% set a = i %}{% endif %}{{ a }}|{% endfor %}", "{% for i in list %}{{ name }}{% set name = i %}{{ name }} {% endfor %}{{ name }}",
    "{% set ns = namespace(x=0) %}{% for i in list %}{% set ns.x = ns.x + i %}{% endfor %}{{ ns.x }}", "{% set ns = namespace() %}{% set ns.y = 1 %}{{ ns.y }}{{ ns.z is defined }}",
    "{% set map.b = 1 %}", "{% set undefined_name.b = 1 %}", "{% set ns = namespace(_a=1) %}", "{% set ns = namespace() %}{% set ns._a = 1 %}", "{% set ns = namespace(found=false) %}{% for m in messages if not ns.found %}{{ m.role }}{% set ns.found = true %}{% endfor %}",
    "{% set x %}a{{ n }}b{% endset %}[{{ x }}]", "{% set x | upper %}abc{% endset %}{{ x }}", "{% set x | replace('a', 'b') | upper %}abc{% endset %}{{ x }}", "{% set true = 1 %}", "{% set 1 = 2 %}", "{% set a.b.c = 2 %}",
    "{% macro m(a, b=2) %}{{ a }}-{{ b }}{% endmacro %}{{ m(1) }} {{ m(1, 3) }} {{ m(b=5, a=4) }} {{ m() }}", "{% macro m(a) %}{{ a }}{% endmacro %}{{ m(1, 2) }}", "{% macro m(a) %}{{ a }}{% endmacro %}{{ m(c=2) }}",
    "{% macro m() %}{{ varargs }}{{ kwargs }}{% endmacro %}{{ m(1, 2, k=3) }}", "{% macro m(a, b=a) %}{{ a }}{{ b }}{% endmacro %}{{ m(7) }}", "{% macro m(a=1, b) %}{% endmacro %}",
    "{% macro m() %}{{ name }}{{ later }}{% endmacro %}{% set later = 9 %}{{ m() }}", "{% macro f(k) %}{{ k }}{% if k > 0 %}{{ f(k - 1) }}{% endif %}{% endmacro %}{{ f(3) }}", "{% macro m() %}{% set n = 9 %}{% endmacro %}{{ m() }}{{ n }}",
    "{% macro m(x) %}{{ x is defined }}{% endmacro %}{{ m() }}", "{{ m() }}{% macro m() %}x{% endmacro %}", "{% macro m() %} a {% endmacro %}[{{ m()|trim }}]{{ m().strip()|length }}", "{% macro m(a) %}{% endmacro %}{{ m.name }}{{ m.arguments }}",
    "{% macro box(t) %}<{{ t }}>{{ caller() }}</{{ t }}>{% endmacro %}{% call box('b') %}in{% endcall %}", "{% macro each(l) %}{% for i in l %}{{ caller(i) }}{% endfor %}{% endmacro %}{% call(i) each(list) %}[{{ i }}]{% endcall %}", "{% macro m() %}x{% endmacro %}{% call m() %}y{% endcall %}", "{% macro m() %}{{ caller() }}{% endmacro %}{{ m() }}", "{% call 5 %}{% endcall %}",
    "{% filter upper %}abc{{ name }}{% endfilter %}", "{% filter replace('a', 'b')|upper %}aa{% endfilter %}", "{% with a = 1, b = n %}{{ a }}{{ b }}{% endwith %}{{ a is defined }}", "{% with %}{% set q = 1 %}{{ q }}{% endwith %}{{ q }}",
    "{% block main %}{{ name }}{% endblock %}", "{% block main %}x{% endblock main %}", "{% generation %}{{ name }}{% endgeneration %}", "{% generation %}\n  a\n{% endgeneration %}\nb", "{% print 1, 'a' %}", "{% include 'x' %}", "{% extends 'x' %}", "{% if no %}{% include 'x' %}{% endif %}ok", "{% import 'x' as y %}",
    "{{ raise_exception('bad: ' ~ n) }}", "{% if messages[0].role != 'system' %}{{ raise_exception('first') }}{% endif %}", "{{ name }}{{ 1 / 0 }}", "{% set c = cycler('a', 'b') %}{{ c.next() }}{{ c.next() }}{{ c.next() }}{{ c.current }}{{ c.reset() }}{{ c.next() }}", "{% set j = joiner('; ') %}{{ j() }}a{{ j() }}b",
    "{% set g = list|select('odd') %}{{ g|list }}{{ g|list }}", "{% set g = list|map('string') %}{{ g|first }}{{ g|list }}", "{% for i in list: %}{{ i }}{% endfor %}", "{{ 'a\n\nb' }}", "{{ 'a\\\nb' }}", "{{ '\\u00e9\\x41\\101\\q' }}", "{{ ü }}{% set ü = 1 %}{{ ü }}", "{% set a = {'x': 1}.items() %}{{ a }}{% for k, v in a %}{{ k }}{% endfor %}{% for k, v in a %}{{ k }}{% endfor %}",
    "{% for m in messages %}{{ '<|' + m['role'] + '|>\n' + m['content'] + '\n' }}{% endfor %}{% if add_generation_prompt %}x{% endif %}", "{{ messages[0]['content'].split('</think>')[-1].lstrip('\\n') }}", "{% for m in messages[::-1] %}{% set i = (messages|length - 1) - loop.index0 %}{{ i }}{{ m.role }}{% endfor %}", "{%- for m in messages -%}\n  {{ m.role }}\n{%- endfor %}", "{% set loop_messages = messages[1:] if messages[0].role == 'user' else messages %}{{ loop_messages|length }}",
    "{% if messages[-1]['tool_calls'] is defined and messages[-1]['tool_calls'] %}t{% else %}f{% endif %}", "{% if 'tool_calls' in messages[1] %}y{% endif %}", "{% set m = messages|first %}{{ m.content|default('', true)|trim|tojson }}", "{{ loop is defined }}", "{% for i in range(3) %}{% endfor %}{{ i is defined }}", "{% macro a() %}{% for i in range(2) %}{{ i }}{% endfor %}{% endmacro %}{% set s = a() ~ '!' %}{{ s }}", "{% set x = [] %}{% for i in list %}{% set x = x + [i] %}{% endfor %}{{ x }}", "{% if not (yes and no) and (n == 3 or n > 5) %}ok{% endif %}", "{{ [1, 2, 3,] }}{{ {'a': 1,} }}{{ dict(a=1,) }}", "{{ (users|map(attribute='age')|list)[1:]|sum }}", "{{ 'x' if undefined_name else 'y' }}{{ undefined_name or 'z' }}", "{{ {'a': 1}['a'] }}{{ [1, 2][1] }}{{ 'abc'[1] }}{{ (1, 2)[0] }}", "{{ -n }}{{ +n }}{{ - - n }}{{ -true }}", "{% set a = b = 1 %}", "{{ a = 1 }}", "{%- set x = 1 -%}  {{ x }}", "{{ 1 if yes }}{{ 2 if no }}",
    "{% for i in [1, 2] %}{% macro q() %}{{ i }}{% endmacro %}{{ q() }}{% endfor %}", "{% with a = 1 %}{% macro q() %}{{ a }}{% endmacro %}{{ q() }}{% endwith %}", "{% set f = text.upper %}{{ f() }}", "{{ text.upper }}", "{{ caller is defined }}", "{% set text = text|upper %}{{ text }}", "{{ loop }}", "{% for i in list %}{{ loop.nope is defined }}{% endfor %}",
]


def main():
    cases = []
    for source in ["{{ " + e + " }}" for e in E] + T:
        result = render(source, CONTEXT)
        if " object at 0x" in result.get("expected", "") or " of str object at" in result.get("expected", ""):
            continue  # Python prints an address: nothing to compare
        cases.append({"template": source, **result})
    path = pathlib.Path(__file__).with_name("language.json")
    lines = ",\n".join("  " + json.dumps(case, ensure_ascii=False) for case in cases)
    context = json.dumps(CONTEXT, ensure_ascii=False)
    path.write_text('{"context": %s,\n"cases": [\n%s\n]}\n' % (context, lines), encoding="utf-8")
    errors = sum("error" in case for case in cases)
    print(f"{len(cases)} cases, {errors} of them errors")


if __name__ == "__main__":
    main()
