"""Hostile programs in PHP."""

_BODIES = {
    "memory on the heap": """
$kept = [];
for ($i = 0; $i < 128; $i++) { $kept[] = str_repeat('x', 8 << 20); }
throw new Exception('it could have a gibibyte');
""",
    "endless output": """
while (true) { echo "more\\n"; }
""",
    "endless loop": """
while (true) { }
""",
    "deleting and overwriting files": """
foreach (['/usr', '/box', '/support', '/etc', '', '@PACKAGE@'] as $place) {
    assert(!@mkdir("$place/@MARKER@"));
}
assert(!file_exists('@FILE@') && !@unlink('@FILE@'));
""",
    "reading secrets": """
$seen = json_encode(getenv());
for ($i = 0; $i < 100; $i++) { $seen .= @file_get_contents("/proc/$i/environ"); }
assert(!str_contains($seen, '@SECRET@') && !file_exists('@SECRETS@'));
""",
    "the network": """
assert(@fsockopen('127.0.0.1', @PORT@, $number, $text, 1) === false);
assert(@stream_socket_server('tcp://127.0.0.1:0') === false);
""",
}

PROGRAMS = {name: f"<?php\n{body}" for name, body in _BODIES.items()}
