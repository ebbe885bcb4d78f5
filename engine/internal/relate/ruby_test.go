package relate

import "testing"

func TestWhatNamesMeanInRuby(t *testing.T) {
	meanings(t, map[string]meaning{
		"classes": {
			`-- lib/a.rb
require_relative 'b'
module App
  class Square < Base
    include Draws
    extend Finder
    attr_reader :pen
    def initialize(pen)
      @pen = Pen.new(pen)
      @ink = Ink.new
    end
    def area
      @pen.down
      helper
      common
      @ink.use_it(1)
      side = Side.new(1)
      side.len
      pen.down
      self.class.make
      Square.make
      drawn
      Util.help(1)
      App::Util.other
      [1].each { |x| x.foo }
      pens.map(&:down)
      super
    end
    def helper
    end
    def self.make
      new(1).helper
    end
  end
end
-- lib/b.rb
module App
  class Base
    def common; end
    def area; end
  end
  module Draws
    def drawn
      area
    end
  end
  class Pen
    def initialize(x); end
    def down; end
  end
  class Ink
    def use_it(a) end
  end
  class Side
    def len; end
  end
  module Util
    def self.help(x); end
    class << self
      def other; end
    end
  end
end
`,
			"lib/a.rb::App.Square.area", "calls lib/a.rb::App.Square.helper lib/a.rb::App.Square.make lib/b.rb::App.Base.common lib/b.rb::App.Base.area lib/b.rb::App.Draws.drawn lib/b.rb::App.Pen.down lib/b.rb::App.Ink.use_it(a) lib/b.rb::App.Side lib/b.rb::App.Side.len lib/b.rb::App.Util.help(x) lib/b.rb::App.Util.other lib/a.rb::App.Square.area~0.4\ncalled by lib/a.rb::App.Square.area~0.4\nup lib/b.rb::App.Base.area\n",
		},
	})
}
