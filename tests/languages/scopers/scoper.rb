# Prints the names that each Ruby file declares, by Ripper: one file a line.
require 'ripper'
require 'set'

class Scoper < Ripper
  attr_reader :names

  def initialize(*)
    super
    @names = Set.new
  end

  PARSER_EVENTS.each { |event| define_method(:"on_#{event}") { |*parts| [event, *parts] } }
  SCANNER_EVENTS.each { |event| define_method(:"on_#{event}") { |token| [:"@#{event}", token] } }

  def note(part)
    return unless part.is_a?(Array)

    if part[0].is_a?(Symbol) && part[0].to_s.start_with?('@')
      names << part[1].sub(/[:?!=]*\z/, '').sub(/\A[@$]+/, '') if %i[@ident @const @ivar @cvar @gvar @label].include?(part[0])
    elsif !%i[aref_field field].include?(part[0])
      part.each { |one| note(one) }
    end
  end

  def on_var_field(part) = note(part)
  def on_mlhs_add(list, part) = (note(part); [list, part])
  def on_def(name, *) = note(name)
  def on_defs(_target, _dot, name, *) = note(name)
  def on_class(name, *) = note(name)
  def on_module(name, *) = note(name)

  def on_params(required, optional, rest, post, keywords, others, block)
    [required, post].each { |list| (list || []).each { |one| note(one) } }
    [optional, keywords].each { |list| (list || []).each { |one, _| note(one) } }
    [rest, others, block].each { |one| note(one) }
    [:params]
  end

  def on_rest_param(name) = name
  def on_kwrest_param(name) = name
  def on_blockarg(name) = name
end

ARGV.each do |file|
  scoper = Scoper.new(File.read(file))
  scoper.parse
  puts scoper.names.to_a.sort.join(' ')
end
