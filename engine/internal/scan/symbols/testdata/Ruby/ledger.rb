#!/usr/bin/env ruby
# frozen_string_literal: true
require "set"
require_relative 'other'

=begin
class NotHere; def no; end; end
=end

# Keeps entries. It is not safe.
module Books
  VERSION = "1"

  # An account.
  #
  # More.
  class Ledger < Base::Store[Integer]
    include Enumerable
    attr_reader :size, :if
    # Some words.
    WORDS = %w[class def end {] + %i(do if)
    TEXT = %q(def no (nested) end) + "a #{"}" + %{class } + 'end'} def no"
    GLOBAL = "#{$`}" + "#{$"}"
    RE = /def [\/] #{if true then "/" end} class/mx
    LETTERS = [?", ?a, :"end", :end, :[]=, $", $/]
    class Error < StandardError; end
    class Plain; end

    # Books an entry.
    # @param entry [Entry]
    def post(entry, *rest, at: nil,
             **options, &block)
      return if entry.nil?
      sql = query(<<~SQL, <<-'OTHER', 1) do |row|
        def no
        class #{x}
      SQL
        end end
        OTHER
        row.end
      end
      x = if at then 1 else 2 end
      y = begin 1 end while false
      while x do x -= 1 end
      until y
        [1].each do |z| z end
        y = z unless z
      end
      for i in [1] do puts i end
      case x when 1 then 2 end
      def hidden; end
      value = x / 2 / 3 % 4
      { if: 1, end: 2, class: self.class }
      foo ? bar : baz
      puts <<EOS
  def no
EOS
    end

    def self.open(path) = new(path)
    def top
      ::Set.new
    end
    EVAL = eval <<-'end;', 1
      def no
    end;
    STOP = \
      if true
        1
      end
    def size = @entries
      .size
    def empty?; size.zero? end
    def size=(value)
      @size = value
    end
    def []=(k, v) v end
    def ==(other) other.is_a?(Ledger) end
    def +@; self end
    def <=>(o) = 0
    def `(cmd); end
    def /(x) x end
    def %(x) x end
    def class; end
    def plain a, b = 1
      a unless b
    end
    private def secret(a) end
    memoize def kept; end

    class << self
      # Makes one.
      def make; new end
      private

      def hidden?; true end
    end

    included do
      def mixed; end
    end
  end

  module Deep::Inner
    class ::Top; def go!; end; end
    def Ledger.named; end
    def self.each(&) = yield
  end
end

def helper(x)
  x
end

class Broken
  def unclosed
    if true
  end

  def after
    1
  end
end

class Next; def last; end; end
__END__
def no; end
