"""Hostile programs in Ruby."""

PROGRAMS = {
    "memory on the heap": """
kept = []
128.times { kept << 'x' * (8 << 20) }
raise 'it could have a gibibyte'
""",
    "endless output": """
loop { puts 'more' }
""",
    "endless loop": """
loop { }
""",
    "a child that outlives it": """
Process.spawn('/bin/sh', '-c', 'sleep 30; : @MARKER@', pgroup: true, in: :close, out: :close, err: :close)
sleep 0.2
""",
    "deleting and overwriting files": """
['/usr', '/box', '/support', '/etc', '/', '@PACKAGE@'].each do |place|
  begin
    Dir.mkdir("#{place}/@MARKER@")
    raise ScriptError, place
  rescue SystemCallError
  end
end
raise 'the file' if File.exist?('@FILE@')
""",
    "reading secrets": """
seen = ENV.to_h.to_s
Dir.glob('/proc/[0-9]*/environ') { |path| seen += File.binread(path) rescue nil }
raise 'the secret' if seen.include?('@SECRET@') || File.exist?('@SECRETS@')
""",
    "the network": """
require 'socket'
begin
  TCPSocket.new('127.0.0.1', @PORT@)
  raise ScriptError, 'connected'
rescue SystemCallError
end
""",
}
