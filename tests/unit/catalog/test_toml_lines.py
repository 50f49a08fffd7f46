"""The line of every key of a TOML text."""

from pdca.catalog.files.toml_lines import key_lines

TEXT = '''\
plain = 1 # a comment with [brackets] and = signs
"quoted key" = """
several "quoted" # lines
""""
dotted.key = { list = [1,
  2, { deep = 'x#}' }], last = "}]" }
[[phase]]
when = 1979-05-27 07:32:00
[[phase]]
tasks = [
  { code = "a", title = { nl = "x" } },

  { code = "b" },
]
[phase.inside]
literal = \'\'\'
it's\'\'\'
[other."with.dot"]
rows = [ [1, 2], [3,
  4] ]
'''


def test_every_key_and_element_has_its_line() -> None:
    lines = key_lines(TEXT)
    assert lines["plain",] == 1
    assert lines["quoted key",] == 2
    assert lines["dotted", "key", "list", 1] == 6
    assert lines["dotted", "key", "list", 2, "deep"] == 6
    assert lines["dotted", "key", "last"] == 6
    assert lines["phase", 0] == 7
    assert lines["phase", 0, "when"] == 8
    assert lines["phase", 1] == 9
    assert lines["phase", 1, "tasks", 0, "title", "nl"] == 11
    assert lines["phase", 1, "tasks", 1, "code"] == 13
    assert lines["phase", 1, "inside"] == 15
    assert lines["phase", 1, "inside", "literal"] == 16
    assert lines["other", "with.dot", "rows", 1, 1] == 20
