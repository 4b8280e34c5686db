# Runs one program: `ruby ruby_harness.rb PROGRAM`, the nonce on standard input; prints it when the program has ended.
# On failure it prints `@verdict KIND DETAIL` as the last line on standard error and exits with 1.

def neuroglot_run(path)
  nonce = STDIN.sysread(33)
  STDIN.reopen(File::NULL)
  kind = nil
  problem = nil
  begin
    code = RubyVM::InstructionSequence.compile(File.read(path, encoding: 'UTF-8'), 'program.rb')
  rescue SyntaxError => error
    kind, problem = 'compile', error
  end
  begin
    code&.eval
  rescue SystemExit => error
    kind, problem = 'early', error
  rescue NoMemoryError => error
    kind, problem = 'memory', error
  rescue Exception => error
    kind, problem = 'exception', error
  end
  $stdout.flush
  if kind
    text = "#{problem.class}: #{problem.message}".scrub.gsub(/\s+/, ' ')[0, 600]
    STDERR.syswrite("\n@verdict #{kind} #{text}\n")
    exit!(1)
  end
  STDOUT.syswrite("\n#{nonce}\n")
end

neuroglot_run(ARGV.shift)
