package relate

import "testing"

func TestWhatNamesMeanInPHP(t *testing.T) {
	meanings(t, map[string]meaning{
		"classes": {
			`-- src/A.php
<?php
namespace App\Core;
use App\Util\Pen as Stift;
use App\Util\{Ink, Side};
use function App\Util\help;
class Square extends Base implements Shape {
  use Draws;
  private Stift $pen;
  /** @var Ink */
  private $ink;
  public function __construct(Stift $pen, private Side $side) { $this->pen = $pen; $this->ink = new Ink(); }
  public function area(): int {
    $this->pen->down();
    $this->helper();
    $this->common();
    $this->ink->use2();
    $this->side->len();
    $s = new Side(1);
    $s->len();
    parent::common();
    self::make()->helper();
    static::make();
    Stift::build()->down();
    $this->drawn();
    help();
    \strlen("x");
    $x?->unknown();
    return 1;
  }
  private function helper() { }
  public static function make(): self { return new self(); }
}
-- src/Base.php
<?php
namespace App\Core;
abstract class Base { public function common() { } abstract function area(); }
interface Shape { public function area(): int; }
trait Draws { public function drawn() { $this->area(); } }
-- src/Util.php
<?php
namespace App\Util;
class Pen { public function down() { } public static function build(): static { return new static; } }
class Ink { public function use2() { } }
class Side { public function __construct($n) {} public function len() { } }
function help() { }
-- old/Pen.php
<?php
namespace Old;
class Pen { public function down() { } }
`,
			"src/A.php::Square.area()", "calls src/A.php::Square.helper() src/A.php::Square.make() src/Base.php::Base.common() src/Base.php::Draws.drawn() src/Util.php::Pen.build() src/Util.php::Ink.use2() src/Util.php::Side src/Util.php::Side.len() src/Util.php::help() old/Pen.php::Pen.down()~0.4 src/Util.php::Pen.down()~0.4\nup src/Base.php::Base src/Base.php::Shape\n",
		},
	})
}
