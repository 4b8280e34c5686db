# Runs one program: `ruby ruby_harness.rb PROGRAM`, the nonce on standard input; prints it when the program has ended.
# On failure it prints `@verdict KIND DETAIL` as the last line on standard error and exits with 1.

def neuroglot_run(path)
  nonce = STDIN.sysread(33)
  STDIN.reopen(File::NULL)
  $0 = 'program.rb' # as __FILE__ is: what stands behind `if __FILE__ == $0` is run
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
  kind, problem = 'early', 'the end of the text was not reached' unless kind || $__neuroglot_end__
  $stdout.flush rescue nil
  if kind
    text = problem.is_a?(Exception) ? "#{problem.class}: #{problem.message}" : problem
    text = text.scrub.gsub(/\s+/, ' ')[0, 600]
    STDERR.syswrite("\n@verdict #{kind} #{text}\n")
    exit!(1)
  end
  STDOUT.syswrite("\n#{nonce}\n")
end

neuroglot_run(ARGV.shift)
